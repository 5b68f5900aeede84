"""What a file is made of, as it truly is or as we read it: headings, list items, table rows and links, in order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.sections import TITLE
from knowledge.errors import DatasetError
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ingest.sections import Placed

ONE_PAGERS = ("glance", "nobox")
"""Sample files that are the boxes of the briefing on one page, without its table and links."""
ONE_PAGER_TRUTH = "briefing"
SAMPLE_LINK = re.compile(r"([^\s:()][^:()]*) \((https://[^\s)]+)\)")
LONGEST_SAMPLE_HEADING = 80
"""Both as knowledge/sample_reports/README.md has it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with the header that it stands under; the header row itself is none."""

    cells: tuple[str, ...]
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A text with the innermost heading above it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Structure:
    """A file's parts, each in reading order.

    `bold_headings` are lines that only look like headings; `items` are texts with their headings; `titles` stand over
    the whole file. `complete`: the headings are all that there are, so that any other is wrong.
    """

    headings: tuple[str, ...] = ()
    bold_headings: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    titles: tuple[str, ...] = ()
    complete: bool = True


def structure_of(placed: Sequence[Placed]) -> Structure:
    """The structure that we read, from placed blocks."""
    blocks = [entry.block for entry in placed]
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    return Structure(
        headings=tuple(block.text for block in headings if block.rank > TITLE),
        titles=tuple(block.text for block in headings if block.rank == TITLE),
        bullets=tuple(block.text for block in blocks if block.kind is Kind.LIST_ITEM),
        rows=tuple(
            TableRow(tuple(block.text.split("\t")), block.column_headings)
            for block in blocks
            if block.kind is Kind.TABLE_ROW and not block.heads_rows
        ),
        links=tuple(link for block in blocks for link in block.links),
        items=tuple(
            Item(entry.heading_path[-1] if entry.heading_path else "", entry.block.text)
            for entry in placed
            if entry.block.kind is not Kind.HEADING
        ),
    )


def truth_file(file: Path, folder: Path) -> Path | None:
    """The truth of a file in a folder: `<stem>.gt.json`, that of the sample it was made from, or its source text."""
    stem = file.stem
    if stem.split("_")[0] in ONE_PAGERS:
        stem = ONE_PAGER_TRUTH
    names = (f"{stem}.gt.json", f"{stem.removesuffix('_tagged')}.gt.json", f"{file.stem}.txt")
    return next((folder / name for name in names if name != file.name and (folder / name).is_file()), None)


def read_truth(truth: Path, file: Path) -> Structure:
    """Reads a truth in JSON.

    Args:
        truth: With the keys of the samples: headings, fake_headings, bullets, tables, links; or boxes and table.
        file: The file that it is of: a one-pager has the boxes alone.

    Raises:
        DatasetError: It has other fields, or cannot be read.
    """
    try:
        told = json.loads(truth.read_text(encoding="utf-8"))
        if "boxes" not in told:
            return _report(told)
        boxes = [Item(heading, text) for heading, texts in told["boxes"] for text in texts]
        one_pager = file.stem.split("_")[0] in ONE_PAGERS
        return Structure(
            headings=tuple(heading for heading, _texts in told["boxes"]),
            bullets=tuple(item.text for item in boxes),
            rows=() if one_pager else tuple(_rows([told["table"]])),
            items=tuple(boxes),
            complete=False,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{truth} is no truth that can be read ({error!r}).", "See evals/structure.py.") from error


def read_sample_source(text: str) -> Structure:
    """The truth of a sample report from its source text, by the rules of knowledge/sample_reports/README.md."""
    title, *lines = text.strip().split("\n")
    headings, bullets, rows, items, links = list[str](), list[str](), list[TableRow](), list[Item](), list[Link]()
    header: tuple[str, ...] = ()
    for before, line, after in zip([title, *lines], lines, [*lines[1:], ""], strict=False):
        bare = line.removeprefix("- ")
        words = SAMPLE_LINK.sub(r"\1", bare)
        links += [Link(anchor, url) for anchor, url in SAMPLE_LINK.findall(bare)]
        cells = tuple(line.split("\t"))
        if len(cells) > 1:
            rows += [TableRow(cells, header)] if header else []
            header = header or cells
            continue
        header = ()
        if _is_sample_heading(before, line, after):
            headings.append(line)
        elif words:
            items.append(Item(headings[-1].rstrip(":") if headings else "", words))
            bullets += [words] if bare != line else []
    return Structure(tuple(headings), (), tuple(bullets), tuple(rows), tuple(links), tuple(items), (title,))


def _is_sample_heading(before: str, line: str, after: str) -> bool:
    alone = not before and not after and len(line) < LONGEST_SAMPLE_HEADING
    return alone and bool(line) and not line.endswith(".") and not line.startswith("- ")


def _report(told: dict[str, list[list[str]]]) -> Structure:
    return Structure(
        headings=tuple(text for text, _level in told["headings"]),
        bold_headings=tuple(map(str, told["fake_headings"])),
        bullets=tuple(text for text, _level in told["bullets"]),
        rows=tuple(_rows(told["tables"])),
        links=tuple(Link(anchor, url) for anchor, url in told["links"]),
    )


def _rows(tables: Iterable[Sequence[Sequence[str]]]) -> Iterable[TableRow]:
    for header, *rows in tables:
        yield from (TableRow(tuple(row), tuple(header)) for row in rows)
