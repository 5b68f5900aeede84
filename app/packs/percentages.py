"""Tells a percentage that a report gives without the number it is of: teaching material does not repeat it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.lead_in import PERCENTAGE
from app.measures import measures_of
from app.stated_shares import PERCENT, SHARE, number_of, shares_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.types import Passage

PERCENT_CELL = re.compile(r"\d{1,3}(?:\.\d+)?\s?(?:%|per ?cent)", re.IGNORECASE)
"""Nothing but a percentage: the numbers that it is of stand in other cells."""


def lacks_denominator(words: str, beside: Iterable[tuple[int | None, int | None]] = ()) -> bool:
    """Whether words give a percentage, in figures or words, and not how many it is of.

    Args:
        words: A sentence, or a cell of a table.
        beside: Counts and their wholes that stand in other cells of its row.
    """
    percentages = len(PERCENT.findall(words))
    if not percentages:
        return PERCENTAGE.search(words) is not None
    stated = [*beside, *((number_of(share[1]), number_of(share[2])) for share in SHARE.finditer(words))]
    shares = [share for share in shares_in(words) if share.percent is not None]
    return len(shares) < percentages or any(
        share.whole is None and not _is_one_of(share.percent or 0, stated) for share in shares
    )


def row_lacks_denominator(row: Passage) -> bool:
    """Whether a row gives a percentage and not how many it is of: in a cell of its own, or within a cell's words."""
    measures = measures_of(row)
    if any(measure.percent is not None and measure.whole is None for measure in measures):
        return True
    beside = [(measure.count, measure.whole) for measure in measures if measure.whole is not None]
    cells = (cell.strip() for cell in row.text.split("\t"))
    return any(lacks_denominator(cell, beside) for cell in cells if not (beside and PERCENT_CELL.fullmatch(cell)))


def _is_one_of(percent: float, stated: Iterable[tuple[int | None, int | None]]) -> bool:
    """Whether a percentage is that of a count and its whole: they may stand before it, or another's numbers after."""
    return any(count is not None and whole and abs(100 * count / whole - percent) < 1 for count, whole in stated)
