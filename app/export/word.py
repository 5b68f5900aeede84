"""What Word wants beyond python-docx: styles, language, real links, table headings that repeat, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.export.characters import readable
from app.resources import is_safe_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docx.document import Document
    from docx.table import Table, _Row
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
        language.set(_name("w:val"), "en-GB")
    told = document.core_properties
    told.title, told.language, told.author, told.last_modified_by, told.comments = readable(title), "en-GB", "", "", ""
    told.created = told.modified = made_at
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
    return document


def add_footer(document: Document, words: str) -> None:
    """The words and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words} Page ")
    field = _element("w:fldSimple", {"w:instr": "PAGE"})
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

    target = quote(address or "", safe=IN_ADDRESS)
    if not is_safe_link(address) or not is_safe_link(target):
        return False
    link = _element("w:hyperlink", {"r:id": paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, True)})
    link.append(_run(readable(address or ""), "AddressLink"))
    paragraph._p.append(link)
    return True


def add_inner_link(paragraph: Paragraph, words: str, bookmark: str) -> None:
    """Adds words that lead to a bookmark of the same document."""
    link = _element("w:hyperlink", {"w:anchor": bookmark, "w:history": "1"})
    link.append(_run(words, "AddressLink"))
    paragraph._p.append(link)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Makes the words of a paragraph a place to link to.

    Args:
        paragraph: With its words.
        name: Unique in the document.
        number: The same.
    """
    start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": name})
    runs = paragraph._p.r_lst
    runs[0].addprevious(start)
    runs[-1].addnext(_element("w:bookmarkEnd", {"w:id": str(number)}))


def add_table(document: Document, headings: Sequence[str], widths_cm: Sequence[float], about: str) -> Table:
    """A table with its row of headings, which every page repeats.

    Args:
        document: Gets it at its end.
        headings: Of the columns.
        widths_cm: Of the columns.
        about: What the table holds, for those who do not see it.
    """
    table: Table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    table._tbl.tblPr.append(_element("w:tblCaption", {"w:val": about}))
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
    _fill_row(table, head, headings, widths_cm)
    for cell in head.cells:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": SHADE}))
        cell.paragraphs[0].runs[0].bold = True
    return table


def add_row(table: Table, texts: Sequence[str], widths_cm: Sequence[float]) -> _Row:
    """Adds a row with these texts, to the character but for what no file may hold."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx has no type here
    _fill_row(table, row, texts, widths_cm)
    return row


def _fill_row(table: Table, row: _Row, texts: Sequence[str], widths_cm: Sequence[float]) -> None:
    """Writes the cells of a row, small; a row stays on one page where it fits there."""
    from docx.shared import Cm, Pt

    row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit", {"w:val": "true"}))
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
        fonts.attrib.pop(_name(f"w:{kind}Theme"), None)  # a theme's font goes before a named one
        fonts.set(_name(f"w:{kind}"), FONT)
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
    run = _element("w:r", {})
    if style:
        run.get_or_add_rPr().append(_element("w:rStyle", {"w:val": style}))
    run.text = words
    return run


def _element(name: str, attributes: dict[str, str]) -> Any:  # noqa: ANN401 - an element of lxml
    from docx.oxml.parser import OxmlElement

    return OxmlElement(name, {_name(key): value for key, value in attributes.items()})


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
