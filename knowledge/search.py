"""Finds evidence: meaning and words fused, preferences applied, near-duplicates collapsed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.duplicates import collapse
from knowledge.fusion import fuse
from knowledge.knowledge_base import embedded_text
from knowledge.query import Query, read_query
from knowledge.types import (
    ABOUT_THE_AUDIT,
    Filters,
    FindingType,
    Passage,
    Preferences,
    SearchHit,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import Embedder
    from knowledge.types import PassageId, ReportDescription, ReportId


CALLED = 0.5
"""Least coverage or similarity of a report's account of itself for words to be taken as its name."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """The measured constants of the ranking; all weights are shares of the best fused score, 1.

    Attributes:
        dense_weight: Share of meaning in the fusion; the rest is words.
        depth: How many candidates each index gives.
        about_audit: What a passage on how the audit was made keeps of its score, unless asked for.
        wanted_report: Added where a passage is of a report that the question names.
        wanted_type: Added where it is of a finding type that the question asks for.
    """

    dense_weight: float = 0.6
    depth: int = 100
    about_audit: float = 0.85
    wanted_report: float = 0.2
    wanted_type: float = 0.15


class HybridSearch:
    """Searches a knowledge base.

    Args:
        knowledge_base: What is searched.
        embedder: The one that made its vectors.
        settings: The weights.
    """

    def __init__(
        self, knowledge_base: KnowledgeBase, embedder: Embedder, settings: SearchSettings | None = None
    ) -> None:
        self._knowledge_base = knowledge_base
        self._embedder = embedder
        self._settings = settings or SearchSettings()

    def read(
        self, question: str, leave_out: Sequence[str] = (), labels: Mapping[str, Collection[str]] | None = None
    ) -> Query:
        """What the question is about, in the words and labels of this library (see `read_query`)."""
        return read_query(question, self._knowledge_base.words, leave_out, labels)

    def search(
        self,
        question: str,
        filters: Filters,
        preferences: Preferences,
        limit: int = 20,
        query: Query | None = None,
    ) -> Sequence[SearchHit]:
        """Ranks passages for a question.

        Args:
            question: The whole question: its meaning is searched.
            filters: Which passages may be returned.
            preferences: Which are ranked higher.
            limit: How many hits at most.
            query: What the question is about, where it was already read: its words are searched.

        Returns:
            Hits, best first, near-duplicates collapsed; empty where no passage is allowed.

        Raises:
            RetrievalError: The search itself failed.
        """
        catalogue = self._knowledge_base.catalogue
        query = query or self.read(question)
        similar, worded = self._candidates(question, query, filters)
        passages = catalogue.passages_by_id(similar.keys() | worded.keys())
        fused = fuse(similar, worded, self._settings.dense_weight)
        scores = {
            key: self._preferred(score, passages[key], preferences) for key, score in fused.items() if key in passages
        }
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        hits = [SearchHit(passages[key], scores[key], similarity=similar.get(key, 0.0)) for key in ranked[: limit * 2]]
        return self._covered(self._collapsed(hits)[:limit], query)

    def every(self, filters: Filters, limit: int = 200) -> Sequence[SearchHit]:
        """The first `limit` passages that the filters allow, by report and reading order, repeats collapsed.

        All fit alike. An answer shows a few dozen at most, and finding repeats takes time by the square.
        """
        passages = self._knowledge_base.catalogue.passages(filters)[:limit]
        by_id = {passage.passage_id: passage for passage in passages}
        return [
            SearchHit(by_id[key], 1.0, 1.0, 1.0, tuple(by_id[other] for other in others))
            for key, others in self.repeats(passages).items()
        ]

    def _candidates(
        self, question: str, query: Query, filters: Filters
    ) -> tuple[Mapping[PassageId, float], Mapping[PassageId, float]]:
        """Cosine and BM25 of the passages that either index gives; each has its true cosine."""
        limits = self._knowledge_base.catalogue.limits(filters)
        vector = self._embedder.embed([question])[0]
        depth = self._settings.depth
        similar = self._knowledge_base.vectors.nearest(vector, depth, limits)
        worded = self._knowledge_base.words.search(query.weighted_terms, depth, limits)
        unseen = self._knowledge_base.vectors.vectors([key for key in worded if key not in similar])
        return {**similar, **{key: float(vector @ other) for key, other in unseen.items()}}, worded

    def _preferred(self, score: float, passage: Passage, preferences: Preferences) -> float:
        wanted = passage.finding_type in preferences.finding_types
        if passage.finding_type in ABOUT_THE_AUDIT and not wanted:
            score *= self._settings.about_audit
        if passage.report_id in preferences.report_ids:
            score += self._settings.wanted_report
        if wanted:
            score += self._settings.wanted_type
        return score

    def _collapsed(self, hits: Sequence[SearchHit]) -> Sequence[SearchHit]:
        by_id = {hit.passage.passage_id: hit for hit in hits}
        repeats = self.repeats([hit.passage for hit in hits])
        return [
            replace(by_id[key], repeats=tuple(by_id[other].passage for other in others))
            for key, others in repeats.items()
        ]

    def repeats(self, ranked: Sequence[Passage]) -> Mapping[PassageId, Sequence[PassageId]]:
        """The passages that repeat none better ranked, in order, each with those of its own report that repeat it.

        Two reports that say the same are two pieces of evidence: they are never collapsed.
        """
        vectors = self._knowledge_base.vectors.vectors([passage.passage_id for passage in ranked])
        by_report: dict[ReportId, list[Passage]] = {}
        for passage in ranked:
            by_report.setdefault(passage.report_id, []).append(passage)
        kept: dict[PassageId, Sequence[PassageId]] = {}
        for passages in by_report.values():
            texts = {passage.passage_id: passage.text for passage in passages}
            kept |= collapse(list(texts), vectors, texts)
        return {passage.passage_id: kept[passage.passage_id] for passage in ranked if passage.passage_id in kept}

    def _covered(self, hits: Sequence[SearchHit], query: Query) -> Sequence[SearchHit]:
        """The hits with their coverage of the query."""
        descriptions = {report.report_id: report.description for report in self._knowledge_base.catalogue.reports()}
        return [
            replace(hit, coverage=query.coverage(self._names(hit.passage, descriptions[hit.passage.report_id])))
            for hit in hits
        ]

    def _names(self, passage: Passage, description: ReportDescription) -> set[str]:
        """The stems and labels of a passage as the word index holds it."""
        stems = self._knowledge_base.words.stem(embedded_text(passage, description))
        return {*stems, *(label.key for label in passage.labels)}

    def stems(self, *texts: str) -> set[str]:
        """The stems of some texts, as the word index makes them."""
        return {stem for text in texts for stem in self._knowledge_base.words.stem(text)}

    def reports_concerned(self, query: Query, filters: Filters, least: float) -> set[ReportId]:
        """The reports with a finding that covers at least the share `least` of the query, over the whole library."""
        things = [((concept.stems, *concept.variants), concept.weight) for concept in query.concepts]
        kinds = filters.finding_types or frozenset(FindingType) - ABOUT_THE_AUDIT
        limits = self._knowledge_base.catalogue.limits(replace(filters, finding_types=kinds))
        total = sum(weight for _names, weight in things)
        return self._knowledge_base.words.reports_naming(things, least * total, limits)

    def report_called(self, naming: str, filters: Filters) -> ReportId | None:
        """The report that some words mean: `repeat CP plan`, `Oxford Health`; `None` where they fit none well.

        It is the one whose account of itself (title, aims, method, who took part) comes nearest.
        """
        about = replace(filters, finding_types=ABOUT_THE_AUDIT)
        hits = self.search(naming, about, Preferences(finding_types=ABOUT_THE_AUDIT), 1)
        best = next(iter(hits), None)
        if best is None or max(best.coverage, best.similarity) < CALLED:
            return None
        return best.passage.report_id
