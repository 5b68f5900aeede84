"""Builders of questions, answers and the reports that they cite, shared by the tests of the evals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes import make_report

from app.answer_json import AnswerJson, CitationJson, CoverageJson, FigureJson, StatementJson
from evals.questions import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.types import Report, ReportId

TEXT = "A DASH was completed for two children.\nFathers were left out of 3 of 9 plans."


class Reports:
    """The `Sources` of one report, `r`, of the file r.txt."""

    def __init__(self, text: str = TEXT, read: Mapping[tuple[int, int], str] | None = None, **fields: Any) -> None:
        self._report, self._text, self._read = make_report(**fields), text, read or {}

    def report(self, report_id: ReportId) -> Report | None:
        return self._report if report_id == "r" else None

    def canonical_text(self, report_id: ReportId) -> str:
        return self._text if report_id == "r" else ""

    def reading_texts(self, report_id: ReportId) -> Mapping[tuple[int, int], str]:
        return self._read


def make_citation(quote: str = TEXT, number: int = 1, start: int | None = None, **fields: Any) -> CitationJson:
    start = TEXT.find(quote) if start is None else start
    values: dict[str, Any] = {
        "report_id": "r",
        "source_file": "r.txt",
        "page": None,
        "match": "exact",
        "end": start + len(quote),
        **fields,
    }
    return CitationJson(
        number=number,
        report_title="Audit r",
        partnership=None,
        audit_date=None,
        page_label=None,
        heading_path=[],
        quote=quote,
        start=start,
        **values,
    )


def make_answer(
    *quotes: str | CitationJson,
    markdown: str | None = None,
    figures: Sequence[FigureJson] = (),
    coverage: tuple[int, int] = (1, 1),
    **fields: Any,
) -> AnswerJson:
    """An answer with a statement for each quote, in its words."""
    cited = [
        make_citation(quote, number) if isinstance(quote, str) else quote
        for number, quote in enumerate(quotes, start=1)
    ]
    statements = [StatementJson(text=each.quote, finding_type="concern", citations=[each.number]) for each in cited]
    lines = "\n".join(f"- {each.quote} [{each.number}]" for each in cited)
    values: dict[str, Any] = {
        "id": "1",
        "status": "answered",
        "reason": None,
        "resources": [],
        "notices": [],
        "statements": statements,
        **fields,
    }
    return AnswerJson(
        question="What about DASH?",
        standalone_question="What about DASH?",
        answer_markdown=lines if markdown is None else markdown,
        citations=cited,
        coverage=CoverageJson(reports_with_evidence=coverage[0], reports_searched=coverage[1]),
        answered_by="extractive",
        elapsed_ms=1.0,
        figures=list(figures),
        **values,
    )


def make_figure(value: str, count: int | None = None, whole: int | None = None, citation: int = 1) -> FigureJson:
    return FigureJson(value=value, count=count, whole=whole, counted="", about="", citation=citation)


def make_question(key: str = "1", *, answerable: bool = True, **fields: Any) -> Question:
    return Question(key, "What about DASH?", fields.pop("type", "lookup"), answerable=answerable, **fields)
