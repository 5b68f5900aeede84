"""What programs get beside answers: passages with their places, and descriptions of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from app.access.people import Role
from app.cli.report_rows import report_row
from app.report_links import link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.access.people import Person
    from knowledge.types import Report, ReportId, SearchHit


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PassageJson(_Row):
    """One passage; `text` is exactly what stands at `[start, end)` of the report's text; `link` leads to it."""

    passage_id: str
    report_id: str
    report_title: str
    partnership: str | None
    audit_date: str | None
    page: int | None
    page_label: str | None
    heading_path: list[str]
    finding_type: str
    themes: list[str]
    agencies: list[str]
    text: str
    start: int
    end: int
    score: float
    link: str


class PassagesJson(_Row):
    """The passages found, best first; none is no fault."""

    passages: list[PassageJson]


class RangeJson(_Row):
    """A half-open range of offsets into a report's text."""

    start: int
    end: int


class GradeJson(_Row):
    """A judgement of a report, of how many or of what."""

    value: str
    count: int | None
    applies_to: str | None


class IdentifiableJson(_Row):
    """Something in a report's text that may identify a person: where, and why it was found; never its words."""

    kind: str
    start: int
    end: int
    personal: bool
    rule: str


class ReportJson(_Row):
    """One report; what it does not state is null or empty. Only librarians get `identifiable`, and reports held."""

    report_id: str
    title: str
    kind: str | None
    partnership: str | None
    audit_date: str | None
    date_precision: Literal["day", "month", "year"] | None
    publication_date: str | None
    sample_size: int | None
    sample_unit: str | None
    agencies: list[str]
    grades: list[GradeJson]
    themes: list[str]
    stated_at: dict[str, list[RangeJson]]
    overridden: list[str]
    source_file: str
    pages: int | None
    passages: int
    fictional: bool
    warnings: list[str]
    identifiable: list[IdentifiableJson] = []
    held: bool
    content_hash: str
    added_at: str


class ReportsJson(_Row):
    """All reports, newest audit first."""

    reports: list[ReportJson]


class FaultJson(_Row):
    """What went wrong, and what to do."""

    error: str
    help: str


def shown_reports(reports: Iterable[Report], person: Person) -> list[Report]:
    """The reports that a person may know of: a reader, those that are not held."""
    return [report for report in reports if person.role is Role.LIBRARIAN or not report.held]


def report_rows(reports: Iterable[Report], person: Person) -> list[dict[str, Any]]:
    """Reports as `reports --json` prints them; for a reader without what is held and what the screening found."""
    rows = [report_row(report) for report in shown_reports(reports, person)]
    if person.role is not Role.LIBRARIAN:
        for row in rows:
            del row["identifiable"]
    return rows


def passage_json(hit: SearchHit, reports: Mapping[ReportId, Report], root: str) -> PassageJson:
    """A passage that was found.

    Args:
        hit: The passage and its score.
        reports: All reports by id, that of the passage among them.
        root: The path that everything is served under, `/learning` or empty.
    """
    passage, report = hit.passage, reports[hit.passage.report_id]
    description = report.description
    return PassageJson(
        passage_id=passage.passage_id,
        report_id=passage.report_id,
        report_title=description.title,
        partnership=description.partnership,
        audit_date=description.audit_date.iso if description.audit_date else None,
        page=passage.page,
        page_label=passage.page_label,
        heading_path=list(passage.heading_path),
        finding_type=passage.finding_type.value,
        themes=list(passage.themes),
        agencies=list(passage.agencies),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=round(hit.score, 4),
        link=root + link_to(passage, report),
    )
