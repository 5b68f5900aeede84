"""Answers that are lists: every finding of the types asked for, or what stands in a report as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence
from app.evidence import ON_TOPIC, on_topic_first, side_by_side, whole_list
from knowledge.types import ABOUT_THE_AUDIT, FindingType, LabelKind, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import Label, SearchHit

NEAR_ENOUGH = 0.35
OVERVIEW = re.compile(
    r"\b(?:overview|summar\w+|key (?:messages?|points?|findings?)|main (?:messages?|points?|findings?)|gist"
    r"|headlines?|take ?aways?|tl;?dr"
    r"|learn\w*|in (?:a )?nutshell|what (?:did|does|do) (?:they|it|the \w+|[\w -]{2,40}?) (?:find|say|conclude)"
    r"|findings?|recap|rundown"
    r"|highlights)\b",
    re.IGNORECASE,
)
SUMMARY_HEADING = re.compile(
    r"\b(?:summary|key (?:messages?|points?|findings?)|main findings|headlines?|overview|at a glance)\b", re.IGNORECASE
)
MESSAGES = (
    FindingType.CONCERN,
    FindingType.GOOD_PRACTICE,
    FindingType.RECOMMENDATION,
    FindingType.FINDING,
    FindingType.STATISTIC,
)
MOST_COMPARED = 6


def listed(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Evidence for a question that asks for a whole list; `None` where no finding of the types is on its topic."""
    hits = _listed(inquiry, sources)
    if inquiry.is_scoped and not any(hit.coverage >= ON_TOPIC for hit in hits):
        hits = _whole(inquiry, sources)
    on_topic = not inquiry.query.concepts or any(hit.coverage >= ON_TOPIC for hit in hits)
    if not hits or not (on_topic or _are_meant(hits, inquiry)):
        return None
    shown = whole_list(hits, inquiry.budget)
    return Evidence(shown, inquiry.within, found=hits, notices=_how_many(shown, hits, inquiry))


def overview(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """What stands in the reports asked about, types in turn; `None` where the question asks for something else.

    A report's own summary comes first: it was written to be just that.
    """
    asks_for_all = inquiry.is_scoped and not inquiry.query.concepts and not inquiry.reading.finding_types
    if not asks_for_all or inquiry.kind is not QuestionKind.FINDINGS or not OVERVIEW.search(inquiry.question):
        return None
    by_type = [
        headed_first(sources.search.every(replace(inquiry.within, finding_types=frozenset({kind}))))
        for kind in MESSAGES
        if not inquiry.within.finding_types or kind in inquiry.within.finding_types
    ]
    in_turn = [hit for turn in zip_longest(*by_type) for hit in turn if hit is not None]
    ordered = sorted(in_turn, key=lambda hit: not any(map(SUMMARY_HEADING.search, hit.passage.heading_path)))
    return Evidence(whole_list(ordered, inquiry.budget), inquiry.within, found=ordered) if ordered else None


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
    of_agency = [hit for hit in every if not inquiry.reading.agencies.isdisjoint(hit.passage.agencies)]
    return headed_first(of_agency or every)


def headed_first(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Findings that stand under a heading of their type before those that only their wording tells; the order kept."""
    return sorted(hits, key=lambda hit: not any(_is_headed(label) for label in hit.passage.labels))


def _is_headed(label: Label) -> bool:
    return label.kind is LabelKind.FINDING_TYPE and label.rule.startswith("heading")


def agencies_first(hits: Sequence[SearchHit], inquiry: Inquiry) -> list[SearchHit]:
    """Those that speak of an agency that the question names before the others; the order among each kept."""
    named = inquiry.reading.agencies if inquiry.labels else frozenset()
    asked = inquiry.reading.finding_types

    def last(hit: SearchHit) -> tuple[bool, bool]:
        kind = hit.passage.finding_type
        return kind in ABOUT_THE_AUDIT and kind not in asked, bool(named) and named.isdisjoint(hit.passage.agencies)

    return sorted(hits, key=last)
