"""Write the sample reports as PowerPoint slides: NN-name.txt beside this script becomes NN-name.pptx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu, Inches, Pt

from knowledge.sample_reports.office_files import save
from knowledge.sample_reports.slide_boxes import add_boxes
from knowledge.sample_reports.slide_text import (
    BLACK,
    GAP,
    HEIGHT,
    MARGIN,
    TITLE_HEIGHT,
    WIDTH,
    write,
    write_blocks,
    write_title,
    write_title_at_top,
)
from knowledge.sample_reports.slides import Slide, box_pages, slides
from knowledge.sample_reports.source import FOLDER, Block, Sample, column_shares, read_samples

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide as DeckSlide

TITLE_SLIDE, TITLE_AND_CONTENT, SECTION_HEADER, TITLE_ONLY = 0, 1, 2, 5
"""Layouts of python-pptx's own template."""
BODY_TOP = Emu(GAP + TITLE_HEIGHT + GAP)
BODY_SIZE, LARGE_SIZE, TABLE_SIZE, ROW_HEIGHT = Pt(20), Pt(24), Pt(14), Inches(0.31)
FEW_CHARACTERS = 420
"""On a slide with no more, the letters are large."""
NOTES = "Notes for the presenter: fictional sample."


def make_deck(sample: Sample) -> Deck:
    """Set one report on wide slides: in boxes where its kind is a single page, else a slide or more to a section."""
    deck = Presentation()
    _widen(deck)
    if pages := box_pages(sample):
        add_boxes(deck, deck.slide_layouts[TITLE_ONLY], sample, pages)
        return deck
    _add_title_slide(deck, sample)
    for slide in slides(sample):
        _add_slide(deck, slide)
    if sample.path.stem.endswith("-slides"):
        _add_notes(deck.slides[0])
    return deck


def _widen(deck: Deck) -> None:
    """Make the template's 4:3 slides 16:9, its placeholders with them."""
    factor = WIDTH / (deck.slide_width or WIDTH)
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = Emu(round(shape.left * factor)), Emu(round(shape.width * factor))


def _add_title_slide(deck: Deck, sample: Sample) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    write_title(slide, sample.title)
    write_blocks(slide.placeholders[1].text_frame, [Block("paragraph", (line,)) for line in sample.front], BODY_SIZE)


def _add_notes(slide: DeckSlide) -> None:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the template's notes page has one
    frame.text = NOTES


def _add_slide(deck: Deck, content: Slide) -> None:
    """One slide of a section: a table, its lines, or only its title where the section opens a part of the report."""
    if not content.blocks:
        slide = deck.slides.add_slide(deck.slide_layouts[SECTION_HEADER])
        write_title(slide, content.title)
        unused = slide.placeholders[1]._element
        unused.getparent().remove(unused)
    elif content.blocks[0].kind == "row":
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        write_title_at_top(slide, content.title)
        _add_table(slide, content.blocks[0].rows)
    else:
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_CONTENT])
        write_title_at_top(slide, content.title)
        body = slide.placeholders[1]
        body.left, body.top, body.width, body.height = MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, HEIGHT - BODY_TOP - MARGIN
        characters = sum(len(text) for block in content.blocks for text in block.texts)
        size = LARGE_SIZE if characters <= FEW_CHARACTERS else BODY_SIZE
        write_blocks(body.text_frame, list(content.blocks), size)


def _add_table(slide: DeckSlide, rows: list[list[str]]) -> None:
    width = Emu(WIDTH - 2 * MARGIN)
    frame = slide.shapes.add_table(len(rows), len(rows[0]), MARGIN, BODY_TOP, width, Emu(ROW_HEIGHT * len(rows)))
    for at, share in enumerate(column_shares(rows)):
        frame.table.columns[at].width = Emu(round(width * share))
    for row, texts in zip(frame.table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.margin_top = cell.margin_bottom = Pt(2)
            is_head = texts is rows[0]
            ink = MSO_THEME_COLOR.BACKGROUND_1 if is_head else BLACK
            write(cell.text_frame.paragraphs[0], text, TABLE_SIZE, ink, bold=is_head)


def main(folder: Path = FOLDER) -> None:
    """Write every presentation beside its text."""
    for sample in read_samples(folder):
        save(make_deck(sample), sample.title, sample.path.with_suffix(".pptx"))


if __name__ == "__main__":
    main()
