"""Joins lines into blocks: paragraphs, list items and table rows whole, wrapped lines joined, hyphens mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from ingest.lines import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ingest.lines import Line
    from knowledge.types import Link


class Kind(Enum):
    """What a block is by its layout."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_ROW = "table row"
    HEADING = "heading"


@dataclass(slots=True)
class Block:
    """Lines that belong together.

    Args:
        kind: What it is by its layout; headings are told later, by `ingest.sections`.
        text: The joined words; cells of a table row separated by tabs.
        pages: Offsets in `text` at which a page begins, with that page; empty where there are no pages.
        size: Letter height of its first line in points, where known.
        bold: Whether all its lines are bold.
        gap_before: Whether space parts it from the block above.
        rank: For headings: 0 is the title, larger is deeper.
        column_headings: For table rows under a header row.
        heads_rows: For table rows: whether it is the header that others carry.
        row_group: For table rows: the label of the group of rows that they stand in.
        role: What the format says that it is, where it does.
        level: As `Line.level`.
    """

    kind: Kind
    text: str
    pages: list[tuple[int, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    size: float | None = None
    bold: bool = False
    gap_before: bool = False
    runs_on: bool = False
    rank: int = 0
    column_headings: tuple[str, ...] = ()
    heads_rows: bool = False
    row_group: str = ""
    role: Role | None = None
    level: int = 0

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def is_finished(self) -> bool:
        """Whether it ends as a sentence ends."""
        return self.text.rstrip("\"'”’)]").endswith((".", "?", "!", ":", "…"))


DECLARED = {
    Role.HEADING: Kind.HEADING,
    Role.PARAGRAPH: Kind.PARAGRAPH,
    Role.LIST_ITEM: Kind.LIST_ITEM,
    Role.TABLE_HEADER: Kind.TABLE_ROW,
    Role.TABLE_ROW: Kind.TABLE_ROW,
}
BULLET = re.compile(r"^(?:[•◼▪●○■□◦‣⁃∙·➢➤✓✔\uf0b7\uf0a7*]|[-–—](?=\s)|o(?=\s[A-Z]))\s*")
NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+(?=\S)")
BARE_NUMBER = re.compile(r"^\d{1,2}[.)]?$")
UNFINISHED = re.compile(
    r"(?:,|[–—-]|\b(?:a|an|and|any|as|at|by|for|from|in|into|is|of|on|or|that|the|their|this|to|was|were|which|with))$",
    re.IGNORECASE,
)
LONGEST_BLOCK = 5_000
"""Characters: text that never pauses is cut, so that joining takes time in proportion to its length."""
LONG_HEADING = 40
"""Words."""
STANDS_ALONE = 80
"""A line over this many characters without its own full stop is a paragraph's, not a label's."""


def join_lines(lines: Iterable[Line], is_label: Callable[[str], bool]) -> list[Block]:
    """Joins lines into blocks.

    Args:
        lines: In reading order.
        is_label: Whether a text is worded as a heading, so that nothing above it runs into it.

    Returns:
        Blocks in reading order, none empty; only what the format itself calls a heading is one yet.
    """
    lines = list(lines)
    compounds = _compounds(lines)
    blocks: list[Block] = []
    marker_waits = False
    for line, marks_next in zip(lines, _marks(lines), strict=True):
        if marks_next and line.role is None:
            marker_waits = True
            continue
        last = blocks[-1] if blocks else None
        if last is not None and not marker_waits and _continues(last, line, is_label):
            _append(last, line, compounds)
        else:
            in_table = last is not None and last.kind is Kind.TABLE_ROW
            blocks.append(_begin(line, marker_waits, in_table=in_table))
        marker_waits = False
    return blocks


def _marks(lines: list[Line]) -> list[bool]:
    """For each line, whether it is only the bullet or number of the item on the next line.

    A bare number is, where it counts on from the last such number; else it is a value that lost its table.
    """
    marks: list[bool] = []
    counted = 0
    for index, line in enumerate(lines):
        has_item = index + 1 < len(lines) and not BARE_NUMBER.match(lines[index + 1].text)
        number = BARE_NUMBER.match(line.text)
        if number:
            value = int(number[0].rstrip(".)"))
            marks.append(has_item and (value in {1, counted + 1} or not number[0].isdigit()))
            counted = value if marks[-1] else counted
        else:
            marks.append(has_item and bool(BULLET.match(line.text)) and not BULLET.sub("", line.text))
    return marks


def _begin(line: Line, marked: bool, *, in_table: bool) -> Block:
    text, kind = line.text, Kind.PARAGRAPH
    if line.role is not None:
        kind = DECLARED[line.role]
    # One cell after a tab goes on with a table, or else is a paragraph that somebody indented.
    elif len([cell for cell in text.split("\t") if cell]) > 1 or (in_table and text.startswith("\t")):
        kind = Kind.TABLE_ROW
    else:
        text = text.replace("\t", " ").strip()
        bare = NUMBER.sub("", BULLET.sub("", text))
        if marked or (bare and bare != text):
            kind, text = Kind.LIST_ITEM, bare
    return Block(
        kind,
        text,
        pages=[] if line.page is None else [(0, line.page)],
        links=list(line.links),
        size=line.size,
        bold=line.bold,
        gap_before=line.gap_before,
        runs_on=line.runs_on,
        role=line.role,
        level=line.level,
    )


def _continues(block: Block, line: Line, is_label: Callable[[str], bool]) -> bool:
    if block.role is not None or line.role is not None:
        return False
    if "\t" in line.text.strip("\t") or block.kind is Kind.TABLE_ROW or len(block.text) > LONGEST_BLOCK:
        return False
    if BULLET.match(line.text) or (NUMBER.match(line.text) and not block.runs_on):
        return False
    if block.bold and line.bold and not line.gap_before and block.size == line.size and block.words < LONG_HEADING:
        return True  # a heading over two lines
    if block.size is not None and (block.bold != line.bold or abs(block.size - (line.size or 0)) > 0.6):
        # A change of face parts a heading from its text; a bold run inside a paragraph is told by `runs_on`.
        return block.runs_on and not line.gap_before and not block.bold and not line.bold
    return _continues_in_words(block, line, is_label)


def _continues_in_words(block: Block, line: Line, is_label: Callable[[str], bool]) -> bool:
    if is_label(line.text) or (is_label(block.text) and line.gap_before):
        return False
    starts_low = line.text[0].islower() or line.text[0] in "(&%"
    if line.gap_before:
        if block.is_finished and not block.text.endswith("…"):
            return False
        return starts_low or (bool(UNFINISHED.search(block.text)) and len(block.text) > STANDS_ALONE / 2)
    if starts_low:
        return True
    return block.runs_on


def _append(block: Block, line: Line, compounds: set[str]) -> None:
    text = line.text.replace("\t", " ")
    glue = " "
    if re.search(r"\w-$", block.text) and text[0].islower():
        glue = ""
        whole = re.search(r"[\w-]+$", block.text)
        tail = re.match(r"\w+", text)
        # 77% of line-end hyphens in real reports are compounds ("multi-agency"): the hyphen goes only where the
        # same report writes the joined word.
        if whole and tail and (whole[0][:-1] + tail[0]).casefold() in compounds:
            block.text = block.text[:-1]
    if block.pages and line.page is not None and line.page != block.pages[-1][1]:
        block.pages.append((len(block.text) + len(glue), line.page))
    block.text += glue + text
    block.links += line.links
    block.bold = block.bold and line.bold
    block.runs_on = line.runs_on


def _compounds(lines: list[Line]) -> set[str]:
    """The unhyphenated words of a report, to judge line-end hyphens by."""
    return {word.casefold() for line in lines for word in re.findall(r"\w+", line.text)[:-1]}
