"""Reads the numbers that reports state: a table row by its columns, a sentence by its words. Nothing is calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.types import Passage

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_NUMBER = rf"(?:\d[\d,]*|{'|'.join(NUMBER_WORDS)})"
_UNIT = r"(?:[A-Za-z'’-]+ ){0,3}?[A-Za-z'’-]+"
PERCENT_COLUMN = re.compile(r"%|per ?cent|\bproportion\b", re.IGNORECASE)
AGAINST = re.compile(r"\bno\b|\bnot\b|\bdisagree", re.IGNORECASE)
WHOLE_COLUMN = re.compile(r"\b(?:total|responses?|returns?|base|denominator|out of)\b|^of$|^n$", re.IGNORECASE)
COUNT_COLUMN = re.compile(
    r"\b(?:yes|met|agreed?|completed|evident|in place|achieved|present|seen|done|number)\b", re.IGNORECASE
)
REFERENCE_COLUMN = re.compile(r"^(?:ref(?:erence)?|no\.?|#|id|code|area)$", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Z]{0,3}\d{1,3}[a-z]?\.?")
WHOLE_NUMBER = re.compile(r"\d[\d,]*")
PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent\b)", re.IGNORECASE)
SHARE = re.compile(rf"\b({_NUMBER}) (?:out )?of (?:the |all |these )*({_NUMBER})\b(?: ({_UNIT}))?", re.IGNORECASE)
COUNTED = re.compile(
    rf"\b(?P<number>{_NUMBER}) (?:\w+ ){{0,2}}?(?P<unit>children|young people|cases|families|parents|mothers"
    rf"|fathers|records|audits|plans"
    r"|assessments|meetings|agencies|returns|siblings|babies|weeks|months|days|hours|incidents|referrals)\b",
    re.IGNORECASE,
)
"""A count alone; `one case` begins so many findings that it tells none."""
OF_WHAT = re.compile(
    rf"\s*(?:of )?(?:the |all |these )?({_UNIT}?)(?= (?:where|in|with|said|had|that|were|was|showed|agreed|reported"
    rf"|found|evidenced|\()|[,.;(]|$)"
)
CLAUSE_END = re.compile(r"(?<=[.;!?])\s+|,\s+(?!\d)|\)\s+|\s+(?:and|but|while|whereas)\s+")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a passage states.

    `value` is as a person reads it (`48%`, `5 of 9`); `percent` is in [0, 100]; `count` of `whole` are its numbers,
    `None` where the report does not give them; `counted` says what is counted, empty where it does not; `about` is what
    the number is of.
    """

    passage: Passage
    value: str
    percent: float | None
    count: int | None
    whole: int | None
    counted: str
    about: str

    @property
    def in_words(self) -> str:
        """The value with its numbers: `48% (14 of 29)`; the value alone where it has none, or is them."""
        if self.count is None or self.whole is None or self.percent is None:
            return f"{self.value} {self.counted}".strip()
        of = f"{self.count} of {self.whole}{f' {self.counted}' if self.counted else ''}"
        return f"{self.value} ({of})"


def measures_of(passage: Passage) -> list[Measure]:
    """The numbers that a passage states, in order; none where it states none that says of what it is."""
    if passage.is_table_row:
        row = _row_measure(passage)
        return [row] if row else []
    return list(_sentence_measures(passage))


def _row_measure(passage: Passage) -> Measure | None:
    """A row's first percentage with the numbers beside it, or its count of a whole."""
    cells = list(zip(passage.column_headings, (cell.strip() for cell in passage.text.split("\t")), strict=False))
    percent = next((share for name, cell in cells if (share := _percent(name, cell)) is not None), None)
    whole = next((_whole(cell) for name, cell in cells if WHOLE_COLUMN.search(name) and _whole(cell) is not None), None)
    count = next(
        (
            _whole(cell)
            for name, cell in cells
            if COUNT_COLUMN.search(name) and not PERCENT_COLUMN.search(name) and _whole(cell) is not None
        ),
        None,
    )
    if whole is None or count is None or count > whole:
        count = whole = None
    if percent is None and count is None:
        return None
    value = f"{percent:g}%" if percent is not None else f"{count} of {whole}"
    return Measure(passage, value, percent, count, whole, "", _about_row(cells))


