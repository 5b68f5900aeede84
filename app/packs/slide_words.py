"""Writes paragraphs into the boxes of a slide, in British English, with links that are web addresses only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from app.packs.slide_drawing import EMU, element
from app.packs.slide_parts import INDENT
from app.resources import is_safe_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.slide_parts import Group, Paragraph

IN_ADDRESS: Final = "%/:?#@!$&'()*+,;=~"
"""Characters that an address may hold as they are (RFC 3986)."""
NUMBER_INDENT: Final = round(1.5 * INDENT * EMU)


def fill(box: Any, paragraphs: Sequence[Paragraph], size: int, usual: int) -> None:  # noqa: ANN401
    """Writes plain paragraphs; a box without any goes, since a program would ask to click and add text.

    Args:
        box: A placeholder.
        paragraphs: In order.
        size: Of the letters, in points.
        usual: What the layout has.
    """
    if not paragraphs:
        box.element.getparent().remove(box.element)
        return
    for number, paragraph in enumerate(paragraphs):
        made = box.text_frame.add_paragraph() if number else box.text_frame.paragraphs[0]
        add_run(made, paragraph.text, size=size if size != usual else None)


def write_groups(box: Any, groups: Sequence[Group], size: int) -> None:  # noqa: ANN401
    """Writes groups under one another; `size` is of the letters, in points."""
    paragraphs = [paragraph for group in groups for paragraph in group.paragraphs]
    for number, paragraph in enumerate(paragraphs):
        made = box.text_frame.add_paragraph() if number else box.text_frame.paragraphs[0]
        _write_paragraph(made, paragraph, size)


def _write_paragraph(made: Any, paragraph: Paragraph, size: int) -> None:  # noqa: ANN401
    made.level = int(paragraph.look)
    if paragraph.numbering:
        properties = made._p.get_or_add_pPr()
        # A list that a program numbers by itself counts on from the item before it: each says where it is.
        properties.append(element(f'<a:buAutoNum type="{paragraph.numbering}" startAt="{paragraph.number}"/>'))
        properties.set("marL", str(NUMBER_INDENT))
        properties.set("indent", str(-NUMBER_INDENT))
    own = paragraph.look.size(size)
    for piece in paragraph.pieces:
        run = add_run(made, piece.text, size=own if own != paragraph.look.usual_size else None, bold=piece.bold)
        _link(run, piece.address)


def add_run(paragraph: Any, text: str, *, size: int | None = None, bold: bool = False) -> Any:  # noqa: ANN401
    """Adds words to a paragraph; `size` is of their letters, in points, where it is not the layout's."""
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    if size:
        run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    return run


def _link(run: Any, address: str | None) -> None:  # noqa: ANN401
    target = quote(address or "", safe=IN_ADDRESS)
    if is_safe_link(address) and is_safe_link(target):
        run.hyperlink.address = target
