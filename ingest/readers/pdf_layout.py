"""Finds the order in which a PDF page is read: boxes and columns one after the other, tables whole.

An XY-cut (Nagy and Seth 1984, "Hierarchical representation of optically scanned documents") over boxes, tables and
lines: level bands that share a gutter of empty space are columns, read from left to right; all else from top to bottom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import BULLET
from ingest.readers.pdf_page import Box, Run, is_large
from ingest.readers.pdf_tables import Table, grids, is_table, same_columns, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.pdf_page import Page

NARROWEST_GUTTER = 6.0
"""Points of empty space between two columns of text."""
COLUMN_LINES = 3
COLUMN_WORDS = 3.0
"""Lines of a column, and words of such a line, at least: less is a column of a table."""
FLOWING = 0.2
"""Share of the lines of a column that begin in mid-sentence or with a bullet: cells of a table begin with a capital."""
INSIDE = 4.0
"""Points by which a drawn box is taken narrower: boxes may stand edge to edge."""
SAME_BOX = 4.0
"""Points: an outline and its filling are drawn as two boxes."""
NEXT_LINE = 0.9
"""Share of the letter height: more empty space than this begins another paragraph."""
NUMBER = re.compile(r"^\W*(\d{1,2})\b(?!\s*%)")


@dataclass(slots=True)
class Flow:
    """Text that is read from top to bottom.

    `right` is the edge at which its lines are broken; `None` where the page's margins tell.
    """

    runs: list[Run]
    right: float | None = None


Part = Flow | Table


@dataclass(slots=True)
class _Atom:
    """What is not cut any further: a run of text, or a box or table with its parts already in order."""

    left: float
    top: float
    right: float
    bottom: float
    index: int
    run: Run | None = None
    parts: tuple[Part, ...] = ()


def reading_order(page: Page, columns_above: Sequence[float] = ()) -> list[Part]:
    """The parts of a page in reading order; a page of one column without boxes or tables is one part.

    Args:
        page: The page.
        columns_above: The column edges of the last table on the page before: one row that has them goes on with it.
    """
    nets = [net for net in grids(page) if any(net.box.holds(run) for run in page.runs)]
    tables, boxes = [], list(page.boxes)
    for net in nets:
        runs = [run for run in page.runs if net.box.holds(run)]
        if same_columns(net.xs, columns_above) or is_table(net, runs):
            tables.append((net.box, table_of(net, page, runs)))
        else:
            boxes += (box for box in net.cell_boxes() if is_large(box))
    boxes = [box for box in _panels(boxes, page.runs) if not any(area.encloses(box) for area, _table in tables)]
    return _arranged(list(enumerate(page.runs)), boxes, tables)


def _panels(boxes: Sequence[Box], runs: Sequence[Run]) -> list[Box]:
    """The boxes, largest first, that text stands in and that no text sticks out of."""
    panels: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.area):
        if any(box.encloses(panel, SAME_BOX) and panel.encloses(box, SAME_BOX) for panel in panels):
            continue
        held = [run for run in runs if box.holds(run)]
        if held and len(held) < len(runs) and not any(_cuts(box, run) for run in runs):
            panels.append(box)
    return panels


def _cuts(box: Box, run: Run) -> bool:
    """Whether a side of the box goes through a run."""
    if not (box.top < (run.top + run.bottom) / 2 < box.bottom) or run.right < box.left or run.left > box.right:
        return False
    return run.left < box.left - INSIDE < run.right or run.left < box.right + INSIDE < run.right


def _arranged(
    runs: list[tuple[int, Run]], boxes: Sequence[Box], tables: Sequence[tuple[Box, Table]], right: float | None = None
) -> list[Part]:
    atoms: list[_Atom] = []
    boxes = list(boxes)
    while boxes:
        box, *boxes = boxes  # largest first, so that none left encloses it
        inner = [other for other in boxes if box.encloses(other)]
        boxes = [other for other in boxes if not box.encloses(other)]
        held = [pair for pair in runs if box.holds(pair[1])]
        inner_tables = [pair for pair in tables if box.encloses(pair[0])]
        runs = [pair for pair in runs if not box.holds(pair[1])]
        tables = [pair for pair in tables if pair not in inner_tables]
        if held:
            edge = box.right - (min(run.left for _index, run in held) - box.left)
            parts = _arranged(held, inner, inner_tables, max(edge, *(run.right for _index, run in held)))
            edges = (box.left + INSIDE, box.top + INSIDE, box.right - INSIDE, box.bottom - INSIDE)
            atoms.append(_Atom(*edges, held[0][0], parts=tuple(parts)))
    for area, table in tables:
        runs = [pair for pair in runs if not area.holds(pair[1])]
        atoms.append(_Atom(area.left, area.top, area.right, area.bottom, 0, parts=(table,)))
    atoms += [_Atom(run.left, run.top, run.right, run.bottom, index, run=run) for index, run in runs]
    return list(_cut(atoms, right))


def _cut(atoms: Sequence[_Atom], right: float | None) -> Iterator[Part]:
    bands = _bands(atoms)
    waiting: list[_Atom] = []
    index = 0
    while index < len(bands):
        found = _columns_from(bands, index)
        if found is None:
            waiting += bands[index]
            index += 1
            continue
        end, columns = found
        yield from _in_order(waiting, right)
        waiting = []
        if numbered := _by_number(columns):
            for atom in numbered:
                yield from atom.parts
        else:
            for column in columns:
                yield from _cut(column, max(atom.right for atom in column))
        index = end
    yield from _in_order(waiting, right)


def _in_order(atoms: Sequence[_Atom], right: float | None) -> Iterator[Part]:
    """Atoms that stand one under the other; text between two boxes is one flow."""
    flow: list[_Atom] = []
    for atom in sorted(atoms, key=lambda atom: atom.top):
        if atom.run is not None:
            flow.append(atom)
            continue
        yield from _flow(flow, right)
        flow = []
        yield from atom.parts
    yield from _flow(flow, right)


def _flow(atoms: Sequence[_Atom], right: float | None) -> Iterator[Part]:
    runs = [atom.run for atom in sorted(atoms, key=lambda atom: atom.index) if atom.run is not None]
    if runs:
        yield Flow(runs, right)


def _by_number(columns: Sequence[Sequence[_Atom]]) -> list[_Atom]:
    """Boxes whose headings are numbered, in the order of their numbers; empty where they are not all so."""
    numbered: dict[int, _Atom] = {}
    for atom in (atom for column in columns for atom in column):
        first = atom.parts[0] if atom.parts else None
        number = NUMBER.match(first.runs[0].text) if isinstance(first, Flow) else None
        if number is None:
            return []
        numbered[int(number[1])] = atom
    together = sum(map(len, columns)) == len(numbered) > 2
    return [numbered[number] for number in sorted(numbered)] if together else []


def _bands(atoms: Sequence[_Atom]) -> list[list[_Atom]]:
    """Atoms in bands from top to bottom: those of one band overlap in height, those of two do not."""
    bands: list[list[_Atom]] = []
    reach = float("-inf")
    for atom in sorted(atoms, key=lambda atom: atom.top):
        slack = 0.25 * (atom.bottom - atom.top) if atom.run else 0.0
        if bands and atom.top + slack < reach:
            bands[-1].append(atom)
        else:
            bands.append([atom])
        reach = max(reach, atom.bottom - slack)
    return bands


Strip = tuple[float, float]


def _columns_from(bands: Sequence[list[_Atom]], start: int) -> tuple[int, list[list[_Atom]]] | None:
    """Columns that begin at a band: the band after their last, and the atoms of each from left to right."""
    gutters = _gaps(bands[start])
    end = start + 1
    while gutters and end < len(bands):
        left = [part for gutter in gutters for part in _parts_free(gutter, bands[end])]
        if len(left) < len(gutters) and not any(_is_between(gutter, bands[end]) for gutter in left):
            break
        gutters, end = left, end + 1
    if not gutters:
        return None
    if end < len(bands):
        end = _without_heading_of(bands, end, gutters, start)
    columns = _split([atom for band in bands[start:end] for atom in band], gutters)
    return (end, columns) if len(columns) > 1 else None


def _without_heading_of(bands: Sequence[list[_Atom]], end: int, gutters: Sequence[Strip], start: int) -> int:
    """The end of the columns without the lines at their foot that belong to the full-width text below."""
    while end - 1 > start and not any(_is_between(gutter, bands[end - 1]) for gutter in gutters):
        above, below = bands[end - 1], bands[end]
        height = max(atom.bottom - atom.top for atom in above)
        heads = all(a.run and a.run.bold for a in above) and not any(b.run and b.run.bold for b in below)
        if any(a.run is None for a in above):
            break
        if min(b.top for b in below) - max(a.bottom for a in above) > NEXT_LINE * height and not heads:
            break
        end -= 1
    return end


def _gaps(band: Sequence[_Atom]) -> list[Strip]:
    """The empty strips between the atoms of a band."""
    gaps: list[Strip] = []
    reach = None
    for atom in sorted(band, key=lambda atom: atom.left):
        if reach is not None and atom.left - reach >= NARROWEST_GUTTER:
            gaps.append((reach, atom.left))
        reach = atom.right if reach is None else max(reach, atom.right)
    return gaps


def _parts_free(gutter: Strip, band: Sequence[_Atom]) -> list[Strip]:
    """The widest part of a gutter that a band leaves free, if it is wide enough."""
    left, free = gutter[0], []
    for atom in sorted(band, key=lambda atom: atom.left):
        if atom.right > gutter[0] and atom.left < gutter[1]:
            free.append((left, min(atom.left, gutter[1])))
            left = max(left, atom.right)
    free.append((left, gutter[1]))
    widest = max(free, key=lambda strip: strip[1] - strip[0])
    return [widest] if widest[1] - widest[0] >= NARROWEST_GUTTER else []


def _is_between(gutter: Strip, band: Sequence[_Atom]) -> bool:
    """Whether a band has something on both sides of a gutter."""
    return any(a.right <= gutter[0] + 1 for a in band) and any(a.left >= gutter[1] - 1 for a in band)


def _split(atoms: Sequence[_Atom], gutters: Sequence[Strip]) -> list[list[_Atom]]:
    """Atoms by the gutters between them; what does not read as a column goes with the one to its right."""
    columns: list[list[_Atom]] = []
    waiting: list[_Atom] = []
    left = float("-inf")
    for edge in [*(gutter[1] for gutter in gutters), float("inf")]:
        waiting += [atom for atom in atoms if left <= (atom.left + 0.5) < edge - 0.5]
        left = edge - 0.5
        if _reads_as_column(waiting):
            columns.append(waiting)
            waiting = []
    if waiting and columns:
        columns[-1] += waiting
    return columns


def _reads_as_column(atoms: Sequence[_Atom]) -> bool:
    """Whether atoms are lines of prose or hold a box: a column of a table has few words to a line."""
    if any(atom.parts for atom in atoms):
        return True
    rows = words = flowing = 0
    reach = float("-inf")
    for atom in sorted((atom for atom in atoms if atom.run), key=lambda atom: atom.top):
        if atom.run is None or is_mark(atom.run):
            flowing += atom.run is not None
            continue
        begins = atom.top > reach - 0.3 * (atom.bottom - atom.top)
        rows += begins
        flowing += begins and (atom.run.text[:1].islower() or BULLET.match(atom.run.text) is not None)
        reach = max(reach, atom.bottom)
        words += len(atom.run.words)
    return rows >= COLUMN_LINES and words >= COLUMN_WORDS * rows and flowing >= FLOWING * rows


def is_mark(run: Run) -> bool:
    """Whether a run is only the bullet of an item."""
    mark = f"{run.text.strip()} "
    return mark == "o " or (BULLET.match(mark) is not None and not BULLET.sub("", mark))
