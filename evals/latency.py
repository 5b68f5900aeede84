"""Latency of a warm question: ours and the baseline's search, turn by turn on the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.metrics import percentile

if TYPE_CHECKING:
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import Question
    from knowledge.protocols import Answerer

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of `n` warm questions; NaN where nothing was asked."""

    p50_ms: float
    p95_ms: float
    n: int


@dataclass(frozen=True, slots=True)
class Timed:
    """One question once through one system (`ours` or `baseline`)."""

    system: str
    id: str
    ms: float


@dataclass(frozen=True, slots=True)
class LatencyScores:
    """Both systems in one run. A ratio is ours over the baseline's: below 1 we are faster."""

    ours: Latency
    baseline: Latency | None
    ratio_p50: float | None
    ratio_p95: float | None
    rows: tuple[Timed, ...]


def measure_latency(
    assistant: Answerer, baseline: TutorialRag | None, questions: Sequence[Question], rounds: int = ROUNDS
) -> LatencyScores:
    """Asks both systems every question, in turn, after a warm-up each.

    The whole answer is timed for ours; for the baseline only its search, since it has no model to write with.

    Args:
        assistant: Ours.
        baseline: The baseline, where it is to be measured.
        questions: At least one; a follow-up goes to the baseline as it is.
        rounds: How often each question is asked.
    """
    for warm_up in _steps(assistant, baseline, questions[0]).values():
        warm_up()
    rows: list[Timed] = []
    for turn in range(rounds):
        for number, question in enumerate(questions):
            steps = _steps(assistant, baseline, question)
            # Whoever goes second finds the machine's caches warm, so they take turns at that.
            for name in sorted(steps, reverse=bool((turn + number) % 2)):
                rows.append(Timed(name, question.id, milliseconds(steps[name])))
    ours = _summary("ours", rows)
    theirs = _summary("baseline", rows) if baseline else None
    return LatencyScores(
        ours=ours,
        baseline=theirs,
        ratio_p50=ours.p50_ms / theirs.p50_ms if theirs else None,
        ratio_p95=ours.p95_ms / theirs.p95_ms if theirs else None,
        rows=tuple(rows),
    )


def _summary(system: str, rows: Sequence[Timed]) -> Latency:
    times = [row.ms for row in rows if row.system == system]
    return Latency(percentile(times, 50), percentile(times, 95), len(times))


def _steps(assistant: Answerer, baseline: TutorialRag | None, question: Question) -> dict[str, Callable[[], object]]:
    steps: dict[str, Callable[[], object]] = {"ours": lambda: assistant.ask(question.question, question.history)}
    if baseline is not None:
        steps["baseline"] = lambda: baseline.search(question.question)
    return steps


def milliseconds(step: Callable[[], object]) -> float:
    """How long a step takes."""
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1000
