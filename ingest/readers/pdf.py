"""Reads PDF files: their text in reading order, headings told by size and weight, tables by row, scans by OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lines import SourceDocument
from ingest.readers.ocr import INSTALL, Tesseract, page_names, pictures, recognition_warnings
from ingest.readers.pdf_flow import document_lines
from ingest.readers.pdf_layout import Flow, reading_order
from ingest.readers.pdf_lines import lines_of
from ingest.readers.pdf_open import LONGEST_JUNK, MAX_PAGES, open_pdf, parsed_pages
from ingest.readers.pdf_page import page_of
from ingest.readers.pdf_running import PageText, drop_running_lines
from ingest.readers.pdf_tables import Table
from ingest.readers.pdf_text import is_gibberish
from knowledge.errors import EmptyDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.readers.ocr import Recognised
    from ingest.readers.pdf_open import OpenPdf
    from ingest.readers.pdf_page import Page

STAMP = 100
"""Letters: less on a page that is a picture is a page number, a marking or a stamp."""


class PdfReader:
    """Reads PDFs. What could not be read of one is a warning that names the pages."""

    def __init__(self, *, ocr: bool = True, ocr_seconds: float = 60.0) -> None:
        """Makes a reader.

        Args:
            ocr: Whether pages without text are read from their pictures, where the tesseract program is installed.
            ocr_seconds: How long that may take per file.
        """
        self._tesseract = Tesseract(ocr_seconds) if ocr else None

    def accepts(self, head: bytes) -> bool:
        """See Reader. The mark may follow some junk, as mail gateways leave it."""
        return b"%PDF-" in head[:LONGEST_JUNK]

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is locked, damaged or too large.
            EmptyDocumentError: No page holds text that can be read.
        """
        pdf = open_pdf(path)
        garbled: list[int] = []
        pages: list[PageText] = []
        for parsed in parsed_pages(pdf, path.name):
            page = page_of(parsed)
            if is_gibberish(run.text for run in page.runs):
                garbled.append(page.number)
                pages.append(PageText(page.number, page.label, page.width, page.height, []))
            else:
                pages.append(_text_of(page, pages[-1] if pages else None))
        pages = _in_full(pages, pdf)
        silent = _scans(pages, pdf)
        recognised = self._tesseract.read(pdf.content, silent) if self._tesseract and silent else None
        if recognised is not None:
            _take(recognised, pages)
        if not any(page.regions for page in pages):
            raise _empty(path.name, len(pages), garbled, recognised)
        warnings = tuple(_warnings(pdf, pages, garbled, recognised))
        drop_running_lines(pages)
        labels = tuple(page.label for page in pages)
        return SourceDocument(tuple(document_lines(pages)), labels, warnings)


def _text_of(page: Page, before: PageText | None) -> PageText:
    tables = [region for region in before.regions if isinstance(region, Table)] if before else []
    parts = reading_order(page, tables[-1].xs if tables else ())
    regions = [lines_of(part, page) if isinstance(part, Flow) else part for part in parts]
    return PageText(page.number, page.label, page.width, page.height, regions)


def _in_full(pages: Sequence[PageText], pdf: OpenPdf) -> list[PageText]:
    """The pages with an empty one for each that could not be read."""
    read = {page.number: page for page in pages}
    numbers = range(1, min(pdf.pages, MAX_PAGES) + 1)
    return [read.get(number) or PageText(number, str(number), 0.0, 0.0, []) for number in numbers]


def _scans(pages: Sequence[PageText], pdf: OpenPdf) -> list[int]:
    """The numbers of the pages to be read from their pictures: those without text, or with no more than a stamp."""
    stamped = [page.number for page in pages if page.regions and _letters(page) < STAMP]
    pictured = pictures(pdf.content, stamped) if stamped else set()
    return [page.number for page in pages if not page.regions or page.number in pictured]


def _take(recognised: Recognised, pages: Sequence[PageText]) -> None:
    """Gives the pages what OCR read of them, where that is more than they say in letters."""
    for page in pages:
        found = PageText(page.number, page.label, page.width, page.height, recognised.pages.get(page.number, []))
        if _letters(found) > 2 * _letters(page):
            page.regions = found.regions
        else:
            recognised.confidence.pop(page.number, None)


def _letters(page: PageText) -> int:
    return sum(len(text) for region in page.regions for text in region.texts())


def _empty(name: str, pages: int, garbled: Sequence[int], recognised: Recognised | None) -> EmptyDocumentError:
    """What is said of a file of which no page could be read."""
    if garbled:
        what = "The letters of its text cannot be told: its fonts do not say which they are."
    else:
        none = "The page holds no" if pages == 1 else f"None of the {pages} pages holds"
        what = f"{none} text: this is a scan or a set of pictures."
    if recognised is None:
        return EmptyDocumentError(name, what, "Make a PDF with text from it (OCR), or ingest what it was printed from.")
    if not recognised.installed:
        return EmptyDocumentError(name, what, INSTALL)
    over = " OCR did not get to its end in time." if recognised.left else " OCR found no words in the pictures either."
    return EmptyDocumentError(name, what + over, "Ingest the document that it was printed from.")


def _warnings(
    pdf: OpenPdf, pages: Sequence[PageText], garbled: Sequence[int], recognised: Recognised | None
) -> Iterator[str]:
    named = f" of {pdf.pages}"
    unread = [page.number for page in pages if not page.regions and page.number not in garbled]
    unread = [number for number in unread if recognised is None or number not in recognised.left]
    if recognised is not None:
        yield from recognition_warnings(recognised)
    if unread:
        yield f"No text could be read on {page_names(unread).lower()}{named}; pictures are not read."
    lost = [number for number in garbled if recognised is None or number not in recognised.pages]
    if lost:
        yield f"{page_names(lost)}{named}: the text is unreadable, its fonts do not say which letters they are."
    if recognised is not None and not recognised.installed:
        yield f"Scanned pages can be read by OCR. {INSTALL}"
    if pdf.pages > MAX_PAGES:
        yield f"Only the first {MAX_PAGES} of {pdf.pages} pages were read; {pdf.pages - MAX_PAGES} were not."
    yield from pdf.hidden
