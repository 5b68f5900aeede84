"""Compares two runs question by question: a paired randomisation test and the interval of the difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evals.metrics import SEED, Estimate, estimate
from evals.row_files import number_in, of_system, read_rows
from evals.runs import OURS, Run
from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.row_files import Row
    from evals.runs import Figure

FLIPS = 10_000
SHOWN_IDS = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B beside run A on the questions that both have.

    `difference` is B minus A with the 95% bootstrap interval of the paired differences; `p` is the two-sided chance of
    a difference as large were the runs alike, NaN for no pair. `undefined` counts questions of both runs where either
    has no value. `higher` and `lower` count questions by B beside A: whether higher is better depends on the metric.
    """

    metric: str
    before: float
    after: float
    difference: Estimate
    p: float
    higher: int
    lower: int
    undefined: int


def paired_p(differences: Sequence[float]) -> float:
    """The two-sided p of paired differences under random signs: exact up to 13 pairs, else 10,000 random flips.

    Fisher's randomisation test, as Smucker, Allan and Carterette 2007, "A comparison of statistical significance tests
    for information retrieval evaluation", CIKM. NaN for no pair, 1 where nothing differs.
    """
    from scipy.stats import permutation_test

    values = np.asarray(differences, dtype=np.float64)
    if len(values) < 2 or not values.any():
        return 1.0 if len(values) else math.nan

    def mean(sample: np.ndarray, axis: int) -> np.ndarray:
        return np.asarray(sample.mean(axis=axis))

    result = permutation_test(
        (values,), mean, permutation_type="samples", n_resamples=FLIPS, vectorized=True, rng=np.random.default_rng(SEED)
    )
    return float(result.pvalue)


def compare(before: Mapping[str, float | None], after: Mapping[str, float | None], metric: str) -> Comparison:
    """Compares values by question id; ids that only one has are left out."""
    pairs = [(before[key], after[key]) for key in before if key in after]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    differences = [b - a for a, b in known]
    return Comparison(
        metric=metric,
        before=_mean([a for a, _ in known]),
        after=_mean([b for _, b in known]),
        difference=estimate(differences),
        p=paired_p(differences),
        higher=sum(difference > 0 for difference in differences),
        lower=sum(difference < 0 for difference in differences),
        undefined=len(pairs) - len(known),
    )


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def run_compare(before: Path, after: Path, metrics: Sequence[str], system: str = OURS) -> Run:
    """Compares two files of rows.

    Args:
        before: Run A.
        after: Run B.
        metrics: Fields of the rows: numbers, or yes and no.
        system: Whose rows, where they name a system.

    Raises:
        DatasetError: A file cannot be read or repeats a question, no question is in both, or no row has the metric.
    """
    first, second = _by_id(before, system), _by_id(after, system)
    common = [key for key in first if key in second]
    if not common:
        raise DatasetError(f"{before} and {after} have no question in common.", "Rows are paired by their id.")
    found = [
        compare(_values(first, metric, before), _values(second, metric, after), metric)
        for metric in dict.fromkeys(metrics)
    ]
    title = f"{len(common)} questions in both of A ({before.name}) and B ({after.name})"
    alone = {f"only in {name}": _alone(own, other) for name, own, other in (("A", first, second), ("B", second, first))}
    return Run(
        title,
        {one.metric: figures(one) for one in found},
        [_differences(key, first[key], second[key], metrics) for key in common],
        [Run("Left out, because one run has them only", alone)] if any(c["questions"] for c in alone.values()) else [],
    )


def figures(comparison: Comparison) -> dict[str, Figure]:
    """What a table of comparisons shows."""
    return {
        "A": f"{comparison.before:.3f}",
        "B": f"{comparison.after:.3f}",
        "B - A, paired": comparison.difference,
        "p": f"{comparison.p:.4f}",
        "B higher": comparison.higher,
        "B lower": comparison.lower,
        "undefined": comparison.undefined,
    }


def _by_id(path: Path, system: str) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for row in of_system(read_rows(path), system):
        key = str(row.get("id", ""))
        if not key or key in rows:
            reason = f"the id {key!r} stands twice" if key else "a row has no id"
            raise DatasetError(f"{path}: {reason}.", "Compare files with one row for each question and system.")
        rows[key] = row
    if not rows:
        raise DatasetError(f"{path} has no row of {system!r}.", "Name another with --system.")
    return rows


def _values(rows: Mapping[str, Row], metric: str, path: Path) -> dict[str, float | None]:
    values = {key: number_in(row, metric) for key, row in rows.items()}
    if all(value is None for value in values.values()):
        named = sorted({field for row in rows.values() for field in row if number_in(row, field) is not None})
        raise DatasetError(f"No row of {path} has a number in {metric!r}.", f"There are: {', '.join(named)}.")
    return values


def _alone(own: Mapping[str, Row], other: Mapping[str, Row]) -> dict[str, Figure]:
    keys = [key for key in own if key not in other]
    shown = ", ".join(keys[:SHOWN_IDS])
    return {"questions": len(keys), "ids": f"{shown}, ..." if len(keys) > SHOWN_IDS else shown}


def _differences(key: str, first: Row, second: Row, metrics: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = {"id": key}
    for metric in metrics:
        row[f"{metric}_a"], row[f"{metric}_b"] = number_in(first, metric), number_in(second, metric)
    return row
