"""The pages of a pack in Word: size and margins, what stands at their head and foot, and columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from app.export.answer_facts import PURPOSE
from app.export.word import add_page_field, element
from app.packs.citing import plain
from app.packs.document import PackKind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.shared import Length
    from docx.text.paragraph import Paragraph

    from app.packs.document import PackDocument
    from app.packs.word_look import Look

LONGEST_RUNNING_LINE = 90
"""Characters: what has room at the head of a page."""
GAP_TWIPS = 400
"""Between columns; 1,440 to the inch."""
EMU_PER_CM = 360_000
"""English Metric Units, in which Word files state lengths (ECMA-376, 20.1.2.1)."""


def set_page(word: Document, pack: PackDocument, look: Look) -> None:
    """A4, on its side for tables of actions, with head and foot; the first page needs no running title."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    page = word.sections[0]
    if pack.kind is PackKind.ACTIONS:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Cm(1.4 if look.compact else 2.2)
    page.top_margin, page.bottom_margin = (Cm(1.3), Cm(1.3)) if look.compact else (Cm(2.2), Cm(2.2))
    page.header_distance = page.footer_distance = Cm(0.55 if look.compact else 1.0)
    page.different_first_page_header_footer = True
    _fill_running_lines(page, pack)


def text_width_cm(word: Document) -> float:
    """The width between the margins, in centimetres."""
    return _text_width(word.sections[0]) / EMU_PER_CM


def add_right_tab(word: Document, paragraph: Paragraph) -> None:
    """What is added to the paragraph next stands at the right margin."""
    _set_right_tab(word.sections[0], paragraph)
    paragraph.add_run("\t")


def start_column(paragraph: Paragraph) -> None:
    """The paragraph, empty yet, begins the next column, at its very top."""
    from docx.enum.text import WD_BREAK
    from docx.shared import Pt

    paragraph.add_run().add_break(WD_BREAK.COLUMN)
    paragraph.paragraph_format.space_before = Pt(0)


def end_columns(word: Document, columns: int) -> None:
    """What stands since the last such end is set in columns of one width; what follows goes on below, on that page."""
    from docx.enum.section import WD_SECTION

    above = word.element.body[-2]
    going_on = word.add_section(WD_SECTION.CONTINUOUS)
    going_on.different_first_page_header_footer = False
    added = word.element.body[-2]
    ended = added.pPr.sectPr
    _set_columns(ended, columns)
    if above.tag == added.tag:  # its last paragraph ends it, and no empty one is needed
        above.get_or_add_pPr().append(ended)
        word.element.body.remove(added)


def set_last_columns(word: Document, columns: int) -> None:
    """What stands since the last `end_columns` is set in so many columns, each filled before the next."""
    _set_columns(word.sections[-1]._sectPr, columns)


def _set_columns(properties: object, columns: int) -> None:
    for old in properties.xpath("w:cols"):  # type: ignore[attr-defined] # an element of lxml
        old.getparent().replace(old, element("w:cols", {"w:num": str(columns), "w:space": str(GAP_TWIPS)}))


def _fill_running_lines(page: Section, pack: PackDocument) -> None:
    name, label = plain(pack.brand.name), pack.kind.label
    room = max(LONGEST_RUNNING_LINE - len(name), LONGEST_RUNNING_LINE // 2)
    title = plain(textwrap.shorten(plain(pack.title), room, placeholder=" …"))
    label = label[0].upper() + label[1:]
    _fill_line(page, page.first_page_header.paragraphs[0], name or label, label if name else "")
    _fill_line(page, page.header.paragraphs[0], title, name or label)
    for foot in (page.first_page_footer, page.footer):
        _fill_foot(page, foot.paragraphs[0], pack)


def _fill_foot(page: Section, paragraph: Paragraph, pack: PackDocument) -> None:
    reports = f"{len(pack.sources)} audit report{'s' * (len(pack.sources) != 1)}, listed at the end"
    day = f"{pack.date.day} {pack.date:%B %Y}"
    _fill_line(page, paragraph, f"{day}. Sources: {reports if pack.sources else 'none'}. {PURPOSE}", "Page ")
    add_page_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    add_page_field(paragraph, "NUMPAGES")


def _fill_line(page: Section, paragraph: Paragraph, left: str, right: str) -> None:
    """Writes words at both ends of a line."""
    _set_right_tab(page, paragraph)
    paragraph.add_run(f"{left}\t{right}")


def _set_right_tab(page: Section, paragraph: Paragraph) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph.paragraph_format.tab_stops.add_tab_stop(_text_width(page), WD_TAB_ALIGNMENT.RIGHT)


def _text_width(page: Section) -> Length:
    from docx.shared import Emu

    return Emu((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0))
