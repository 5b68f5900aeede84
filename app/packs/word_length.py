"""How much text a briefing has, and so how large its letters may be to leave it on one page."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, assert_never

from app.packs.citing import report_words
from app.packs.document import (
    Bullets,
    Findings,
    Form,
    Links,
    QuizAnswer,
    QuizQuestion,
    SideBySide,
    Table,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.document import Block, PackDocument
    from app.packs.finding import PackFinding

PAGE = 785.0
"""Points of height that a briefing may take of its page, by this estimate: Word breaks lines in other places."""
COLUMN, WIDE = 240.0, 515.0
"""Points of width that words have in a column, and across the page."""
LETTER, LINE = 0.5, 1.16
"""Width of a letter of our font, on average, and height of a line, both as shares of its size."""
BODIES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5)
"""Points that a briefing's body may have, the best first; the last is still easily read on paper."""
SHORT_SOURCE = 36
"""Letters of a short source, about; it is set small."""


def briefing_body(document: PackDocument) -> tuple[float, bool]:
    """Points of a briefing's body, as large as fit on its page, and whether space must give way even so."""
    body = next((points for points in BODIES if _height(document, points) <= PAGE), None)
    return (BODIES[-1], True) if body is None else (body, False)


def second_column(document: PackDocument, body: float) -> int:
    """Index of the section that begins the second column of a briefing; 0 where nothing can.

    In the second column the sources and the receipt come, too: both are to be about as high.
    """
    heights, end = _heights(document, body), _end_height(document)
    places = range(1, len(heights))
    return min(places, key=lambda at: max(sum(heights[:at]), sum(heights[at:]) + end), default=0)


def _height(document: PackDocument, body: float) -> float:
    """Points that a briefing takes from top to bottom."""
    heights, at = _heights(document, body), second_column(document, body)
    title = 32 + _lines(document.title, 19, WIDE) + (32 if document.brand.logo else 20)
    return title + max(sum(heights[:at]), sum(heights[at:]) + _end_height(document))


def _end_height(document: PackDocument) -> float:
    """Points that notices, sources and receipt take in a column."""
    small = sum(_lines(report_words(source.report), 7.5, COLUMN) + 1 for source in document.sources)
    notices = sum(_lines(notice, 8, COLUMN) + 4 for notice in document.notices)
    return 55 + small + notices + sum(_lines(line, 6, COLUMN) for line in document.receipt)


def _heights(document: PackDocument, body: float) -> list[float]:
    """Points that each section takes in a column."""
    room = 1.1 if body >= 11 else 1.0
    return [
        _lines(section.heading, body + 1.5, COLUMN)
        + 12
        + sum(_lines(text, 9, COLUMN) + 3 for text in (section.mark, *section.notes) if text)
        + sum(_lines(text, body, COLUMN) * room + 2.5 for block in section.blocks for text in _texts(block))
        for section in document.sections
    ]


def _lines(text: str, size: float, width: float) -> float:
    """Points of height that a text takes."""
    return max(1, ceil(len(text) * LETTER * size / width)) * LINE * size


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Words(text):
            yield text
        case Bullets(items):
            yield from items
        case Findings(findings):
            yield from map(_with_source, findings)
        case SideBySide(about, one, other):
            yield from (about, _with_source(one), _with_source(other))
        case Table(caption, columns, _widths, rows):
            yield from (caption, *columns)
            yield from (cell if isinstance(cell, str) else _with_source(cell) for row in rows for cell in row)
        case Form(labels):
            yield from labels
        case Links(links):
            yield from (f"{link.title} {link.url} {link.mark}" for link in links)
        case QuizQuestion(_number, stem, shown, options):
            yield from (stem, *options, *([_with_source(shown)] if shown else []))
        case QuizAnswer(_number, answer, finding):
            yield from (answer, _with_source(finding))
        case _:
            assert_never(block)


def _with_source(finding: PackFinding) -> str:
    return finding.words + " " * SHORT_SOURCE
