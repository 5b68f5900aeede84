"""The arithmetic of the evals: means with intervals, percentiles, rankings. Pure; an undefined value is NaN."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEED = 20251122
RESAMPLES = 2000
NORMAL_95 = 1.959963984540054
"""The standard normal quantile of 97.5%."""
MEASURES = ("nDCG@10", "R@5", "R@10", "RR@10")
"""What a ranking is measured by, as ir-measures names them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95% bootstrap interval.

    `n` counts the questions that have a value, `undefined` those that have none. With `n` 0 the rest is NaN.
    """

    mean: float
    low: float
    high: float
    n: int
    undefined: int = 0


def estimate(values: Iterable[float]) -> Estimate:
    """The mean of some values with a percentile bootstrap interval.

    Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3; 2,000 resamples, fixed seed.

    Args:
        values: One a question; NaN where the question has none.
    """
    given = np.asarray(list(values), dtype=np.float64)
    known = given[~np.isnan(given)]
    undefined = len(given) - len(known)
    if not len(known):
        return Estimate(math.nan, math.nan, math.nan, 0, undefined)
    drawn = np.random.default_rng(SEED).integers(0, len(known), size=(RESAMPLES, len(known)))
    low, high = np.percentile(known[drawn].mean(axis=1), [2.5, 97.5])
    return Estimate(float(known.mean()), float(low), float(high), len(known), undefined)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `value` is in [0, 1], NaN where there is no whole."""

    part: int
    whole: int
    value: float


def share(part: int, whole: int) -> Share:
    """`part` of `whole`, both counts, `part` at most `whole`."""
    return Share(part, whole, part / whole if whole else math.nan)


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many with a 95% interval; all in [0, 1], NaN where there is no whole."""

    part: int
    whole: int
    value: float
    low: float
    high: float


def proportion(part: int, whole: int) -> Proportion:
    """`part` of `whole` with its Wilson score interval, which holds for small counts and at 0 and 1 too.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22(158), 209-212.
    """
    if not whole:
        return Proportion(part, whole, math.nan, math.nan, math.nan)
    value, spread = part / whole, NORMAL_95**2 / whole
    centre = (value + spread / 2) / (1 + spread)
    half = math.sqrt(value * (1 - value) * spread + spread**2 / 4) / (1 + spread)
    return Proportion(part, whole, value, max(0.0, centre - half), min(1.0, centre + half))


def percentile(values: Sequence[float], rank: float) -> float:
    """The value below which `rank` percent (0 to 100) of the values lie; NaN for none."""
    return float(np.percentile(values, rank)) if values else math.nan


def ranking_scores(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Measures rankings against what is relevant.

    Args:
        relevant: Grade by document, by question; a document that is not named has grade 0.
        rankings: Documents by question, best first, each once. A question without a ranking scores 0.

    Returns:
        For each question of `relevant` that has a relevant document, each of MEASURES, all in [0, 1].
    """
    import ir_measures

    judged = {key: dict(grades) for key, grades in relevant.items() if max(grades.values(), default=0) > 0}
    run = {key: {document: -float(rank) for rank, document in enumerate(rankings.get(key, ()))} for key in judged}
    scores: dict[str, dict[str, float]] = {key: dict.fromkeys(MEASURES, 0.0) for key in judged}
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    for metric in ir_measures.iter_calc(measures, judged, run):
        scores[metric.query_id][str(metric.measure)] = float(metric.value)
    return scores
