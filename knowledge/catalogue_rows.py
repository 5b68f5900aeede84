"""Rows of the catalogue: how reports and passages are written to it and read from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from knowledge.types import (
    FindingType,
    Identifiable,
    Label,
    LabelKind,
    Link,
    PageStart,
    ParsedReport,
    Passage,
    PassageId,
    Report,
    ReportDescription,
    ReportId,
)

if TYPE_CHECKING:
    import sqlite3

    from pydantic import TypeAdapter

REPORT_COLUMNS = """report_id, source_file, source_path, content_hash, description, pages, page_count, warnings,
    fictional, added_at, screening, held, released, parser_version,
    (SELECT count(*) FROM passages p WHERE p.report_id = r.report_id) AS passage_count"""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a report's description is made of: what it says itself, and what people set instead.

    `sidecar` and `edits` are JSON as `ingest.overrides` writes it, `None` where there is none; edits win.
    """

    stated: ReportDescription
    sidecar: str | None = None
    edits: str | None = None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - one adapter per stored type
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _dump(kind: object, value: object) -> str:
    return _adapter(kind).dump_json(value).decode()


def insert(db: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    """Adds a row by the names of its columns."""
    columns = ", ".join(f'"{column}"' for column in row)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def report_columns(parsed: ParsedReport) -> dict[str, object]:
    """A report by column, without what its description is made of."""
    report = parsed.report
    return {
        "report_id": report.report_id,
        "source_file": report.source_file,
        "source_path": report.source_path,
        "content_hash": report.content_hash,
        **description_columns(report.description),
        "pages": _dump(tuple[PageStart, ...], report.pages),
        "page_count": report.page_count,
        "warnings": _dump(tuple[str, ...], report.warnings),
        "fictional": int(report.fictional),
        "added_at": report.added_at.isoformat(),
        "canonical_text": parsed.canonical_text,
        "screening": _dump(tuple[Identifiable, ...], report.screening),
        "held": int(report.held),
        "released": int(report.released),
        "parser_version": report.parser_version,
    }


def description_columns(description: ReportDescription) -> dict[str, object]:
    """A description, and what of it the catalogue sorts and filters by."""
    # The column orders reports: one that states only when it was published stands by that.
    known_by = next(iter(description.dates), None)
    return {
        "description": _dump(ReportDescription, description),
        "partnership": description.partnership,
        "audit_date": known_by.value.isoformat() if known_by else None,
    }


def override_columns(overrides: Overrides) -> dict[str, object]:
    """What a description is made of."""
    return {
        "stated_description": _dump(ReportDescription, overrides.stated),
        "sidecar": overrides.sidecar,
        "edits": overrides.edits,
    }


def passage_columns(passage: Passage) -> dict[str, object]:
    """A passage by column."""
    return {
        "passage_id": passage.passage_id,
        "report_id": passage.report_id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
        "finding_type": passage.finding_type.value,
        "heading_path": _dump(tuple[str, ...], passage.heading_path),
        "page": passage.page,
        "page_label": passage.page_label,
        "column_headings": _dump(tuple[str, ...], passage.column_headings),
        "case_letter": passage.case_letter,
        "links": _dump(tuple[Link, ...], passage.links),
        "text": passage.text,
        "labels": _dump(tuple[Label, ...], passage.labels),
    }


def description_of(text: str) -> ReportDescription:
    """A description from its JSON."""
    return _adapter(ReportDescription).validate_json(text)  # type: ignore[no-any-return] # the adapter is made for it


def report_of(row: sqlite3.Row) -> Report:
    """The report of a row with REPORT_COLUMNS."""
    values = dict(row)
    values["description"] = _adapter(ReportDescription).validate_json(values["description"])
    values["pages"] = _adapter(tuple[PageStart, ...]).validate_json(values["pages"])
    values["warnings"] = _adapter(tuple[str, ...]).validate_json(values["warnings"])
    values["screening"] = _adapter(tuple[Identifiable, ...]).validate_json(values["screening"])
    return _adapter(Report).validate_python(values)  # type: ignore[no-any-return] # the adapter is made for Report


def passage_of(row: sqlite3.Row) -> Passage:
    """The passage of a row of its table."""
    import json

    def strings(column: str) -> tuple[str, ...]:
        return tuple(json.loads(row[column]))

    return Passage(
        passage_id=PassageId(row["passage_id"]),
        report_id=ReportId(row["report_id"]),
        ordinal=row["ordinal"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        finding_type=FindingType(row["finding_type"]),
        heading_path=strings("heading_path"),
        page=row["page"],
        page_label=row["page_label"],
        column_headings=strings("column_headings"),
        case_letter=row["case_letter"],
        links=tuple(Link(**link) for link in json.loads(row["links"])),
        labels=tuple(
            Label(LabelKind(label["kind"]), label["value"], label["rule"]) for label in json.loads(row["labels"])
        ),
    )
