"""Reads one file into a ParsedReport: the whole way in, up to the knowledge base."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.blocks import join_lines
from ingest.description import describe, themes_of_report
from ingest.files import stored_path
from ingest.finding_type_rules import finding_type_rules
from ingest.formats import read_source
from ingest.lines import USUAL, ReadOptions
from ingest.passages import canonical_text, cut_passages, uncut_passages
from ingest.screening import screen, screening_warnings
from ingest.sections import place
from ingest.tables import head_rows
from knowledge.errors import EmptyDocumentError
from knowledge.types import ParsedReport, PassageId, Report, ReportId

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.lines import SourceDocument
    from ingest.sections import Placed

PARSER_VERSION = 3
"""Raised whenever readers, labels or descriptions change what they make of a file: it is then read again, unasked."""
FICTIONAL = re.compile(r"\bfictional sample report\b", re.IGNORECASE)


def blocks_of(document: SourceDocument) -> list[Placed]:
    """A document's blocks in reading order, each under its headings."""
    rules = finding_type_rules()
    blocks = join_lines(document.lines, rules.is_heading)
    head_rows(blocks)
    return place(blocks, rules)


def parse(
    path: Path,
    report_id: ReportId,
    source_hash: str,
    source_file: str | None = None,
    options: ReadOptions = USUAL,
) -> ParsedReport:
    """Reads one file into everything that the knowledge base stores of it.

    Args:
        path: The file.
        report_id: The id that the report is to have.
        source_hash: Its content hash.
        source_file: The name to show; the file's own where absent.
        options: How its reader is to go about it.

    Raises:
        UnreadableFileError: It cannot be read.
        EmptyDocumentError: It has no words.
    """
    report = parse_document(read_source(path, options), report_id, source_file or path.name)
    return replace(report, report=replace(report.report, source_path=stored_path(path), content_hash=source_hash))


def parse_document(document: SourceDocument, report_id: ReportId, source_file: str) -> ParsedReport:
    """Makes a report of what a reader gave: passages, labels, description, what screening found.

    Raises:
        EmptyDocumentError: It has no words.
    """
    rules = finding_type_rules()
    canonical = canonical_text(blocks_of(document), document.page_labels)
    if not any(character.isalpha() for character in canonical.text):
        raise EmptyDocumentError(source_file, "There are no words in the file.", "Check that it is the right file.")
    described = describe(canonical, source_file.rsplit(".", 1)[0], rules)
    # A text of one line is not a title over nothing.
    untitled = replace(described, title_parts=())
    passages = (
        cut_passages(canonical, report_id, rules, described)
        or cut_passages(canonical, report_id, rules, untitled)
        or uncut_passages(canonical, report_id, rules)
    )
    found = screen(canonical.text)
    report = Report(
        report_id=report_id,
        source_file=source_file,
        source_path="",
        content_hash="",
        description=replace(described.description, themes=themes_of_report(canonical, described, passages)),
        pages=canonical.pages,
        warnings=(*document.warnings, *screening_warnings(found)),
        fictional=FICTIONAL.search(canonical.text[:3000]) is not None,
        added_at=datetime.now(UTC),
        passage_count=len(passages),
        page_count=len(document.page_labels) or None,
        screening=found,
        parser_version=PARSER_VERSION,
    )
    return ParsedReport(report, canonical.text, tuple(passages))


def with_id(parsed: ParsedReport, report_id: ReportId) -> ParsedReport:
    """The same report under another id."""
    passages = tuple(
        replace(passage, report_id=report_id, passage_id=PassageId(f"{report_id}#{passage.ordinal}"))
        for passage in parsed.passages
    )
    return replace(parsed, report=replace(parsed.report, report_id=report_id), passages=passages)
