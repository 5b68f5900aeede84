"""Divides a sample report into slides: what goes on each of them, not how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.sample_reports.source import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.sample_reports.source import Sample

FULL = 14
"""Printed lines that fit under a title, at the size and width of make_pptx."""
LINE_WIDTH = 98
ROOM_UNDER_SUBHEADING = 4
BOXES = {"at-a-glance": ((3, 3),), "7-minute-briefing": ((4,), (3,))}
"""Kinds that set their sections in boxes: for each slide, how many stand side by side in each of its rows."""
CONTINUED = " (continued)"


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title and its blocks, which are one table or any others; none on a slide that opens a part."""

    title: str
    blocks: tuple[Block, ...]


def box_pages(sample: Sample) -> tuple[tuple[int, ...], ...]:
    """How many boxes stand in each row of each slide; empty for a report with a slide to each section."""
    return next((pages for kind, pages in BOXES.items() if sample.path.stem.endswith(kind)), ())


def sections(sample: Sample) -> list[Slide]:
    """The sections of a report as it has them, each as one slide."""
    starts = [at for at, block in enumerate(sample.blocks) if block.kind == "heading"]
    ends = [*starts[1:], len(sample.blocks)]
    return [
        Slide(sample.blocks[start].texts[0], sample.blocks[start + 1 : end])
        for start, end in zip(starts, ends, strict=True)
    ]


def slides(sample: Sample) -> list[Slide]:
    """The sections of a report, the long ones split between lines and every table on a slide of its own."""
    return [slide for section in sections(sample) for slide in _split(section)]


def _split(section: Slide) -> Iterator[Slide]:
    """One slide for each filling; all but the first are said to be continued."""
    title = section.title
    for blocks in list(_fillings(section.blocks)) or [()]:
        yield Slide(title, blocks)
        title = section.title + CONTINUED


def _fillings(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """What fits on one slide after another."""
    filling: list[Block] = []
    filled = 0
    for each in _lines(blocks):
        is_table = each.kind == "row"
        height = FULL if is_table else 1 + len(each.texts[0]) // LINE_WIDTH
        room = FULL - filled - (ROOM_UNDER_SUBHEADING if each.kind == "subheading" else 0)
        if filling and height > room:
            yield tuple(filling)
            filling, filled = [], 0
        filling.append(each)
        filled += height
    if filling:
        yield tuple(filling)


def _lines(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with each bullet by itself, so that a list can run over two slides."""
    for block in blocks:
        if block.kind == "bullet":
            yield from (Block("bullet", (text,)) for text in block.texts)
        else:
            yield block
