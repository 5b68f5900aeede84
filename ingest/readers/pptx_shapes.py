"""The shapes of a slide with their true places, what they inherit from layout and master, and their reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.ooxml import DRAWING, Element, children, related, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
TITLES = {"title", "ctrTitle"}
RUNNING = {"dt", "ftr", "sldNum", "hdr", "sldImg"}
"""Placeholders that hold no content of the slide."""
OVERLAP = 0.1
"""The share of a box's width or height by which boxes drawn by hand may overlap and still stand side by side."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape and its place on the slide; any unit, from the top left."""

    element: Element
    left: float
    top: float
    right: float
    bottom: float

    @property
    def placeholder(self) -> str | None:
        """The kind of placeholder that it is, `None` where it is none."""
        found = placeholder_of(self.element)
        return None if found is None else str(found.get("type", "obj"))


@dataclass(frozen=True, slots=True)
class Transform:
    """How places inside a group become places on the slide."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0


def placeholder_of(element: Element) -> Element | None:
    """The `p:ph` of a shape."""
    return next((found for part in children(element) for found in part.findall(f"{P}nvPr/{P}ph")), None)


class Layouts:
    """The layout and the master under a slide.

    Args:
        slide: The slide's part.
    """

    def __init__(self, slide: Any) -> None:  # noqa: ANN401
        layout = related(slide, "slideLayout")
        master = related(layout, "slideMaster") if layout is not None else None
        self._layout = [] if layout is None else list(root_of(layout).iter(P + "sp"))
        self._master = [] if master is None else list(root_of(master).iter(P + "sp"))
        self._styles = None if master is None else root_of(master).find(P + "txStyles")

    def origins(self, element: Element) -> list[Element]:
        """The shape itself and the placeholders of layout and master that it is made from."""
        own = placeholder_of(element)
        if own is None:
            return [element]
        kind = own.get("type", "obj")
        on_layout = [s for s in self._layout if (ph := placeholder_of(s)) is not None and _same(ph, own)]
        wanted = "title" if kind in TITLES else "body" if kind in {"obj", "subTitle"} else kind
        on_master = [s for s in self._master if (ph := placeholder_of(s)) is not None and ph.get("type") == wanted]
        return [element, *on_layout[:1], *on_master[:1]]

    def text_styles(self, element: Element) -> list[Element]:
        """The list styles that a shape inherits, the strongest first."""
        found = [origin.find(f"{P}txBody/{DRAWING}lstStyle") for origin in self.origins(element)[1:]]
        if self._styles is not None:
            own = placeholder_of(element)
            kind = "otherStyle" if own is None else "titleStyle" if own.get("type") in TITLES else "bodyStyle"
            found.append(self._styles.find(P + kind))
        return [style for style in found if style is not None]


def _same(placeholder: Element, other: Element) -> bool:
    if placeholder.get("type") in TITLES or other.get("type") in TITLES:
        return placeholder.get("type") in TITLES and other.get("type") in TITLES
    return bool(placeholder.get("idx", "0") == other.get("idx", "0"))


def shapes_in(tree: Element, layouts: Layouts, transform: Transform | None = None) -> Iterator[Shape]:
    """The shapes of a slide, those of groups among them, with their places on the slide."""
    transform = transform or Transform()
    for element in children(tree):
        if element.tag == P + "grpSp":
            yield from shapes_in(element, layouts, _inside(element, transform))
        elif element.tag in {P + "sp", P + "graphicFrame", P + "pic", P + "cxnSp"}:
            yield _placed(element, layouts, transform)


def _numbers(element: Element | None, first: str, second: str) -> tuple[float, float] | None:
    if element is None:
        return None
    return float(element.get(first, "0")), float(element.get(second, "0"))


def _inside(group: Element, outer: Transform) -> Transform:
    xfrm = group.find(f"{P}grpSpPr/{DRAWING}xfrm")
    if xfrm is None:
        return outer
    x, y = _numbers(xfrm.find(DRAWING + "off"), "x", "y") or (0.0, 0.0)
    wide, high = _numbers(xfrm.find(DRAWING + "ext"), "cx", "cy") or (0.0, 0.0)
    child_x, child_y = _numbers(xfrm.find(DRAWING + "chOff"), "x", "y") or (x, y)
    child_wide, child_high = _numbers(xfrm.find(DRAWING + "chExt"), "cx", "cy") or (wide, high)
    scale_x = wide / child_wide if child_wide else 1.0
    scale_y = high / child_high if child_high else 1.0
    return Transform(
        outer.scale_x * scale_x,
        outer.scale_y * scale_y,
        outer.shift_x + outer.scale_x * (x - child_x * scale_x),
        outer.shift_y + outer.scale_y * (y - child_y * scale_y),
    )


def _placed(element: Element, layouts: Layouts, transform: Transform) -> Shape:
    places = (o.find(path) for o in layouts.origins(element) for path in (f"{P}spPr/{DRAWING}xfrm", P + "xfrm"))
    xfrm = next((place for place in places if place is not None), None)
    x, y = (_numbers(xfrm.find(DRAWING + "off"), "x", "y") if xfrm is not None else None) or (0.0, 0.0)
    wide, high = (_numbers(xfrm.find(DRAWING + "ext"), "cx", "cy") if xfrm is not None else None) or (0.0, 0.0)
    left, top = x * transform.scale_x + transform.shift_x, y * transform.scale_y + transform.shift_y
    return Shape(element, left, top, left + wide * transform.scale_x, top + high * transform.scale_y)


def reading_order(shapes: Sequence[Shape]) -> list[Shape]:
    """Orders boxes as they are read: an XY-cut, each time at the widest band of space across them all.

    Where bands are alike, columns come first: a heading is often a box of its own over the box that it heads.
    """
    ordered: list[Shape] = []
    groups = [list(shapes)]
    while groups:
        group = groups.pop()
        columns = _widest_band(sorted((shape.left, shape.right) for shape in group))
        rows = _widest_band(sorted((shape.top, shape.bottom) for shape in group))
        if columns is not None and (rows is None or columns.width >= rows.width):
            groups += [[s for s in group if s.left >= columns.end], [s for s in group if s.left < columns.end]]
        elif rows is not None:
            groups += [[s for s in group if s.top >= rows.end], [s for s in group if s.top < rows.end]]
        else:
            ordered += sorted(group, key=lambda shape: (shape.top, shape.left))
    return ordered


@dataclass(frozen=True, slots=True)
class _Band:
    """Space that no box crosses: how wide it is, and where what follows it begins."""

    width: float
    end: float


def _widest_band(spans: Sequence[tuple[float, float]]) -> _Band | None:
    """The widest space between sorted spans; boxes drawn by hand may overlap a little, for a negative width."""
    bands: list[_Band] = []
    begin, reached = spans[0] if spans else (0.0, 0.0)
    for low, high in spans[1:]:
        if low > begin and low >= reached - OVERLAP * (high - low):
            bands.append(_Band(low - reached, low))
        reached = max(reached, high)
    return max(bands, key=lambda band: band.width, default=None)
