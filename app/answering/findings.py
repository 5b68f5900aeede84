"""Answers from findings: those that fit best, whole lists, and reports side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.evidence import ON_TOPIC, choose, on_topic_first, side_by_side, whole_list
from knowledge.types import ABOUT_THE_AUDIT, FindingType, LabelKind, QuestionKind, SearchHit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import Label, ReportId

FROM_EACH = 5
"""Findings of one report in a comparison, at most."""
MOST_IN_ALL = 16
NEAR_ENOUGH = 0.35
OVERVIEW = re.compile(
    r"\b(?:overview|summar\w+|key (?:messages?|points?|findings?)|main (?:messages?|points?|findings?)|gist"
    r"|headlines?|take ?aways?|tl;?dr"
    r"|learn\w*|in (?:a )?nutshell|what (?:did|does|do) (?:they|it|the \w+) (?:find|say)|findings?|recap|rundown"
    r"|highlights)\b",
    re.IGNORECASE,
)
MESSAGES = (
    FindingType.CONCERN,
    FindingType.GOOD_PRACTICE,
    FindingType.RECOMMENDATION,
    FindingType.FINDING,
    FindingType.STATISTIC,
)
MOST_COMPARED = 6
SIDE_BY_SIDE = frozenset({QuestionKind.COMPARISON, QuestionKind.NUMBER})
NO_TREND = (
    "The audits differ in area, sample and method: what they say stands side by side in the order of their dates, and "
    "cannot show whether things got better or worse."
)


def findings(inquiry: Inquiry, sources: Sources) -> Evidence:
    """Evidence for any question on findings; chooses nothing where none fits."""
    if inquiry.kind in {QuestionKind.LIST, QuestionKind.REFLECTIVE}:
        listed = _listed(inquiry, sources)
        if inquiry.is_scoped and not any(hit.coverage >= ON_TOPIC for hit in listed):
            listed = _whole(inquiry, sources)
        if any(hit.coverage >= ON_TOPIC for hit in listed) or _are_meant(listed, inquiry):
            shown = whole_list(listed, inquiry.budget)
            return Evidence(shown, inquiry.within, found=listed, notices=_how_many(shown, listed, inquiry))
    if (
        inquiry.is_scoped
        and not inquiry.query.concepts
        and not inquiry.reading.finding_types
        and inquiry.kind is QuestionKind.FINDINGS
    ):
        overview = _overview(inquiry, sources)
        if overview and OVERVIEW.search(inquiry.question):
            return Evidence(whole_list(overview, inquiry.budget), inquiry.within, found=overview)
    hits = sources.hits(inquiry)
    if inquiry.kind in SIDE_BY_SIDE and inquiry.reading.compares and len(inquiry.reports) > 1:
        return _compared(inquiry, sources, hits)
    if inquiry.labels and inquiry.reading.finding_types:
        asked = [hit for hit in sources.hits(inquiry, types=inquiry.reading.finding_types) if hit.coverage >= ON_TOPIC]
        hits = list({hit.passage.passage_id: hit for hit in (*asked, *hits)}.values())
    in_depth = bool(inquiry.within.report_ids)
    ordered = _agencies_first(on_topic_first(hits if in_depth else side_by_side(hits)), inquiry)
    has_topic = bool(inquiry.query.concepts) or not inquiry.is_scoped
    chosen = choose(ordered, inquiry.budget, inquiry.reading.finding_types, has_topic=has_topic)
    return Evidence(chosen, inquiry.within, found=hits)


def _are_meant(listed: Sequence[SearchHit], inquiry: Inquiry) -> bool:
    """Whether reflective questions, which seldom repeat the words of a topic, are near it in meaning."""
    reflective = inquiry.kind is QuestionKind.REFLECTIVE and not inquiry.query.unknown
    return reflective and max((hit.similarity for hit in listed), default=0.0) >= NEAR_ENOUGH


def _how_many(shown: Sequence[SearchHit], listed: Sequence[SearchHit], inquiry: Inquiry) -> tuple[str, ...]:
    """That a list goes on, so that nobody takes a part of it for the whole."""
    if len(shown) == len(listed) or not inquiry.is_scoped:
        return ()
    return (
        f"{len(shown)} of {len(listed)} such findings are shown: ask about a topic, agency or case for the others.",
    )


def _listed(inquiry: Inquiry, sources: Sources) -> Sequence[SearchHit]:
    """Every finding of the types asked for within the scope, those on the topic or of the agency first."""
    types = inquiry.within.finding_types or inquiry.reading.finding_types
    if not types:
        return ()
    topical = bool(inquiry.query.concepts) and not inquiry.reading.wants_all
    if inquiry.is_scoped and not topical:
        return _whole(inquiry, sources)
    return on_topic_first(side_by_side(sources.hits(inquiry, types=types)))


def _whole(inquiry: Inquiry, sources: Sources) -> Sequence[SearchHit]:
    """Every finding of the types asked for within the scope."""
    types = inquiry.within.finding_types or inquiry.reading.finding_types
    every = sources.search.every(replace(inquiry.within, finding_types=types)) if types else ()
    return _agencies_first(_headed_first(every), inquiry)


def _overview(inquiry: Inquiry, sources: Sources) -> list[SearchHit]:
    """The findings of the reports asked about, types in turn: what stands in them for one who names no topic."""
    by_type = [
        _headed_first(sources.search.every(replace(inquiry.within, finding_types=frozenset({kind}))))
        for kind in MESSAGES
    ]
    return [hit for turn in zip_longest(*by_type) for hit in turn if hit is not None]


def _headed_first(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Findings that stand under a heading of their type before those that only their wording tells; the order kept."""
    return sorted(hits, key=lambda hit: not any(_is_headed(label) for label in hit.passage.labels))


