"""Answers that are numbers: the value with its numbers, rows that meet a condition, the difference of two."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.conditions import selected
from app.measures import Measure, measures_of
from app.said import escaped
from knowledge.types import Filters, FindingType, SearchHit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.conditions import Condition
    from knowledge.query import Query
    from knowledge.types import PassageId, Report, ReportId

PRESUMES = re.compile(r"\b(?:which|what|list|name)\b(?!.{0,30}\bany\b)", re.IGNORECASE)
ENOUGH = 0.5
"""Coverage from which a measure is of what the question asks for."""
ROWS = 60
MOST_SHOWN = 3
"""Measures that the opening says."""
OTHER_EVIDENCE = 5
"""Findings beside the numbers."""


def number(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Evidence for a question that asks for a number; `None` where the reports state none for it."""
    if inquiry.reading.condition:
        return _filtered(inquiry, sources, inquiry.reading.condition)
    if inquiry.reading.pair:
        return _difference(inquiry, sources, *inquiry.reading.pair)
    return _value(inquiry, sources)


def _value(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    hits = _candidates(inquiry, sources)
    ranked = _ranked(hits, inquiry.query, sources)
    if not ranked:
        return None
    best = ranked[0][0]
    alike = [measure for measure, score in ranked if score >= 0.75 * ranked[0][1]]
    told = _one_of_each_report(alike) if len(inquiry.within.report_ids) != 1 else alike[:1]
    by_id = {hit.passage.passage_id: hit for hit in hits}
    same = [m for m, _ in ranked if m.percent == best.percent and m.passage.report_id == best.passage.report_id]
    first = [by_id[m.passage.passage_id] for m in (*told, *same)]
    rest = [hit for hit in sources.hits(inquiry) if hit.coverage >= ENOUGH][: OTHER_EVIDENCE + len(first)]
    chosen = _within_budget(_once((*first, *rest)), inquiry)
    said = _with_units(told, sources)
    opening = _opening(said, inquiry.reports)
    return Evidence(
        chosen, inquiry.within, opening, said, Order.AS_GIVEN, hits, notices=_what_is_counted(said, inquiry.reports)
    )


def _candidates(inquiry: Inquiry, sources: Sources, question: str | None = None) -> list[SearchHit]:
    """Passages that state numbers: those typed as statistics, and any other near the question."""
    statistics = sources.hits(inquiry, question=question, types=frozenset({FindingType.STATISTIC}))
    return _once((*statistics, *sources.hits(inquiry, question=question)))


def _once(hits: Iterable[SearchHit]) -> list[SearchHit]:
    unique: dict[PassageId, SearchHit] = {}
    for hit in hits:
        unique.setdefault(hit.passage.passage_id, hit)
    return list(unique.values())


def _ranked(hits: Sequence[SearchHit], query: Query, sources: Sources) -> list[tuple[Measure, float]]:
    """The measures of hits that are of what is asked, best first: half by meaning, half by words of its own clause."""
    scored = []
    for hit in hits:
        for measure in measures_of(hit.passage):
            own = query.coverage(sources.search.stems(measure.about, *hit.passage.heading_path))
            if own >= ENOUGH or (hit.coverage >= 0.8 and own > 0):
                whole = 0.1 if measure.whole is not None else 0.0
                scored.append((measure, 0.5 * hit.similarity + 0.5 * own + whole))
    return sorted(scored, key=lambda pair: -pair[1])


def _one_of_each_report(measures: Sequence[Measure]) -> list[Measure]:
    first: dict[ReportId, Measure] = {}
    for measure in measures:
        first.setdefault(measure.passage.report_id, measure)
    return list(first.values())[:MOST_SHOWN]


def _within_budget(hits: Sequence[SearchHit], inquiry: Inquiry, most: float = 1.0) -> list[SearchHit]:
    kept: list[SearchHit] = []
    words = 0
    for hit in hits:
        words += len(hit.passage.reading_text.split())
        if kept and words > most * inquiry.budget.words:
            break
        kept.append(hit)
    return kept


def _filtered(inquiry: Inquiry, sources: Sources, condition: Condition) -> Evidence | None:
    """Every row whose percentage meets the condition; where none does, the one that comes nearest."""
    measured = [m for m in _rows(inquiry, sources) if m.percent is not None]
    if not measured:
        return None
    fitting = selected(measured, condition)
    if not fitting:
        return _none_fits(measured, condition, inquiry)
    hits = [SearchHit(m.passage, 1.0, 1.0, 1.0) for m in fitting]
    chosen = _within_budget(_once(hits), inquiry, 1.4)
    shown = {hit.passage.passage_id for hit in chosen}
    said = _with_units([m for m in fitting if m.passage.passage_id in shown], sources)
    rest = f"; the first {len(said)} are shown" if len(said) < len(fitting) else ""
    count = f"**{len(fitting)} of {len(measured)} measures** {'is' if len(fitting) == 1 else 'are'} {condition.said}"
    if condition.order:
        count = f"The **{len(fitting)} {condition.said}** of {len(measured)} measures"
    lines = "".join(f"\n- {escaped(m.about)}: **{m.in_words}**" for m in said)
    return Evidence(
        chosen,
        inquiry.within,
        f"{count}{rest}:\n{lines}",
        said,
        Order.AS_GIVEN,
        hits,
        notices=_what_is_counted(said, inquiry.reports),
    )


def _rows(inquiry: Inquiry, sources: Sources) -> list[Measure]:
    """The measures of table rows in scope, in reading order; of a part of the table where the question names one.

    Numbers of different reports are never one list: where no report is named, that with the most measures is meant.
    """
    rows: dict[ReportId, list[Measure]] = {}
    within = replace(inquiry.within, finding_types=frozenset({FindingType.STATISTIC}), case_letter=None)
    for passage in sources.catalogue.passages(within):
        if passage.is_table_row:
            rows.setdefault(passage.report_id, []).extend(measures_of(passage))
    measures = max(rows.values(), key=len, default=[])
    concepts = inquiry.query.concepts
    part = [
        m
        for m in measures
        if concepts and inquiry.query.coverage(sources.search.stems(m.about, *m.passage.heading_path)) >= ENOUGH
    ]
    return part if 1 < len(part) < len(measures) else measures


def _none_fits(measures: Sequence[Measure], condition: Condition, inquiry: Inquiry) -> Evidence:
    lowest = condition.low == 0
    ranked = sorted(measures, key=lambda m: m.percent or 0.0, reverse=not lowest)
    nearest = ranked[0]
    word = "lowest" if lowest else "highest"
    nearest_words = f"{escaped(nearest.about)}: **{nearest.in_words}**"
    opening = f"**None of {len(measures)} measures** is {condition.said}; the {word} is {nearest_words}."
    hit = SearchHit(nearest.passage, 1.0, 1.0, 1.0)
    told = Evidence(
        [hit], inquiry.within, opening, [nearest], Order.AS_GIVEN, notices=_what_is_counted([nearest], inquiry.reports)
    )
    # `Which got 100%?` takes for granted that some did; `did any?` does not.
    return replace(told, reason="false_premise") if PRESUMES.search(inquiry.question) else told


def _difference(inquiry: Inquiry, sources: Sources, one: str, other: str) -> Evidence | None:
    """Two measures of one report and the difference of their percentages; `None` where either is not found."""
    found = []
    for words in (one, other):
        hits = _candidates(inquiry, sources, words)
        query = sources.search.read(words, inquiry.reading.leave_out, inquiry.reading.labels)
        ranked = [m for m, _ in _ranked(hits, query, sources) if m.percent is not None]
        ranked = sorted(ranked, key=lambda m: m.whole is None)[:1] if ranked and ranked[0].whole is None else ranked
        if not ranked:
            return None
        found.append(_row_of(ranked, hits))
    a, b = found
    if a.passage.report_id != b.passage.report_id or a == b:
        return None
    said = _with_units(found, sources)
    points = abs((a.percent or 0.0) - (b.percent or 0.0))
    plural = "point" if points == 1 else "points"
    opening = (
        f"**{points:g} percentage {plural}**: {escaped(said[0].about)} is **{said[0].in_words}**, "
        f"{escaped(said[1].about)} is **{said[1].in_words}**."
    )
    near = [hit for hit in sources.hits(inquiry) if hit.coverage >= ENOUGH][:OTHER_EVIDENCE]
    chosen = _once((*(SearchHit(m.passage, 1.0, 1.0, 1.0) for m in found), *near))
    return Evidence(
        _within_budget(chosen, inquiry),
        inquiry.within,
        opening,
        said,
        Order.AS_GIVEN,
        notices=_what_is_counted(said, inquiry.reports),
    )


def _row_of(ranked: Sequence[Measure], hits: Sequence[SearchHit]) -> Measure:
    """The best measure, or the table row of the same report that states the same percentage of the same thing."""
    best = ranked[0]
    if best.whole is not None:
        return best
    same = (m for m in ranked if m.passage.report_id == best.passage.report_id and m.percent == best.percent)
    return next((m for m in same if m.whole is not None), best)


def _with_units(measures: Sequence[Measure], sources: Sources) -> list[Measure]:
    """The measures with what they count: where a row does not say it, a sentence with its numbers may."""
    texts: dict[ReportId, list[Measure]] = {}
    named = []
    for measure in measures:
        key = measure.passage.report_id
        if not measure.counted and key not in texts:
            passages = sources.catalogue.passages(Filters(report_ids=frozenset({key})))
            texts[key] = [m for p in passages if not p.is_table_row for m in measures_of(p) if m.counted]
        said = (
            m.counted
            for m in texts.get(key, ())
            if m.percent == measure.percent and (m.count, m.whole) in {(measure.count, measure.whole), (None, None)}
        )
        named.append(measure if measure.counted else replace(measure, counted=next(said, "")))
    return named


def _opening(measures: Sequence[Measure], reports: Mapping[ReportId, Report]) -> str:
    if len(measures) == 1:
        return f"**{measures[0].in_words}**: {escaped(measures[0].about)}."
    lines = (
        f"\n- {escaped(reports[m.passage.report_id].description.title)}: **{m.in_words}**: {escaped(m.about)}"
        for m in measures
        if m.passage.report_id in reports
    )
    return f"The reports give these numbers; they count different things and are not to be compared:\n{''.join(lines)}"


def _what_is_counted(measures: Sequence[Measure], reports: Mapping[ReportId, Report]) -> tuple[str, ...]:
    """That a percentage is of more answers than there were cases, so that it is none of children."""
    for measure in measures:
        report = reports.get(measure.passage.report_id)
        sample = report.description.sample if report else None
        if sample and measure.whole is not None and measure.whole > sample.size:
            return (
                f"These percentages are not of the {sample.words}: a number such as {measure.whole} is larger, "
                "because each agency's answers are counted together.",
            )
    return ()
