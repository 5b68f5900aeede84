"""Scores the product's own search on a BEIR folder, beside its halves and plain BM25."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evals.library import temporary_folder
from evals.metrics import MEASURES, Estimate, estimate, ranking_scores
from evals.retrieval import with_repeats

if TYPE_CHECKING:
    from app.settings import Settings
    from evals.beir import BeirDocument, BeirFolder
    from evals.library import Tell
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import Embedder
    from knowledge.search import HybridSearch
    from knowledge.types import ParsedReport

BATCH = 2000
"""Documents in one report: what is embedded and written at a time, about 3 MB of vectors."""
DEEP = 20
"""Documents asked for; 10 are scored."""
SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class BeirScores:
    """One system: each of MEASURES over all judged queries, and its rankings' scores by query."""

    system: str
    measures: Mapping[str, Estimate]
    rows: Mapping[str, Mapping[str, float]]


def score_beir(beir: BeirFolder, settings: Settings, embedder: Embedder, tell: Tell) -> list[BeirScores]:
    """Indexes the documents in a temporary library and scores every judged query.

    Returns:
        Ours as the settings have it, meaning only, words only (both through the same code), and BM25 of the query's
        bare stems.
    """
    with indexed(beir.documents, settings, embedder, tell) as knowledge_base:
        scores = []
        for system, search in systems(knowledge_base, embedder, settings.dense_weight).items():
            tell(f"Searching for {len(beir.queries)} queries: {system}.")
            scores.append(_scored(system, beir, search))
        return scores


def _scored(system: str, beir: BeirFolder, search: Callable[[str], Sequence[int]]) -> BeirScores:
    ids = [document.id for document in beir.documents]
    rankings = {key: [ids[place] for place in search(text)] for key, text in beir.queries.items()}
    rows = ranking_scores(beir.relevant, rankings)
    measures = {name: estimate(row[name] for row in rows.values()) for name in MEASURES}
    return BeirScores(system, measures, rows)


@contextmanager
def indexed(
    documents: Sequence[BeirDocument], settings: Settings, embedder: Embedder, tell: Tell
) -> Iterator[KnowledgeBase]:
    """A temporary library that holds each document as one passage, in reports of BATCH passages."""
    from app.wiring import opened

    with (
        temporary_folder() as folder,
        opened(settings.model_copy(update={"home": folder / "home"}), embedder, tell) as product,
    ):
        for first in range(0, len(documents), BATCH):
            product.knowledge_base.add(as_report(documents[first : first + BATCH], first))
            tell(f"Indexed {min(first + BATCH, len(documents))} of {len(documents)} documents.")
        yield product.knowledge_base


def as_report(documents: Sequence[BeirDocument], first: int) -> ParsedReport:
    """A report without a title whose passages are the documents; a document's title is its heading.

    Args:
        documents: At least one.
        first: The place of the first of them in the corpus. A passage's id ends in its document's place.
    """
    from knowledge.types import FindingType, ParsedReport, Passage, PassageId, Report, ReportDescription, ReportId

    report_id = ReportId(f"documents-{first}")
    passages, start = [], 0
    for number, document in enumerate(documents):
        passages.append(
            Passage(
                passage_id=PassageId(f"{report_id}#{first + number}"),
                report_id=report_id,
                ordinal=number,
                start=start,
                end=start + len(document.text),
                text=document.text,
                finding_type=FindingType.FINDING,
                heading_path=(document.title,) if document.title else (),
            )
        )
        start += len(document.text) + len(SEPARATOR)
    text = SEPARATOR.join(document.text for document in documents)
    report = Report(
        report_id=report_id,
        source_file=report_id,
        source_path=report_id,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        description=ReportDescription(title=""),
        pages=(),
        warnings=(),
        fictional=False,
        added_at=datetime.now(UTC),
        passage_count=len(passages),
    )
    return ParsedReport(report, text, tuple(passages))


def systems(
    knowledge_base: KnowledgeBase, embedder: Embedder, dense_weight: float
) -> dict[str, Callable[[str], list[int]]]:
    """What is compared: each gives the places of documents for a query, best first."""
    from knowledge.search import HybridSearch, SearchSettings

    weights = {"ours": dense_weight, "meaning only": 1.0, "words only": 0.0}
    ours = {
        name: _hybrid(HybridSearch(knowledge_base, embedder, SearchSettings(dense_weight=weight)))
        for name, weight in weights.items()
    }
    return {**ours, "plain BM25": _bm25(knowledge_base)}


def _hybrid(search: HybridSearch) -> Callable[[str], list[int]]:
    from knowledge.types import Filters, Preferences

    def places(query: str) -> list[int]:
        hits = search.search(query, Filters(), Preferences(), DEEP)
        return [_place(passage.passage_id) for passage in with_repeats(hits)]

    return places


def _bm25(knowledge_base: KnowledgeBase) -> Callable[[str], list[int]]:
    from knowledge.types import Filters

    words, limits = knowledge_base.words, knowledge_base.catalogue.limits(Filters())

    def places(query: str) -> list[int]:
        return [_place(key) for key in words.search(dict.fromkeys(words.stem(query), 1.0), DEEP, limits)]

    return places


def _place(passage_id: str) -> int:
    return int(passage_id.rpartition("#")[2])
