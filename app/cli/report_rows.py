"""Reports and passages as the command line shows them: JSON rows, and lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.types import AuditDate, Grade, Passage, Report, Span, Stated


def report_row(report: Report) -> dict[str, Any]:
    """A report as `reports --json` and `show --json` print it; what it does not state is null or empty."""
    description = report.description
    sample = description.sample
    return {
        "report_id": report.report_id,
        "title": description.title,
        "kind": description.kind.value if description.kind else None,
        "partnership": description.partnership,
        "audit_date": _iso(description.audit_date),
        "date_precision": description.audit_date.precision.value if description.audit_date else None,
        "publication_date": _iso(description.publication_date),
        "sample_size": sample.size if sample else None,
        "sample_unit": sample.unit if sample else None,
        "agencies": [agency.value for agency in description.agencies],
        "grades": [_grade_row(grade) for grade in description.grades],
        "themes": [theme.value for theme in description.themes],
        "stated_at": _stated_at(report),
        "overridden": list(description.overridden),
        "source_file": report.source_file,
        "pages": report.page_count,
        "passages": report.passage_count,
        "fictional": report.fictional,
        "warnings": list(report.warnings),
        "identifiable": [
            {"kind": item.kind, **_range(item.span), "personal": item.personal, "rule": item.rule}
            for item in report.screening
        ],
        "held": report.held,
        "content_hash": report.content_hash,
        "added_at": report.added_at.isoformat(),
    }


def passage_row(passage: Passage) -> dict[str, Any]:
    """A passage as `show --json` prints it."""
    return {
        "passage_id": passage.passage_id,
        "finding_type": passage.finding_type.value,
        "heading_path": list(passage.heading_path),
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "column_headings": list(passage.column_headings),
        "links": [{"anchor": link.anchor, "url": link.url} for link in passage.links],
        "labels": [{"kind": label.kind.value, "value": label.value, "rule": label.rule} for label in passage.labels],
    }


def facts_of(report: Report) -> Iterator[str]:
    """What is known of a report, a fact a line, what it does not state said to be so."""
    from app.lead_in import described

    description = report.description
    marks = [" [fictional sample]"] * report.fictional + [" [held: in no answer until released]"] * report.held
    yield described(report) + "".join(marks)
    pages = f"{report.page_count} pages" if report.page_count else "no pages"
    partnership = description.partnership or "partnership not stated"
    yield f"{partnership}; {report.source_file}; {pages}; {report.passage_count} passages"
    if description.kind:
        yield f"kind: {description.kind.value}"
    if description.publication_date:
        yield f"published: {description.publication_date.words}"
    yield from _listed("agencies taking part", description.agencies)
    if description.grades:
        yield f"grades: {'; '.join(map(_grade_words, description.grades))}"
    yield from _listed("themes", description.themes)
    if description.overridden:
        yield f"corrected by a person: {', '.join(name.replace('_', ' ') for name in description.overridden)}"
    for warning in report.warnings:
        yield f"warning: {warning}"


def _listed(name: str, values: tuple[Stated, ...]) -> Iterator[str]:
    if values:
        yield f"{name}: {', '.join(value.value.replace('_', ' ') for value in values)}"


def _grade_words(grade: Grade) -> str:
    return " ".join(filter(None, [grade.applies_to, str(grade.count or ""), grade.value]))


def _grade_row(grade: Grade) -> dict[str, Any]:
    return {"value": grade.value, "count": grade.count, "applies_to": grade.applies_to or None}


def _iso(date: AuditDate | None) -> str | None:
    return date.iso if date else None


def _range(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _stated_at(report: Report) -> dict[str, list[dict[str, int]]]:
    """Where in the canonical text each fact is stated: offsets by the name of the fact."""
    about = report.description
    spans: dict[str, list[Span | None]] = {
        "title": [about.title_span],
        "kind": [about.kind.span if about.kind else None],
        "partnership": [about.partnership_span],
        "audit_date": [about.audit_date.span if about.audit_date else None],
        "publication_date": [about.publication_date.span if about.publication_date else None],
        "sample": [about.sample.span if about.sample else None],
        "agencies": [agency.span for agency in about.agencies],
        "grades": [grade.span for grade in about.grades],
        "themes": [theme.span for theme in about.themes],
    }
    return {name: [_range(span) for span in found if span] for name, found in spans.items() if any(found)}
