"""Sets the sections of a report as boxes side by side, as a one-page summary or a 7-minute briefing has them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from knowledge.sample_reports.slide_text import GAP, HEIGHT, INK, MARGIN, WIDTH, write_blocks, write_title_at_top
from knowledge.sample_reports.slides import sections
from knowledge.sample_reports.source import Block

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide as DeckSlide
    from pptx.slide import SlideLayout
    from pptx.util import Length

    from knowledge.sample_reports.slides import Slide
    from knowledge.sample_reports.source import Sample

TOP = Inches(1.65)
TEXT_SIZE = Pt(11)

Area = tuple["Length", "Length", "Length", "Length"]
"""Left, top, width and height of a shape."""


def add_boxes(deck: Presentation, layout: SlideLayout, sample: Sample, pages: tuple[tuple[int, ...], ...]) -> None:
    """Adds a slide for each page, its boxes in reading order: along the rows, and the rows from above."""
    boxes = iter(sections(sample))
    for number, rows in enumerate(pages):
        slide = deck.slides.add_slide(layout)
        write_title_at_top(slide, sample.title)
        if not number:
            width = Emu(WIDTH - 2 * MARGIN)
            front = slide.shapes.add_textbox(MARGIN, Inches(0.9), width, Emu(TOP - Inches(0.9)))
            write_blocks(front.text_frame, [Block("paragraph", (line,)) for line in sample.front], TEXT_SIZE)
        for row, count in enumerate(rows):
            _add_row(slide, list(islice(boxes, count)), row, len(rows))


def _add_row(slide: DeckSlide, boxes: list[Slide], row: int, rows: int) -> None:
    """Adds boxes side by side, the fuller the wider; rows stand farther apart than boxes."""
    height = (HEIGHT - TOP - GAP - (rows - 1) * 2 * GAP) // rows
    top = TOP + row * (height + 2 * GAP)
    lengths = [sum(len(text) for block in box.blocks for text in block.texts) for box in boxes]
    free = WIDTH - 2 * MARGIN - (len(boxes) - 1) * GAP
    left = int(MARGIN)
    for box, length in zip(boxes, lengths, strict=True):
        width = round(free * (1 / len(boxes) + length / sum(lengths)) / 2)
        _add_box(slide, box, (Emu(left), Emu(top), Emu(width), Emu(height)))
        left += width + GAP


def _add_box(slide: DeckSlide, box: Slide, area: Area) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *area)
    shape.name, shape.shadow.inherit = box.title, False
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    shape.line.color.theme_color = INK
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    write_blocks(shape.text_frame, [Block("heading", (box.title,)), *box.blocks], TEXT_SIZE)
