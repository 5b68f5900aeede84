"""Joins lines into blocks: paragraphs, list items and table rows whole, wrapped lines joined, hyphens mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lines import Role
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.lines import Line


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
        box: As `Line.box`.
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
    box: int = 0

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
# U+F020 to U+F0FF are the signs of the Symbol and Wingdings fonts.
BULLET = re.compile(r"^(?:[•◼▪●○■□◦‣⁃∙·➢➤✓✔\uf020-\uf0ff*]|[-–—](?=\s)|o(?=\s[A-Z]))\s*")
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
FEWEST_BROKEN = 5
BROKEN_SHARE = 0.4
"""Line-end hyphens inside words that the report writes whole elsewhere: 0.1 to 0.25 of all where only compounds are
broken, 0.6 and more where a typesetting program breaks any word."""
STANDS_ALONE = 80
"""A line over this many characters without its own full stop is a paragraph's, not a label's."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a report spells its words, to judge the hyphens at its line ends by.

    77% of them in real reports are compounds ("multi-agency"): a hyphen goes only where the same report writes the
    joined word, or breaks words everywhere and a half is no word of it.

    Args:
        words: Its words in lower case, without those at line ends and what follows a hyphen there.
        breaks_words: Whether it was typeset with words broken at line ends.
    """

    words: frozenset[str]
    breaks_words: bool = False

    def joins(self, head: str, tail: str, *, surely: bool = False) -> bool:
        """Whether a word's two halves around a line-end hyphen are one word.

        Args:
            head: Before the hyphen.
            tail: After it, on the next line.
            surely: Whether the report must write the word whole elsewhere: the hyphen may be a dash.
        """
        if (head + tail).casefold() in self.words or surely:
            return (head + tail).casefold() in self.words
        halves = {head.casefold().rsplit("-", 1)[-1], tail.casefold()}
        return self.breaks_words and not halves <= self.words


def spelling_of(texts: Sequence[str]) -> Spelling:
    """The spelling of a report.

    Args:
        texts: Its lines, in order.
    """
    words = frozenset(
        word.casefold()
        for above, text in pairwise(["", *texts])
        for word in re.findall(r"\w+", text)[above.endswith("-") : -1]
    )
    ends = [
        (head[1] + tail[0]).casefold()
        for above, below in pairwise(texts)
        if (head := re.search(r"(?<!\w)(\w+)-$", above))
        and (tail := re.match(r"[^\W\d_]+", below))
        and tail[0].islower()
    ]
    broken = sum(word in words for word in ends)
    return Spelling(words, broken >= FEWEST_BROKEN and broken > BROKEN_SHARE * len(ends))


def join_lines(lines: Iterable[Line], is_label: Callable[[str], bool]) -> list[Block]:
    """Joins lines into blocks.

    Args:
        lines: In reading order.
        is_label: Whether a text is worded as a heading, so that nothing above it runs into it.

    Returns:
        Blocks in reading order, none empty; only what the format itself calls a heading is one yet.
    """
    lines = list(lines)
    spelling = spelling_of([line.text for line in lines])
    blocks: list[Block] = []
    marker_waits = False
    for line, marks_next in zip(lines, _marks(lines), strict=True):
        if marks_next and line.role is None:
            marker_waits = True
            continue
        last = blocks[-1] if blocks else None
        if last is not None and not marker_waits and _continues(last, line, is_label):
            _append(last, line, spelling)
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
        box=line.box,
    )


def _continues(block: Block, line: Line, is_label: Callable[[str], bool]) -> bool:
    if block.role is not None or line.role is not None or block.box != line.box:
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


def _append(block: Block, line: Line, spelling: Spelling) -> None:
    text = line.text.replace("\t", " ")
    start = len(block.text) - len(block.links[-1].anchor) if block.links else 0
    wraps = _wraps(block, line)
    block.text, begins = _glued(block.text, text, spelling)
    if block.pages and line.page is not None and line.page != block.pages[-1][1]:
        block.pages.append((begins, line.page))
    links = list(line.links)
    if wraps:
        last = block.links.pop()
        links[0] = Link(block.text[start : begins + len(links[0].anchor)], last.url)
    block.links += links
    block.bold = block.bold and line.bold
    block.runs_on = line.runs_on


def _wraps(block: Block, line: Line) -> bool:
    """Whether the last link of a block goes on in the line after it."""
    if not block.links or not line.links or block.links[-1].url != line.links[0].url:
        return False
    return block.text.endswith(block.links[-1].anchor) and line.text.startswith(line.links[0].anchor)


def _glued(before: str, after: str, spelling: Spelling) -> tuple[str, int]:
    """Two lines as one, and the offset at which the second begins in it."""
    head, tail = re.search(r"(?<![\w-])([\w-]*\w)( ?)-$", before), re.match(r"\w+", after)
    if not head or not tail or not after[0].islower():
        return f"{before} {after}", len(before) + 1
    if spelling.joins(head[1], tail[0], surely=bool(head[2])):
        before = before[: head.end(1)]
    elif head[2]:  # a dash
        before += " "
    return before + after, len(before)


def mended(texts: Iterable[str], spelling: Spelling) -> str:
    """Lines of one text joined, hyphens at their ends mended.

    Args:
        texts: The lines.
        spelling: Of the report.
    """
    joined = ""
    for text in texts:
        joined = _glued(joined, text, spelling)[0] if joined else text
    return joined
