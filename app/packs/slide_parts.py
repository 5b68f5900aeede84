"""What stands on the slides of a pack, before there is a file: paragraphs in groups that are not torn apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Literal

from app.packs.slide_measure import LINE_HEIGHT, lines_needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.document import SideBySide
    from app.packs.finding import PackFinding

SLIDE_WIDTH: Final = 960
SLIDE_HEIGHT: Final = 540
"""Points: 16 to 9."""
MARGIN: Final = 48
INNER_WIDTH: Final = SLIDE_WIDTH - 2 * MARGIN
BODY_TOP: Final = 128
BODY_BOTTOM: Final = 488
BODY_HEIGHT: Final = BODY_BOTTOM - BODY_TOP
TITLE_HEIGHT: Final = 72
INDENT: Final = 24
NORMAL: Final = 24
"""Size of letters that can be read from the back of a room."""
SIZES: Final = (28, NORMAL, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8)
"""The first that leaves room for all is taken; those under 24 only for what must stay in one piece."""
NORMAL_SOURCE: Final = 16
SMALLEST_SOURCE: Final = 14

PAIR_TOP: Final = 176
PAIR_HEAD: Final = 40
PAIR_GAP: Final = 36
PAIR_WIDTH: Final = (INNER_WIDTH - PAIR_GAP) / 2
PAIR_BODY: Final = PAIR_TOP + PAIR_HEAD + 8
"""Where two findings begin that stand beside one another."""

Numbering = Literal["", "arabicPeriod", "alphaUcPeriod"]


class Look(IntEnum):
    """Which level of the slide master's text a paragraph has; the master gives each its look."""

    WORDS = 0
    ITEM = 1
    QUOTE = 2
    SOURCE = 3

    @property
    def indent(self) -> int:
        """How far its lines begin from the left, in points."""
        return 0 if self is Look.WORDS else INDENT

    @property
    def space_before(self) -> int:
        """Points."""
        return {Look.WORDS: 10, Look.ITEM: 10, Look.QUOTE: 16, Look.SOURCE: 4}[self]

    @property
    def usual_size(self) -> int:
        """As the slide master has it, in points."""
        return NORMAL_SOURCE if self is Look.SOURCE else NORMAL

    def size(self, size: int) -> int:
        """Of its letters on a slide of that size, in points."""
        if self is not Look.SOURCE:
            return size
        return NORMAL_SOURCE if size >= NORMAL else SMALLEST_SOURCE


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look; `address` is what they link to, where they are to be a link."""

    text: str
    bold: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces that follow one another on a line; `numbering` is PowerPoint's name of it, `number` where it begins."""

    look: Look
    pieces: tuple[Piece, ...]
    numbering: Numbering = ""
    number: int = 1

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)

    def height(self, size: int, width: float) -> float:
        """The room that it takes with the space before it, in points."""
        own = self.look.size(size)
        bold = any(piece.bold for piece in self.pieces)
        lines = lines_needed(self.text, own, width - self.look.indent, bold=bold)
        return lines * own * LINE_HEIGHT + self.look.space_before


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs that stand on one slide together.

    Args:
        paragraphs: In order.
        cited: The findings in them.
        said: What the notes of the slide say of them besides.
        alone: Whether nothing else may stand on the slide.
    """

    paragraphs: tuple[Paragraph, ...]
    cited: tuple[PackFinding, ...] = ()
    said: tuple[str, ...] = ()
    alone: bool = False

    def height(self, size: int, width: float = INNER_WIDTH) -> float:
        """The room that it takes, in points."""
        return sum(paragraph.height(size, width) for paragraph in self.paragraphs)

    def with_next(self, other: Group) -> Group:
        """Both as one."""
        return Group(self.paragraphs + other.paragraphs, self.cited + other.cited, self.said + other.said, other.alone)


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or as much of it as stands on one slide.

    Args:
        caption: What it holds, for those who do not see it.
        columns: Their headings; none where the first cell of each row is its heading.
        widths: Shares of the width, which sum to 1.
        rows: Of cells, each with its paragraphs.
        cited: The findings in each row.
        sizes: Of the letters, in points, the largest first: the last is for a table of several slides.
        least_height: Of a row, in points.
    """

    caption: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cited: tuple[tuple[PackFinding, ...], ...]
    sizes: tuple[int, ...]
    least_height: float

    @property
    def size(self) -> int:
        """Of the letters of a part that stands on a slide, in points."""
        return self.sizes[-1]


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide under a heading of the document.

    Args:
        heading: As it stands over the part; slides of one heading are numbered in their titles.
        groups: Its text, in order; over the table where there is one.
        size: Of the letters of that text, in points.
        mark: Whose words these are, where that is not plain.
        notes: For who leads the session.
        grid: Its table.
        pair: Two findings beside one another, instead of text.
    """

    heading: str
    groups: tuple[Group, ...]
    size: int = NORMAL
    mark: str = ""
    notes: tuple[str, ...] = ()
    grid: Grid | None = None
    pair: SideBySide | None = None

    @property
    def cited(self) -> tuple[PackFinding, ...]:
        """The findings on it, each once, in order."""
        found = [finding for group in self.groups for finding in group.cited]
        found += [finding for row in self.grid.cited for finding in row] if self.grid else []
        found += [self.pair.one, self.pair.other] if self.pair else []
        return tuple(finding for place, finding in enumerate(found) if finding not in found[:place])


def height_of(groups: Sequence[Group], size: int, width: float = INNER_WIDTH) -> float:
    """The room that groups take under one another, in points."""
    return sum(group.height(size, width) for group in groups)


def size_for(groups: Sequence[Group], height: float, width: float = INNER_WIDTH, largest: int = SIZES[0]) -> int:
    """The largest size of letters, in points, at which the groups fit; the smallest there is where none does."""
    sizes = [size for size in SIZES if size <= largest]
    return next((size for size in sizes if height_of(groups, size, width) <= height), SIZES[-1])
