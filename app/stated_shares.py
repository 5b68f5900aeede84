"""Reads the percentages, shares and counts that a text states, in figures or words. Nothing is calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.description.text import TENS, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER_WORDS = {"zero": 0} | {word: value for value, word in enumerate([*UNITS, TENS[0]], start=1)}
"""Zero to twenty, as people write small numbers."""
_TENS = {word: 10 * value for value, word in enumerate(TENS, start=2)}
_WORDS = rf"(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UNITS[:9])}))?|{'|'.join(reversed(UNITS))}|zero"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{_WORDS})"
PERCENT = re.compile(
    rf"(?<![\d.])((?:\d{{1,3}}(?:\.\d+)?)|\b(?:{_WORDS}|one hundred))\s?(?:%|per ?cent\b)", re.IGNORECASE
)
SHARE = re.compile(
    rf"(?<![\d.,])\b({_NUMBER}) (?:out )?of (?:the |all |these |those )*({_NUMBER})\b(?![.,]?\d|%| ?per ?cent)",
    re.IGNORECASE,
)
TIMES = "weeks|months|days|hours|minutes|years"
COUNTED = re.compile(
    rf"(?<![\d.,])\b(?P<number>{_NUMBER}) (?P<unit>(?:(?!of\b|and\b|or\b|to\b)\w+ ){{0,2}}?(?:children|young people"
    rf"|people|cases|families|parents|mothers|fathers|records|audits|plans|assessments|meetings|agencies|returns"
    rf"|siblings|babies|incidents|referrals|girls|boys|visits|appointments|sessions|times|occasions|conferences"
    rf"|schools|workers|{TIMES}))\b",
    re.IGNORECASE,
)
"""A count alone; `one case` begins so many findings that it tells none."""
YEAR = re.compile(r"(?:19|20)\d\d")
CLAUSE_END = re.compile(r"(?<=[.;!?])\s+|,\s+(?!\d)|\)\s+|\s+(?:and|but|while|whereas)\s+")
SENTENCE_END = re.compile(r"[.;!?](?=\s|$)")
_PLURAL = re.compile(r"[A-Za-z'’-]{2,}[^su\W]s|children|people", re.IGNORECASE)
_NEVER_COUNTED = frozenset(
    [
        "was",
        "has",
        "does",
        "this",
        "its",
        "thus",
        "always",
        "perhaps",
        "sometimes",
        "across",
        "towards",
        "says",
        "shows",
        "gives",
    ]
)
_NEVER_BEFORE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "at",
        "on",
        "by",
        "for",
        "to",
        "from",
        "with",
        "that",
        "who",
        "which",
        "where",
        "when",
        "were",
        "was",
        "is",
        "are",
        "had",
        "have",
        "has",
        "and",
        "or",
        "but",
        "not",
        "no",
        "said",
        "reported",
        "found",
        "agreed",
    ]
)
"""What parts a number from the nouns after it, so that they are not what it counts."""
NEAR = 160
"""How many characters after a percentage its numbers may stand."""


@dataclass(frozen=True, slots=True)
class StatedShare:
    """A number in a text.

    `percent` is in [0, 100] where it is a percentage; `count` of `whole` are its numbers, `None` where the text does
    not give them; `counted` says what is counted, empty where the text does not; `about` is the part of the sentence
    that it stands in.
    """

    value: str
    percent: float | None
    count: int | None
    whole: int | None
    counted: str
    about: str


def shares_in(text: str) -> Iterator[StatedShare]:
    """The numbers of a text: percentages with the `n of m` nearest after each, shares without one, counts alone."""
    taken: list[tuple[int, int]] = []
    yield from _percentages(text, taken)
    yield from _shares(text, taken)
    yield from _counts(text, taken)


def number_of(words: str) -> int:
    """The number that figures or words say: `1,200`, `seven`, `seventy-seven`.

    Raises:
        ValueError: They say none.
    """
    plain = words.casefold().replace(",", "")
    if plain.isdecimal():
        return int(plain)
    if plain == "one hundred":
        return 100
    first, _, last = plain.replace("-", " ").partition(" ")
    if first in _TENS:
        return _TENS[first] + (NUMBER_WORDS[last] if last else 0)
    if plain not in NUMBER_WORDS:
        raise ValueError(f"no number: {words}")
    return NUMBER_WORDS[plain]


def percent_of(found: re.Match[str]) -> float:
    """The percentage that a match of `PERCENT` states."""
    return float(found[1]) if found[1][0].isdigit() else float(number_of(found[1]))


def _percentages(text: str, taken: list[tuple[int, int]]) -> Iterator[StatedShare]:
    for found in PERCENT.finditer(text):
        percent = percent_of(found)
        if percent > 100:
            continue
        taken.append(found.span())
        share = _share_after(text, found.end())
        if share:
            taken.append(share.span())
        count, whole = (number_of(share[1]), number_of(share[2])) if share else (None, None)
        counted = _unit(text, found.end()) or (_unit(text, share.end()) if share else "")
        yield StatedShare(f"{percent:g}%", percent, count, whole, counted, clause_at(text, found.start()))


def _share_after(text: str, start: int) -> re.Match[str] | None:
    """The `n of m` of a percentage: the nearest after it in its sentence, unless another percentage is nearer."""
    stop = SENTENCE_END.search(text, start)
    share = SHARE.search(text, start, min(stop.end() if stop else len(text), start + NEAR))
    if share is None or PERCENT.search(text, start, share.start()) or number_of(share[1]) > number_of(share[2]):
        return None
    return share


def _shares(text: str, taken: list[tuple[int, int]]) -> Iterator[StatedShare]:
    for share in SHARE.finditer(text):
        count, whole = number_of(share[1]), number_of(share[2])
        if not _is_free(share, taken):
            continue
        taken.append(share.span())
        if count <= whole:
            counted = _unit(text, share.end())
            yield StatedShare(f"{count} of {whole}", None, count, whole, counted, clause_at(text, share.start()))


def _counts(text: str, taken: list[tuple[int, int]]) -> Iterator[StatedShare]:
    for alone in COUNTED.finditer(text):
        count = number_of(alone["number"])
        if _is_free(alone, taken) and count > 1 and not YEAR.fullmatch(alone["number"]):
            yield StatedShare(str(count), None, count, None, alone["unit"], clause_at(text, alone.start()))


def _is_free(found: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return not any(start < found.end() and found.start() < end for start, end in taken)


def _unit(text: str, position: int) -> str:
    """The noun after a number, with what stands before it: `5 of the 4 unborn babies` counts unborn babies."""
    after = re.compile(r"\s+(?:of )?(?:the |all |these |those )?((?:[A-Za-z'’-]+ ?){1,3})").match(text, position)
    words = after[1].split() if after else []
    for index, word in enumerate(words):
        if word.casefold() in _NEVER_BEFORE:
            return ""
        if _PLURAL.fullmatch(word) and word.casefold() not in _NEVER_COUNTED:
            return " ".join(words[: index + 1])
    return ""


def clause_at(text: str, position: int) -> str:
    """The part of a sentence that a number stands in: what it is most likely to be of."""
    starts = [found.end() for found in CLAUSE_END.finditer(text, 0, position)]
    after = CLAUSE_END.search(text, position)
    clause = text[starts[-1] if starts else 0 : after.start() if after else len(text)].strip(" .;:,\n\t")
    return clause + ")" * (clause.count("(") - clause.count(")"))
