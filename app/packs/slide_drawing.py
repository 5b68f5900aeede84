"""Pieces of a presentation that python-pptx does not make: elements, blocks of colour, looks of letters."""

from __future__ import annotations

import re
from typing import Any, Final

NAMES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
EMU: Final = 12700
"""English metric units, in which a file says where things are, in a point."""
FEET: Final = {"dt": "l", "ftr": "l", "sldNum": "r"}
"""Placeholders at the foot, and at which side their words stand."""
GREY: Final = "accent4"
"""The theme's colour of what is said by the way."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""


def place(shape: Any, box: Box) -> None:  # noqa: ANN401
    """Puts a shape where the box is."""
    shape.left, shape.top, shape.width, shape.height = (round(points * EMU) for points in box)


def element(xml: str) -> Any:  # noqa: ANN401
    """An element of a presentation: the first tag gets the names of the name spaces."""
    from pptx.oxml import parse_xml

    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMES}", xml))


def letters(size: int, colour: str, font: str, *, bold: bool = False) -> str:
    """The look of letters, as a list style has it.

    Args:
        size: In points.
        colour: A name of the theme's, such as `tx1`.
        font: `mj` for headings, `mn` for text, as the theme has them.
        bold: Whether they are.
    """
    return (
        f'<a:defRPr lang="en-GB" sz="{size * 100}" b="{int(bold)}" kern="1200">'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="+{font}-lt"/><a:ea typeface="+{font}-ea"/><a:cs typeface="+{font}-cs"/></a:defRPr>'
    )


def without_insets(shape: Any) -> None:  # noqa: ANN401
    """So that all that stands on a slide begins at the same line at the left."""
    properties = shape.element.find(".//{*}bodyPr")
    for inset in ("lIns", "tIns", "rIns", "bIns"):
        properties.set(inset, "0")


def dress_foot(shape: Any, align: str) -> None:  # noqa: ANN401
    """Small grey words, at the left (`l`) or the right (`r`)."""
    style = shape.element.find(".//{*}lstStyle")
    style[:] = [element(f'<a:lvl1pPr algn="{align}">{letters(12, GREY, "mn")}</a:lvl1pPr>')]


def block(number: int, name: str, box: Box, fill: str) -> Any:  # noqa: ANN401
    """A coloured block without words, for the eye alone."""
    left, top, width, height = (round(points * EMU) for points in box)
    return element(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{fill}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def placeholders(holder: Any) -> list[Any]:  # noqa: ANN401
    """Those of a slide master or a layout."""
    return list(holder.placeholders)
