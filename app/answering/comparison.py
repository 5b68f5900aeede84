"""Answers that set reports side by side, in the order of their dates, and claim no trend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.evidence import ON_TOPIC, choose, on_topic_first
from knowledge.types import ABOUT_THE_AUDIT, FindingType, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import ReportId, SearchHit

FROM_EACH = 5
"""Findings of one report in a comparison, at most."""
MOST_IN_ALL = 16
MOST_COMPARED = 6
LENGTH = 1.3
"""A comparison may be so much longer than another answer."""
SIDE_BY_SIDE = frozenset({QuestionKind.COMPARISON, QuestionKind.NUMBER})
NO_TREND = (
    "The audits differ in area, sample and method: what they say stands side by side in the order of their dates, and "
    "cannot show whether things got better or worse."
)


def compared(inquiry: Inquiry, sources: Sources, hits: Sequence[SearchHit]) -> Evidence:
    """The best few findings of each report, reports in the order of their dates."""
    named = [report for report in inquiry.reports if report in inquiry.within.report_ids]
    wanted = named if 1 < len(named) <= MOST_COMPARED else _best_reports(hits)
    share = max(2, min(FROM_EACH, MOST_IN_ALL // max(len(wanted), 1)))
    chosen: list[SearchHit] = []
    for report_id in _oldest_first(inquiry, wanted):
        own = sources.hits(inquiry, within=replace(inquiry.within, report_ids=frozenset({report_id})))
        budget = replace(
            inquiry.budget, statements=share, words=int(LENGTH * inquiry.budget.words / max(len(wanted), 1)) + 30
        )
        chosen += choose(_kinds_in_turn(on_topic_first(own)), budget, inquiry.reading.finding_types)
    notices = (NO_TREND,) if inquiry.reading.trend or len(wanted) > 1 else ()
    return Evidence(chosen, inquiry.within, order=Order.BY_REPORT, found=hits, notices=notices)


def _oldest_first(inquiry: Inquiry, wanted: Collection[ReportId]) -> list[ReportId]:
    """Reports in the order of their dates; those without one last, as nobody knows their place."""
    reports = [report for report in inquiry.reports.values() if report.report_id in wanted]
    dated = [report for report in reversed(reports) if report.description.dates]  # they are given newest first
    return [report.report_id for report in (*dated, *(r for r in reports if not r.description.dates))]


def _best_reports(hits: Sequence[SearchHit]) -> list[ReportId]:
    found = [hit for hit in hits if hit.passage.finding_type not in ABOUT_THE_AUDIT]
    on_topic = [hit for hit in found if hit.coverage >= ON_TOPIC]
    return list(dict.fromkeys(hit.passage.report_id for hit in on_topic or found))[:MOST_COMPARED]


def _kinds_in_turn(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The best number, concern and good practice before the rest, so that one side does not hide the other."""
    fitting = [hit for hit in hits if hit.coverage >= ON_TOPIC]
    sides = (FindingType.STATISTIC, FindingType.CONCERN, FindingType.GOOD_PRACTICE)
    first = [next((hit for hit in fitting if hit.passage.finding_type is side), None) for side in sides]
    ranked = [hit for hit in hits if any(hit is one for one in first)]
    return [*ranked, *(hit for hit in hits if not any(hit is one for one in ranked))]
