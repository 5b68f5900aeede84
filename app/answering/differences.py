"""Answers with the difference of two percentages of one report: exact, in percentage points."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.answering.counted import what_is_counted, with_units
from app.answering.inquiry import Evidence, Order
from app.answering.measured import ENOUGH, candidates, once, ranked, row_of, within_budget
from app.evidence import whole_hit
from app.said import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.measures import Measure

OTHER_EVIDENCE = 5
"""Findings beside the numbers."""


def difference(inquiry: Inquiry, sources: Sources, one: str, other: str) -> Evidence | None:
    """Two measures of one report and the difference of their percentages; `None` where either is not found."""
    found = [_measure(inquiry, sources, words) for words in (one, other)]
    a, b = found
    if a is None or b is None or a.passage.report_id != b.passage.report_id or a == b:
        return None
    said = with_units([a, b], sources)
    near = [hit for hit in sources.hits(inquiry) if hit.coverage >= ENOUGH][:OTHER_EVIDENCE]
    chosen = once((*(whole_hit(m.passage) for m in said), *near))
    report = inquiry.reports.get(a.passage.report_id)
    title = f" ({escaped(report.description.title)})" if report else ""
    return Evidence(
        within_budget(chosen, inquiry),
        inquiry.within,
        f"{_words(said)}{title}.",
        said,
        Order.AS_GIVEN,
        notices=what_is_counted(said, inquiry.reports),
    )


def _measure(inquiry: Inquiry, sources: Sources, words: str) -> Measure | None:
    """The percentage that some words of the question are of; of those alike, one with its numbers."""
    query = sources.search.read(words, inquiry.reading.leave_out, inquiry.reading.labels)
    scored = [s for s in ranked(candidates(inquiry, sources, words), query, sources) if s.measure.percent is not None]
    return row_of(scored) if scored else None


def _words(measures: Sequence[Measure]) -> str:
    a, b = measures
    points = abs(Decimal(f"{a.percent:g}") - Decimal(f"{b.percent:g}"))
    return (
        f"**{points:f} percentage {'point' if points == 1 else 'points'}**: {escaped(a.about)} is **{a.in_words}**, "
        f"{escaped(b.about)} is **{b.in_words}**"
    )
