"""Reads the numbers that reports state: a table row by its columns, a sentence by its words. Nothing is calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.stated_shares import NUMBER_WORDS, PERCENT, SHARE, number_of, shares_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Passage

__all__ = ["NUMBER_WORDS", "PERCENT", "SHARE", "Measure", "measures_of"]

PERCENT_COLUMN = re.compile(r"%|per ?cent|\bproportion\b", re.IGNORECASE)
AGAINST = re.compile(r"\bno\b(?!\.|\s*of\b)|\bnot\b|\bdisagree", re.IGNORECASE)
"""A column of answers against; `No. of children` is none."""
WHOLE_COLUMN = re.compile(r"\b(?:total|responses?|returns?|base|denominator|out of)\b|^of$|^n$", re.IGNORECASE)
COUNT_COLUMN = re.compile(
    r"\b(?:yes|met|agreed?|completed|evident|in place|achieved|present|seen|done|number)\b", re.IGNORECASE
)
NUMBER_COLUMN = re.compile(
    r"(?:number|no\.|count) of (?P<unit>[a-z][a-z ]+)|(?P<alone>children|young people|cases|families|records)",
    re.IGNORECASE,
)
"""A column that counts and says what: `Number of children`."""
REFERENCE_COLUMN = re.compile(r"^(?:ref(?:erence)?|no\.?|#|id|code|area)$", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Z]{0,3}\d{1,3}[a-z]?\.?")
WHOLE_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,6}", re.ASCII)
PERCENT_CELL = re.compile(r"\d{1,3}(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a passage states.

    `value` is as a person reads it (`48%`, `5 of 9`); `percent` is in [0, 100]; `count` of `whole` are its numbers,
    `None` where the report does not give them; `counted` says what is counted, empty where it does not; `about` is what
    the number is of. Of a table row, `against` and `percent_against` are its cells for `no`.
    """

    passage: Passage
    value: str
    percent: float | None
    count: int | None
    whole: int | None
    counted: str
    about: str
    against: int | None = None
    percent_against: float | None = None

    @property
    def in_words(self) -> str:
        """The value with its numbers: `48% (14 of 29)`; the value alone where it has none, or is them."""
        if self.count is None or self.whole is None or self.percent is None:
            of = "of " if self.percent is not None and self.counted else ""
            return f"{self.value} {of}{self.counted}".strip()
        return f"{self.value} ({self.count} of {self.whole}{f' {self.counted}' if self.counted else ''})"


def measures_of(passage: Passage) -> list[Measure]:
    """The numbers that a passage states: of a table row at most one, of words percentages, then shares, then counts."""
    if passage.is_table_row:
        row = _row_measure(passage)
        return [row] if row else []
    return [Measure(passage, s.value, s.percent, s.count, s.whole, s.counted, s.about) for s in shares_in(passage.text)]


@dataclass(frozen=True, slots=True)
class _Cell:
    name: str
    text: str

    @property
    def number(self) -> int | None:
        return int(self.text.replace(",", "")) if WHOLE_NUMBER.fullmatch(self.text) else None

    @property
    def percent(self) -> float | None:
        """The percentage of a cell: `48%` anywhere, `48` under a heading that says so."""
        stated = PERCENT.match(self.text)
        if stated and stated[1][0].isdigit():
            share = float(stated[1])
        elif PERCENT_COLUMN.search(self.name) and PERCENT_CELL.fullmatch(self.text):
            share = float(self.text)
        else:
            return None
        return share if share <= 100 else None

    @property
    def is_against(self) -> bool:
        return AGAINST.search(self.name) is not None


def _row_measure(passage: Passage) -> Measure | None:
    """A row's first percentage with the numbers beside it, or its count of a whole, or its count of a named thing."""
    texts = (cell.strip() for cell in passage.text.split("\t"))
    cells = [_Cell(name.strip(), text) for name, text in zip(passage.column_headings, texts, strict=False)]
    percents = [(cell.is_against, cell.percent) for cell in cells if cell.percent is not None]
    percent = next((share for against, share in percents if not against), None)
    count, whole = _parts(cells)
    if percent is None and count is None:
        return _counted_row(passage, cells)
    value = f"{percent:g}%" if percent is not None else f"{count} of {whole}"
    no = next((c.number for c in cells if c.is_against and not PERCENT_COLUMN.search(c.name)), None)
    percent_no = next((share for against, share in percents if against), None)
    return Measure(passage, value, percent, count, whole, "", _about_row(cells), no, percent_no)


def _parts(cells: Sequence[_Cell]) -> tuple[int | None, int | None]:
    """The count and its whole, from two columns or from one cell `9 of 12`; neither where either is missing."""
    for cell in cells:
        share = SHARE.search(cell.text) if len(cell.text) < len("100% (1,000 of 1,000 children)") else None
        if share and number_of(share[1]) <= number_of(share[2]):
            return number_of(share[1]), number_of(share[2])
    numbers = [cell for cell in cells if cell.number is not None and not PERCENT_COLUMN.search(cell.name)]
    whole = next((cell.number for cell in numbers if WHOLE_COLUMN.search(cell.name)), None)
    count = next((cell.number for cell in numbers if COUNT_COLUMN.search(cell.name) and not cell.is_against), None)
    return (None, None) if count is None or whole is None or count > whole else (count, whole)


def _counted_row(passage: Passage, cells: Sequence[_Cell]) -> Measure | None:
    """The count of a row whose column says what is counted."""
    for cell in cells:
        named = NUMBER_COLUMN.fullmatch(cell.name)
        if named and cell.number is not None:
            unit = (named["unit"] or named["alone"]).casefold()
            return Measure(passage, str(cell.number), None, cell.number, None, unit, _about_row(cells))
    return None


def _about_row(cells: Sequence[_Cell]) -> str:
    """What a row measures: its longest cell of words, with its reference before it."""
    named = [cell for cell in cells if re.search(r"[A-Za-z]{3}", cell.text) and cell.percent is None]
    texts = [cell.text for cell in named if not REFERENCE_COLUMN.match(cell.name)] or [cell.text for cell in named]
    reference = next((c.text for c in cells if REFERENCE.fullmatch(c.text) and not c.text.isdigit()), "")
    return f"{reference} {max(texts, key=len, default='')}".strip()
