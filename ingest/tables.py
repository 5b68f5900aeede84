"""Gives each row of a table its column headings and the label of its group of rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ingest.blocks import Block, Kind
from ingest.labels import NUMERIC_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_HEADING = 8
"""Words of a column heading."""


def head_rows(blocks: Sequence[Block]) -> None:
    """Sets `column_headings` and `row_group` of the table rows among the blocks, in place.

    A run of rows is a table; its first row is the header where it reads as one, and so is a later row that reads as
    one and has another number of cells (two tables without a line between them).
    """
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind is Kind.TABLE_ROW:
            _head_table(list(run))


def _head_table(rows: Sequence[Block]) -> None:
    header: tuple[str, ...] = ()
    for index, row in enumerate(rows):
        cells = tuple(row.text.split("\t"))
        if is_header(row) and (index == 0 or len(cells) != len(header)):
            header = cells
        elif header:
            row.column_headings = header + ("",) * (len(cells) - len(header))
    # A cell merged over several rows is text in its first row only: the others begin with an empty cell.
    if any(row.column_headings and row.text.startswith("\t") for row in rows):
        group = ""
        for row in rows:
            first = row.text.split("\t")[0]
            group = first if first and not NUMERIC_CELL.match(first) else group
            row.row_group = group if row.column_headings else ""


def is_header(block: Block) -> bool:
    """Whether a table row reads as a header: several short cells without numbers, under no other header."""
    if block.kind is not Kind.TABLE_ROW or block.column_headings:
        return False
    filled = [cell for cell in block.text.split("\t") if cell]
    return len(filled) > 1 and all(
        len(cell.split()) <= LONGEST_HEADING and not NUMERIC_CELL.match(cell) for cell in filled
    )
