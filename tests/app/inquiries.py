"""A small library of findings, and questions asked of it the way the assistant asks them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fakes import make_parsed, make_report

from app.answering.inquiry import Inquiry, Sources
from app.evidence import Budget, narrowed
from app.question import read_question
from app.router import kind_of
from knowledge.types import Filters, FindingType, Label, LabelKind, ParsedReport, ReportId

if TYPE_CHECKING:
    from app.wiring import Product


def findings_of(report_id: str, *findings: tuple[str, FindingType] | tuple[str, FindingType, dict[str, Any]], **about):
    """A report of these findings, each a text, its type and further fields of its passage."""
    parsed = make_parsed(report_id, [finding[0] for finding in findings])
    passages = tuple(
        replace(passage, finding_type=finding[1], **(finding[2] if len(finding) > 2 else {}))
        for passage, finding in zip(parsed.passages, findings, strict=True)
    )
    return ParsedReport(make_report(report_id, **about), parsed.canonical_text, passages)


def theme(name: str) -> tuple[Label, ...]:
    return (Label(LabelKind.THEME, name, "wording"),)


def agency(name: str) -> tuple[Label, ...]:
    return (Label(LabelKind.AGENCY, name, "wording"),)


def headed(kind: FindingType) -> tuple[Label, ...]:
    return (Label(LabelKind.FINDING_TYPE, kind.value, "heading `Strengths`"),)


def sources_of(product: Product) -> Sources:
    return Sources(product.search, product.knowledge_base.catalogue)


def inquiry_of(product: Product, question: str, budget: Budget | None = None, filters: Filters | None = None):
    """A question as it was read, limited to what it names."""
    held = {report.report_id: report for report in product.knowledge_base.catalogue.open_reports()}
    reading = read_question(question, list(held.values()))
    query = product.search.read(question, reading.leave_out, reading.labels)
    within = narrowed(filters or Filters(), reading.named_reports, reading.case_letter)
    searched = {key: report for key, report in held.items() if not within.report_ids or key in within.report_ids}
    return Inquiry(reading, query, kind_of(reading, query), within, searched, budget or Budget(340, 14))


def texts(evidence: Any) -> list[str]:
    return [hit.passage.text for hit in evidence.chosen]


def only(*report_ids: str) -> Filters:
    return Filters(report_ids=frozenset(map(ReportId, report_ids)))
