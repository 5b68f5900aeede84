"""Reads the tables of a PDF page from their drawn lines: rows of cells, each cell with all its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.blocks import BULLET, mended
from ingest.lines import clean
from ingest.readers.pdf_links import links_over
from ingest.readers.pdf_page import Box, Rule, Run
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.blocks import Spelling
    from ingest.readers.pdf_columns import Word
    from ingest.readers.pdf_page import Page

TOUCHING = 3.0
"""Points: lines nearer than this meet; the two sides of a thick line are one."""
MOST_CELLS = 3_000
"""Of a net: one of more is a drawing or squared paper. A page has room for some 60 rows of 15 columns."""
SAME_COLUMN = 4.0
"""Points by which the columns of a table may differ from one page to the next."""
IN_STEP = 4
"""Lines of text in most columns of a strip, at least, to be rows without lines between them."""
FULL_BOX_LINES = 3
"""Lines of a box with a heading of its own: less may be a column heading over its value."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A net of lines. `xs` and `ys` are its lines from left to right and from top to bottom.

    `owner` gives for each (row, column) the top left one of the cell that it belongs to: cells may be merged.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: dict[tuple[int, int], tuple[int, int]]

    @property
    def box(self) -> Box:
        """Its outline."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_of(self, thing: Word | Run) -> tuple[int, int]:
        """The cell that holds the middle of a word."""
        x, y = (thing.left + thing.right) / 2, (thing.top + thing.bottom) / 2
        return self.owner[(_between(self.ys, y), _between(self.xs, x))]

    def cell_boxes(self) -> Iterator[Box]:
        """The outlines of its cells."""
        for cell in sorted(set(self.owner.values())):
            parts = [part for part, owner in self.owner.items() if owner == cell]
            bottom, right = max(row for row, _ in parts) + 1, max(column for _, column in parts) + 1
            yield Box(self.xs[cell[1]], self.ys[cell[0]], self.xs[right], self.ys[bottom])


@dataclass(slots=True)
class CellLine:
    """One line of text in a cell."""

    text: str
    bold: bool
    links: tuple[Link, ...]


@dataclass(slots=True)
class Row:
    """A row of a table: the lines of each of its columns, empty where nothing stands or a cell above reaches down."""

    cells: list[list[CellLine]]
    top: float
    bottom: float
    size: float
    page: int

    @property
    def filled(self) -> int:
        """How many cells hold text."""
        return sum(map(bool, self.cells))

    @property
    def bold(self) -> bool:
        """Whether all its words are."""
        return self.filled > 0 and all(line.bold for cell in self.cells for line in cell)

    def text(self, spelling: Spelling) -> str:
        """Its cells with tabs between them, the lines of each joined."""
        cells = (mended((line.text for line in cell), spelling) for cell in self.cells)
        return "\t".join(cell.replace("\t", " ") for cell in cells).rstrip("\t")

    def links(self, spelling: Spelling) -> tuple[Link, ...]:
        """The links in it; one that goes on over the lines of a cell is one."""
        found: list[Link] = []
        for cell in self.cells:
            wraps = False
            for line in cell:
                for link in line.links:
                    if wraps and line.text.startswith(link.anchor) and found[-1].url == link.url:
                        found[-1] = Link(mended((found[-1].anchor, link.anchor), spelling), link.url)
                    else:
                        found.append(link)
                wraps = bool(line.links) and line.text.endswith(line.links[-1].anchor)
        return tuple(found)


@dataclass(slots=True)
class Table:
    """The rows of a table, and where its columns begin and end."""

    xs: tuple[float, ...]
    rows: list[Row]
    headers: int = 0
    """How many of its first rows name the columns, as far as their weight or a later page tells."""
    repeated: list[Row] = field(default_factory=list)
    """Of a table that goes on from the page before: the rows that each page begins with."""
    open_row: Row | None = None
    """Of a table that goes on from the page before: the row there that this page may go on with."""

    @property
    def last_row(self) -> Row | None:
        """The row that the next page may go on with."""
        return self.rows[-1] if self.rows else self.open_row

    def texts(self) -> Iterator[str]:
        """The words of each line of each cell, cell by cell."""
        return (line.text for row in self.rows for cell in row.cells for line in cell)


def grids(page: Page) -> list[Grid]:
    """The nets that a page's lines make, also those of one cell."""
    level, upright = _joined(page.level), _joined(page.upright)
    found = []
    for lines, posts in _touching(level, upright):
        ys = _places([*(rule.at for rule in lines), *(end for post in posts for end in (post.start, post.end))])
        xs = _places([*(rule.at for rule in posts), *(end for line in lines for end in (line.start, line.end))])
        if len(xs) * len(ys) > MOST_CELLS:
            continue
        xs = [x for x in xs if x in {xs[0], xs[-1]} or _parts_columns(x, ys, posts)]
        if len(xs) > 1 and len(ys) > 1:
            found.append(Grid(tuple(xs), tuple(ys), _owners(xs, ys, lines, posts)))
    return found


