"""Looks through a report's text for what may identify a person, and says so without repeating it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.screening.addresses import find_addresses
from ingest.screening.births import find_births
from ingest.screening.contact_details import find_contact_details
from ingest.screening.nhs_numbers import find_nhs_numbers
from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.types import Identifiable, IdentifiableKind

FINDERS = (find_contact_details, find_nhs_numbers, find_births, find_addresses)
"""Of two that find the same words the first one names them: a valid phone number is no NHS number."""
NAMES: dict[IdentifiableKind, tuple[str, str]] = {
    "name_with_date_of_birth": ("date of birth", "dates of birth"),
    "nhs_number": ("NHS number", "NHS numbers"),
    "phone_number": ("phone number", "phone numbers"),
    "email": ("email", "emails"),
    "postcode": ("postcode", "postcodes"),
    "address": ("address", "addresses"),
}
"""One and several of each kind, in the order in which a warning names them."""


def screen(text: str) -> tuple[Identifiable, ...]:
    """Finds what may identify a person in a report's canonical text.

    Returns:
        Findings in order of their spans, which do not overlap; empty where there are none. Names alone are not looked
        for.
    """
    found = sorted((each for finder in FINDERS for each in finder(text)), key=lambda each: each.span.start)
    kept: list[Identifiable] = []
    end = 0
    for each in found:
        if each.span.end > end:  # what is left of a finding that begins in another still counts
            kept.append(replace(each, span=Span(max(each.span.start, end), each.span.end)))
            end = each.span.end
    return tuple(kept)


def identifies_person(found: Iterable[Identifiable]) -> bool:
    """Whether any finding may be of a person, so that the report is to be held."""
    return any(each.personal for each in found)


def screening_warnings(found: Iterable[Identifiable]) -> tuple[str, ...]:
    """What to tell a person of the findings, with none of their words; empty where there are none."""
    found = tuple(found)
    personal = _counted(each.kind for each in found if each.personal)
    others = _counted(each.kind for each in found if not each.personal)
    warnings = (
        personal and f"May identify a person: {personal}. Check them, or hold the report.",
        others and f"Contact details of services: {others}.",
    )
    return tuple(filter(None, warnings))


def _counted(kinds: Iterable[IdentifiableKind]) -> str:
    """E.g. `1 NHS number, 2 phone numbers`."""
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]} {NAMES[kind][counts[kind] > 1]}" for kind in NAMES if counts[kind])
