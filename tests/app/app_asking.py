"""An inquiry as the assistant makes it, for tests of one way to an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.inquiry import Inquiry, Sources
from app.evidence import Budget
from app.question import read_question
from app.router import kind_of
from knowledge.types import Filters

if TYPE_CHECKING:
    from app.wiring import Product


def asked(product: Product, question: str) -> tuple[Inquiry, Sources]:
    """A question read against a library, limited to the reports that it names, and where its evidence comes from."""
    catalogue = product.knowledge_base.catalogue
    reports = {report.report_id: report for report in catalogue.open_reports()}
    reading = read_question(question, list(reports.values()))
    query = product.search.read(question, reading.leave_out, reading.labels)
    within = Filters(report_ids=reading.named_reports)
    if not within.report_ids and reading.naming.about:
        called = product.search.report_called(reading.naming.about, within)
        within = Filters(report_ids=frozenset({called})) if called else within
    if reading.case_letter and catalogue.passages(replace(within, case_letter=reading.case_letter)):
        within = replace(within, case_letter=reading.case_letter)
    searched = {key: r for key, r in reports.items() if not within.report_ids or key in within.report_ids}
    inquiry = Inquiry(reading, query, kind_of(reading, query), within, searched, Budget(300, 12))
    return inquiry, Sources(product.search, catalogue)
