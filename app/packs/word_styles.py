"""Writes the styles of a pack into a Word file: who restyles them there restyles the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.export.word import element
from app.packs.word_look import BODY, GREY, styles_of

if TYPE_CHECKING:
    from docx.document import Document

    from app.packs.word_look import Look, Style

RULES: Final = "9CA3AF"
CELL_MARGIN: Final = "110"
"""Twentieths of a point."""
RECEIPT_LINE: Final = 1.1
"""Of its size."""
AFTER_BORDERS: Final = (
    *("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"),
)
"""Properties that must follow borders and shading in a paragraph (ECMA-376, 17.3.1.26), of those that we set."""


def add_styles(document: Document, look: Look) -> None:
    """Gives a document the styles of a pack."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    for style in styles_of(look):
        made = styles[style.name] if style.name in styles else styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        _write(made, style, styles["Normal"])
    short: Any = styles.add_style("Short Source", WD_STYLE_TYPE.CHARACTER)
    short.font.size, short.font.color.rgb = Pt(look.body - 1.5), RGBColor.from_string(GREY)
    receipt: Any = styles["Receipt"]
    receipt.font.no_proof = True
    receipt.paragraph_format.line_spacing = Pt(receipt.font.size.pt * RECEIPT_LINE)
    _add_table_style(document)


def _write(made: Any, style: Style, normal: Any) -> None:  # noqa: ANN401 - python-docx types styles as their base
    """Sets a style from nothing, so that nothing of the template's own look is left in it."""
    from docx.shared import Cm, Pt, RGBColor

    if made is not normal and style.name != "Normal":  # which carries the font
        for properties in made.element.xpath("w:pPr | w:rPr"):
            made.element.remove(properties)
        made.base_style = normal
    made.hidden, made.quick_style, made.unhide_when_used = False, True, False
    made.font.size, made.font.color.rgb = Pt(style.size), RGBColor.from_string(style.colour)
    made.font.bold = made.font.cs_bold = style.bold
    _set_size_of_other_scripts(made.element.rPr, style)
    form = made.paragraph_format
    form.space_before, form.space_after = Pt(style.before), Pt(style.after)
    form.line_spacing = 1.1 if style.size >= BODY else 1.0
    form.left_indent, form.first_line_indent = Cm(style.indent), Cm(-style.hanging)
    form.keep_with_next, form.keep_together, form.widow_control = style.keep, True, True
    _add_borders(made.element.get_or_add_pPr(), style)
    if style.level:
        made.element.pPr.append(element("w:outlineLvl", {"w:val": str(style.level - 1)}))


def _set_size_of_other_scripts(properties: Any, style: Style) -> None:  # noqa: ANN401 - an element of lxml
    """Word keeps the size of scripts such as Arabic apart."""
    for old in properties.xpath("w:szCs"):
        properties.remove(old)
    properties.xpath("w:sz")[0].addnext(element("w:szCs", {"w:val": str(round(style.size * 2))}))


def _add_borders(properties: Any, style: Style) -> None:  # noqa: ANN401 - an element of lxml
    if style.rule:
        borders = element("w:pBdr", {})
        thick, space = ("6", "2") if style.rule_side == "bottom" else ("24", "6")
        line = {"w:val": "single", "w:sz": thick, "w:space": space, "w:color": style.rule}
        borders.append(element(f"w:{style.rule_side}", line))
        properties.insert_element_before(borders, "w:shd", *AFTER_BORDERS)
    if style.fill:
        fill = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": style.fill})
        properties.insert_element_before(fill, *AFTER_BORDERS)


def _add_table_style(document: Document) -> None:
    """The style of all tables: thin rules, room in the cells, and no rule outside the width of the text."""
    from docx.enum.style import WD_STYLE_TYPE

    style: Any = document.styles.add_style("Pack Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Table Grid"]
    borders, margins = element("w:tblBorders", {}), element("w:tblCellMar", {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": RULES}))
    for side, width in (("top", "40"), ("left", CELL_MARGIN), ("bottom", "40"), ("right", CELL_MARGIN)):
        margins.append(element(f"w:{side}", {"w:w": width, "w:type": "dxa"}))
    properties = element("w:tblPr", {})
    properties.extend([element("w:tblInd", {"w:w": CELL_MARGIN, "w:type": "dxa"}), borders, margins])
    style.element.append(properties)
