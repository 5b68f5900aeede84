"""Splits the rows of a PDF table into cells, by the empty strips that run down all of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NARROWEST_STRIP = 0.4
"""Share of the letter height: words of one cell stand closer than this, in most rows; narrow columns do not."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a row with its edges, in points from the top left of the page."""

    text: str
    left: float
    right: float
    top: float = 0.0
    bottom: float = 0.0


def split_cells(rows: Sequence[Sequence[Word]], height: float) -> list[str]:
    """The rows with a tab between two cells.

    A strip is a range of x that no word of any row touches. One row's spaces between words are seldom in line with
    those of all others; the room between two columns always is.

    Args:
        rows: Two rows or more of one table, each with its words from left to right.
        height: Letter height in points.

    Returns:
        One text per row; a row without anything in a column has an empty cell there.
    """
    edges = _column_edges([word for row in rows for word in row], height)
    return ["\t".join(_cells(row, edges)).rstrip("\t") for row in rows]


def _column_edges(words: Sequence[Word], height: float) -> list[float]:
    """The left edges of the columns, from left to right."""
    edges: list[float] = []
    reach = float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if word.left > reach + NARROWEST_STRIP * height:
            edges.append(word.left)
        reach = max(reach, word.right)
    return edges


def _cells(row: Sequence[Word], edges: Sequence[float]) -> list[str]:
    cells: list[list[str]] = [[] for _ in edges]
    for word in row:
        column = sum(edge <= word.left + 0.01 for edge in edges) - 1
        cells[max(column, 0)].append(word.text)
    return [" ".join(cell) for cell in cells]
