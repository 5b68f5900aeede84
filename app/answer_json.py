"""The Answer at the edges: the documented JSON with its Markdown, and the layout for the terminal."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from app.lead_in import described
from app.said import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from knowledge.types import Answer, Citation, Statement


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StatementJson(_Row):
    """One statement; `citations` are numbers of `CitationJson`."""

    text: str
    finding_type: str
    citations: list[int]


class CitationJson(_Row):
    """One verified quote; `start` and `end` are offsets into what `show REPORT --text` prints."""

    number: int
    report_id: str
    report_title: str
    partnership: str | None
    audit_date: str | None
    source_file: str
    page: int | None
    page_label: str | None
    heading_path: list[str]
    quote: str
    start: int
    end: int
    match: Literal["exact", "normalised"]


class ResourceJson(_Row):
    """One link; `url` is null where the report lost its target."""

    title: str
    url: str | None
    publisher: str
    origin: Literal["report", "catalogue"]
    cited_by: list[int]


class CoverageJson(_Row):
    """Counts of reports."""

    reports_with_evidence: int
    reports_searched: int


class FigureJson(_Row):
    """One number; `count` of `whole` are its numbers where the report gives them; `citation` is a citation's number."""

    value: str
    count: int | None
    whole: int | None
    counted: str
    about: str
    citation: int


class SignpostJson(_Row):
    """Where a person can turn to now; `local` where the partnership itself set it."""

    title: str
    contact: str
    url: str | None
    when: str
    local: bool


class AnswerJson(_Row):
    """One answer, as `ask --json` prints it."""

    id: str | int | None
    question: str
    standalone_question: str
    status: Literal["answered", "partial", "no_evidence", "declined", "failed"]
    reason: str | None
    answer_markdown: str
    statements: list[StatementJson]
    citations: list[CitationJson]
    resources: list[ResourceJson]
    coverage: CoverageJson
    notices: list[str]
    answered_by: str
    elapsed_ms: float
    kind: str = "findings"
    figures: list[FigureJson] = []
    signposts: list[SignpostJson] = []
    suggestions: list[str] = []


def answer_json(answer: Answer, row_id: str | int | None = None) -> AnswerJson:
    """The answer in the documented form."""
    return AnswerJson(
        id=row_id,
        question=answer.question,
        standalone_question=answer.standalone_question,
        status=answer.status.value,
        reason=answer.reason,
        answer_markdown=answer_markdown(answer),
        statements=[
            StatementJson(text=s.text, finding_type=s.finding_type.value, citations=list(s.citations))
            for s in answer.statements
        ],
        citations=[_citation(citation) for citation in answer.citations],
        resources=[
            ResourceJson(title=r.title, url=r.url, publisher=r.publisher, origin=r.origin, cited_by=list(r.cited_by))
            for r in answer.resources
        ],
        coverage=CoverageJson(
            reports_with_evidence=answer.coverage.reports_with_evidence,
            reports_searched=answer.coverage.reports_searched,
        ),
        notices=list(answer.notices),
        answered_by=answer.answered_by,
        elapsed_ms=answer.elapsed_ms,
        kind=answer.kind.value,
        figures=[FigureJson(**asdict(figure)) for figure in answer.figures],
        signposts=[SignpostJson(**asdict(signpost)) for signpost in answer.signposts],
        suggestions=list(answer.suggestions),
    )


def _citation(citation: Citation) -> CitationJson:
    description = citation.report.description
    return CitationJson(
        number=citation.number,
        report_id=citation.report.report_id,
        report_title=description.title,
        partnership=description.partnership,
        audit_date=description.audit_date.iso if description.audit_date else None,
        source_file=citation.report.source_file,
        page=citation.page,
        page_label=citation.page_label,
        heading_path=list(citation.heading_path),
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        match=citation.match.value,
    )


def failed_json(question: str, message: str, row_id: str | int | None = None) -> AnswerJson:
    """A question that could not be answered because something went wrong: never to be taken for "nothing found"."""
    values: dict[str, Any] = {"statements": [], "citations": [], "resources": []}
    return AnswerJson(
        id=row_id,
        question=question,
        standalone_question=question,
        status="failed",
        reason=None,
        answer_markdown=message,
        coverage=CoverageJson(reports_with_evidence=0, reports_searched=0),
        notices=[],
        answered_by="none",
        elapsed_ms=0.0,
        **values,
    )


def answer_markdown(answer: Answer) -> str:
    """The answer as Markdown, with the text of reports escaped: it can make no link, tag, emphasis or citation."""
    return _laid_out(answer, escaped)


def answer_text(answer: Answer) -> str:
    """The answer for the terminal, laid out alike, with the text of reports as it is."""
    return _laid_out(replace(answer, lead_in=unescaped(answer.lead_in)), lambda text: text)


def _laid_out(answer: Answer, shown: Callable[[str], str]) -> str:
    """The opening, then statements under their finding type and report."""
    by_number = {citation.number: citation for citation in answer.citations}
    parts, named = [answer.lead_in], set[str]()
    several = len({citation.report.report_id for citation in answer.citations}) > 1
    if answer.by_report:
        return "\n\n".join([answer.lead_in, *_reports_in_turn(answer, by_number, shown)])
    for kind, statements in groupby(answer.statements, key=lambda statement: statement.finding_type):
        parts.append(f"**{kind.label.capitalize()}**")
        for _report_id, said in groupby(statements, key=lambda s: by_number[s.citations[0]].report.report_id):
            listed = list(said)
            if several:
                report = by_number[listed[0].citations[0]].report
                name = report.description.title if report.report_id in named else described(report)
                parts.append(f"*{shown(name)}*")
                named.add(report.report_id)
            parts.append("\n".join(_line(statement, shown) for statement in listed))
    return "\n\n".join(part for part in parts if part)


def _reports_in_turn(answer: Answer, by_number: Mapping[int, Citation], shown: Callable[[str], str]) -> Iterator[str]:
    """Each report with its statements, every one with its finding type."""
    for _report_id, said in groupby(answer.statements, key=lambda s: by_number[s.citations[0]].report.report_id):
        listed = list(said)
        yield f"**{shown(described(by_number[listed[0].citations[0]].report))}**"
        yield "\n".join(f"{_line(statement, shown)} ({statement.finding_type.label})" for statement in listed)


def _line(statement: Statement, shown: Callable[[str], str]) -> str:
    return f"- {shown(statement.text)} " + "".join(f"[{number}]" for number in statement.citations)


def sources_markdown(answer: Answer) -> str:
    """The citations and links under an answer, for the terminal."""
    lines = ["Sources"]
    for citation in answer.citations:
        page = f", page {citation.page_label}" if citation.page_label else ""
        under = f", under “{citation.heading_path[-1]}”" if citation.heading_path else ""
        lines.append(f"[{citation.number}] {described(citation.report)}{page}{under}: {citation.report.source_file}")
    for resource in answer.resources:
        numbers = "".join(f"[{number}]" for number in resource.cited_by)
        lines.append(f"Link {numbers}: {resource.title}: {resource.url or 'the report lost the address of this link'}")
    return "\n".join(lines)
