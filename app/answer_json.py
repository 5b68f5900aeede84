"""The Answer at the edges: the documented JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from app.answer_layout import answer_markdown

if TYPE_CHECKING:
    from knowledge.types import Answer, Citation, Statement
    from knowledge.writing import Writing


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StatementJson(_Row):
    """One statement; `citations` are numbers of `CitationJson`; `paragraph` counts those of a model's prose, from 1."""

    text: str
    finding_type: str
    citations: list[int]
    written_by: Literal["report", "model"] = "report"
    paragraph: int = 0


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


class SentenceJson(_Row):
    """What the checks made of one sentence that a model wrote; `failed` names those that spoke against it."""

    outcome: Literal["kept", "cited_anew", "replaced", "dropped"]
    failed: list[str]


class WritingJson(_Row):
    """How a model took part; `fault` says why the answer is extractive after all, null where the model's is shown."""

    model: str
    destination: str
    prompt: str
    prompt_sha256: str
    sentences: list[SentenceJson]
    fault: str | None
    cached: bool
    attempts: int
    input_tokens: int | None
    output_tokens: int | None
    model_ms: float
    first_sentence_ms: float | None


class RewritingJson(_Row):
    """How a model made a follow-up stand alone; `used` is false where the question made by rule was searched for."""

    prompt_sha256: str
    used: bool
    fault: str | None
    attempts: int
    input_tokens: int | None
    output_tokens: int | None
    model_ms: float


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
    writing: WritingJson | None = None
    rewriting: RewritingJson | None = None


def answer_json(answer: Answer, row_id: str | int | None = None) -> AnswerJson:
    """The answer in the documented form."""
    return AnswerJson(
        id=row_id,
        question=answer.question,
        standalone_question=answer.standalone_question,
        status=answer.status.value,
        reason=answer.reason,
        answer_markdown=answer_markdown(answer),
        statements=[_statement(statement) for statement in answer.statements],
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
        writing=_writing(answer.writing) if answer.writing else None,
        rewriting=RewritingJson(**asdict(answer.rewriting)) if answer.rewriting else None,
    )


def _statement(statement: Statement) -> StatementJson:
    return StatementJson(
        text=statement.text,
        finding_type=statement.finding_type.value,
        citations=list(statement.citations),
        written_by=statement.written_by,
        paragraph=statement.paragraph,
    )


def _writing(writing: Writing) -> WritingJson:
    sentences = [SentenceJson(outcome=one.outcome.value, failed=list(one.failed)) for one in writing.sentences]
    return WritingJson(**asdict(writing) | {"sentences": sentences})


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
