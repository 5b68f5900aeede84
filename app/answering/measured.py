"""Finds the measures that a question is about, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.measures import Measure, measures_of
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.query import Query
    from knowledge.types import PassageId, SearchHit

ENOUGH = 0.5
"""Coverage from which a measure is of what the question asks for."""
WHOLE_PASSAGE = 0.8
"""Coverage of a passage from which its measures are so, where their own clause has a part of it."""
ALONE = 0.75
"""What coverage by the whole passage counts beside that by the clause, where the passage states one number only."""


class Scored(NamedTuple):
    """A measure and how well it fits: higher is better, at most 1.1."""

    measure: Measure
    score: float


def candidates(inquiry: Inquiry, sources: Sources, question: str | None = None) -> list[SearchHit]:
    """Passages that may state numbers: those typed as statistics, and any other near the question."""
    statistics = sources.hits(inquiry, question=question, types=frozenset({FindingType.STATISTIC}))
    return once((*statistics, *sources.hits(inquiry, question=question)))


def once(hits: Iterable[SearchHit]) -> list[SearchHit]:
    """The hits, each passage once, in order."""
    unique: dict[PassageId, SearchHit] = {}
    for hit in hits:
        unique.setdefault(hit.passage.passage_id, hit)
    return list(unique.values())


def ranked(hits: Sequence[SearchHit], query: Query, sources: Sources, units: Set[str] = frozenset()) -> list[Scored]:
    """The measures of hits that are of what is asked, best first: half by meaning, half by words of its own clause.

    Args:
        hits: Where the measures stand.
        query: What is asked about.
        sources: For the stems of words.
        units: Words, in lower case, of what is to be counted, where the question says it.
    """
    scored = []
    for hit in hits:
        measures = measures_of(hit.passage)
        for measure in measures:
            own = query.coverage(sources.search.stems(measure.about, *hit.passage.heading_path))
            if _is_the_one(measure, measures) or units & set(measure.counted.casefold().split()):
                own = max(own, ALONE * hit.coverage)
            if own >= ENOUGH or (hit.coverage >= WHOLE_PASSAGE and own > 0):
                whole = 0.1 if measure.whole is not None else 0.0
                scored.append(Scored(measure, 0.5 * hit.similarity + 0.5 * own + whole))
    return sorted(scored, key=lambda one: -one.score)


def _is_the_one(measure: Measure, measures: Sequence[Measure]) -> bool:
    """Whether a passage states no other number, or no other share."""
    shares = [m for m in measures if m.percent is not None or m.whole is not None]
    return len(measures) == 1 or shares == [measure]


def row_of(scored: Sequence[Scored]) -> Measure:
    """The best measure; a table row of its report that gives the same numbers instead, which says most of them."""
    best = scored[0].measure
    if best.passage.is_table_row:
        return best
    parts = (best.count, best.whole)
    rows = [
        s.measure
        for s in scored
        if s.measure.passage.is_table_row and s.measure.passage.report_id == best.passage.report_id
    ]
    same = [m for m in rows if best.whole is not None and (m.count, m.whole) == parts]
    same += [m for m in rows if best.percent is not None and best.whole is None and m.percent == best.percent]
    return same[0] if same else best


def within_budget(hits: Sequence[SearchHit], inquiry: Inquiry, most: float = 1.0) -> list[SearchHit]:
    """The first hits, as many as an answer of `most` times its usual length holds; one at least."""
    kept: list[SearchHit] = []
    words = 0
    for hit in hits:
        words += len(hit.passage.reading_text.split())
        if kept and words > most * inquiry.budget.words:
            break
        kept.append(hit)
    return kept
