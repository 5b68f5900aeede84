"""Writes words onto slides: titles, paragraphs, bullets and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from knowledge.sample_reports.source import FONT, Block, parts

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

WIDTH, HEIGHT, MARGIN, GAP = Inches(13.333), Inches(7.5), Inches(0.5), Inches(0.2)
TITLE_HEIGHT, TITLE_SIZE = Inches(0.8), Pt(30)
INK, BLACK = MSO_THEME_COLOR.TEXT_2, MSO_THEME_COLOR.TEXT_1


def write_title(slide: Slide, title: str) -> None:
    """Writes the title of a slide where its layout has it."""
    shape = slide.shapes.title
    assert shape is not None  # each layout in use has one
    write(shape.text_frame.paragraphs[0], title, TITLE_SIZE, INK, bold=True)


def write_title_at_top(slide: Slide, title: str) -> None:
    """Writes the title of a slide into its top left corner."""
    write_title(slide, title)
    shape = slide.shapes.title
    assert shape is not None  # each layout in use has one
    shape.left, shape.top, shape.width, shape.height = MARGIN, GAP, Emu(WIDTH - 2 * MARGIN), TITLE_HEIGHT
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def write(paragraph: _Paragraph, text: str, size: Length, ink: MSO_THEME_COLOR = BLACK, bold: bool = False) -> None:
    """Adds a text to a paragraph, its links as links."""
    for part in parts(text):
        run = paragraph.add_run()
        run.text = part.text
        run.font.size, run.font.bold, run.font.language_id = size, bold, MSO_LANGUAGE_ID.ENGLISH_UK
        run.font.name = FONT
        run.font.color.theme_color = ink
        if part.url:
            run.hyperlink.address = part.url


def write_blocks(frame: TextFrame, blocks: list[Block], size: Length) -> None:
    """Fills an empty text frame, a paragraph to each line; only bullets have bullets."""
    frame.word_wrap = True
    lines = [(block.kind, text) for block in blocks for text in block.texts]
    for at, (kind, text) in enumerate(lines):
        paragraph = frame.add_paragraph() if at else frame.paragraphs[0]  # type: ignore[no-untyped-call]  # python-pptx lacks it
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(size.pt / 3)
        _set_bullet(paragraph, int(size) if kind == "bullet" else 0)
        heading = kind in {"heading", "subheading"}
        write(paragraph, text, size, INK if heading else BLACK, bold=heading)


def _set_bullet(paragraph: _Paragraph, indent: int) -> None:
    """Say of a paragraph itself that it has a bullet, or none: placeholders and boxes differ in what they inherit."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    bullet = properties.makeelement(qn("a:buChar" if indent else "a:buNone"), {"char": "\u2022"} if indent else {})
    properties.append(bullet)
