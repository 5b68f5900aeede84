"""A pack as a Word file: real styles and headings, tables that repeat theirs, every source listed, and a receipt."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from app.export.characters import one_line, readable
from app.export.word import add_bookmark, blank_document
from app.packs.citing import plain, report_words
from app.packs.document import QuizAnswer
from app.packs.word_length import second_column
from app.packs.word_lists import add_list_kinds
from app.packs.word_look import look_of
from app.packs.word_pack import WordPack
from app.packs.word_page import add_right_tab, end_columns, set_last_columns, set_page, start_column
from app.packs.word_styles import add_styles
from app.packs.word_tables import add_source_table
from app.packs.wording import FACILITATOR_NOTES, RECEIPT_FOR, dated_facts, kind_line, made_words
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

    from app.packs.document import PackDocument, Section

LOGO_CM: Final = (5.0, 1.6)
"""Width and height that a logo may take at most."""
SMALL_LOGO_CM: Final = (3.5, 0.9)
RECEIPT_COLUMNS: Final = 2
"""Each wide enough for a line of the receipt that names a quote."""


def pack_docx(document: PackDocument) -> bytes:
    """The pack as a .docx file, on A4; text of reports and people is text in it, whatever it looks like.

    A briefing is set in two columns, small enough for one page; an action sheet on pages on their side. A quote is one
    run of one paragraph, to the character but for what no file may hold.

    Raises:
        ConfigError: The logo cannot be read as a picture.
    """
    look = look_of(document)
    word = blank_document(plain(document.title), document.made_at)
    add_styles(word, look)
    add_list_kinds(word, look)
    set_page(word, document, look)
    pack = WordPack(word, document, look)
    _add_opening(pack)
    if look.compact:
        end_columns(word, 1)
    _add_sections(pack)
    _add_end(pack)
    if look.compact:
        set_last_columns(word, 2)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _add_opening(pack: WordPack) -> None:
    document, compact = pack.document, pack.look.compact
    if document.brand.logo is not None and not compact:
        _add_logo(pack, pack.add(""))
    pack.add(plain(document.title), "Title")
    subtitle = pack.add(plain(kind_line(document)), "Subtitle")
    if document.brand.logo is not None and compact:  # at the end of the line, to leave room below
        add_right_tab(pack.word, subtitle)
        _add_logo(pack, subtitle)
    lines = [dated_facts(document)] if compact else [[fact] for fact in dated_facts(document)]
    for facts in lines:
        paragraph = pack.add("", "Facts")
        for place, (name, fact) in enumerate(facts):
            paragraph.add_run(f"{'   |   ' if place else ''}{plain(name)}: ").bold = True
            paragraph.add_run(plain(fact))
    if not compact:
        _add_notices(pack)


def _add_logo(pack: WordPack, paragraph: Paragraph) -> None:
    from docx.shared import Cm

    brand = pack.document.brand
    picture = paragraph.add_run().add_picture(_drawn_anew(brand.logo or b""))
    width, height = SMALL_LOGO_CM if pack.look.compact else LOGO_CM
    share = min(Cm(width) / picture.width, Cm(height) / picture.height)
    picture.width, picture.height = round(picture.width * share), round(picture.height * share)
    picture._inline.docPr.set("descr", plain(brand.logo_alt or f"Logo of {brand.name}".removesuffix(" of ")))


def _drawn_anew(logo: bytes) -> io.BytesIO:
    """The logo as a PNG file, of whatever kind it was, without what else its file holds."""
    from PIL import Image

    drawn = io.BytesIO()
    try:
        with Image.open(io.BytesIO(logo)) as picture:
            picture.convert("RGBA").save(drawn, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ConfigError("The logo cannot be read.", "Use a PNG or JPEG picture as the logo.") from error
    return drawn


def _add_notices(pack: WordPack) -> None:
    for notice in pack.document.notices:
        pack.add(one_line(notice), "Notice")


def _add_sections(pack: WordPack) -> None:
    second = second_column(pack.document, pack.look.body) if pack.look.compact else 0
    for place, section in enumerate(pack.document.sections):
        heading = pack.add("", "Heading 1")
        if place and place == second:
            start_column(heading)
        heading.add_run(plain(section.heading))
        if any(isinstance(block, QuizAnswer) for block in section.blocks):
            heading.paragraph_format.page_break_before = True  # so that the questions can be handed out without
        _add_section(pack, section)


def _add_section(pack: WordPack, section: Section) -> None:
    if section.mark:
        pack.add(plain(section.mark), "Section Mark")
    for block in section.blocks:
        pack.add_block(block)
    if section.notes:
        pack.add(FACILITATOR_NOTES, "Facilitator Notes Heading")
    for note in section.notes:
        pack.add(one_line(note), "Facilitator Notes")


def _add_end(pack: WordPack) -> None:
    if pack.look.compact:
        _add_notices(pack)
    if pack.document.sources:
        pack.add("Sources", "Heading 1")
        (_add_source_lines if pack.look.compact else add_source_table)(pack)
    _add_receipt(pack)
    pack.add(made_words(pack.document), "Made By")


def _add_receipt(pack: WordPack) -> None:
    if not pack.document.receipt:
        return
    pack.add(RECEIPT_FOR, "Made By")
    if not pack.look.compact:
        end_columns(pack.word, 1)
    for line in pack.document.receipt:
        pack.add(readable(line), "Receipt")
    if not pack.look.compact:
        end_columns(pack.word, RECEIPT_COLUMNS)  # which makes them of one height


def _add_source_lines(pack: WordPack) -> None:
    """The reports that are quoted, one in a line: a table takes more of the page."""
    for source in pack.document.sources:
        pages = f"; pages quoted: {', '.join(source.pages)}" if source.pages else ""
        words = f"[{source.number}]\t{report_words(source.report)}{plain(pages)}"
        add_bookmark(pack.add(words, "Source List"), f"source_{source.number}", source.number)
