"""What every reader makes of a file: lines in reading order, with what is known of their looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.types import Link


class Role(Enum):
    """What a line is, where the format says so instead of only showing it."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_HEADER = "table header"
    TABLE_ROW = "table row"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file.

    Args:
        text: The words, cells of a table row separated by tabs.
        page: 1-based, `None` where the format has no pages.
        gap_before: Whether empty space or a new page parts it from the line above.
        runs_on: Whether the line was broken for lack of width, so that the next one continues it.
        size: Height of the letters in points, `None` where the format does not say.
        bold: Whether the whole line is bold.
        links: The links in it.
        role: What the format says that it is; a line with a role is whole and is joined with no other. `None` where
            only its looks and words can tell. The first row of a table has `gap_before`, its other rows have not.
        level: Of a heading, its level, 1 the outermost, 0 a title; of a list item, its depth, 1 the outermost.
        box: Which box it stands in, such as a text box or a shape on a slide; 0 for none. Headings in a box speak for
            nothing outside it, unless it holds only them.
    """

    text: str
    page: int | None = None
    gap_before: bool = False
    runs_on: bool = False
    size: float | None = None
    bold: bool = False
    links: tuple[Link, ...] = ()
    role: Role | None = None
    level: int = 0
    box: int = 0


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How readers are to go about a file.

    Args:
        ocr: Whether scanned pages are read by text recognition, where the `tesseract` program is installed.
        ocr_seconds: How long that may take per file; pages that are left then are named as not read.
    """

    ocr: bool = True
    ocr_seconds: float = 90.0


USUAL = ReadOptions()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as its reader gives it.

    Args:
        lines: In reading order.
        page_labels: The name of each page, in order; empty where the format has no pages.
        warnings: What could not be read, in words for a person.
    """

    lines: tuple[Line, ...]
    page_labels: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


SPACES = re.compile(r"[^\S\t\n]+")
INVISIBLE = dict.fromkeys(
    [*map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Marks without a width; those of writing direction can make a line read as another than it is."""
LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """The same words without ligatures, invisible and control characters or runs of spaces; tabs are kept."""
    text = CONTROL.sub(" ", text.translate(INVISIBLE).translate(LIGATURES))
    return "\t".join(cell.strip() for cell in SPACES.sub(" ", text).split("\t")).strip(" ")
