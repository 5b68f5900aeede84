"""A finding as teaching material shows it: verified words of a report, with what must not be shown left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from app.export.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.types import Passage, Report, ReportId

LEFT_OUT: Final = "[…]"
"""Stands in a quote where words of the report were left out."""
BLANK: Final = "[ ? ]"
"""Stands in a quote of a quiz where words are to be filled in."""
GAP = re.compile(r"\[\s*(?:…|\.\.\.|\?)\s*\]")
CURLY = str.maketrans({"“": '"', "”": '"', "„": '"'})


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report: `text` is what stands at `[start, end)` of its canonical text."""

    report_id: ReportId
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotes that follow one another in a report, with a gap between each two: what stood there is not shown.

    `heading` is that of the column, where it is a cell of a table; else empty. `opens` and `closes` say whether words
    of the passage were left out before the first and after the last.
    """

    quotes: tuple[Quote, ...]
    heading: str = ""
    gap: Literal["[…]", "[ ? ]"] = LEFT_OUT
    opens: bool = False
    closes: bool = False

    @property
    def words(self) -> str:
        """The quotes in one pair of quotation marks, which stand nowhere within them: `“Visits were […] late.”`."""
        before, after = (f"{self.gap} " if self.opens else "", f" {self.gap}" if self.closes else "")
        return f"“{before}{f' {self.gap} '.join(shown_words(quote.text) for quote in self.quotes)}{after}”"


@dataclass(frozen=True, slots=True)
class PackFinding:
    """A finding of one report. `parts` is never empty; a table row has one for each cell that says something.

    Args:
        passage: What it is drawn from.
        report: Whose it is.
        parts: What is quoted of it, in reading order.
        also_in: How many other passages say the same, and are collapsed into this one.
        left_out: Why words of the passage are not quoted, in words; empty where all are.
    """

    passage: Passage
    report: Report
    parts: tuple[Quoted, ...]
    also_in: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def quotes(self) -> Iterator[Quote]:
        """Its quotes, in reading order."""
        for part in self.parts:
            yield from part.quotes

    @property
    def words(self) -> str:
        """As a person reads it: `“The plan was late.”`, or of a table row `Finding: “Late”; Cases: “3 of 9”`."""
        return "; ".join(
            f"{shown_words(part.heading)}: {part.words}" if part.heading else part.words for part in self.parts
        )

    @property
    def length(self) -> int:
        """How many words of the report it quotes."""
        return sum(len(quote.text.split()) for quote in self.quotes)


def shown_words(text: str) -> str:
    """Words of a report on one line, with straight double quotation marks: curly ones are ours, around each quote."""
    return one_line(text).translate(CURLY)
