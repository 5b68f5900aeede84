"""Finds whose report it is: the area of an inspection, or a partnership named in full. Never inferred from agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from knowledge.types import FindingType, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

NAME = r"(?:[A-Z][\w'’]+)(?:[ -](?:(?:and|of|upon|on|the|with|under|le|by|&|in)[ -])*[A-Z][\w'’]+){0,5}"
BODY = r"(?:Partnership|Board)"
PARTNERSHIP = re.compile(
    rf"\b{NAME}(?:'s|’s)? (?:"
    rf"(?:Local )?Safeguarding (?:(?:Children|Child|Adults?)(?:'s|’s)?(?: (?:and|&) (?:Children|Adults?))? )?{BODY}"
    r"|(?:Domestic Abuse|Community Safety|Children(?:'s|’s)?) Partnership|LSC[BP]|SCP|SAB)\b"
)
INSPECTED_AREA = re.compile(
    rf"\binspection\b.{{0,200}}?\b(?:of|in) (?:the )?({NAME}(?: (?:and|&) {NAME})*)\s*$", re.DOTALL
)
LETTER_OF_AREA = re.compile(
    rf"\bletter\b[^.]*\b(?:outlines|summarises)\b[^.]*\bfindings\b[^.]*\bin (?:the )?({NAME})", re.DOTALL
)
NOT_A_PLACE = re.compile(
    r"^(?:(?:The|This|Our|Local|Dear|Children(?:'s|’s)?|Safeguarding|Multi|Joint|Each|Your|Board|Partnership|Chair"
    r"|Independent|and|of) )+"
)
PLACELESS = re.compile(r"^(?:Local |Safeguarding |Children(?:'s|’s)? |Adults? )*(?:Partnership|Board|LSC[BP]|SCP|SAB)$")


@dataclass(frozen=True, slots=True)
class NamedPartnership:
    """A partnership or area and where the report names it."""

    name: str
    span: Span


def find_partnership(
    canonical: CanonicalText, title: Sequence[PlacedSpan], rules: FindingTypeRules
) -> NamedPartnership | None:
    """The area that an inspection names in its title or first lines, else the first partnership named in full.

    One that only a link or a list of resources names does not count: it is where the resource comes from.
    """
    for part in title:
        if area := INSPECTED_AREA.search(canonical.text[part.span.start : part.span.end]):
            start = part.span.start + area.start(1)
            return NamedPartnership(area[1], Span(start, start + len(area[1])))
    if title and "inspection" in canonical.text[title[0].span.start : title[-1].span.end].casefold():
        for entry in canonical.spans:
            if area := LETTER_OF_AREA.search(canonical.text, entry.span.start, entry.span.end):
                return NamedPartnership(area[1], Span(*area.span(1)))
    return next((found for entry in canonical.spans if (found := _named_in(canonical, entry, rules))), None)


def _named_in(canonical: CanonicalText, entry: PlacedSpan, rules: FindingTypeRules) -> NamedPartnership | None:
    block = entry.placed.block
    headings = (*entry.placed.heading_path, block.text if block.kind is Kind.HEADING else "")
    if any(rules.heading_type(heading) is FindingType.RESOURCE for heading in headings if heading):
        return None
    for found in PARTNERSHIP.finditer(canonical.text, entry.span.start, entry.span.end):
        name = NOT_A_PLACE.sub("", found[0])
        linked = any(name in link.anchor for link in block.links)
        if len(name.split()) > 1 and not PLACELESS.match(name) and not linked:
            return NamedPartnership(name, Span(found.end() - len(name), found.end()))
    return None
