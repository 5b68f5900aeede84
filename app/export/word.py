"""What Word wants beyond python-docx: styles, language, real links, table headings that repeat, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from app.export.characters import readable
from app.resources import is_safe_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

FONT = "Arial"
INK = "1F2937"
LINK = "1D4ED8"
SHADE = "E5E7EB"
SIZES = {"Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11, "Normal": 11, "Footer": 9}
"""Points."""
IN_ADDRESS = "%/:?#@!$&'()*+,;=~"
"""Characters that an address may hold as they are (RFC 3986); Word refuses a whole file for others."""
MARGIN_CM = 2.0
LONGEST_PROPERTY = 255
"""Characters: python-docx refuses more."""


def blank_document(title: str, made_at: datetime) -> Document:
    """An empty A4 document in our styles, in British English, that names nobody.

    Args:
        title: For the properties of the file.
        made_at: With a time zone.
    """
    import docx
    from docx.shared import Cm

    document = docx.Document()
    for name, points in SIZES.items():
        _set_style(document.styles[name], points)
    _add_link_style(document)
    for language in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        language.set(full_name("w:val"), "en-GB")
    told = document.core_properties
    told.title, told.language = readable(title)[:LONGEST_PROPERTY], "en-GB"
    told.author = told.last_modified_by = told.comments = ""
    told.created = told.modified = made_at
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
    return document


def add_footer(document: Document, words: str) -> None:
    """The words and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words} Page ")
    add_page_field(paragraph, "PAGE")


def add_page_field(paragraph: Paragraph, code: Literal["PAGE", "NUMPAGES"]) -> None:
    """Adds the number of the page, or how many there are: Word puts it in."""
    field = element("w:fldSimple", {"w:instr": code})
    field.append(_run("1"))
    paragraph._p.append(field)


def turn_sideways(document: Document) -> None:
    """What follows stands on pages that are wider than high."""
    from docx.enum.section import WD_ORIENT

    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def add_web_link(paragraph: Paragraph, address: str | None) -> bool:
    """Adds an address as a link that shows it in full; adds nothing, and says so, where it may be none."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    target = quote(address or "", safe=IN_ADDRESS, errors="replace")
    if not is_safe_link(address) or not is_safe_link(target):
        return False
    link = element("w:hyperlink", {"r:id": paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, True)})
    link.append(_run(readable(address or ""), "AddressLink"))
    paragraph._p.append(link)
    return True


def add_inner_link(paragraph: Paragraph, words: str, bookmark: str) -> None:
    """Adds words that lead to a bookmark of the same document."""
    link = element("w:hyperlink", {"w:anchor": bookmark, "w:history": "1"})
    link.append(_run(words, "AddressLink"))
    paragraph._p.append(link)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Makes the words of a paragraph a place to link to.

    Args:
        paragraph: With its words.
        name: Unique in the document.
        number: The same.
    """
    start = element("w:bookmarkStart", {"w:id": str(number), "w:name": name})
    runs = paragraph._p.r_lst
    runs[0].addprevious(start)
    runs[-1].addnext(element("w:bookmarkEnd", {"w:id": str(number)}))


def add_table(document: Document, headings: Sequence[str], widths_cm: Sequence[float], about: str) -> Table:
    """A table with its row of headings, which every page repeats.

    Args:
        document: Gets it at its end.
        headings: Of the columns.
        widths_cm: Of the columns.
        about: What the table holds, for those who do not see it.
    """
    table = start_table(document, len(headings), about)
    head = repeat_head(table)
    _fill_row(table, head, headings, widths_cm)
    for cell in head.cells:
        shade(cell, SHADE)
        cell.paragraphs[0].runs[0].bold = True
    return table


def start_table(document: Document, columns: int, about: str, style: str = "Table Grid") -> Table:
    """A table of one empty row, as wide as its columns are made.

    Args:
        document: Gets it at its end.
        columns: How many.
        about: What the table holds, for those who do not see it.
        style: Of the table.
    """
    table: Table = document.add_table(rows=1, cols=columns, style=style)
    table.autofit = False
    table._tbl.tblPr.append(element("w:tblCaption", {"w:val": readable(about)}))
    return table


def repeat_head(table: Table) -> _Row:
    """Makes the first row the head of the table, which every page repeats."""
    head: _Row = table.rows[0]
    head._tr.get_or_add_trPr().append(element("w:tblHeader", {"w:val": "true"}))
    return head


def keep_whole(row: _Row) -> None:
    """A row stays on one page where it fits there."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit", {"w:val": "true"}))


def shade(cell: _Cell, fill: str) -> None:
    """Gives a cell its colour, `RRGGBB`."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))


def add_row(table: Table, texts: Sequence[str], widths_cm: Sequence[float]) -> _Row:
    """Adds a row with these texts, to the character but for what no file may hold."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx has no type here
    _fill_row(table, row, texts, widths_cm)
    return row


def _fill_row(table: Table, row: _Row, texts: Sequence[str], widths_cm: Sequence[float]) -> None:
    """Writes the cells of a row, small; a row stays on one page where it fits there."""
    from docx.shared import Cm, Pt

    keep_whole(row)
    for cell, text, width, column in zip(row.cells, texts, widths_cm, table.columns, strict=True):
        cell.width = column.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(readable(text)).font.size = Pt(9)


def _set_style(style: Any, points: int) -> None:  # noqa: ANN401 - python-docx types styles as their base class
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), RGBColor.from_string(INK)
    fonts = style.element.rPr.rFonts
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(full_name(f"w:{kind}Theme"), None)  # a theme's font goes before a named one
        fonts.set(full_name(f"w:{kind}"), FONT)
    style.font.italic = False
    if style.name == "Title":
        for border in style.element.xpath("w:pPr/w:pBdr"):
            border.getparent().remove(border)
    style.paragraph_format.space_after = Pt(6)


def _add_link_style(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    style = document.styles.add_style("AddressLink", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb, style.font.underline = RGBColor.from_string(LINK), True


def _run(words: str, style: str = "") -> Any:  # noqa: ANN401 - an element of lxml
    run = element("w:r", {})
    if style:
        run.get_or_add_rPr().append(element("w:rStyle", {"w:val": style}))
    run.text = words
    return run


def element(name: str, attributes: dict[str, str]) -> Any:  # noqa: ANN401 - an element of lxml
    """An element of a Word file: names are as `w:shd`, of it and of its attributes."""
    from docx.oxml.parser import OxmlElement

    return OxmlElement(name, {full_name(key): value for key, value in attributes.items()})


def full_name(name: str) -> str:
    """A name such as `w:val` with its namespace, as lxml wants it."""
    from docx.oxml.ns import qn

    return str(qn(name))
