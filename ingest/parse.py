"""Reads one file into a ParsedReport: the whole way in, up to the knowledge base."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.blocks import join_lines
from ingest.description import describe
from ingest.finding_type_rules import finding_type_rules
from ingest.passages import canonical_text, cut_passages
from ingest.readers.pdf import PdfReader
from ingest.readers.text import TextReader
from ingest.sections import place
from ingest.tables import head_rows
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import ParsedReport, Report, ReportId

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.lines import SourceDocument

READERS = (PdfReader(), TextReader())
"""In the order in which they are asked: text accepts what no other format claims."""
HEAD_BYTES = 1024
WEB_PAGE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|script|meta)", re.IGNORECASE)
OTHER_FORMATS = {
    b"PK\x03\x04": "a Word, PowerPoint or other zip file",
    b"\xd0\xcf\x11\xe0": "an old Office file or a locked one",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
FICTIONAL = re.compile(r"\bfictional sample report\b", re.IGNORECASE)


def content_hash(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stored_path(path: Path) -> str:
    """A file's whole path as the catalogue holds it; bytes of it that are no text are written out."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def read_source(path: Path) -> SourceDocument:
    """Reads a file with the reader that its content, not its name, asks for.

    Raises:
        UnreadableFileError: No reader takes it, or the one that does cannot read it.
        EmptyDocumentError: There is nothing in it.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyDocumentError(path.name, "The file is empty.", "Check that it was saved or downloaded whole.")
    if WEB_PAGE.match(_as_utf8(head)):
        raise UnreadableFileError(
            path.name,
            "The file is a web page, whatever its name says; often a login or error page saved in place of a report.",
            "Open the address in a browser and download the report itself.",
        )
    for mark, what in OTHER_FORMATS.items():
        if head.startswith(mark):
            raise UnreadableFileError(
                path.name, f"The file is {what}, which is not read yet.", "Save it as PDF or plain text."
            )
    for reader in READERS:
        if reader.accepts(head):
            return reader.read(path)
    named = "is called PDF but is not one" if path.suffix.lower() == ".pdf" else "holds binary data, not text"
    raise UnreadableFileError(path.name, f"The file {named}.", "Ingest a PDF or a plain text file.")


def _as_utf8(head: bytes) -> bytes:
    """The first bytes of a file without its byte order mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def parse(path: Path, report_id: ReportId, source_hash: str, source_file: str | None = None) -> ParsedReport:
    """Reads one file into everything that the knowledge base stores of it.

    Args:
        path: The file.
        report_id: The id that the report is to have.
        source_hash: Its content hash.
        source_file: The name to show; the file's own where absent.

    Raises:
        UnreadableFileError: It cannot be read.
        EmptyDocumentError: It has no passages.
    """
    document = read_source(path)
    rules = finding_type_rules()
    blocks = join_lines(document.lines, rules.is_heading)
    head_rows(blocks)
    canonical = canonical_text(place(blocks, rules), document.page_labels)
    name = source_file or path.name
    described = describe(canonical, name.rsplit(".", 1)[0], rules)
    passages = cut_passages(canonical, report_id, rules, described)
    if not passages:  # a text of one line is not a title over nothing
        passages = cut_passages(canonical, report_id, rules, replace(described, title_parts=()))
    if not passages:
        raise EmptyDocumentError(name, "No sentence could be found in the file.", "Check that it is the right file.")
    report = Report(
        report_id=report_id,
        source_file=name,
        source_path=stored_path(path),
        content_hash=source_hash,
        description=described.description,
        pages=canonical.pages,
        warnings=document.warnings,
        fictional=FICTIONAL.search(canonical.text[:3000]) is not None,
        added_at=datetime.now(UTC),
        passage_count=len(passages),
        page_count=len(document.page_labels) or None,
    )
    return ParsedReport(report, canonical.text, tuple(passages))
