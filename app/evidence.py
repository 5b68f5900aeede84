"""Chooses the evidence for an answer from what the search found, and says whether there is any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.duplicates import collapse
from knowledge.types import Filters, SearchHit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.protocols import Vectors
    from knowledge.query import Query
    from knowledge.types import Passage, PassageId

ON_TOPIC = 0.5
"""Coverage from which a passage concerns the topic; it decides the counts, never what is shown."""
LEAST_COVERAGE = 0.34
LEAST_SIMILARITY = 0.45
"""A passage below both is not shown: it shares neither enough words nor enough meaning with the question."""
CERTAIN = 5
"""So many are shown even where the next ones fit less well, but are still above the floor."""
UNKNOWN_SHARE = 0.6
"""Share of the question, by weight, that the library has never heard of, from which nothing answers it."""
LIST_WORDS = 1.4
"""A whole list may be this much longer than another answer."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much an answer shows: words of quotes, and statements, at most."""

    words: int
    statements: int


def is_answerable(hits: Sequence[SearchHit], query: Query) -> bool:
    """Whether what was found can answer the question at all.

    Not a threshold on one score, which does not carry over from one library to another: the library must know most of
    what the question names, and some passage must fit.
    """
    total = sum(concept.weight for concept in query.concepts)
    unknown = sum(concept.weight for concept in query.concepts if not concept.is_known)
    if total and unknown >= UNKNOWN_SHARE * total:
        return False
    return any(_fits(hit) for hit in hits)


def _fits(hit: SearchHit) -> bool:
    return hit.coverage >= LEAST_COVERAGE or hit.similarity >= LEAST_SIMILARITY


def choose(hits: Sequence[SearchHit], budget: Budget) -> list[SearchHit]:
    """The hits to show, best first: as many as the budget holds, weak ones only after strong ones."""
    chosen: list[SearchHit] = []
    words = 0
    for hit in hits:
        length = len(hit.passage.reading_text.split())
        if not _fits(hit):
            continue
        if len(chosen) == budget.statements or (chosen and words + length > budget.words):
            break
        chosen.append(hit)
        words += length
    return chosen


def whole_list(
    passages: Sequence[Passage],
    budget: Budget,
    vectors: Callable[[Sequence[PassageId]], Mapping[PassageId, Vectors]],
) -> list[SearchHit]:
    """All passages in reading order, repeats collapsed, as far as the budget holds."""
    by_id = {passage.passage_id: passage for passage in _without_repeats(passages)}
    groups = collapse(list(by_id), vectors(list(by_id)))
    chosen: list[SearchHit] = []
    words = 0
    for key, repeats in groups.items():
        words += len(by_id[key].reading_text.split())
        if chosen and words > LIST_WORDS * budget.words:
            break
        chosen.append(SearchHit(by_id[key], 1.0, 1.0, 1.0, tuple(by_id[other] for other in repeats)))
    return chosen


def _without_repeats(passages: Sequence[Passage]) -> list[Passage]:
    seen: dict[str, Passage] = {}
    for passage in passages:
        seen.setdefault(re.sub(r"\W+", " ", passage.text.casefold()), passage)
    return list(seen.values())


def narrowed(filters: Filters, report_ids: frozenset[str]) -> Filters:
    """The person's filters, further limited to the reports that the question names."""
    if not report_ids:
        return filters
    allowed = filters.report_ids & report_ids if filters.report_ids else report_ids
    return Filters(frozenset(allowed), filters.partnership, filters.finding_types, filters.years)  # type: ignore[arg-type] # report ids
