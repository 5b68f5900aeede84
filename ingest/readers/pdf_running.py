"""Drops what runs through a PDF: headers, footers and page numbers, which are no part of its text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.pdf_lines import Stretch
from ingest.readers.pdf_tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.pdf_lines import PlacedLine

EDGE = 0.12
"""Running headers and footers stand in the top or bottom share of a page."""
PAGE_NUMBER = re.compile(r"\b(?:page\s+)?\d+\s+(?:of|/)\s+\d+\b|\bpage\s+\d+\b|^\W*\d+\W*$|\|\s*\d+\s*$")
REPEATED_PAGES = 3
LARGER = 0.9
"""Points: a line in larger letters than the body is a title, also where the same one heads several slides."""

Region = Stretch | Table


@dataclass(slots=True)
class PageText:
    """What a page holds, in reading order. Sizes are in points."""

    number: int
    label: str
    width: float
    height: float
    regions: list[Region]


def drop_running_lines(pages: Sequence[PageText]) -> None:
    """Takes out, in place, the lines at a page's edge that stand on several pages alike."""
    body = _body_size(pages)
    counts = Counter(key for page in pages for key in {*_keys(page, body)} if key is not None)
    needed = min(REPEATED_PAGES, max(2, len(pages)))

    def runs(key: str | None) -> bool:
        return key is not None and (counts[key] >= needed or key == "#")

    for page in pages:
        for region in page.regions:
            if isinstance(region, Stretch):
                region.lines = [line for line in region.lines if not runs(_line_key(line, page, body))]
            elif runs(_table_key(region, page)):
                region.rows = []
        page.regions = [r for r in page.regions if (r.lines if isinstance(r, Stretch) else r.rows)]


def _body_size(pages: Sequence[PageText]) -> float:
    letters: Counter[float] = Counter()
    for region in (region for page in pages for region in page.regions if isinstance(region, Stretch)):
        for placed in region.lines:
            letters[placed.line.size or 0.0] += len(placed.line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _keys(page: PageText, body: float) -> list[str | None]:
    keys: list[str | None] = []
    for region in page.regions:
        if isinstance(region, Stretch):
            keys += [_line_key(line, page, body) for line in region.lines]
        else:
            keys.append(_table_key(region, page))
    return keys


def _line_key(found: PlacedLine, page: PageText, body: float) -> str | None:
    if not _at_edge(found.top, found.bottom, page) or (found.line.size or 0.0) > body + LARGER:
        return None
    return PAGE_NUMBER.sub("#", found.line.text.casefold())


def _table_key(table: Table, page: PageText) -> str | None:
    """The words of a table that stands in a page's edge as a whole: a letterhead set as one."""
    if not table.rows or not _at_edge(table.rows[0].top, table.rows[-1].bottom, page):
        return None
    return PAGE_NUMBER.sub("#", " ".join(table.texts()).casefold())


def _at_edge(top: float, bottom: float, page: PageText) -> bool:
    return bottom < EDGE * page.height or top > (1 - EDGE) * page.height
