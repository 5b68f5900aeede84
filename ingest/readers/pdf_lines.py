"""Makes lines of the text of a PDF page: its rows, with gaps told and the edges at which they are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lines import Line, clean
from ingest.readers.pdf_columns import Word, split_cells
from ingest.readers.pdf_layout import Flow, is_mark
from ingest.readers.pdf_links import links_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.pdf_page import Page, Run

SAME_LINE = 0.35
"""Baselines closer than this share of the letter height are one line."""
CELL_GAP = 1.6
"""A gap wider than this many letter heights parts two table cells."""
WORD_GAP = 0.15
"""A gap wider than this share of the letter height parts two words."""
PARAGRAPH_GAP = 1.75
"""Line steps over this many letter heights part paragraphs: single spacing measures 1.15 to 1.5."""
HEADING_GAP = 1.4
"""Two headings stand one under the other with less space than two paragraphs, but more than one heading's lines."""
LEAST_ROWS = 2
"""Rows of a table without lines: one alone is text with a gap in it."""
CELL_STEP = 1.4
"""Lines of one cell follow each other within this many letter heights."""
ALIGNED = 3.0
"""Points by which the lines of a cell may begin apart."""
MARK_REACH = 60.0
"""Points between the bullet of an item and its words, at most."""

NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})+\.?|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$")
"""Of a heading or a list item: a tab parts it from its text."""


@dataclass(slots=True)
class PlacedLine:
    """A line with its place on the page, in points from the top left."""

    line: Line
    left: float
    top: float
    right: float
    bottom: float
    words: Sequence[Word] = ()


@dataclass(slots=True)
class Stretch:
    """The lines of a flow, and the edge at which they are broken; `None` where the page's margins tell."""

    lines: list[PlacedLine]
    right: float | None

    def texts(self) -> Iterator[str]:
        """The words of each line."""
        return (placed.line.text for placed in self.lines)


