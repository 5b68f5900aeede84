"""Reads PDF files page by page with PDFium (through liteparse): lines with their size, weight and page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from ingest.lines import Line, SourceDocument, clean
from ingest.readers.pdf_columns import Word, split_cells
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAX_BYTES = 200_000_000
MAX_PAGES = 3000
BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
SAME_LINE = 0.35
"""Baselines closer than this share of the letter height are one line."""
CELL_GAP = 1.6
"""A gap wider than this many letter heights parts two table cells."""
PARAGRAPH_GAP = 1.75
"""Line steps over this many letter heights part paragraphs: single spacing measures 1.15 to 1.5."""
HEADING_GAP = 1.4
"""Two headings stand one under the other with less space than two paragraphs, but more than one heading's lines."""
EDGE = 0.12
"""Running headers and footers stand in the top or bottom share of a page."""
PAGE_NUMBER = re.compile(r"\b(?:page\s+)?\d+\s+(?:of|/)\s+\d+\b|\bpage\s+\d+\b|^\W*\d+\W*$|\|\s*\d+\s*$")
REPEATED_PAGES = 3
SMALLEST_LETTER = 3.0


class PdfReader:
    """Reads text PDFs. A page without text among pages with text is a warning that names it."""

    def accepts(self, head: bytes) -> bool:
        """See Reader. The mark may follow some junk, as mail gateways leave it."""
        return b"%PDF-" in head[:1024]

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is locked, damaged or too large.
            EmptyDocumentError: No page holds text, as in a scan.
        """
        pages = _parse(path)
        lines = [_page_lines(page) for page in pages]
        silent = [number for number, found in enumerate(lines, 1) if not found]
        if len(silent) == len(pages):
            raise EmptyDocumentError(
                path.name,
                f"None of the {len(pages)} pages holds text: this is a scan or a set of pictures.",
                "Make a PDF with text from it (OCR), or ingest the document that it was printed from.",
            )
        heights = [float(page.height) for page in pages]
        kept = [_with_cells(found) for found in _without_running_lines(lines, heights)]
        labels = tuple(clean(page.page_label or "") or str(number) for number, page in enumerate(pages, 1))
        widths = [float(page.width) for page in pages]
        return SourceDocument(tuple(_flow(kept, widths)), labels, tuple(_warnings(silent, len(pages))))


def _parse(path: Path) -> Sequence[Any]:
    from liteparse import LiteParse, ParseError

    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError(
            path.name, f"The PDF is larger than {MAX_BYTES / 1e6:.0f} MB.", "Save it with smaller pictures."
        )
    # OCR off: left on, liteparse fetches language data from the network.
    parser = LiteParse(
        ocr_enabled=False, quiet=True, max_pages=MAX_PAGES, emit_word_boxes=True, extract_annotations=True
    )
    try:
        # Bytes, since a path is judged by its ending.
        document = parser.parse(path.read_bytes())
    except (ParseError, OSError, ValueError, RuntimeError) as error:
        raise _unreadable(path, str(error)) from error
    if not document.pages:
        raise UnreadableFileError(path.name, "The PDF has no pages.", "Check that it opens in a PDF viewer.")
    return list(document.pages)


def _unreadable(path: Path, reason: str) -> UnreadableFileError:
    if "password" in reason.lower():
        return UnreadableFileError(
            path.name,
            "The PDF is locked with a password.",
            "Open it with the password, save a copy without one, and ingest that.",
        )
    return UnreadableFileError(
        path.name,
        "The PDF is damaged or cut short and cannot be read whole.",
        "Download or export it again; if it opens in a PDF viewer, print it to a new PDF.",
    )


def _warnings(silent: Sequence[int], pages: int) -> Iterator[str]:
    if silent:
        names = ", ".join(map(str, silent[:20])) + (" and more" if len(silent) > 20 else "")
        yield f"No text could be read on page {names} of {pages}; pictures and scans are not read."


class _PageLine:
    """A line with its place on the page, in points from the top left."""

    __slots__ = ("bottom", "left", "line", "right", "top", "words")

    def __init__(self, line: Line, row: list[Any]) -> None:
        self.line = line
        self.words = [Word(w.text, w.x, w.x + w.width) for item in row for w in item.words if w.text.strip()]
        self.top = float(min(item.y for item in row))
        self.bottom = float(max(item.y + item.height for item in row))
        self.left = float(min(item.x for item in row))
        self.right = float(max(item.x + item.width for item in row))


def _page_lines(page: Any) -> list[_PageLine]:  # noqa: ANN401 - liteparse has no types
    items = [item for item in page.text_items if item.text.strip() and (item.font_size or 0) >= SMALLEST_LETTER]
    rows: list[list[Any]] = []
    for item in items:
        last = rows[-1][-1] if rows else None
        if last is not None and _same_line(last, item):
            rows[-1].append(item)
        else:
            rows.append([item])
    links = _page_links(page)
    return [_page_line(row, page.page_num, links) for row in rows]


def _same_line(left: Any, right: Any) -> bool:  # noqa: ANN401
    height = max(left.height, right.height)
    overlaps = abs((left.y + left.height) - (right.y + right.height)) < SAME_LINE * height
    return bool(overlaps and right.x > left.x)


def _page_line(row: list[Any], page: int, links: Sequence[tuple[Any, str]]) -> _PageLine:
    text = row[0].text
    for before, item in pairwise(row):
        gap = item.x - (before.x + before.width)
        height = max(before.height, item.height)
        text += ("\t" if gap > CELL_GAP * height else " " if gap > 0.15 * height else "") + item.text
    letters = sum(len(item.text) for item in row)
    line = Line(
        clean(text),
        page=page,
        size=round(sum(item.font_size * len(item.text) for item in row) / letters * 2) / 2,
        bold=all(BOLD.search(item.font_name or "") for item in row if item.text.strip(" .:•◼-")),
        links=_line_links(row, links),
    )
    return _PageLine(line, row)


def _with_cells(lines: list[_PageLine]) -> list[_PageLine]:
    """The lines with the cells of each table told by its columns: in narrow ones no gap is wide enough by itself."""
    for is_table, run in groupby(lines, key=lambda line: "\t" in line.line.text):
        rows = list(run)
        if is_table and len(rows) > 1 and all(row.words for row in rows):
            texts = split_cells([row.words for row in rows], max(row.line.size or 10.0 for row in rows))
            for row, text in zip(rows, texts, strict=True):
                row.line = replace(row.line, text=clean(text))
    return lines


def _page_links(page: Any) -> list[tuple[Any, str]]:  # noqa: ANN401
    """The page's web links as (rectangle, address); a link over two lines has a rectangle for each."""
    return [
        (rectangle, annotation.uri)
        for annotation in page.annotations or []
        if re.match(r"https?://[^\s/]+", annotation.uri or "", re.IGNORECASE)
        for rectangle in (annotation.quadpoint_rects or [annotation.rect])
        if rectangle is not None
    ]