def _percent(name: str, cell: str) -> float | None:
    stated = PERCENT.fullmatch(cell)
    if stated:
        return None if AGAINST.search(name) else float(stated[1])
    if PERCENT_COLUMN.search(name) and not AGAINST.search(name) and re.fullmatch(r"\d{1,3}(?:\.\d+)?", cell):
        return float(cell)
    return None


def _whole(cell: str) -> int | None:
    return int(cell.replace(",", "")) if WHOLE_NUMBER.fullmatch(cell) else None


def _about_row(cells: list[tuple[str, str]]) -> str:
    """What a row measures: its longest cell of words, with its reference before it."""
    named = [(name, cell) for name, cell in cells if re.search(r"[A-Za-z]{3}", cell) and not PERCENT.fullmatch(cell)]
    texts = [cell for name, cell in named if not REFERENCE_COLUMN.match(name.strip())] or [cell for _, cell in named]
    reference = next((cell for _, cell in cells if REFERENCE.fullmatch(cell) and not cell.isdigit()), "")
    return f"{reference} {max(texts, key=len, default='')}".strip()


def _sentence_measures(passage: Passage) -> Iterator[Measure]:
    """Percentages, each with the `n of m` that stands nearest after it in its sentence; then shares without one."""
    text = passage.text
    taken: list[tuple[int, int]] = []
    for found in PERCENT.finditer(text):
        end = _sentence_end(text, found.end())
        share = SHARE.search(text, found.end(), end)
        if share and (PERCENT.search(text, found.end(), share.start()) or share.start() - found.end() > 160):
            share = None
        if share:
            taken.append(share.span())
        unit = OF_WHAT.match(text, found.end(), end)
        count, whole = (_number(share[1]), _number(share[2])) if share else (None, None)
        counted = unit[1] if unit else _unit(share)
        yield Measure(passage, f"{found[1]}%", float(found[1]), count, whole, counted, _clause(text, found.start()))
    for share in SHARE.finditer(text):
        if not any(start < share.end() and share.start() < end for start, end in taken):
            count, whole = _number(share[1]), _number(share[2])
            taken.append(share.span())
            if count <= whole:
                about = _clause(text, share.start())
                yield Measure(passage, f"{count} of {whole}", None, count, whole, _unit(share), about)
    for alone in COUNTED.finditer(text):
        if (
            not any(start < alone.end() and alone.start() < end for start, end in taken)
            and _number(alone["number"]) > 1
        ):
            about = _clause(text, alone.start())
            yield Measure(
                passage, str(_number(alone["number"])), None, _number(alone["number"]), None, alone["unit"], about
            )


def _unit(share: re.Match[str] | None) -> str:
    """The noun after a share: `5 of the 9 children had` counts children."""
    words = (share[3] or "").split() if share else []
    return words[0] if words and words[0].endswith(("s", "children", "people")) else ""


def _number(words: str) -> int:
    return NUMBER_WORDS[words.casefold()] if words.casefold() in NUMBER_WORDS else int(words.replace(",", ""))


def _sentence_end(text: str, start: int) -> int:
    stop = re.compile(r"[.;!?](?=\s|$)").search(text, start)
    return stop.end() if stop else len(text)


def _clause(text: str, position: int) -> str:
    """The part of a sentence that a number stands in: what it is most likely to be of."""
    starts = [found.end() for found in CLAUSE_END.finditer(text, 0, position)]
    after = CLAUSE_END.search(text, position)
    return text[starts[-1] if starts else 0 : after.start() if after else len(text)].strip()