def _is_headed(label: Label) -> bool:
    return label.kind is LabelKind.FINDING_TYPE and label.rule.startswith("heading")


def _agencies_first(hits: Sequence[SearchHit], inquiry: Inquiry) -> list[SearchHit]:
    """Those that speak of an agency that the question names before the others; the order among each kept."""
    named = inquiry.reading.agencies if inquiry.labels else frozenset()
    asked = inquiry.reading.finding_types

    def last(hit: SearchHit) -> tuple[bool, bool]:
        kind = hit.passage.finding_type
        return kind in ABOUT_THE_AUDIT and kind not in asked, bool(named) and named.isdisjoint(hit.passage.agencies)

    return sorted(hits, key=last)


def _compared(inquiry: Inquiry, sources: Sources, hits: Sequence[SearchHit]) -> Evidence:
    """The best few findings of each report, reports in the order of their dates."""
    named = [report for report in inquiry.reports if report in inquiry.within.report_ids]
    wanted = named if 1 < len(named) <= MOST_COMPARED else _best_reports(hits)
    share = max(2, min(FROM_EACH, MOST_IN_ALL // max(len(wanted), 1)))
    chosen: list[SearchHit] = []
    for report_id in reversed([key for key in inquiry.reports if key in wanted]):  # reports stand newest first
        own = sources.hits(inquiry, within=replace(inquiry.within, report_ids=frozenset({report_id})))
        budget = replace(
            inquiry.budget, statements=share, words=int(1.3 * inquiry.budget.words / max(len(wanted), 1)) + 30
        )
        chosen += choose(_kinds_in_turn(on_topic_first(own)), budget, inquiry.reading.finding_types)
    notices = (NO_TREND,) if inquiry.reading.trend or len(wanted) > 1 else ()
    return Evidence(chosen, inquiry.within, order=Order.BY_REPORT, found=hits, notices=notices)


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


def session(inquiry: Inquiry, sources: Sources) -> Evidence:
    """What a session on a topic is made of: findings, good practice and the reports' own reflective questions."""
    wanted = (
        frozenset({FindingType.REFLECTIVE_QUESTION}),
        frozenset({FindingType.RECOMMENDATION, FindingType.INTENDED_OUTCOME}),
        frozenset({FindingType.CONCERN, FindingType.FINDING}),
        frozenset({FindingType.GOOD_PRACTICE}),
    )
    by_type = [
        choose(on_topic_first(sources.hits(inquiry, types=types)), inquiry.budget, types)[:3] for types in wanted
    ]
    chosen = [hit for hits in by_type for hit in hits]
    return Evidence(chosen, inquiry.within, found=chosen)
