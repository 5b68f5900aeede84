"""Runs the gate: answers the questions over a library of their own and checks what came."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from evals.gate import Baseline, check, read_baseline, write_baseline
from evals.runs import Run, bench

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evals.gate import Check, Gated
    from evals.library import EvalLibrary
    from evals.questions import Question
    from evals.runs import Figure, Setup

SHOWN = 8
"""Questions that the table names for what broke; the rows have all."""


def run_gate(setup: Setup, baseline_file: Path, *, write: bool = False) -> Gated:
    """Gates the answers to a set of questions.

    Args:
        setup: The questions and the reports; without reports, a new library of the sample reports is made, so that
            what the library in use holds cannot matter.
        baseline_file: The thresholds, and the recalls of an earlier run.
        write: Write this run's recalls there. The thresholds stay; without such a file they let all through.

    Raises:
        DatasetError: The baseline cannot be read or written.
    """
    from evals.library import temporary_folder

    baseline = Baseline() if write and not baseline_file.exists() else read_baseline(baseline_file)
    with temporary_folder() as folder:
        own = replace(setup, settings=setup.settings.model_copy(update={"home": folder / "home"}), with_baseline=False)
        with bench(own) as opened:
            return gate_over(opened.library, opened.questions, baseline, baseline_file if write else None)


def gate_over(
    library: EvalLibrary, questions: Sequence[Question], baseline: Baseline, write_to: Path | None = None
) -> Gated:
    """Gates an opened library; with `write_to`, its recalls become the baseline and are written there."""
    from evals.answer_scores import score
    from evals.answers import generate

    scores = score(generate(library.product.assistant, questions), library.reports)
    if write_to is not None:
        baseline = write_baseline(write_to, scores, baseline.thresholds)
    return check(scores, baseline)


def gate_run(gated: Gated) -> Run:
    """The gate's checks as a table, what broke first."""
    checks = sorted(gated.checks, key=lambda one: one.passed)
    broken = sum(not one.passed for one in checks)
    title = (
        f"The gate is shut: {broken} of {len(checks)} broke" if broken else f"The gate is open: all {len(checks)} hold"
    )
    return Run(title, {one.name: _figures(one) for one in checks}, [asdict(row) for row in gated.rows])


def _figures(one: Check) -> dict[str, Figure]:
    named = ", ".join(one.questions[:SHOWN]) + (" ..." if len(one.questions) > SHOWN else "")
    return {
        "holds": "yes" if one.passed else "BROKEN",
        "found": one.found,
        "wanted": one.wanted,
        "questions": "" if one.passed else named,
    }
