"""What each part of the answering adds: one run with all parts, one without each, compared question by question."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeAlias

from evals.compare import compare
from evals.runs import Run, bench
from knowledge.protocols import Answerer

if TYPE_CHECKING:
    from app.wiring import Product
    from evals.answers import Reply
    from evals.runs import Figure, Setup

PARTS = ("router", "labels", "slots", "guard")
"""What can be switched off: reading the kind of question, labels of findings, what a question limits, the guard."""
ALL = "all parts"
METRICS = ("recall", "first_three", "refused_wrongly", "refused_rightly")

Rows: TypeAlias = Sequence[Mapping[str, object]]
MakeAssistant: TypeAlias = Callable[[frozenset[str]], Answerer]
"""Gives the assistant without the parts named, the empty set for all parts."""


def make_assistant(product: Product) -> MakeAssistant:
    """Makes assistants over an opened library."""
    from app.found import Parts
    from app.wiring import assistant_for

    def make(off: frozenset[str]) -> Answerer:
        return assistant_for(product, Parts(**{part: part not in off for part in PARTS}))

    return make


def run_ablations(setup: Setup, make: Callable[[Product], MakeAssistant] = make_assistant) -> Run:
    """Answers every question with all parts and with each part off, over one library.

    Args:
        setup: The questions and reports; a baseline is not run.
        make: Gives what makes assistants over the opened library.
    """
    from evals.answer_scores import score
    from evals.answers import generate

    with bench(setup) as opened:
        assistants, sources = make(opened.library.product), opened.library.reports

        def rows_without(off: frozenset[str]) -> Rows:
            replies: Sequence[Reply] = generate(assistants(off), opened.questions)
            return [_with_refusals(asdict(row)) for row in score(replies, sources).rows]

        runs = {ALL: rows_without(frozenset()), **{f"no {part}": rows_without(frozenset({part})) for part in PARTS}}
    return ablations_run(runs)


def _with_refusals(row: dict[str, object]) -> dict[str, object]:
    """A row with the two kinds of refusal apart: each is undefined where it cannot happen."""
    refused, answerable = bool(row["refused"]), bool(row["answerable"])
    return {
        **row,
        "refused_wrongly": float(refused) if answerable else math.nan,
        "refused_rightly": math.nan if answerable else float(refused),
    }


def ablations_run(runs: Mapping[str, Rows]) -> Run:
    """Compares each run with the first, which has all parts. Pure.

    Args:
        runs: Rows by name; each has an id and METRICS.

    Returns:
        A table of what each metric is without each part, and one of the paired differences for each metric.
    """
    (full, whole), *others = runs.items()
    tables = []
    for metric in METRICS:
        found = {name: compare(_values(whole, metric), _values(rows, metric), metric) for name, rows in others}
        changes: dict[str, dict[str, Figure]] = {
            name: {
                "with all": f"{one.before:.3f}",
                "without it": f"{one.after:.3f}",
                "difference": one.difference,
                "p": f"{one.p:.4f}",
                "higher": one.higher,
                "lower": one.lower,
            }
            for name, one in found.items()
        }
        tables.append(Run(f"{metric.replace('_', ' ')}: without a part, less {full}", changes))
    rows = [{"system": name, **row} for name, found_rows in runs.items() for row in found_rows]
    return Run(
        f"Parts switched off, {len(whole)} questions", {name: _means(rows) for name, rows in runs.items()}, rows, tables
    )


def _means(rows: Rows) -> dict[str, Figure]:
    means: dict[str, Figure] = {}
    for metric in METRICS:
        known = [value for value in _values(rows, metric).values() if value is not None]
        means[metric.replace("_", " ")] = f"{math.fsum(known) / len(known):.3f} n={len(known)}" if known else "-"
    return means


def _values(rows: Rows, metric: str) -> dict[str, float | None]:
    values = {}
    for row in rows:
        value = row.get(metric)
        is_known = isinstance(value, int | float) and not math.isnan(value)
        values[str(row["id"])] = float(value) if is_known and isinstance(value, int | float) else None
    return values