def _line_links(row: list[Any], links: Sequence[tuple[Any, str]]) -> tuple[Link, ...]:
    """The links whose rectangle holds the middle of a word of the line, with those words as anchor."""
    found = []
    for rectangle, url in links:
        words = [word.text for item in row for word in item.words if _inside(word, rectangle)]
        if words:
            found.append(Link(clean(" ".join(words)), url))
    return tuple(found)


def _inside(word: Any, box: Any) -> bool:  # noqa: ANN401
    middle_x, middle_y = word.x + word.width / 2, word.y + word.height / 2
    return bool(box.x <= middle_x <= box.x + box.width and box.y <= middle_y <= box.y + box.height)


def _without_running_lines(pages: Sequence[list[_PageLine]], heights: Sequence[float]) -> list[list[_PageLine]]:
    """Drops headers, footers and page numbers: lines at a page's edge that stand on several pages alike.

    A line in larger letters than the body is a title, also where the same one heads several slides.
    """
    letters: Counter[float] = Counter()
    for line in (line for found in pages for line in found):
        letters[line.line.size or 0.0] += len(line.line.text)
    body = letters.most_common(1)[0][0] if letters else 0.0

    def edge_key(found: _PageLine, height: float) -> str | None:
        at_edge = found.bottom < EDGE * height or found.top > (1 - EDGE) * height
        if not at_edge or (found.line.size or 0.0) > body + 0.9:
            return None
        text = found.line.text.casefold()
        return PAGE_NUMBER.sub("#", text)

    counts = Counter(
        key
        for found, height in zip(pages, heights, strict=True)
        for key in {edge_key(line, height) for line in found}
        if key is not None
    )
    needed = min(REPEATED_PAGES, max(2, len(pages)))

    def runs(line: _PageLine, height: float) -> bool:
        key = edge_key(line, height)
        return key is not None and (counts[key] >= needed or key == "#")

    return [[line for line in found if not runs(line, height)] for found, height in zip(pages, heights, strict=True)]


def _flow(pages: Sequence[list[_PageLine]], widths: Sequence[float]) -> Iterator[Line]:
    """The lines of all pages in order, each told whether a gap comes before it and whether it runs on."""
    for found, width in zip(pages, widths, strict=True):
        left = min((line.left for line in found), default=0.0)
        # Margins are alike on both sides, so short lines alone do not make a narrow page.
        right_edge = max(width - left, *(line.right for line in found), 0.0)
        for index, here in enumerate(found):
            above = found[index - 1] if index else None
            below = found[index + 1] if index + 1 < len(found) else None
            yield replace(
                here.line,
                gap_before=above is None or _gap(above, here),
                runs_on=_no_room(here, below, right_edge),
            )


def _gap(above: _PageLine, here: _PageLine) -> bool:
    step = here.bottom - above.bottom
    limit = HEADING_GAP if here.line.bold and above.line.bold else PARAGRAPH_GAP
    return step > limit * (here.line.size or 10) or step < 0


def _no_room(here: _PageLine, below: _PageLine | None, right_edge: float) -> bool:
    """Whether the next line's first word would not have fitted, so that the break was forced."""
    if below is None:
        return here.right > 0.85 * right_edge
    first = below.line.text.split()[0] if below.line.text.split() else ""
    return here.right + (len(first) + 1) * 0.5 * (here.line.size or 10) > right_edge