def same_columns(xs: Sequence[float], others: Sequence[float]) -> bool:
    """Whether the columns of two tables have the same edges, and are two at least."""
    return len(xs) == len(others) > 2 and all(abs(x - y) <= SAME_COLUMN for x, y in zip(xs, others, strict=True))


def is_table(grid: Grid, runs: Sequence[Run]) -> bool:
    """Whether a net is a table, not a set of boxes: rows and columns of text, few of them with a heading inside."""
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        cells.setdefault(grid.cell_of(run), []).append(run)
    if len({row for row, _ in cells}) < 2 or len({column for _, column in cells}) < 2:
        return False
    across = {row for row in range(len(grid.ys) - 1) if len({grid.owner[row, c] for c in range(len(grid.xs) - 1)}) == 1}
    if sum(len(held) for (row, _), held in cells.items() if row in across) * 2 > len(runs):
        return False  # a frame around text, with some cells at its head
    return sum(map(_is_full_box, cells.values())) * 2 < len(cells)


def _is_full_box(runs: Sequence[Run]) -> bool:
    """Whether a cell has a list or a heading of its own, as the boxes of a one-page briefing do."""
    lines = _lines(runs)
    bullets = sum(bool(BULLET.match(line[0].text.strip())) for line in lines)
    first = lines[0]
    headed = all(run.bold for run in first) and not any(run.bold for line in lines[1:] for run in line)
    return bullets > 1 or (len(lines) >= FULL_BOX_LINES and headed)


def table_of(grid: Grid, page: Page, runs: Iterable[Run]) -> Table:
    """Reads the table that a net makes.

    Args:
        grid: The net.
        page: Its page, for the links.
        runs: The text inside.
    """
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        for part in _by_cell(grid, run):
            cells.setdefault(grid.cell_of(part), []).append(part)
    table = Table(grid.xs, [])
    columns = range(len(grid.xs) - 1)
    for index in range(len(grid.ys) - 1):
        held = [cells.get((index, column), []) for column in columns]
        for row in _parted(held) if any(held) else ():
            table.rows.append(_row(row, page, grid.ys[index], grid.ys[index + 1]))
    table.headers = _bold_rows(table.rows)
    return table


def _row(cells: Sequence[Sequence[Run]], page: Page, top: float, bottom: float) -> Row:
    sizes = [run.size for cell in cells for run in cell]
    lines = [[_cell_line(line, page) for line in _lines(cell)] for cell in cells]
    return Row(lines, top, bottom, round(sum(sizes) / len(sizes) * 2) / 2, page.number)


