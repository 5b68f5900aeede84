"""Gives each row of a table its column headings and the label of its group of rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ingest.blocks import Block, Kind
from ingest.labels import NUMERIC_CELL
from ingest.lines import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_HEADING = 8
"""Words of a column heading."""


def head_rows(blocks: Sequence[Block]) -> None:
    """Sets `column_headings` and `row_group` of the table rows among the blocks, in place.

    A run of rows is a table; its first row is the header where it reads as one, and so is a later row where another
    table begins.
    """
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind is Kind.TABLE_ROW:
            _head_table(list(run))


def _head_table(rows: Sequence[Block]) -> None:
    header: Block | None = None
    declared = False
    for index, row in enumerate(rows):
        if row.role is not None and row.gap_before:
            header, declared = None, False  # the format says where a table begins
        declared = declared or row.role is Role.TABLE_HEADER
        if row.role is Role.TABLE_HEADER or (not declared and _is_header(row, rows[index + 1 :], under=header)):
            header = row
        elif header is not None:
            header.heads_rows = True
            cells, names = row.text.split("\t"), tuple(header.text.split("\t"))
            row.column_headings = names + ("",) * (len(cells) - len(names))
    # A cell merged over several rows is text in its first row only: the others begin with an empty cell.
    if any(row.column_headings and row.text.startswith("\t") for row in rows):
        group = ""
        for row in rows:
            first = row.text.split("\t")[0]
            group = first if first and not NUMERIC_CELL.match(first) else group
            row.row_group = group if row.column_headings else ""


def _is_header(row: Block, below: Sequence[Block], under: Block | None) -> bool:
    """Whether a row names the columns of those below: short cells without numbers, and rows under it.

    Two columns may as well be labels and values: there the row must look like a header or stand over numbers. A row
    under another header is one only with another number of cells, after a gap or over numbers: another table begins.
    """
    filled = [cell for cell in row.text.split("\t") if cell]
    short = all(len(cell.split()) <= LONGEST_HEADING and not NUMERIC_CELL.match(cell) for cell in filled)
    if not below or not short or len(filled) < 2:
        return False
    over_numbers = any(NUMERIC_CELL.match(cell) for cell in below[0].text.split("\t")[1:])
    if under is not None and row.text.count("\t") == under.text.count("\t"):
        return False
    if under is not None and not (row.gap_before or over_numbers):
        return False
    stands_out = row.bold and not below[0].bold
    return over_numbers or stands_out or len(filled) > 2
