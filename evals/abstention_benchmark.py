"""How well our own abstention tells questions that a paragraph answers from those that it only seems to (SQuAD 2.0).

Rajpurkar, Jia and Liang 2018, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, ValidationError

from evals.detection import auroc, best_threshold, detection, half_of
from evals.runs import Run
from knowledge.errors import DatasetError
from knowledge.types import Filters, Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from app.settings import Settings
    from app.wiring import Product
    from evals.library import Tell
    from evals.runs import Figure
    from knowledge.protocols import Embedder
    from knowledge.types import ReportId

HELP = "docs/benchmarks.md says what its fields are."
LIMIT = 20
SCORES = ("coverage", "similarity", "words", "words_by_weight")
"""What a refusal could go by: the best passage's coverage, cosine, BM25, and BM25 by the weight of the question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the paragraph that it is asked of; `answerable` is what people said."""

    key: str
    title: str
    context: str
    question: str
    answerable: bool

    @property
    def file_name(self) -> str:
        """The name of the paragraph's file: made from its words, so that nothing in the data names a path."""
        return f"{hashlib.sha256(self.context.encode()).hexdigest()[:20]}.txt"


@dataclass(frozen=True, slots=True)
class AskedScores:
    """One question's row: whether it was refused, and the best of each score over the passages found."""

    id: str
    title: str
    answerable: bool
    refused: bool
    coverage: float
    similarity: float
    words: float
    words_by_weight: float


class _Row(BaseModel):
    id: str
    title: str = ""
    context: str = Field(pattern=r"\w")
    question: str = Field(pattern=r"\w")
    answerable: bool


def read_asked(path: Path) -> list[Asked]:
    """Reads questions with their paragraphs, one JSON object a line.

    Raises:
        DatasetError: The file cannot be read, holds no question, or a row is wrong (its line is named).
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The file {path} cannot be read ({error}).", "Check its path.") from error
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            raise DatasetError(f"{path}, line {number} is no question ({error.errors()[0]['msg']}).", HELP) from error
        asked.append(Asked(row.id, row.title, row.context, row.question, row.answerable))
    if not asked:
        raise DatasetError(f"The file {path} holds no question.", HELP)
    return asked


def run_abstain(path: Path, settings: Settings, tell: Tell, embedder: Embedder | None = None) -> Run:
    """Asks every question of its own paragraph, in a temporary library with one report for each paragraph.

    Args:
        path: The questions.
        settings: How the library searches.
        tell: Told in words which paragraph is refused.
        embedder: Another embedder than the one that comes with the program.
    """
    asked = read_asked(path)
    with _library(asked, settings, tell, embedder) as (product, reports):
        rows = [_scores(product, one, reports[one.file_name]) for one in asked if one.file_name in reports]
    return abstain_run(rows)


def abstain_run(rows: Sequence[AskedScores]) -> Run:
    """Sums rows: each way to refuse, and how well each score ranks. Pure."""
    wrong = [not row.answerable for row in rows]
    ways: dict[str, list[bool]] = {
        "never refuse": [False] * len(rows),
        "always refuse": [True] * len(rows),
        "ours (is_answerable)": [row.refused for row in rows],
        **{f"{name} below a threshold from the other half": _by_threshold(rows, name) for name in SCORES},
    }
    systems = {name: _figures(refused, wrong) for name, refused in ways.items()}
    ranking: dict[str, dict[str, Figure]] = {
        name: {"AUROC": auroc([float(getattr(row, name)) for row in rows], [row.answerable for row in rows])}
        for name in SCORES
    }
    title = f"Refusals of {sum(wrong)} unanswerable and {len(rows) - sum(wrong)} answerable questions"
    more = [Run("Answerable above unanswerable, by the best passage's score", ranking)] if rows else []
    return Run(title, systems, [asdict(row) for row in rows], more)


def _figures(refused: Sequence[bool], wrong: Sequence[bool]) -> dict[str, Figure]:
    scores = detection(refused, wrong)
    return {
        "refusal precision": scores.precision,
        "refusal recall": scores.recall,
        "answerable questions refused": scores.false_alarms,
        "balanced accuracy": scores.balanced_accuracy,
    }


def _by_threshold(rows: Sequence[AskedScores], name: str) -> list[bool]:
    """Whether each question lies below the threshold that does best on the half that it is not in."""
    halves = [half_of(row.title) for row in rows]
    levels = {}
    for half in set(halves):
        others = [row for row, own in zip(rows, halves, strict=True) if own != half]
        scores = [float(getattr(row, name)) for row in others]
        levels[half] = best_threshold(scores, [not row.answerable for row in others]) if others else 0.0
    return [bool(getattr(row, name) < levels[half]) for row, half in zip(rows, halves, strict=True)]


def _scores(product: Product, asked: Asked, report_id: ReportId) -> AskedScores:
    from app.evidence import is_answerable

    within = Filters(report_ids=frozenset({report_id}))
    query = product.search.read(asked.question)
    hits = product.search.search(asked.question, within, Preferences(), LIMIT, query)
    limits = product.knowledge_base.catalogue.limits(within)
    worded = product.knowledge_base.words.search(query.weighted_terms, LIMIT, limits)
    words = max(worded.values(), default=0.0)
    weight = sum(concept.weight for concept in query.concepts)
    return AskedScores(
        id=asked.key,
        title=asked.title,
        answerable=asked.answerable,
        refused=not is_answerable(hits, query),
        coverage=max((hit.coverage for hit in hits), default=0.0),
        similarity=max((hit.similarity for hit in hits), default=0.0),
        words=words,
        words_by_weight=words / weight if weight else 0.0,
    )


@contextmanager
def _library(
    asked: Sequence[Asked], settings: Settings, tell: Tell, embedder: Embedder | None
) -> Iterator[tuple[Product, Mapping[str, ReportId]]]:
    """A temporary library of the paragraphs, with the report of each file."""
    from app.wiring import opened
    from evals.library import temporary_folder

    with temporary_folder() as folder:
        texts = folder / "paragraphs"
        texts.mkdir()
        for one in asked:
            words = f"{one.title.replace('_', ' ')}\n\n{one.context}\n"
            (texts / one.file_name).write_text(words, encoding="utf-8")
        used = settings.model_copy(update={"home": folder / "home", "hold_identifiable": False})
        with opened(used, embedder, tell) as product:
            reports = {}
            for outcome in product.pipeline.ingest(sorted(texts.iterdir())):
                if outcome.report_id is None:
                    tell(f"A paragraph was refused: {outcome.message}")
                else:
                    reports[outcome.source_file] = outcome.report_id
            yield product, reports
