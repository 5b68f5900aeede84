"""Answers with the rows of a table of measures that meet a condition, counted of how many."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.counted import what_is_counted, with_units
from app.answering.inquiry import Evidence, Order
from app.answering.measured import ENOUGH, once, within_budget
from app.conditions import selected
from app.evidence import whole_hit
from app.measures import measures_of
from app.said import escaped
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.conditions import Condition
    from app.measures import Measure
    from knowledge.types import ReportId

PRESUMES = re.compile(r"\b(?:which|what|list|name)\b(?!.{0,30}\bany\b)", re.IGNORECASE)
LONGER = 1.4
"""A list of rows may be this much longer than another answer."""


def filtered(inquiry: Inquiry, sources: Sources, condition: Condition) -> Evidence | None:
    """Every row whose number meets the condition; where none does, the one that comes nearest."""
    measured = [m for m in _rows(inquiry, sources) if condition.number_of(m) is not None]
    if not measured:
        return None
    fitting = selected(measured, condition)
    if not fitting:
        return _none_fits(measured, condition, inquiry)
    hits = [whole_hit(m.passage) for m in fitting]
    chosen = within_budget(once(hits), inquiry, LONGER)
    shown = {hit.passage.passage_id for hit in chosen}
    said = with_units([m for m in fitting if m.passage.passage_id in shown], sources)
    rest = f"; the first {len(said)} are shown" if len(said) < len(fitting) else ""
    lines = "".join(f"\n- {escaped(m.about)}: {_number(m, condition)}" for m in said)
    opening = f"{_count(fitting, measured, condition)}{_of_report(said[0], inquiry)}{rest}:\n{lines}"
    noticed = what_is_counted(said, inquiry.reports)
    return Evidence(chosen, inquiry.within, opening, said, Order.AS_GIVEN, hits, notices=noticed)


def _count(fitting: Sequence[Measure], measured: Sequence[Measure], condition: Condition) -> str:
    if condition.order:
        return f"The **{len(fitting)} {condition.said}** of {len(measured)} measures"
    verb = "is" if len(fitting) == 1 else "are"
    noun = "measure" if len(measured) == 1 else "measures"
    return f"**{len(fitting)} of {len(measured)} {noun}** {verb} {condition.said}"


def _of_report(measure: Measure, inquiry: Inquiry) -> str:
    report = inquiry.reports.get(measure.passage.report_id)
    return f" ({escaped(report.description.title)})" if report else ""


def _number(measure: Measure, condition: Condition) -> str:
    """The number of a row, that of `no` first where the question is on it."""
    if condition.of == "against":
        of = f" of {measure.whole}" if measure.whole is not None else ""
        return f"**{measure.against}{of} said no**, {measure.in_words} yes"
    if condition.of == "percent_against":
        return f"**{measure.percent_against:g}% said no**, {measure.in_words} yes"
    return f"**{measure.in_words}**"


def _rows(inquiry: Inquiry, sources: Sources) -> list[Measure]:
    """The measures of table rows in scope, in reading order; of a part of the table where the question names one.

    Numbers of different reports are never one list: of the reports that are meant, the one with most such rows is.
    """
    rows: dict[ReportId, list[Measure]] = {}
    within = replace(inquiry.within, finding_types=frozenset({FindingType.STATISTIC}), case_letter=None)
    for passage in sources.catalogue.passages(within):
        if passage.is_table_row:
            rows.setdefault(passage.report_id, []).extend(measures_of(passage))
    named = {key: _named(measures, inquiry, sources) for key, measures in rows.items()}
    best = max(rows, key=lambda key: (len(named[key]), len(rows[key])), default=None)
    if best is None:
        return []
    if named[best] or not inquiry.query.concepts:
        return named[best] or rows[best]
    # `Which DA measures` names the whole audit; a topic that no row and no title has is not asked of these rows.
    title = sources.search.stems(inquiry.reports[best].description.title) if best in inquiry.reports else set()
    return rows[best] if inquiry.query.coverage(title) >= ENOUGH else []


def _named(measures: Sequence[Measure], inquiry: Inquiry, sources: Sources) -> list[Measure]:
    """The measures that are on the topic of the question; none where it has no topic."""
    query = inquiry.query
    if not query.concepts:
        return []
    stems = sources.search.stems
    return [m for m in measures if query.coverage(stems(m.about, *m.passage.heading_path)) >= ENOUGH]


def _none_fits(measures: Sequence[Measure], condition: Condition, inquiry: Inquiry) -> Evidence:
    below = condition.low == 0
    nearest = sorted(measures, key=lambda m: condition.number_of(m) or 0.0, reverse=not below)[0]
    opening = (
        f"**None of {len(measures)} measures** is {condition.said}{_of_report(nearest, inquiry)}; "
        f"the {'lowest' if below else 'highest'} is {escaped(nearest.about)}: {_number(nearest, condition)}."
    )
    hit = whole_hit(nearest.passage)
    noticed = what_is_counted([nearest], inquiry.reports)
    told = Evidence([hit], inquiry.within, opening, [nearest], Order.AS_GIVEN, notices=noticed)
    # `Which got 100%?` takes for granted that some did; `did any?` does not.
    return replace(told, reason="false_premise") if PRESUMES.search(inquiry.question) else told
