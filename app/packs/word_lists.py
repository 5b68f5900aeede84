"""Real lists of Word: bullets, numbers that begin again with each list, and letters for the options of a quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from app.export.word import element

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from app.packs.word_look import Look

ListKind = Literal["bullet", "number", "letter"]
FIRST_ID = 90
"""Of our kinds of lists; the template's own are below."""
TWIPS_PER_CM = 567
KINDS: dict[ListKind, tuple[str, str]] = {
    "bullet": ("bullet", "•"),
    "number": ("decimal", "%1."),
    "letter": ("upperLetter", "%1."),
}
"""Word's name of what an item is marked with, and how the mark is written."""


def add_list_kinds(word: Document, look: Look) -> None:
    """Makes the kinds of lists, with markers in the brand's colour, and gives bullets to the styles that have them."""
    numbering = word.part.numbering_part.element
    for place, kind in enumerate(KINDS):
        numbering.insert_element_before(_list_kind(FIRST_ID + place, kind, look), "w:num")
    bullets = start_list(word, "bullet")
    for name in ("List Bullet", "Facilitator Notes"):
        _number(word.styles[name].element.get_or_add_pPr(), bullets)
    _number(word.styles["List Number"].element.get_or_add_pPr(), start_list(word, "number"))


def start_list(word: Document, kind: ListKind) -> int:
    """Begins a list, from its first number; returns its id."""
    made = word.part.numbering_part.element.add_num(FIRST_ID + list(KINDS).index(kind))
    if kind != "bullet":
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def put_in_list(paragraph: Paragraph, list_id: int) -> None:
    """Makes a paragraph the next item of a list."""
    _number(paragraph._p.get_or_add_pPr(), list_id)


def _number(properties: Any, list_id: int) -> None:  # noqa: ANN401 - an element of lxml
    numbers = properties.get_or_add_numPr()
    numbers.get_or_add_ilvl().val = 0
    numbers.get_or_add_numId().val = list_id


def _list_kind(number: int, kind: ListKind, look: Look) -> Any:  # noqa: ANN401 - an element of lxml
    made = element("w:abstractNum", {"w:abstractNumId": str(number)})
    made.append(element("w:nsid", {"w:val": f"{0x4A110000 + number:08X}"}))
    made.append(element("w:multiLevelType", {"w:val": "singleLevel"}))
    level = element("w:lvl", {"w:ilvl": "0"})
    form, text = KINDS[kind]
    for name, value in (("start", "1"), ("numFmt", form), ("lvlText", text), ("lvlJc", "left")):
        level.append(element(f"w:{name}", {"w:val": value}))
    indent, properties = str(round(look.list_indent * TWIPS_PER_CM)), element("w:pPr", {})
    properties.append(element("w:ind", {"w:left": indent, "w:hanging": indent}))
    level.append(properties)
    marker = element("w:rPr", {})
    marker.append(element("w:b", {}))
    marker.append(element("w:color", {"w:val": look.colour}))
    level.append(marker)
    made.append(level)
    return made
