"""Tables of web pages on a grid: cells that span rows or columns hold their words once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_SPAN = 1_000
"""Columns or rows: as browsers cap it."""
HEADINGS = "h1, h2, h3, h4, h5, h6"


@dataclass(frozen=True, slots=True)
class Row:
    """A row on the grid: its cells, `None` where a spanning one takes the place."""

    cells: tuple[LexborNode | None, ...]
    is_header: bool


def rows_of(table: LexborNode) -> list[Row]:
    """The rows of a table that holds no other."""
    rows: list[Row] = []
    taken: dict[int, int] = {}
    """Columns that a cell above still spans, with how many rows it goes on."""
    found_in = [(row, [cell for cell in row.iter() if cell.tag in {"td", "th"}]) for row in table.css("tr")]
    width = max((len(found) for _row, found in found_in), default=0)
    for row, found in found_in:
        cells: list[LexborNode | None] = []
        spanned = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell in found:
            while taken.get(len(cells)):
                cells.append(None)
            # Old pages write colspan=100 for "all of them".
            across, down = min(_span(cell, "colspan"), max(1, width - len(cells))), _span(cell, "rowspan")
            for column in range(len(cells), len(cells) + across):
                spanned[column] = down - 1
            cells += [cell, *[None] * (across - 1)]
        while taken.get(len(cells)):
            cells.append(None)
        in_head = row.parent is not None and row.parent.tag == "thead"
        rows.append(Row(tuple(cells), in_head or (len(found) > 1 and all(cell.tag == "th" for cell in found))))
        taken = spanned
    return rows


def _span(cell: LexborNode, name: str) -> int:
    found = cell.attributes.get(name) or ""
    return max(1, min(int(found), MAX_SPAN)) if found.isascii() and found.isdigit() else 1


def is_layout(table: LexborNode) -> bool:
    """Whether a table only places things on the page: it holds tables or headings, or has one column."""
    if table.attributes.get("role") in {"presentation", "none"} or table.css_first(HEADINGS) is not None:
        return True
    if len(table.css("table")) > 1:  # the first is the table itself
        return True
    return all(sum(cell.tag in {"td", "th"} for cell in row.iter()) <= 1 for row in table.css("tr"))
