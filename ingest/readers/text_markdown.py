"""The parts of Markdown that span lines: fenced code, quotes, underlined headings and tables drawn with pipes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FENCE = re.compile(r"^\s{0,3}(```|~~~)")
QUOTE = re.compile(r"^\s{0,3}(?:>\s*)*>(?:\s+(?=[^\d\s])|\s*$)")
"""Not before a figure: "> 5 days" means more than five."""
UNDERLINE = re.compile(r"^(={3,}|-{3,})\s*$")
UNDERLINED_LEVEL = {"=": 1, "-": 2}
DELIMITER_ROW = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
PIPE = re.compile(r"(?<!\\)\|")
LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s")
LONGEST_HEADING = 20
"""Words: a rule under a longer line ends a paragraph."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a text file.

    Args:
        text: As it stands there, without marks that only tell what it is; cells of a table parted by tabs.
        is_code: Whether it stands in fenced code, where marks are no marks.
        heading: Its level where the line under it makes it a heading, else 0.
        table: Its place in a table drawn with pipes: "header", "row", or "" where it is in none.
    """

    text: str
    is_code: bool = False
    heading: int = 0
    table: str = ""


def marked_lines(raw_lines: Sequence[str]) -> list[RawLine]:
    """The same lines, each with what those around it make of it; lines that only mark are empty."""
    lines = _unquoted(raw_lines)
    for index in range(1, len(lines)):
        above, here = lines[index - 1], lines[index]
        if above.is_code or here.is_code or not above.text.strip() or above.table:
            continue
        names = _cells(above.text)
        if "|" in above.text and DELIMITER_ROW.match(here.text) and len(names) == len(_cells(here.text)):
            _mark_table(lines, index, len(names))
        elif _is_underlined(lines, index):
            lines[index - 1] = RawLine(above.text, heading=UNDERLINED_LEVEL[here.text[0]])
            lines[index] = RawLine("")
    return lines


def _unquoted(raw_lines: Sequence[str]) -> list[RawLine]:
    lines = []
    fence = ""
    for raw in raw_lines:
        mark = FENCE.match(raw)
        if mark and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
            lines.append(RawLine(""))
        else:
            lines.append(RawLine(raw if fence else QUOTE.sub("", raw), is_code=bool(fence)))
    if fence:  # never closed: it was none
        return [RawLine(raw) for raw in raw_lines]
    return lines


def _is_underlined(lines: Sequence[RawLine], index: int) -> bool:
    """Whether a line is the rule under a heading: under one short line that stands alone."""
    if not UNDERLINE.match(lines[index].text):
        return False
    heading = lines[index - 1].text
    alone = index == 1 or not lines[index - 2].text.strip()
    worded = any(character.isalnum() for character in heading)
    return alone and worded and not LIST_MARK.match(heading) and len(heading.split()) <= LONGEST_HEADING


def _mark_table(lines: list[RawLine], delimiter: int, columns: int) -> None:
    lines[delimiter - 1] = RawLine("\t".join(_cells(lines[delimiter - 1].text)), table="header")
    lines[delimiter] = RawLine("", table="row")
    for index in range(delimiter + 1, len(lines)):
        if "|" not in lines[index].text or lines[index].is_code:
            return
        cells = _cells(lines[index].text)
        lines[index] = RawLine("\t".join(cells + [""] * (columns - len(cells))), table="row")


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("|")
    row = row if row.endswith("\\|") else row.removesuffix("|")
    return [cell.replace("\\|", "|").replace("\t", " ").strip() for cell in PIPE.split(row)]