def lines_of(flow: Flow, page: Page) -> Stretch:
    """The lines of a flow, from top to bottom."""
    rows: list[list[Run]] = []
    for run in _with_marks(flow.runs):
        if rows and _same_line(rows[-1][-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = _with_cells([_placed(row, page) for row in rows])
    for line in lines:
        line.words = ()  # a long report's words would fill the memory
    return Stretch(lines, flow.right)


def _with_marks(runs: Sequence[Run]) -> list[Run]:
    """The runs with each lone bullet right before the words that it marks: its face is often lower or higher."""
    marks = [run for run in runs if is_mark(run)]
    if not marks:
        return list(runs)
    ordered = [run for run in runs if not is_mark(run)]
    for mark in reversed(marks):
        marked = [run for run in ordered if _marks(mark, run)]
        if marked:
            ordered.insert(ordered.index(min(marked, key=lambda run: run.left)), mark)
        else:
            below = (index for index, run in enumerate(ordered) if run.bottom > mark.bottom)
            ordered.insert(next(below, len(ordered)), mark)
    return ordered


def _marks(mark: Run, run: Run) -> bool:
    overlap = min(mark.bottom, run.bottom) - max(mark.top, run.top)
    return overlap >= 0.5 * min(mark.height, run.height) and -1 < run.left - mark.right < MARK_REACH


def _same_line(left: Run, right: Run) -> bool:
    if right.left <= left.left:
        return False
    if is_mark(left):
        return _marks(left, right)
    return abs(left.bottom - right.bottom) < SAME_LINE * max(left.height, right.height)


def _placed(row: Sequence[Run], page: Page) -> PlacedLine:
    text = row[0].text
    numbered = _is_numbered(row)
    for before, run in pairwise(row):
        gap, height = run.left - before.right, max(before.height, run.height)
        apart = gap > CELL_GAP * height and not is_mark(before) and not (numbered and before is row[0])
        text += ("\t" if apart else " " if gap > WORD_GAP * height else "") + run.text
    words = [word for run in row for word in run.words]
    line = Line(
        clean(text),
        page=page.number,
        size=round(sum(run.size * len(run.text) for run in row) / sum(len(run.text) for run in row) * 2) / 2,
        bold=all(run.bold for run in row if run.text.strip(" .:•◼-")),
        links=links_over(words, page.links),
    )
    top, bottom = min(run.top for run in row), max(run.bottom for run in row)
    left, right = min(run.left for run in row), max(run.right for run in row)
    return PlacedLine(line, left, top, right, bottom, words)


def _is_numbered(row: Sequence[Run]) -> bool:
    """Whether a row is a number and the text that it counts, with nothing beside them."""
    gaps = (run.left - before.right > CELL_GAP * max(before.height, run.height) for before, run in pairwise(row[1:]))
    return NUMBER.match(row[0].text.strip()) is not None and not any(gaps)


def _with_cells(lines: list[PlacedLine]) -> list[PlacedLine]:
    """The lines with the cells of each table told by its columns: in narrow ones no gap is wide enough by itself."""
    found: list[PlacedLine] = []
    table: list[PlacedLine] = []
    for line in [*lines, None]:
        if line is not None and ("\t" in line.line.text or (table and _in_column(table, line))):
            table.append(line)
            continue
        found += _table_rows(table)
        table = []
        if line is not None:
            found.append(line)
    return found


def _in_column(table: Sequence[PlacedLine], line: PlacedLine) -> bool:
    """Whether a line is the rest of a cell: right under a row, from the left edge of a column but the first."""
    row = next(row for row in reversed(table) if "\t" in row.line.text)
    height = row.line.size or 10.0
    starts = [word.left for before, word in pairwise(row.words) if word.left - before.right > CELL_GAP * height]
    near = line.bottom - table[-1].bottom < CELL_STEP * height and line.line.size == row.line.size
    return near and any(abs(line.left - start) < ALIGNED for start in starts)


def _table_rows(lines: list[PlacedLine]) -> list[PlacedLine]:
    if sum("\t" in line.line.text for line in lines) < LEAST_ROWS or not all(line.words for line in lines):
        return lines
    height = max(line.line.size or 10.0 for line in lines)
    rows: list[PlacedLine] = []
    for line, text in zip(lines, split_cells([line.words for line in lines], height), strict=True):
        line.line = replace(line.line, text=clean(text))
        if rows and _goes_on(rows[-1], line, height):
            _add_cells(rows[-1], line)
        else:
            rows.append(line)
    return rows


def _goes_on(row: PlacedLine, line: PlacedLine, height: float) -> bool:
    """Whether a line is the rest of cells of the row above: right under it, with nothing in its first column."""
    filled = [bool(cell) for cell in line.line.text.split("\t")]
    whole = sum(bool(cell) for cell in row.line.text.split("\t")) - 1
    return not filled[0] and sum(filled) < whole and line.bottom - row.bottom < CELL_STEP * height


def _add_cells(row: PlacedLine, line: PlacedLine) -> None:
    above, below = row.line.text.split("\t"), line.line.text.split("\t")
    width = max(len(above), len(below))
    cells = zip(above + [""] * (width - len(above)), below + [""] * (width - len(below)), strict=True)
    text = "\t".join(f"{upper} {lower}".strip() for upper, lower in cells)
    row.line = replace(row.line, text=text, links=row.line.links + line.line.links)
    row.bottom = line.bottom


def flowing(stretch: Stretch, width: float) -> Iterator[Line]:
    """The lines, each told whether a gap comes before it and whether it runs on.

    Args:
        stretch: The lines.
        width: Of the page, in points.
    """
    lines = stretch.lines
    left = min((line.left for line in lines), default=0.0)
    # Margins are alike on both sides, so short lines alone do not make a narrow page.
    edge = stretch.right if stretch.right is not None else max(width - left, *(line.right for line in lines), 0.0)
    for index, here in enumerate(lines):
        above = lines[index - 1] if index else None
        below = lines[index + 1] if index + 1 < len(lines) else None
        gap = above is None or _gap(above, here)
        yield replace(here.line, gap_before=gap, runs_on=_no_room(here, below, edge))


def _gap(above: PlacedLine, here: PlacedLine) -> bool:
    step = here.bottom - above.bottom
    limit = HEADING_GAP if here.line.bold and above.line.bold else PARAGRAPH_GAP
    return step > limit * (here.line.size or 10) or step < 0


def _no_room(here: PlacedLine, below: PlacedLine | None, edge: float) -> bool:
    """Whether the next line's first word would not have fitted, so that the break was forced."""
    if below is None:
        return here.right > 0.85 * edge
    first = below.line.text.split()[0] if below.line.text.split() else ""
    return here.right + (len(first) + 1) * 0.5 * (here.line.size or 10) > edge
