"""Makes the lines of a document of its pages: tables that go on over a page are one, each row whole."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.blocks import spelling_of
from ingest.lines import Line, Role
from ingest.readers.pdf_lines import Stretch, flowing
from ingest.readers.pdf_tables import Table, same_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.blocks import Spelling
    from ingest.readers.pdf_running import PageText
    from ingest.readers.pdf_tables import Row


def document_lines(pages: Sequence[PageText]) -> list[Line]:
    """The lines of all pages in reading order. Changes the tables of the pages in place."""
    spelling = spelling_of([text for page in pages for region in page.regions for text in region.texts()])
    going_on = _continued(pages)
    lines: list[Line] = []
    for page in pages:
        for region in page.regions:
            if isinstance(region, Stretch):
                lines += flowing(region, page.width)
            else:
                lines += _row_lines(region, spelling, goes_on=id(region) in going_on)
    return lines


def _row_lines(table: Table, spelling: Spelling, *, goes_on: bool) -> Iterator[Line]:
    for index, row in enumerate(table.rows):
        yield Line(
            row.text(spelling),
            page=row.page,
            gap_before=index == 0 and not goes_on,
            size=row.size,
            bold=row.bold,
            links=row.links(spelling),
            role=Role.TABLE_HEADER if index < table.headers else Role.TABLE_ROW,
        )


def _continued(pages: Sequence[PageText]) -> set[int]:
    """The ids of the tables that go on with the last one of the page before; their repeated header is taken out."""
    found: set[int] = set()
    for before, after in pairwise(pages):
        if not before.regions or not after.regions:
            continue
        above, below = before.regions[-1], after.regions[0]
        if isinstance(above, Table) and isinstance(below, Table) and same_columns(above.xs, below.xs):
            _drop_repeated_header(above, below)
            below.open_row = above.last_row
            if below.open_row and below.rows and _is_rest_of(below.open_row, below.rows[0]):
                _add(below.open_row, below.rows.pop(0))
            found.add(id(below))
            below.headers = 0
    return found


def _drop_repeated_header(above: Table, below: Table) -> None:
    headers = above.repeated or above.rows[: max(above.headers, 1)]
    count = len(headers)
    if [_words(row) for row in below.rows[:count]] == [_words(row) for row in headers]:
        if above.rows[:count] == headers:
            above.headers = count
        del below.rows[:count]
    below.repeated = headers


def _words(row: Row) -> list[str]:
    return [" ".join(line.text for line in cell) for cell in row.cells]


def _is_rest_of(row: Row, rest: Row) -> bool:
    """Whether a row at the top of a page is the rest of the one at the foot of the page before."""
    if rest.cells[0] or any(cell and not above for cell, above in zip(rest.cells, row.cells, strict=True)):
        return False
    starts_low = any(cell[0].text[:1].islower() for cell in rest.cells if cell)
    return starts_low or rest.filled < row.filled - 1


def _add(row: Row, rest: Row) -> None:
    for cell, more in zip(row.cells, rest.cells, strict=True):
        cell += more
