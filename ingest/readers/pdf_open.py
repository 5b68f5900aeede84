"""Opens PDF files with PDFium (through liteparse), page by page, and mends what others left of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 200_000_000
MAX_PAGES = 3000
BATCH = 50
"""Pages parsed at a time: 3,000 pages at once take 800 MB, in batches 70."""


CATALOG = re.compile(rb"(\d+)\s+(\d+)\s+obj\b(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL)
LONGEST_JUNK = 4096
"""Bytes before the file's own first: gateways leave their headers there. PDFium looks at 1024."""


@dataclass(frozen=True, slots=True)
class OpenPdf:
    """A file that PDFium can open: its bytes, how many pages it has, and what it says of content besides its pages."""

    content: bytes
    pages: int
    hidden: tuple[str, ...] = ()


def open_pdf(path: Path) -> OpenPdf:
    """Opens a file.

    Raises:
        UnreadableFileError: It is locked, too large, damaged or has no pages.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError(
            path.name, f"The PDF is larger than {MAX_BYTES / 1e6:.0f} MB.", "Save it with smaller pictures."
        )
    content = path.read_bytes()
    content = content[max(content.find(b"%PDF-", 0, LONGEST_JUNK), 0) :]
    try:
        return _opened(content)
    except _LockedError as error:
        raise UnreadableFileError(
            path.name,
            "The PDF is locked with a password.",
            "Open it with the password, save a copy without one, and ingest that.",
        ) from error
    except _DamagedError as error:
        try:
            return _opened(_with_trailer(content))
        except (_DamagedError, _LockedError):
            raise unreadable(path.name) from error


def unreadable(name: str) -> UnreadableFileError:
    """What is said of a damaged file."""
    return UnreadableFileError(
        name,
        "The PDF is damaged or cut short and cannot be read whole.",
        "Download or export it again; if it opens in a PDF viewer, print it to a new PDF.",
    )


class _LockedError(Exception):
    pass


class _DamagedError(Exception):
    pass


def _opened(content: bytes) -> OpenPdf:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _LockedError from error
        raise _DamagedError from error
    try:
        if not len(document):
            raise _DamagedError
        return OpenPdf(content, len(document), tuple(_hidden(document)))
    finally:
        document.close()


def _hidden(document: Any) -> Iterator[str]:  # noqa: ANN401 - pypdfium2 has no types
    import pypdfium2.raw as pdfium

    if attached := document.count_attachments():
        files, them = (
            ("1 embedded file that was", "it") if attached == 1 else (f"{attached} embedded files that were", "them")
        )
        yield f"The PDF holds {files} not read with it: save {them} and ingest {them} separately."
    if document.get_formtype() in {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}:
        yield "The PDF is an XFA form: content that only the form program shows was not read. Print it to a new PDF."


def _with_trailer(content: bytes) -> bytes:
    """A file cut short in the table of its objects, with an end that lets PDFium make that table again.

    Raises:
        _DamagedError: The cut went through its objects: pages may be lost, and nothing would tell which.
    """
    catalogs = CATALOG.findall(content)
    whole = b"xref" in content[max(content.rfind(b"endobj"), 0) :]
    if not catalogs or not whole or b"/Encrypt" in content:
        raise _DamagedError
    number, generation = catalogs[-1]
    return content + b"\ntrailer\n<</Root %s %s R>>\nstartxref\n0\n%%%%EOF\n" % (number, generation)


def parsed_pages(pdf: OpenPdf, name: str) -> Iterator[Any]:
    """What liteparse makes of each page, up to MAX_PAGES of them; those that it cannot read are left out.

    Raises:
        UnreadableFileError: No page can be read.
    """
    from liteparse import LiteParse, ParseError

    # OCR off: left on, liteparse fetches language data from the network.
    parser = LiteParse(
        ocr_enabled=False,
        quiet=True,
        max_pages=MAX_PAGES,
        continue_on_page_error=True,
        emit_word_boxes=True,
        extract_annotations=True,
        extract_vector_graphics=True,
    )
    try:
        # Bytes, since a path is judged by its ending.
        for batch in parser.parse_batches(pdf.content, BATCH):
            yield from batch.result.pages
    except (ParseError, OSError, ValueError, RuntimeError) as error:
        raise unreadable(name) from error
