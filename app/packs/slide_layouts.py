"""The layouts of a pack's presentation: each a template layout of python-pptx with places for what a pack has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.packs.slide_drawing import (
    EMU,
    FEET,
    Box,
    block,
    dress_foot,
    element,
    letters,
    place,
    placeholders,
    without_insets,
)
from app.packs.slide_parts import (
    BODY_BOTTOM,
    BODY_HEIGHT,
    BODY_TOP,
    INNER_WIDTH,
    MARGIN,
    NORMAL,
    NORMAL_SOURCE,
    PAIR_BODY,
    PAIR_GAP,
    PAIR_HEAD,
    PAIR_TOP,
    PAIR_WIDTH,
    SLIDE_WIDTH,
)

if TYPE_CHECKING:
    from pptx.slide import SlideLayout

MARK, INTRO, GRID, PARTNERSHIP = 13, 14, 15, 16
"""Numbers (`idx`) of the placeholders that we add to the layouts."""
FACTS_BOX: Final = (MARGIN, 344, 560, 152)
LOGO_BOX: Final = (SLIDE_WIDTH - MARGIN - 260, 352, 260, 128)
COVER_BOX: Final = (MARGIN, 96, INNER_WIDTH, 144)
"""Of the title on the title slide."""
COVER_BLOCK: Final = 320
"""How far the colour reaches down there."""


def dress_title(layout: SlideLayout) -> None:
    """A block of colour with the title, facts under it, and room for a logo on white."""
    layout.element.set("showMasterSp", "0")
    tree = layout.element.find(".//{*}spTree")
    tree.insert(2, block(90, "Brand block", (0, 0, SLIDE_WIDTH, COVER_BLOCK), "accent1"))
    for number, size, box, anchor in (
        (0, 40, COVER_BOX, "b"),
        (1, 22, (MARGIN, 252, INNER_WIDTH, 44), "t"),
    ):
        shape = _shape(layout, number)
        place(shape, box)
        without_insets(shape)
        shape.element.find(".//{*}bodyPr").set("anchor", anchor)
        shape.element.find(".//{*}lstStyle")[:] = [element(_level(size, "bg1", bold=number == 0))]
    name = _placeholder(PARTNERSHIP, "Partnership", (MARGIN, 44, INNER_WIDTH, 30), _level(18, "bg1"))
    facts = _placeholder(INTRO, "Facts", FACTS_BOX, _level(20, "tx1", space=4))
    _shape(layout, 1).element.addnext(facts)
    _shape(layout, 1).element.addnext(name)


def dress_content(layout: SlideLayout) -> None:
    """Title and text."""
    _dress_common(layout)
    for own in _shape(layout, 1).element.findall(".//{*}xfrm"):
        own.getparent().remove(own)


def dress_pair(layout: SlideLayout) -> None:
    """Title, a line, and two texts beside one another with their headings."""
    _dress_common(layout)
    right = MARGIN + PAIR_WIDTH + PAIR_GAP
    for number, left in ((1, MARGIN), (3, right)):
        head, text = _shape(layout, number), _shape(layout, number + 1)
        place(head, (left, PAIR_TOP, PAIR_WIDTH, PAIR_HEAD))
        place(text, (left, PAIR_BODY, PAIR_WIDTH, BODY_BOTTOM - PAIR_BODY))
        for shape in (head, text):
            without_insets(shape)
            shape.element.find(".//{*}lstStyle")[:] = []
        head.element.find(".//{*}bodyPr").set("anchor", "b")
        head.element.find(".//{*}lstStyle")[:] = [element(_level(18, "tx2", bold=True))]
    about = _placeholder(INTRO, "What they differ on", (MARGIN, BODY_TOP, INNER_WIDTH, 40), _level(NORMAL, "tx1"))
    _shape(layout, MARK).element.addnext(about)
    tree = layout.element.find(".//{*}spTree")
    between = MARGIN + PAIR_WIDTH + PAIR_GAP / 2
    tree.insert(2, block(92, "Line between", (between, PAIR_TOP, 0.75, BODY_BOTTOM - PAIR_TOP), "accent3"))


def dress_table(layout: SlideLayout) -> None:
    """Title, text, and a table."""
    _dress_common(layout)
    box = (MARGIN, BODY_TOP, INNER_WIDTH, BODY_HEIGHT)
    intro = _placeholder(INTRO, "Text over the table", box, "")
    _shape(layout, MARK).element.addnext(intro)
    intro.addnext(_placeholder(GRID, "Table", box, "", kind="tbl"))
    layout.element.set("type", "tbl")


def _dress_common(layout: SlideLayout) -> None:
    """Takes the places of title and foot from the master, and adds the band that says whose words these are."""
    for shape in placeholders(layout):
        kind = shape.element.find(".//{*}ph").get("type")
        if kind not in {"title", *FEET}:
            continue
        for own in shape.element.findall(".//{*}xfrm"):
            own.getparent().remove(own)
        if kind in FEET:  # LibreOffice takes only the place from the master
            dress_foot(shape, FEET[kind])
        else:
            shape.element.find(".//{*}lstStyle")[:] = []
    band = _placeholder(MARK, "Mark", (0, 10, SLIDE_WIDTH, 30), _level(NORMAL_SOURCE, "tx1", bold=True), fill="accent2")
    _shape(layout, 0).element.addnext(band)


def _placeholder(number: int, name: str, box: Box, level: str, *, kind: str = "body", fill: str = "") -> Any:  # noqa: ANN401
    """A placeholder of a layout; `level` is how its first level differs from the master's."""
    left, top, width, height = (round(points * EMU) for points in box)
    painted = f'<a:solidFill><a:schemeClr val="{fill}"/></a:solidFill>' if fill else ""
    inset = MARGIN * EMU if fill else 0
    return element(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number + 30}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{number}"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{painted}</p:spPr>'
        f'<p:txBody><a:bodyPr lIns="{inset}" tIns="0" rIns="{inset}" bIns="0" anchor="{"ctr" if fill else "t"}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle>{level}</a:lstStyle>"
        f'<a:p><a:r><a:rPr lang="en-GB"/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _level(size: int, colour: str, *, bold: bool = False, space: int = 0) -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="{space * 100}"/></a:spcBef><a:buNone/>'
        f"{letters(size, colour, 'mn', bold=bold)}</a:lvl1pPr>"
    )


def _shape(layout: SlideLayout, number: int) -> Any:  # noqa: ANN401
    return next(shape for shape in placeholders(layout) if shape.placeholder_format.idx == number)
