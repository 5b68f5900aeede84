"""Writes the tables of slides, into the placeholder that the layout has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.packs.slide_blocks import words
from app.packs.slide_drawing import EMU, place
from app.packs.slide_layouts import GRID, INTRO
from app.packs.slide_pages import CELL_MARGIN, CELL_SPACE, GAP, cell_size, head_height, room_under, row_height
from app.packs.slide_parts import BODY_BOTTOM, BODY_TOP, INNER_WIDTH, MARGIN, NORMAL, Cell, Grid, Look, Paragraph, Slide
from app.packs.slide_words import add_run, fill, write_groups

if TYPE_CHECKING:
    from collections.abc import Sequence


def write_table(boxes: dict[int, Any], slide: Slide, grid: Grid) -> None:
    """Writes the table of a slide, and what stands over it.

    Args:
        boxes: The placeholders of the slide, by their numbers.
        slide: What is to stand on it.
        grid: Its table.
    """
    top = BODY_BOTTOM - room_under(slide.groups)
    if slide.groups:
        place(boxes[INTRO], (MARGIN, BODY_TOP, INNER_WIDTH, top - GAP - BODY_TOP))
        write_groups(boxes[INTRO], slide.groups, NORMAL)
    else:
        fill(boxes[INTRO], [], NORMAL, NORMAL)
    has_head = bool(grid.columns)
    frame = boxes[GRID].insert_table(rows=len(grid.rows) + has_head, cols=len(grid.widths))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", grid.caption)
    table = frame.table
    table.first_row, table.first_col, table.horz_banding = has_head, not has_head, has_head
    for column, share in zip(table.columns, grid.widths, strict=True):
        column.width = round(share * INNER_WIDTH * EMU)
    heights = [head_height(grid)] if has_head else []
    heights += [row_height(grid, row, grid.size) for row in grid.rows]
    head: list[tuple[Cell, ...]] = [tuple((words(name, bold=True),) for name in grid.columns)] if has_head else []
    for made, cells, height in zip(table.rows, [*head, *grid.rows], heights, strict=True):
        made.height = round(height * EMU)
        for cell, paragraphs in zip(made.cells, cells, strict=True):
            _write_cell(cell, paragraphs, grid.size)
    place(frame, (MARGIN, top, INNER_WIDTH, sum(heights)))


def _write_cell(cell: Any, paragraphs: Sequence[Paragraph], size: int) -> None:  # noqa: ANN401
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    cell.vertical_anchor = MSO_ANCHOR.TOP if len(paragraphs) > 1 else MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Pt(CELL_MARGIN)
    cell.margin_top = cell.margin_bottom = Pt(CELL_SPACE)
    for number, paragraph in enumerate(paragraphs):
        made = cell.text_frame.add_paragraph() if number else cell.text_frame.paragraphs[0]
        for piece in paragraph.pieces:
            run = add_run(made, piece.text, size=cell_size(paragraph, size), bold=piece.bold)
            if paragraph.look is Look.SOURCE:
                run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_4
    if not paragraphs:
        add_run(cell.text_frame.paragraphs[0], "", size=size)
