"""Deals the sections of a pack out to slides, so that each is full but not too full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.packs.citing import plain
from app.packs.document import Form, PackKind, SideBySide, Table
from app.packs.slide_blocks import form_grid, pair_sides, pair_stacked, sources_grid, table_grid, text_groups, words
from app.packs.slide_measure import LINE_HEIGHT, lines_needed
from app.packs.slide_parts import (
    BODY_BOTTOM,
    BODY_HEIGHT,
    INNER_WIDTH,
    NORMAL,
    PAIR_BODY,
    PAIR_WIDTH,
    SIZES,
    SMALLEST_SOURCE,
    Cell,
    Grid,
    Group,
    Look,
    Paragraph,
    Slide,
    height_of,
    size_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.packs.document import PackDocument, Section

MOST_FINDINGS: Final = 3
MOST_QUOTED: Final = 80
"""Words of reports on one slide, where there is more than one finding."""
MOST_LEAD_IN: Final = 40
"""Words of ours that stay with what follows them."""
MOST_OVER_TABLE: Final = 0.4
"""Of a slide's height, for the text over a table."""
SMALLEST_ON_ONE: Final = 16
"""Points, where a part of a briefing, or two findings beside one another, are kept on one slide."""
SHARES: Final = tuple(part / 20 for part in range(8, 20))
"""Of a slide's height, that slides are filled to where it takes no more of them so."""
CELL_MARGIN: Final = 7.2
CELL_SPACE: Final = 5.0
"""Points: at each side of a cell's words, and above and under them."""
TABLE_SIZES: Final = (16, 15, 14, 13, 12, 11, 10, 9, 8)
GAP: Final = 12
"""Points between a title or a text and the table under it."""


def section_slides(section: Section, document: PackDocument) -> list[Slide]:
    """The slides of a section, the facilitator notes with the first."""
    slides: list[Slide] = []
    waiting: list[Group] = []
    on_one = document.kind is PackKind.BRIEFING
    for block in section.blocks:
        if isinstance(block, (Table, Form)):
            grid = table_grid(block, document) if isinstance(block, Table) else form_grid(block)
            over, waiting = _over_table(waiting, grid)
            slides += [*_text_slides(waiting, on_one=on_one), *_grid_slides(grid, over)]
            waiting = []
        elif isinstance(block, SideBySide) and pair_size(block, document) < SMALLEST_ON_ONE:
            waiting += pair_stacked(block, document)
        elif isinstance(block, SideBySide):
            slides += [*_text_slides(waiting, on_one=on_one), Slide("", (), pair=block)]
            waiting = []
        else:
            waiting += text_groups(block, document)
    slides += _text_slides(waiting, on_one=on_one)
    heading, mark = plain(section.heading), plain(section.mark)
    named = [replace(slide, heading=heading, mark=mark) for slide in slides]
    return [replace(named[0], notes=section.notes), *named[1:]] if named else []


def notice_slides(heading: str, notices: Sequence[str]) -> list[Slide]:
    """What a reader must know of it all."""
    groups = [Group((words(notice, Look.ITEM),)) for notice in notices]
    return [replace(slide, heading=heading) for slide in _text_slides(groups, on_one=False)]


def source_slides(heading: str, document: PackDocument) -> list[Slide]:
    """The table of sources."""
    if not document.sources:
        return []
    return [replace(slide, heading=heading) for slide in _grid_slides(sources_grid(document.sources), [])]


def row_height(grid: Grid, row: Sequence[Cell], size: int) -> float:
    """The height of a row of a table, in points."""
    return max(
        grid.least_height,
        *(
            _cell_height(cell, size, share * INNER_WIDTH - 2 * CELL_MARGIN)
            for cell, share in zip(row, grid.widths, strict=True)
        ),
    )


def pair_size(pair: SideBySide, document: PackDocument) -> int:
    """The size of the letters at which both findings fit beside one another, in points."""
    room = BODY_BOTTOM - PAIR_BODY
    return min(size_for([side], room, PAIR_WIDTH, NORMAL) for side in pair_sides(pair, document))


def room_under(groups: Sequence[Group]) -> float:
    """The height that a table may have under text, in points."""
    return BODY_HEIGHT - GAP - height_of(groups, NORMAL)


def cell_size(paragraph: Paragraph, size: int) -> int:
    """The size of a paragraph's letters in a table of that size, in points: a source is no larger than it need be."""
    return min(size, SMALLEST_SOURCE) if paragraph.look is Look.SOURCE else size


def head_height(grid: Grid) -> float:
    """The height of the row of headings, in points; 0 where there is none."""
    if not grid.columns:
        return 0.0
    return row_height(grid, [(words(column, bold=True),) for column in grid.columns], grid.size)


