"""Reads PDF files with readers that are not ours: pypdfium2 for the text, pypdf for the links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REACHABLE = ("http://", "https://", "mailto:")
"""Links also point to files on the disk of whoever made the PDF: no reader can be asked for those."""


def raw_pages(file: Path) -> list[str]:
    """The text of each page as PDFium gives it, in the order of the file. Raises UnreadableFileError."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(file) as document:
            return [page.get_textpage().get_text_bounded() for page in document]
    except (pypdfium2.PdfiumError, OSError) as error:
        raise UnreadableFileError(file.name, f"PDFium cannot read the file ({error}).") from error


def pypdf_pages(file: Path) -> list[str]:
    """The text of each page as pypdf gives it. Raises UnreadableFileError."""
    from evals.baseline.tutorial import read_pages

    return [page.page_content for page in read_pages(file)]


def link_targets(file: Path) -> frozenset[str]:
    """The web and mail addresses of a PDF's links, as pypdf sees its annotations. Raises UnreadableFileError."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return frozenset(uri for page in PdfReader(file).pages for uri in _targets(page))
    except (OSError, PyPdfError, ValueError) as error:
        raise UnreadableFileError(file.name, f"pypdf cannot read the file ({error}).") from error


def _targets(page: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's pages are dictionaries of anything
    for reference in page.get("/Annots") or ():
        uri = (reference.get_object().get("/A") or {}).get("/URI")
        if uri and str(uri).lower().startswith(REACHABLE):
            yield str(uri)
