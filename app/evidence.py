"""Chooses the evidence for an answer from what the search found, and says whether there is any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from knowledge.types import ABOUT_THE_AUDIT, SearchHit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from knowledge.query import Query
    from knowledge.types import Filters, FindingType, Passage, ReportId

ON_TOPIC = 0.5
"""Coverage from which a passage concerns the topic; it decides the counts, never what is shown."""
LEAST_COVERAGE = 0.34
LEAST_SIMILARITY = 0.5
"""A passage below both is not shown: it shares neither enough words nor enough meaning with the question."""
LEAST_WITHOUT_TOPIC = 0.3
"""The same where the question has no topic words, so that meaning alone can tell."""
LEAST_SIMILARITY_ALONE = 0.3
"""Where every thing that a question names is somewhere in the library, but no passage names most of them."""
LIST_WORDS = 1.4
"""A whole list may be this much longer than another answer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search found, what of it is to be shown, and within which filters; nothing chosen: no answer."""

    found: Sequence[SearchHit]
    chosen: Sequence[SearchHit]
    within: Filters


@dataclass(frozen=True, slots=True)
class Budget:
    """How much an answer shows: words of quotes, and statements, at most."""

    words: int
    statements: int


def whole_hit(passage: Passage) -> SearchHit:
    """A passage that is shown for what it states, not for how near a search found it: it fits wholly."""
    return SearchHit(passage, 1.0, 1.0, 1.0)


def is_answerable(hits: Sequence[SearchHit], query: Query) -> bool:
    """Whether what was found can answer the question at all.

    Not a threshold on similarity alone, which does not carry over from one library to another: some passage must name
    most of what the question names, counted by rarity, so that a topic that nobody covers is told from one that is.
    """
    similarity = max((hit.similarity for hit in hits), default=0.0)
    if not query.concepts:
        return similarity >= LEAST_WITHOUT_TOPIC
    if any(hit.coverage >= ON_TOPIC for hit in hits):
        return True
    return not query.unknown and similarity >= LEAST_SIMILARITY_ALONE


def _fits(hit: SearchHit) -> bool:
    return hit.coverage >= LEAST_COVERAGE or hit.similarity >= LEAST_SIMILARITY


def choose(
    hits: Sequence[SearchHit], budget: Budget, asked: Collection[FindingType] = (), *, has_topic: bool = True
) -> list[SearchHit]:
    """The hits to show, in the order given: those that fit, as many as the budget holds.

    Args:
        hits: What was found.
        budget: How much to show.
        has_topic: Whether the question names any; where it does not, the best of the reports asked about is shown.
        asked: The finding types asked for: how an audit was made is shown where asked for, or where it names the topic.
    """
    chosen: list[SearchHit] = []
    words = 0
    for hit in filter(_fits, hits) if has_topic else hits:
        kind = hit.passage.finding_type
        if kind in ABOUT_THE_AUDIT and kind not in asked and hit.coverage < ON_TOPIC:
            continue
        words += len(hit.passage.reading_text.split())
        if len(chosen) == budget.statements or (chosen and words > budget.words):
            break
        chosen.append(hit)
    return chosen


def on_topic_first(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The hits with those that name the topic before the others; the order among each kept."""
    return sorted(hits, key=lambda hit: hit.coverage < ON_TOPIC)


def side_by_side(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The hits with the reports taking turns, each report's best first, so that none crowds out another."""
    by_report: dict[ReportId, list[SearchHit]] = {}
    for hit in hits:
        by_report.setdefault(hit.passage.report_id, []).append(hit)
    rounds = zip_longest(*by_report.values())
    return [hit for turn in rounds for hit in turn if hit is not None]


def whole_list(hits: Sequence[SearchHit], budget: Budget) -> list[SearchHit]:
    """The hits as far as a list may be long; every hit counts as fitting."""
    lengths = accumulate(len(hit.passage.reading_text.split()) for hit in hits)
    return [
        hit
        for index, (hit, words) in enumerate(zip(hits, lengths, strict=True))
        if index == 0 or words <= LIST_WORDS * budget.words
    ]


def narrowed(filters: Filters, report_ids: frozenset[ReportId], case_letter: str | None) -> Filters:
    """The person's filters, further limited to the reports and the case that the question names."""
    if report_ids:
        # A report outside the person's own choice does not undo that choice: an empty set would mean "no limit".
        both = filters.report_ids & report_ids
        filters = replace(filters, report_ids=both or filters.report_ids or report_ids)
    return replace(filters, case_letter=case_letter) if case_letter else filters
