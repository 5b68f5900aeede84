"""The catalogue of guidance and tools that may be offered beside the links of the reports, named as the catalogue's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Literal

from app.resources import address_key
from ingest.phrases import Phrase, PhraseFinder
from knowledge.types import Resource
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from knowledge.types import Span

Confidence = Literal[
    "page seen in a stored copy", "address seen elsewhere, page not read", "from memory, confirm before use"
]
GUIDANCE = "a question for guidance"
"""Owner of the words that ask for guidance: no address, so that it is no entry's."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One entry of knowledge/vocabulary/resources.yaml, which says what each field means.

    `offered` is False where the address was never seen: it is kept to be confirmed, and is in no answer.
    """

    title: str
    publisher: str
    url: str
    purpose: str
    themes: tuple[str, ...]
    terms: tuple[str, ...]
    as_written: tuple[str, ...]
    confidence: Confidence
    only_when_named: bool
    is_guidance: bool
    offered: bool
    note: str


class _Call(IntEnum):
    """What calls for an entry, the surest first."""

    NAMED = 0
    GUIDANCE_ON_ITS_THEME = 1
    GUIDANCE = 2
    THEME = 3


@cache
def catalogue_entries() -> tuple[CatalogueEntry, ...]:
    """All entries that ship with the program, also those that are not offered, in the order of the file."""
    return tuple(
        CatalogueEntry(
            title=row["title"],
            publisher=row["publisher"],
            url=row["url"],
            purpose=row["for"],
            themes=tuple(row["themes"]),
            terms=tuple(row["terms"]),
            as_written=tuple(row.get("as_written", ())),
            confidence=row["confidence"],
            only_when_named=row.get("only_when_named", False),
            is_guidance=row.get("guidance", False),
            offered=row.get("offer", True),
            note=row.get("note", ""),
        )
        for row in load("resources")["resources"]
    )


def catalogue_resources(
    question_words: str, theme_ids: Collection[str], already: Collection[str], limit: int = 3
) -> tuple[Resource, ...]:
    """What the catalogue offers for a question; the same for the same question always.

    First what the question names, in the order of its words; then guidance where it asks for guidance; then what serves
    a theme as a whole, but for the themes of what it names: a question about the DASH is not about all domestic abuse.

    Args:
        question_words: The question, as typed.
        theme_ids: Ids of knowledge/vocabulary/themes.yaml that it is about; their order does not matter.
        already: Addresses that the answer gives already: none of them is given again, however it is written.
        limit: Most to offer.

    Returns:
        Links of origin `catalogue`, cited by no passage; empty where nothing fits.
    """
    named = _first_mentions(question_words)
    themes = frozenset(theme_ids)
    entries = [entry for entry in catalogue_entries() if entry.offered]
    unnamed = themes.difference(*(entry.themes for entry in entries if entry.url in named))
    called = [
        (call, place, number, entry)
        for number, entry in enumerate(entries)
        for call, place in _calls(entry, named, themes, unnamed)
    ]
    given = {address_key(url) for url in already}
    chosen: list[CatalogueEntry] = []
    for _call, _place, _number, entry in sorted(called, key=lambda one: one[:3]):
        if address_key(entry.url) not in given:
            given.add(address_key(entry.url))
            chosen.append(entry)
    return tuple(Resource(entry.title, entry.url, entry.publisher, "catalogue") for entry in chosen[: max(limit, 0)])


Place = tuple[int, int]
"""Where a question names something: by its first letter, the longer words first."""


def _calls(
    entry: CatalogueEntry, named: dict[str, Span], themes: frozenset[str], unnamed: frozenset[str]
) -> Iterator[tuple[_Call, Place]]:
    """Why an entry is called for; nothing where it is not.

    `unnamed` are the themes of which the question names no entry.
    """
    if span := named.get(entry.url):
        yield _Call.NAMED, (span.start, span.start - span.end)
    if entry.is_guidance and GUIDANCE in named:
        if themes.intersection(entry.themes):
            yield _Call.GUIDANCE_ON_ITS_THEME, (0, 0)
        elif not entry.themes:
            yield _Call.GUIDANCE, (0, 0)
    if unnamed.intersection(entry.themes) and not entry.only_when_named:
        yield _Call.THEME, (0, 0)


def _first_mentions(question: str) -> dict[str, Span]:
    """Where the question first names each entry, by the entry's address, and where it asks for guidance."""
    first: dict[str, Span] = {}
    for found in _finder().find(question):
        first.setdefault(found.phrase.owner, found.span)
    return first


@cache
def _finder() -> PhraseFinder:
    """Practitioners type `dash` and `marac`: in lower case a term is found in any."""
    phrases = [Phrase(words, GUIDANCE) for words in load("resources")["asks_for_guidance"]]
    for entry in catalogue_entries():
        phrases += [Phrase(words, entry.url) for words in (*map(str.lower, entry.terms), *entry.as_written)]
    return PhraseFinder(phrases)
