"""Retrieval: how well gold quotes are found, ours and the baseline over the same questions and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.answers import FIRST_WORDS, Shown, first_words, quote_recall
from evals.matching import folded, holds_folded
from evals.metrics import MEASURES, Estimate, estimate, ranking_scores

if TYPE_CHECKING:
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import Question
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.search import HybridSearch
    from knowledge.types import Passage, SearchHit

DEEP = 50
"""Hits asked of our search: passages may be five words long, and 250 words of them are read."""
CHUNKS = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """What a system retrieves: a passage or a chunk, with the file that it is of."""

    key: str
    source_file: str
    text: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What one system found for one question, best first.

    `ranking` has every unit; `read` leaves out the repeats that a reader is not shown.
    """

    ranking: tuple[str, ...]
    read: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class RetrievalRow:
    """One question's row; `scores` has MEASURES and `R@250w`."""

    id: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """One system over all questions that have gold quotes.

    A unit is relevant where it is of the quote's file and holds the quote. A quote that no unit holds whole counts as a
    relevant unit that is never found (`unreachable` so many), so that cutting a quote in two earns nothing.
    """

    system: str
    measures: Mapping[str, Estimate]
    unreachable: int
    rows: tuple[RetrievalRow, ...]


def our_units(knowledge_base: KnowledgeBase) -> list[Unit]:
    """Every passage of the library."""
    from knowledge.types import Filters

    files = {report.report_id: report.source_file for report in knowledge_base.catalogue.reports()}
    passages = knowledge_base.catalogue.passages(Filters())
    return [Unit(passage.passage_id, files[passage.report_id], passage.text) for passage in passages]


def our_search(search: HybridSearch, units: Sequence[Unit]) -> Callable[[str], Retrieved]:
    """Our search without filters and preferences; a repeat stands right behind the hit that it was collapsed into."""
    from knowledge.types import Filters, Preferences

    files = {unit.key: unit.source_file for unit in units}

    def retrieve(question: str) -> Retrieved:
        hits = search.search(question, Filters(), Preferences(), DEEP)
        read = tuple(Shown(files[hit.passage.passage_id], hit.passage.text) for hit in hits)
        return Retrieved(tuple(passage.passage_id for passage in with_repeats(hits)), read)

    return retrieve


def with_repeats(hits: Sequence[SearchHit]) -> list[Passage]:
    """The passages of some hits, each followed by its repeats."""
    return [passage for hit in hits for passage in (hit.passage, *hit.repeats)]


def baseline_units(baseline: TutorialRag) -> list[Unit]:
    """Every chunk of the baseline."""
    return [Unit(chunk.key, chunk.source_file, chunk.text) for chunk in baseline.chunks.values()]


def baseline_search(baseline: TutorialRag) -> Callable[[str], Retrieved]:
    """The baseline's search."""

    def retrieve(question: str) -> Retrieved:
        chunks = baseline.search(question, CHUNKS)
        read = tuple(Shown(chunk.source_file, chunk.text) for chunk in chunks)
        return Retrieved(tuple(chunk.key for chunk in chunks), read)

    return retrieve


def score_retrieval(
    system: str, questions: Sequence[Question], units: Sequence[Unit], retrieve: Callable[[str], Retrieved]
) -> RetrievalScores:
    """Searches for every answerable question with gold quotes, a follow-up made standalone, and scores it.

    Args:
        system: Its name in the report.
        questions: Others than answerable ones with gold quotes are left out.
        units: All that the system can retrieve.
        retrieve: Its search.
    """
    from app.follow_up import standalone_question

    asked = [question for question in questions if question.answerable and question.sources]
    texts = {unit.key: (unit.source_file, folded(unit.text)) for unit in units}
    relevant = {question.id: relevant_units(question, texts) for question in asked}
    found = {question.id: retrieve(standalone_question(question.question, question.history)) for question in asked}
    scores = ranking_scores(relevant, {key: retrieved.ranking for key, retrieved in found.items()})
    rows = tuple(
        RetrievalRow(
            question.id,
            {
                **scores[question.id],
                "R@250w": quote_recall(question.sources, first_words(found[question.id].read, FIRST_WORDS)),
            },
        )
        for question in asked
    )
    measures = {name: estimate(row.scores[name] for row in rows) for name in (*MEASURES, "R@250w")}
    unreachable = sum(key not in texts for grades in relevant.values() for key in grades)
    return RetrievalScores(system, measures, unreachable, rows)


def relevant_units(question: Question, texts: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """Grade 1 for each unit that holds a gold quote, and for a stand-in for each quote that none holds.

    Args:
        question: With its gold quotes.
        texts: Source file and folded text of each unit.
    """
    relevant: dict[str, int] = {}
    for number, source in enumerate(question.sources):
        quote = folded(source.quote)
        holding = [key for key, (file, text) in texts.items() if file == source.file and holds_folded(text, quote)]
        relevant |= dict.fromkeys(holding or [f"no unit holds quote {number}"], 1)
    return relevant
