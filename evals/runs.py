"""The evals as the command line runs them: each opens what it needs and gives figures by system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.settings import Settings
    from evals.baseline.tutorial import TutorialRag
    from evals.library import EvalLibrary
    from evals.metrics import Estimate, Proportion, Share
    from evals.questions import Question
    from knowledge.protocols import Embedder

    Figure = Estimate | Share | Proportion | float | int | str | None

OURS = "ours"
BASELINE = "tutorial baseline"


@dataclass(frozen=True, slots=True)
class Run:
    """What an eval found: figures by name by system (or file), and a row for each question (or file) and system.

    `more` are further tables that belong with it.
    """

    title: str
    systems: Mapping[str, Mapping[str, Figure]]
    rows: Sequence[Mapping[str, object]] = ()
    more: Sequence[Run] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """What an eval runs on.

    Args:
        settings: How the library answers; its home is used where `reports` is empty.
        tell: Told in words, for a person.
        questions_file: The questions.
        reports: Files or folders to make a temporary library of.
        with_baseline: Whether the tutorial RAG is run beside ours.
        embedder: Another embedder than the one that comes with the program.
    """

    settings: Settings
    tell: Callable[[str], None]
    questions_file: Path
    reports: Sequence[Path] = ()
    with_baseline: bool = True
    embedder: Embedder | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """An opened library, the baseline over the same files where it is wanted, and the questions."""

    library: EvalLibrary
    baseline: TutorialRag | None
    questions: Sequence[Question] = field(default_factory=list)


@contextmanager
def bench(setup: Setup) -> Iterator[Bench]:
    """Opens what a setup names, for as long as the block runs.

    Raises:
        DatasetError: The questions cannot be read, or are not those of the library's reports.
    """
    from evals.library import baseline_over, check_files, eval_library
    from evals.questions import read_questions

    questions = read_questions(setup.questions_file)
    with eval_library(setup.settings, setup.reports, setup.tell, setup.embedder) as library:
        check_files(library, questions, setup.tell)
        if not setup.with_baseline:
            yield Bench(library, None, questions)
            return
        with baseline_over(library, setup.tell) as baseline:
            yield Bench(library, baseline, questions)


def run_answers(setup: Setup) -> Run:
    """Answers every question and scores the answers; the baseline's are its four chunks."""
    from evals.answer_runs import answers_run
    from evals.answer_scores import score
    from evals.answers import generate, generate_baseline

    with bench(setup) as opened:
        reports = opened.library.reports
        scores = {OURS: score(generate(opened.library.product.assistant, opened.questions), reports)}
        if opened.baseline:
            scores[BASELINE] = score(generate_baseline(opened.baseline, opened.questions), reports)
    return answers_run(scores)


def run_retrieval(setup: Setup) -> Run:
    """Scores the search against the gold quotes."""
    from evals.retrieval import baseline_search, baseline_units, our_search, our_units, score_retrieval

    with bench(setup) as opened:
        product = opened.library.product
        units = our_units(product.knowledge_base)
        scores = [score_retrieval(OURS, opened.questions, units, our_search(product.search, units))]
        if opened.baseline:
            chunks = baseline_units(opened.baseline)
            scores.append(score_retrieval(BASELINE, opened.questions, chunks, baseline_search(opened.baseline)))
    figures: dict[str, dict[str, Figure]] = {
        found.system: {**found.measures, "gold quotes cut in two": found.unreachable} for found in scores
    }
    rows = [{"system": found.system, "id": row.id, **row.scores} for found in scores for row in found.rows]
    return Run(f"Retrieval for {len(scores[0].rows)} questions with gold quotes", figures, rows)


def run_beir(setup: Setup, folder: Path) -> Run:
    """Scores the search on a BEIR folder."""
    from app.wiring import default_embedder
    from evals.beir import read_beir
    from evals.beir_scores import score_beir

    beir = read_beir(folder)
    if beir.unknown_queries:
        setup.tell(f"{beir.unknown_queries} judged queries are not in queries.jsonl and are left out.")
    scores = score_beir(beir, setup.settings, setup.embedder or default_embedder(), setup.tell)
    rows = [{"system": found.system, "id": key, **row} for found in scores for key, row in found.rows.items()]
    title = f"Retrieval for {len(beir.queries)} queries over {len(beir.documents)} documents of {folder.name}"
    return Run(title, {found.system: found.measures for found in scores}, rows)


def run_latency(setup: Setup) -> Run:
    """Times warm questions."""
    from evals.latency import measure_latency

    with bench(setup) as opened:
        passages = opened.library.product.knowledge_base.catalogue.count_passages()
        scores = measure_latency(opened.library.product.assistant, opened.baseline, opened.questions)
    figures: dict[str, dict[str, Figure]] = {
        OURS: {
            "p50 ms": scores.ours.p50_ms,
            "p95 ms": scores.ours.p95_ms,
            "questions timed": scores.ours.n,
            "passages or chunks": passages,
            "p50 ours / baseline": scores.ratio_p50,
            "p95 ours / baseline": scores.ratio_p95,
        }
    }
    if scores.baseline and opened.baseline:
        figures[BASELINE] = {
            "p50 ms": scores.baseline.p50_ms,
            "p95 ms": scores.baseline.p95_ms,
            "questions timed": scores.baseline.n,
            "passages or chunks": len(opened.baseline.chunks),
        }
    return Run("Milliseconds for a warm question", figures, [asdict(row) for row in scores.rows])


def run_ingest(setup: Setup) -> Run:
    """Times the way in of `setup.reports`, which must not be empty."""
    from app.wiring import default_embedder
    from evals.ingest_speed import measure_ingest

    embedder = setup.embedder or default_embedder()
    scores = measure_ingest(setup.reports, setup.settings, embedder, setup.tell, with_baseline=setup.with_baseline)
    figures: dict[str, dict[str, Figure]] = {
        found.system: {
            "pages a second": found.pages_per_second,
            "pages": found.pages,
            "seconds": found.seconds,
            "passages or chunks": found.units,
            "files left out": found.left_out,
        }
        for found in scores
    }
    rows = [{"system": found.system, **asdict(row)} for found in scores for row in found.rows]
    return Run("Ingest into an empty library", figures, rows, [_run_parse_speed(setup)])


def _run_parse_speed(setup: Setup) -> Run:
    from app.wiring import ingest_options
    from evals.parse_speed import measure_parse_speed
    from ingest.files import find_files

    speeds = measure_parse_speed(
        find_files(setup.reports), ingest_options(setup.settings), with_baseline=setup.with_baseline
    )
    figures: dict[str, dict[str, Figure]] = {
        speed.system: {
            "pages a second": speed.pages_per_second,
            "pages": speed.pages,
            "seconds": speed.seconds,
        }
        for speed in speeds
    }
    return Run("Parsing alone, without embedding", figures, [asdict(speed) for speed in speeds])
