"""A report's text as its pages show it: by page and line, with findings and one quote marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.surroundings import check_of, marked
from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.surroundings import Run
    from knowledge.types import FindingType, Passage, Report

LINES = re.compile(r"[^\n]*[^\s][^\n]*")
LIST_MARK = "- "
SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report.

    Args:
        runs: Its text, in pieces that are marked alike.
        kind: What it looks like; a heading is one that a finding stands under.
        apart: Whether a blank line stands before it.
    """

    runs: tuple[Run, ...]
    kind: Literal["heading", "item", "row", "text"]
    apart: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of a page.

    Args:
        page: 1-based, as a PDF viewer counts; `None` where the format has no pages.
        label: The page's own name.
        span: Where it stands in the canonical text.
    """

    page: int | None
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """A finding among those of its type: the how manieth it is, counted from 1, and the ordinal of the one after it."""

    nth: int
    following: int | None


def sheets(report: Report, text: str) -> list[Sheet]:
    """The pages of a report that have text, in order; one without number where its format has no pages."""
    if not report.pages:
        return [Sheet(None, "", Span(0, len(text)))]
    # What stands before the first page's first letter, such as the mark of a list, belongs to it.
    starts = [0, *(_line_start(text, page.offset) for page in report.pages[1:])]
    ends = [*starts[1:], len(text)]
    return [
        Sheet(page.page, page.label, Span(start, max(start, end)))
        for page, start, end in zip(report.pages, starts, ends, strict=True)
    ]


def _line_start(text: str, offset: int) -> int:
    """A page begins with the mark of its first list item, not after it."""
    return offset - len(LIST_MARK) if text[max(offset - len(LIST_MARK), 0) : offset] == LIST_MARK else offset


def by_sheet(pages: Sequence[Sheet], passages: Iterable[Passage]) -> list[list[Passage]]:
    """The findings on each page, one that runs over pages on all of them.

    Args:
        pages: As `sheets` gives them.
        passages: In any order; on a page they keep it.
    """
    starts = [sheet.span.start for sheet in pages]
    found: list[list[Passage]] = [[] for _ in pages]
    for passage in passages:
        for index in range(max(bisect_right(starts, passage.start) - 1, 0), bisect_left(starts, passage.end)):
            found[index].append(passage)
    return found


def headings_of(passages: Iterable[Passage]) -> frozenset[str]:
    """The headings that findings stand under."""
    return frozenset(heading.strip() for passage in passages for heading in passage.heading_path)


def lines_of(
    text: str, sheet: Sheet, passages: Sequence[Passage], headings: frozenset[str], quoted: Span | None
) -> list[Line]:
    """The lines of a page.

    Args:
        text: The whole canonical text.
        sheet: The page.
        passages: The findings to mark; those of other pages do no harm.
        headings: Lines to show as headings.
        quoted: The span to mark, in the whole text.
    """
    start, end = sheet.span.start, sheet.span.end
    found = list(LINES.finditer(text, start, end))
    here = [passage for passage in passages if passage.start < end and start < passage.end]
    edges = [edge for line in found for edge in line.span()]
    runs = iter(marked(text, here, quoted, edges))
    last = start
    lines = []
    for line in found:
        inside = tuple(run for run in _until(runs, line.end()) if run.start >= line.start())
        lines.append(Line(inside, _kind(line[0], headings, inside), text.count("\n", last, line.start()) > 1))
        last = line.end()
    return lines


def _until(runs: Iterator[Run], end: int) -> Iterator[Run]:
    """The runs up to one that ends at an offset, which is an edge of one."""
    for run in runs:
        yield run
        if run.start + len(run.text) >= end:
            return


def _kind(line: str, headings: frozenset[str], runs: Sequence[Run]) -> Literal["heading", "item", "row", "text"]:
    if line.strip() in headings and not any(run.passages for run in runs):
        return "heading"
    if line.startswith(LIST_MARK):
        return "item"
    return "row" if "\t" in line else "text"


def span_of(asked: str | None, text: str, check: str | None = None) -> Span | None:
    """The span that a link names as `START-END`; `None` where it names none or one that the text does not have.

    Args:
        asked: As the link says.
        text: The canonical text.
        check: What `check_of` gave for the words that the link means; where absent, any will do.
    """
    found = SPAN.fullmatch(asked or "")
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    if not start < end <= len(text) or (check is not None and check_of(text[start:end]) != check):
        return None
    return Span(start, end)


def part_on(sheet: Sheet, quoted: Span | None) -> Span | None:
    """The part of a span that stands on a page; `None` where none does."""
    if quoted is None:
        return None
    start, end = max(quoted.start, sheet.span.start), min(quoted.end, sheet.span.end)
    return Span(start, end) if start < end else None


def places_of(passages: Sequence[Passage], finding_type: FindingType | None) -> Mapping[int, Place]:
    """Each finding of a type among them, by its ordinal; none where no type is given.

    Args:
        passages: In reading order.
        finding_type: The type.
    """
    of_type = [passage.ordinal for passage in passages if passage.finding_type is finding_type]
    following = [*of_type[1:], None]
    return {ordinal: Place(nth, after) for nth, (ordinal, after) in enumerate(zip(of_type, following, strict=False), 1)}
