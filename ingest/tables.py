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
    headers: list[Block] = []
    declared = False
    banner = ""
    for index, row in enumerate(rows):
        if row.role is not None and row.gap_before:
            headers, declared, banner = [], False, ""  # the format says where a table begins
        declared = declared or row.role is Role.TABLE_HEADER
        if row.role is Role.TABLE_HEADER:
            headers = [*headers, row] if headers and rows[index - 1] is headers[-1] else [row]
        elif not declared and _is_header(row, rows[index + 1 :], under=headers[-1] if headers else None):
            headers = [row]
        elif _is_banner(row, rows[index + 1 :], headers):
            banner, row.heads_rows = row.text.strip("\t"), True
        elif headers:
            _carry(headers, row)
            row.row_group = banner
    # A cell merged over several rows is text in its first row only: the others begin with an empty cell.
    if any(row.column_headings and row.text.startswith("\t") for row in rows):
        group = ""
        for row in rows:
            first = row.text.split("\t")[0]
            group = first if first and not NUMERIC_CELL.match(first) else group
            row.row_group = group if row.column_headings else ""


def _carry(headers: Sequence[Block], row: Block) -> None:
    """Gives a row the names of its columns."""
    for header in headers:
        header.heads_rows = True
    cells, names = row.text.split("\t"), _names(headers)
    row.column_headings = names + ("",) * (len(cells) - len(names))


def _names(headers: Sequence[Block]) -> tuple[str, ...]:
    """The names of the columns, from header rows one under the other: `Grade` over `2024` names `Grade 2024`."""
    split = [header.text.split("\t") for header in headers]
    width = max(map(len, split))
    padded = [cells + [""] * (width - len(cells)) for cells in split]
    names: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(padded):
        over = ""
        for column, cell in enumerate(cells):
            # A name merged over several columns is text in the first of them only.
            over = cell or (over if any(below[column] for below in padded[depth + 1 :]) else "")
            if over:
                names[column].append(over)
    return tuple(" ".join(dict.fromkeys(parts)) for parts in names)


def _is_banner(row: Block, below: Sequence[Block], headers: Sequence[Block]) -> bool:
    """Whether a row is one short cell across a table that names the rows under it, by what the format says of it."""
    if row.role is None or not headers or not below or below[0].gap_before:
        return False
    wide = [sum(map(bool, block.text.split("\t"))) > 1 for block in (headers[-1], below[0])]
    return all(wide) and "\t" not in row.text.rstrip("\t") and row.words <= LONGEST_HEADING and not row.is_finished


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
