"""A page of a PDF as plain shapes: runs of text, drawn lines and boxes, links; in points from the top left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ingest.lines import clean
from ingest.readers.pdf_columns import Word
from ingest.readers.pdf_links import Target, page_links

if TYPE_CHECKING:
    from collections.abc import Iterable

BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
SMALLEST_LETTER = 3.0
"""Points: text below this is drawn not to be read."""
SMALLEST_BOX = (60.0, 20.0)
"""Width and height in points: less is a rule, a tick box or the shading of one line."""
SHORTEST_RULE = 6.0
"""Points: the sides of dashes and dots are drawn as lines too."""
MOST_RULES = 4_000
"""Lines of a page: more is a drawing, a map or a chart, which no table is read from."""
FACE_HEIGHT = 1.2
"""Height of a line of letters, as a share of their size."""
WHITE = "ffffffff"


class Placed(Protocol):
    """Anything with a place on a page."""

    @property
    def left(self) -> float: ...  # noqa: D102
    @property
    def top(self) -> float: ...  # noqa: D102
    @property
    def right(self) -> float: ...  # noqa: D102
    @property
    def bottom(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """In square points."""
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, other: Placed) -> bool:
        """Whether the middle of another thing is inside."""
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def encloses(self, other: Placed, margin: float = 2.0) -> bool:
        """Whether another thing is inside with all its corners, give or take `margin` points."""
        beside = self.left - margin <= other.left and other.right <= self.right + margin
        return beside and self.top - margin <= other.top and other.bottom <= self.bottom + margin


@dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other in one face."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    words: tuple[Word, ...]

    @property
    def height(self) -> float:
        """Of the ink or of the face, as the font gives it."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, upright or level: `at` is its x or y, it goes from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    `runs` go from top to bottom, those of one row from left to right. `boxes` and rules are as drawn, in any order.
    """

    number: int
    width: float
    height: float
    label: str
    runs: tuple[Run, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    boxes: tuple[Box, ...]
    links: tuple[tuple[Box, Target], ...]


def page_of(parsed: Any) -> Page:  # noqa: ANN401 - liteparse has no types
    """What liteparse made of a page, without what is too small to read. PDFium leaves out what is drawn twice."""
    runs = [_run(item) for item in parsed.text_items if item.text.strip() and _is_legible(item)]
    lines = _visible(parsed.vector_graphics.lines if parsed.vector_graphics else [])
    shapes = _visible(parsed.vector_graphics.shapes if parsed.vector_graphics else [])
    if len(lines) > MOST_RULES:
        lines, shapes = [], []
    return Page(
        number=parsed.page_num,
        width=float(parsed.width),
        height=float(parsed.height),
        label=clean(parsed.page_label or "") or str(parsed.page_num),
        runs=tuple(runs),
        level=tuple(_rules((ln.y1, ln.y2, ln.x1, ln.x2) for ln in lines)),
        upright=tuple(_rules((ln.x1, ln.x2, ln.y1, ln.y2) for ln in lines)),
        boxes=tuple(
            box
            for x, y, width, height in (shape.bbox for shape in shapes)
            if is_large(box := Box(x, y, x + width, y + height))
        ),
        links=tuple((Box(r.x, r.y, r.x + r.width, r.y + r.height), to) for r, to in page_links(parsed.annotations)),
    )


def is_large(box: Box) -> bool:
    """Whether a drawn box is large enough to hold text of its own."""
    return box.right - box.left >= SMALLEST_BOX[0] and box.bottom - box.top >= SMALLEST_BOX[1]


def _visible(drawn: Iterable[Any]) -> list[Any]:
    """What is drawn without what is only filled with white: Word lays that under text and around tables."""
    return [thing for thing in drawn if thing.stroke or thing.fill_color != WHITE]


def _is_legible(item: Any) -> bool:  # noqa: ANN401
    # A face of 1 point drawn twelve times as large is as common as one of 12 points.
    large = max(item.font_size or 0.0, item.height) >= SMALLEST_LETTER
    return large and (item.height > SMALLEST_LETTER / 2 or not re.search(r"\w", item.text))


def _run(item: Any) -> Run:  # noqa: ANN401
    words = tuple(Word(w.text, w.x, w.x + w.width, w.y, w.y + w.height) for w in item.words if w.text.strip())
    size = item.font_size or 0.0
    if size < SMALLEST_LETTER:
        size = item.height / FACE_HEIGHT
    return Run(
        text=item.text,
        left=item.x,
        top=item.y,
        right=item.x + item.width,
        bottom=item.y + item.height,
        size=size,
        bold=bool(BOLD.search(item.font_name or "")),
        words=words,
    )


def _rules(ends: Iterable[tuple[float, float, float, float]]) -> Iterable[Rule]:
    for at, also_at, start, end in ends:
        if abs(at - also_at) < 1 and abs(end - start) >= SHORTEST_RULE:
            yield Rule((at + also_at) / 2, min(start, end), max(start, end))
