"""The places that a question names, misspelt or in part too, and the reports of them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from app.words import bare, words_of
from knowledge.terms import stop_words
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from knowledge.types import Report, ReportId

_CALLED = r"(?:Local |Children[’']?s )?(?:Safeguarding|Partnership|Council|Borough|LSCP|SCP|LSCB)\b"
OF_A_PARTNERSHIP = re.compile(rf"\b([A-Z][a-z]+(?: (?!{_CALLED})[A-Z][a-z]+)?) {_CALLED}")
CLOSE_PLACE = 0.86
"""How alike a misspelt place must be."""
SHORTEST_PLACE = 5
LONGEST_NAME = 6


def reports_of_places(question: str, reports: Sequence[Report]) -> tuple[set[ReportId], list[str], list[str]]:
    """Reports of a place in the question, its words that name it, and the places that no report is of."""
    found: set[ReportId] = set()
    words: list[str] = []
    missing: list[str] = []
    rest = words_of(question)
    for name in _gazetteer_names(question):
        of_place = {report.report_id for report in reports if _is_of_place(report, name.aliases)}
        found |= of_place
        words += name.words if of_place else []
        if not of_place and not any(_names(report.description.title, name.aliases) for report in reports):
            missing += [] if name.hidden else [" ".join(name.words)]
        if not of_place:
            rest = [word for word in rest if word not in name.words]
    spelt, spelt_words = _spelt_alike(rest, reports)
    held = [_held_words(report) for report in reports]
    unheld = (called[1] for called in OF_A_PARTNERSHIP.finditer(question))
    missing += [called for called in unheld if not any(called.casefold() in words for words in held)]
    return found | spelt, [*dict.fromkeys((*words, *spelt_words))], [*dict.fromkeys(missing)]


def _spelt_alike(asked_words: Iterable[str], reports: Iterable[Report]) -> tuple[set[ReportId], list[str]]:
    """Reports whose partnership is named in whole, in part where only one is held, or with a slip."""
    places = {report.report_id: _place_words(report) for report in reports}
    known = {word for words in places.values() for word in words}
    asked = {_meant(word, known): word for word in map(bare, asked_words)}
    found = {key for key, words in places.items() if words and words <= asked.keys()}
    if not found:  # `cheshire`, where only one is held
        part = {key for key, words in places.items() for word in words & asked.keys() if len(word) >= SHORTEST_PLACE}
        found = part if len({places[key] for key in part}) == 1 else set()
    return found, [asked[word] for key in found for word in places[key] if word in asked]


def _held_words(report: Report) -> str:
    return f"{report.description.partnership or ''} {report.description.title}".casefold()


def _place_words(report: Report) -> frozenset[str]:
    return frozenset({bare(word) for word in words_of(report.description.partnership or "")} - place_parts())


def _meant(word: str, known: Collection[str]) -> str:
    """The word itself, or the place that it misspells."""
    if word in known or len(word) < SHORTEST_PLACE or word in stop_words():
        return word
    return next(iter(get_close_matches(word, known, 1, CLOSE_PLACE)), word)


def _is_of_place(report: Report, aliases: Collection[str]) -> bool:
    return _names(report.description.partnership or "", aliases)


def _names(text: str, aliases: Collection[str]) -> bool:
    return any(re.search(rf"\b{re.escape(alias)}\b", text.casefold()) for alias in aliases)


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
def _ambiguous() -> Mapping[str, frozenset[str]]:
    """Places whose names are words too (`reading`), each with all its names: the list that has it with a qualifier."""
    lists = [frozenset(name.casefold() for name in names) for names in load("places")["places"]]

    def of(word: str) -> frozenset[str]:
        return next((names for names in lists if any(name.split()[0] == word for name in names)), frozenset())

    return {word: of(word) | {word} for word in load("places")["ambiguous"]}


@cache
def _hides() -> frozenset[str]:
    """Names that hold a place and do not ask about it: `oxford health`."""
    return frozenset(load("places")["hide"])


class PlaceName(NamedTuple):
    """A place as a question names it, with its other names; `hidden` where the words only hold its name."""

    words: list[str]
    aliases: frozenset[str]
    hidden: bool


def _gazetteer_names(question: str) -> Iterator[PlaceName]:
    """The names of the gazetteer in a question, in order, the longest at each word."""
    words = words_of(question)
    position = 0
    while position < len(words):
        name = _name_at(words, position)
        if name:
            yield name
        position += len(name.words) if name else 1


def _name_at(words: Sequence[str], position: int) -> PlaceName | None:
    for length in range(min(LONGEST_NAME, len(words) - position), 0, -1):
        said = list(words[position : position + length])
        name = " ".join(map(bare, said))
        if name in _hides():
            return PlaceName(said, frozenset(), hidden=True)
        if name in _gazetteer():
            return PlaceName(said, _gazetteer()[name], hidden=False)
        if name in _ambiguous() and position and said[0][:1].isupper() and not said[0].isupper():
            return PlaceName(said, _ambiguous()[name], hidden=False)
    return None


def places_held(question: str, reports: Iterable[Report]) -> list[bool]:
    """For each place of a report that a question names, that it does."""
    asked = {bare(word) for word in words_of(question)}
    places = {_place_words(report) for report in reports}
    return [True for place in places if place and place <= asked]