def _parted(cells: Sequence[Sequence[Run]]) -> list[list[list[Run]]]:
    """The rows of a strip between two level lines: one, or one to each line of text where all cells go on in step."""
    lines = _lines([run for cell in cells for run in cell])
    parted = [[[run for run in cell if run in line] for cell in cells] for line in lines]
    filled = sum(map(bool, cells))
    full = sum(sum(map(bool, row)) * 2 > filled for row in parted)
    in_step = filled > 2 and len(parted) >= IN_STEP and full >= 0.8 * len(parted)
    return parted if in_step else [list(map(list, cells))]


def _bold_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are bold over one that is not."""
    count = next((index for index, row in enumerate(rows) if not row.bold), 0)
    return count if count <= 2 and all(row.filled > 1 for row in rows[:1]) else 0


def _by_cell(grid: Grid, run: Run) -> list[Run]:
    """A run cut where a line of the net goes through it."""
    if not run.words or grid.cell_of(run.words[0]) == grid.cell_of(run.words[-1]):
        return [run]
    held: dict[tuple[int, int], list[Word]] = {}
    for word in run.words:
        held.setdefault(grid.cell_of(word), []).append(word)
    return [
        Run(
            " ".join(w.text for w in words),
            words[0].left,
            run.top,
            words[-1].right,
            run.bottom,
            run.size,
            run.bold,
            tuple(words),
        )
        for words in held.values()
    ]


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of a cell as lines from top to bottom."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.bottom):
        if lines and run.top < lines[-1][0].bottom - 0.5 * min(run.height, lines[-1][0].height):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _cell_line(runs: Sequence[Run], page: Page) -> CellLine:
    words = [word for run in runs for word in run.words]
    return CellLine(
        clean(" ".join(run.text.strip() for run in runs)), all(r.bold for r in runs), links_over(words, page.links)
    )


def _parts_columns(x: float, ys: Sequence[float], posts: Sequence[Rule]) -> bool:
    """Whether an upright line goes through two rows or half of them all: shading behind words has sides as well."""
    rows = sum(_ruled(posts, x, (top + bottom) / 2) for top, bottom in pairwise(ys))
    return rows >= min(2, (len(ys) - 1) / 2)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules without those that lie on or go on from another."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / TOUCHING), rule.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - rule.at) < TOUCHING and rule.start <= last.end + TOUCHING:
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def _touching(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules in sets that hang together, each as (level ones, upright ones)."""
    nets: list[tuple[set[int], list[Rule]]] = []
    for post in upright:
        lines, posts = {index for index, line in enumerate(level) if _meet(line, post)}, [post]
        apart = []
        for net in nets:
            if net[0].isdisjoint(lines):
                apart.append(net)
            else:
                lines |= net[0]
                posts += net[1]
        nets = [*apart, (lines, posts)]
    return [([level[index] for index in sorted(lines)], posts) for lines, posts in nets if lines]


def _meet(line: Rule, post: Rule) -> bool:
    across = line.start - TOUCHING <= post.at <= line.end + TOUCHING
    return across and post.start - TOUCHING <= line.at <= post.end + TOUCHING


def _places(values: Iterable[float]) -> list[float]:
    """Values from the least to the largest, those that touch as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value > places[-1] + 2 * TOUCHING:
            places.append(value)
    return places


def _owners(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each (row, column) the cell that it belongs to: no line parts the halves of a merged one."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            above, beside = owner.get((row - 1, column)), owner.get((row, column - 1))
            if above is not None and not _ruled(level, ys[row], x):
                owner[(row, column)] = above
            elif beside is not None and not _ruled(upright, xs[column], y):
                owner[(row, column)] = beside
            else:
                owner[(row, column)] = (row, column)
    return owner


def _ruled(rules: Sequence[Rule], at: float, through: float) -> bool:
    return any(abs(rule.at - at) <= 2 * TOUCHING and rule.start <= through <= rule.end for rule in rules)


def _between(places: Sequence[float], value: float) -> int:
    """The index of the interval that holds a value, the outermost ones reaching to the ends."""
    return max(0, min(sum(place <= value for place in places) - 1, len(places) - 2))
