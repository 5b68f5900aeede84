"""Tables of Word files: their cells on a grid where merged ones hold their words once, and which rows are headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.docx_styles import W, is_on, value
from ingest.readers.docx_text import content
from ingest.readers.ooxml import Element

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

FIRST_ROW = 0x20
"""The bit of `w:tblLook` that gives the first row a look of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands on the grid: cells, `None` where a merged one or none at all takes the place."""

    cells: tuple[Element | None, ...]
    says_header: bool
    shaded: bool


def rows_of(table: Element, left_out: Counter[str]) -> list[Row]:
    """The rows of a `w:tbl`, without those that a tracked change deletes."""
    rows = []
    for row in content(table):
        if row.tag != W + "tr":
            continue
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            left_out["deletion"] += 1
            continue
        rows.append(_row(row, properties))
    return rows


def _row(row: Element, properties: Element | None) -> Row:
    cells = [cell for cell in content(row) if cell.tag == W + "tc"]
    grid: list[Element | None] = [None] * _count(properties, "gridBefore", 0)
    for cell in cells:
        look = cell.find(W + "tcPr")
        merged = value(look, "vMerge")
        goes_on = merged is not None and merged != "restart"
        grid += [None if goes_on else cell, *[None] * (_count(look, "gridSpan", 1) - 1)]
    grid += [None] * _count(properties, "gridAfter", 0)
    shaded = bool(cells) and all(_is_shaded(cell) for cell in cells)
    return Row(tuple(grid), bool(is_on(properties, "tblHeader")), shaded)


MAX_SPAN = 63
"""Columns: Word makes no wider table."""


def _count(properties: Element | None, name: str, usual: int) -> int:
    found = value(properties, name) or ""
    return min(int(found), MAX_SPAN) if found.isdigit() else usual


def _is_shaded(cell: Element) -> bool:
    shade = cell.find(f"{W}tcPr/{W}shd")
    return shade is not None and shade.get(W + "fill", "auto").casefold() not in {"auto", "ffffff"}


def marks_first_row(table: Element) -> bool:
    """Whether the table gives its first row a look of its own, as Word does unless told otherwise."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return False
    bits = look.get(W + "val", "0")
    try:
        return look.get(W + "firstRow") in {"1", "true", "on"} or bool(int(bits, 16) & FIRST_ROW)
    except ValueError:
        return False


def is_layout(rows: list[Row], is_box: Callable[[Element], bool]) -> bool:
    """Whether a table only places boxes on the page: one column, or most cells with a heading over their own text."""
    cells = [cell for row in rows for cell in row.cells if cell is not None]
    if all(len(row.cells) == 1 for row in rows):
        return True
    return 2 * sum(map(is_box, cells)) > len(cells)
