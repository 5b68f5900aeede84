"""Answers from findings: those that fit best, and what a session is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.comparison import SIDE_BY_SIDE, compared
from app.answering.inquiry import Evidence
from app.answering.lists import agencies_first, listed, overview
from app.evidence import LEAST_COVERAGE, ON_TOPIC, choose, on_topic_first, side_by_side
from knowledge.types import FindingType, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import SearchHit

LISTS = frozenset({QuestionKind.LIST, QuestionKind.REFLECTIVE})
OF_A_CASE = 9
"""Findings of one case, at most."""
FOR_A_SESSION = (
    (frozenset({FindingType.REFLECTIVE_QUESTION}), 4),
    (frozenset({FindingType.RECOMMENDATION, FindingType.INTENDED_OUTCOME}), 3),
    (frozenset({FindingType.CONCERN, FindingType.FINDING, FindingType.STATISTIC}), 4),
    (frozenset({FindingType.GOOD_PRACTICE, FindingType.CASE_EXAMPLE}), 3),
)
"""What a session on a topic is made of, and how many of each."""


def findings(inquiry: Inquiry, sources: Sources) -> Evidence:
    """Evidence for any question on findings; chooses nothing where none fits."""
    told = listed(inquiry, sources) if inquiry.kind in LISTS else overview(inquiry, sources)
    if told:
        return told
    hits = sources.hits(inquiry)
    if inquiry.kind in SIDE_BY_SIDE and inquiry.reading.compares and len(inquiry.reports) > 1:
        return compared(inquiry, sources, hits)
    hits = _asked_types_first(inquiry, sources, hits)
    in_depth = bool(inquiry.within.report_ids)
    ordered = agencies_first(on_topic_first(hits if in_depth else side_by_side(hits)), inquiry)
    # One case is a small world: what stands nearest in it is shown, also where it does not repeat the question's words.
    of_a_case = inquiry.within.case_letter is not None and any(hit.coverage >= ON_TOPIC for hit in hits)
    has_topic = not of_a_case and (bool(inquiry.query.concepts) or not inquiry.is_scoped)
    budget = replace(inquiry.budget, statements=OF_A_CASE) if of_a_case else inquiry.budget
    chosen = choose(ordered, budget, inquiry.reading.finding_types, has_topic=has_topic)
    return Evidence(chosen, inquiry.within, found=hits)


def _asked_types_first(inquiry: Inquiry, sources: Sources, hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The findings of the types asked for that name the topic, before the others."""
    types = inquiry.reading.finding_types if inquiry.labels else frozenset()
    asked = [hit for hit in sources.hits(inquiry, types=types) if hit.coverage >= LEAST_COVERAGE] if types else []
    return list({hit.passage.passage_id: hit for hit in (*asked, *hits)}.values())


def session(inquiry: Inquiry, sources: Sources) -> Evidence:
    """What a session on a topic is made of: findings, good practice and the reports' own reflective questions."""
    chosen = [
        hit
        for types, most in FOR_A_SESSION
        for hit in choose(on_topic_first(sources.hits(inquiry, types=types)), inquiry.budget, types)[:most]
    ]
    return Evidence(chosen, inquiry.within, found=chosen)