def _cell_height(cell: Cell, size: int, width: float) -> float:
    return sum(_line_heights(paragraph, size, width) for paragraph in cell) + 2 * CELL_SPACE


def _line_heights(paragraph: Paragraph, size: int, width: float) -> float:
    own = cell_size(paragraph, size)
    bold = any(piece.bold for piece in paragraph.pieces)
    return lines_needed(paragraph.text, own, width, bold=bold) * own * LINE_HEIGHT


def _text_slides(groups: Sequence[Group], *, on_one: bool) -> list[Slide]:
    if not groups:
        return []
    if on_one and height_of(groups, SMALLEST_ON_ONE) <= BODY_HEIGHT:
        return [Slide("", tuple(groups), size_for(groups, BODY_HEIGHT))]
    pages = _evenly(list(_with_lead_ins(groups)))
    sizes = [size_for(page, BODY_HEIGHT) for page in pages]
    # Slides of one part look alike, but for those that a long quote makes smaller.
    usual = SIZES[0] if all(size == SIZES[0] for size in sizes) else NORMAL
    return [Slide("", tuple(page), min(size, usual)) for page, size in zip(pages, sizes, strict=True)]


def _with_lead_ins(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups, our words joined to what they lead to."""
    held: Group | None = None
    for group in groups:
        joined = held.with_next(group) if held and not _leads_in(group) else group
        if held and (joined is group or joined.height(SMALLEST_ON_ONE) > BODY_HEIGHT):
            yield held
            joined = group
        held = joined if _leads_in(joined) else None
        if held is None:
            yield joined
    if held:
        yield held


def _leads_in(group: Group) -> bool:
    first, *others = group.paragraphs
    return first.look is Look.WORDS and not others and len(first.text.split()) <= MOST_LEAD_IN


def _evenly(groups: Sequence[Group]) -> list[list[Group]]:
    """As few pages as there must be, filled alike."""
    pages = _pages(groups, BODY_HEIGHT)
    tries = (_pages(groups, BODY_HEIGHT * share) for share in SHARES)
    return next((found for found in tries if len(found) == len(pages)), pages)


def _pages(groups: Sequence[Group], height: float) -> list[list[Group]]:
    pages: list[list[Group]] = []
    for group in groups:
        if pages and _goes_with(group, pages[-1], height):
            pages[-1].append(group)
        else:
            pages.append([group])
    return pages


def _goes_with(group: Group, page: Sequence[Group], height: float) -> bool:
    both = [*page, group]
    cited = [finding for one in both for finding in one.cited]
    many = len(cited) > MOST_FINDINGS or (len(cited) > 1 and sum(one.length for one in cited) > MOST_QUOTED)
    return not (many or any(one.alone for one in both)) and height_of(both, NORMAL) <= height


def _over_table(waiting: Sequence[Group], grid: Grid) -> tuple[list[Group], list[Group]]:
    """What stands over a table, and what is too long for that and goes before it."""
    caption = [Group((words(grid.caption, bold=True),))] if grid.columns and grid.caption else []
    together = [*waiting, *caption]
    if height_of(together, NORMAL) <= BODY_HEIGHT * MOST_OVER_TABLE:
        return together, []
    return caption, list(waiting)


def _grid_slides(grid: Grid, over: Sequence[Group]) -> list[Slide]:
    """A slide for each part of a table; what stands over it, over the first."""
    slides: list[Slide] = []
    grid = replace(grid, sizes=(_table_size(grid, over),))
    rows, cited = list(grid.rows), list(grid.cited)
    while rows:
        above = () if slides else tuple(over)
        taken, size = _rows_for(grid, rows, room_under(above))
        part = replace(grid, rows=tuple(rows[:taken]), cited=tuple(cited[:taken]), sizes=(size,))
        slides.append(Slide("", above, grid=part))
        rows, cited = rows[taken:], cited[taken:]
    return slides or _text_slides(over, on_one=False)


def _table_size(grid: Grid, over: Sequence[Group]) -> int:
    """Of the letters, in points: the largest at which the whole table fits under what stands over it."""
    for size in grid.sizes[:-1]:
        tried = replace(grid, sizes=(size,))
        if head_height(tried) + sum(row_height(tried, row, size) for row in grid.rows) <= room_under(over):
            return size
    return grid.size


def _rows_for(grid: Grid, rows: Sequence[tuple[Cell, ...]], room: float) -> tuple[int, int]:
    """How many rows fit, at least one, and the size of their letters."""
    left = room - head_height(grid)
    taken, used = 0, 0.0
    for row in rows:
        used += row_height(grid, row, grid.size)
        if used > left:
            break
        taken += 1
    if taken:
        return taken, grid.size
    sizes = (size for size in TABLE_SIZES if size < grid.size and row_height(grid, rows[0], size) <= left)
    return 1, next(sizes, TABLE_SIZES[-1])
