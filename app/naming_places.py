"""The places that a question names, misspelt or in part too, and the reports of them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from app.words import bare, words_of
from knowledge.terms import stop_words
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from knowledge.types import Report, ReportId

OF_A_PARTNERSHIP = re.compile(
    r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:Local |Children[’']?s )?(?:Safeguarding|Partnership|Council|Borough|LSCP"
    r"|SCP|LSCB)\b"
)
CLOSE_PLACE = 0.86
"""How alike a misspelt place must be."""
SHORTEST_PLACE = 5


def reports_of_places(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str], list[str]]:
    """Reports of a place in the question, its words that name it, and the places that no report is of."""
    places = {report.report_id: _place_words(report) for report in reports}
    known = {word for words in places.values() for word in words}
    asked = {_meant(word, known): word for word in map(bare, words_of(question))}
    found = {key for key, words in places.items() if words and words <= asked.keys()}
    if not found:  # `cheshire`, where only one is held
        part = {key for key, words in places.items() for word in words & asked.keys() if len(word) >= SHORTEST_PLACE}
        found = part if len({places[key] for key in part}) == 1 else set()
    words = [asked[word] for key in found for word in places[key] if word in asked]
    named = _gazetteer_names(question)
    for name, aliases in named.items():
        of_place = {r.report_id for r in reports if _is_of_place(r, aliases)}
        found |= of_place
        words += words_of(name) if of_place else []
    held = " ".join((report.description.partnership or "") + report.description.title for report in reports).casefold()
    missing = [name for name, aliases in named.items() if not any(alias in held for alias in aliases)]
    missing += [found[1] for found in OF_A_PARTNERSHIP.finditer(question) if found[1].casefold() not in held]
    return found, [*dict.fromkeys(words)], missing


def _place_words(report: Report) -> frozenset[str]:
    return frozenset({word.casefold() for word in words_of(report.description.partnership or "")} - place_parts())


def _meant(word: str, known: Collection[str]) -> str:
    """The word itself, or the place that it misspells."""
    if word in known or len(word) < SHORTEST_PLACE or word in stop_words():
        return word
    return next(iter(get_close_matches(word, known, 1, CLOSE_PLACE)), word)


def _is_of_place(report: Report, aliases: Collection[str]) -> bool:
    place = (report.description.partnership or "").casefold()
    return any(re.search(rf"\b{re.escape(alias)}\b", place) for alias in aliases)


@cache
def place_parts() -> frozenset[str]:
    """Words of partnerships' names that name no place."""
    return frozenset(load("question_words")["place_parts"].split())


@cache
def _gazetteer() -> Mapping[str, frozenset[str]]:
    return {
        name.casefold(): frozenset(n.casefold() for n in names) for names in load("places")["places"] for name in names
    }


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(load("places")["ambiguous"])


@cache
def _hides() -> frozenset[str]:
    """Names that hold a place and do not ask about it: `oxford health`."""
    return frozenset(load("places")["hide"])


def _gazetteer_names(question: str) -> dict[str, frozenset[str]]:
    """The places of the gazetteer that a question names, the longest names first, each with its other names."""
    found: dict[str, frozenset[str]] = {}
    words = words_of(question)
    position = 0
    while position < len(words):
        for length in range(min(6, len(words) - position), 0, -1):
            name = " ".join(map(bare, words[position : position + length]))
            if name in _hides():
                position += length - 1
                break
            if name in _gazetteer() and not (name in _ambiguous() and words[position].islower()):
                found[name] = _gazetteer()[name]
                position += length - 1
                break
        position += 1
    return found


def places_held(question: str, reports: Iterable[Report]) -> list[bool]:
    """For each place of a report that a question names, that it does."""
    asked = {bare(word) for word in words_of(question)}
    places = {_place_words(report) for report in reports}
    return [True for place in places if place and place <= asked]
