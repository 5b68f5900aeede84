"""The arithmetic of telling wrong from right: precision, recall, balanced accuracy, AUROC, thresholds. Pure."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from evals.metrics import RESAMPLES, SEED, Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Counts: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Detection:
    """How well a detector finds what is wrong; each with its 95% bootstrap interval over all cases.

    `precision` is of what it flags (NaN where it flags nothing), `recall` of what is wrong, `false_alarms` the share of
    the right ones that it flags; `balanced_accuracy` is the mean of recall and of 1 - `false_alarms`.
    """

    balanced_accuracy: Estimate
    precision: Estimate
    recall: Estimate
    false_alarms: Estimate


def detection(flagged: Sequence[bool], wrong: Sequence[bool]) -> Detection:
    """Scores a detector.

    Args:
        flagged: Whether it flags each case.
        wrong: Whether each case is wrong, in the same order and number.
    """
    hit, bad = np.asarray(flagged, dtype=bool), np.asarray(wrong, dtype=bool)
    draws = np.random.default_rng(SEED).integers(0, max(len(bad), 1), size=(RESAMPLES, len(bad)))
    # The first row is the data itself, so that point and interval come from the same formulas.
    drawn = np.vstack([np.arange(len(bad)), draws])
    hits, bads = hit[drawn], bad[drawn]
    right = _ratio((hits & bads).sum(axis=1), bads.sum(axis=1))
    alarms = _ratio((hits & ~bads).sum(axis=1), (~bads).sum(axis=1))
    precision = _ratio((hits & bads).sum(axis=1), hits.sum(axis=1))
    return Detection(
        balanced_accuracy=_estimate((right + 1 - alarms) / 2, len(bad)),
        precision=_estimate(precision, int(hit.sum())),
        recall=_estimate(right, int(bad.sum())),
        false_alarms=_estimate(alarms, int((~bad).sum())),
    )


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Counts:
    ratios: Counts = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratios


def _estimate(values: Counts, n: int) -> Estimate:
    """The first value with the interval of the others; resamples in which it is undefined are passed over."""
    point, resampled = float(values[0]), values[1:][~np.isnan(values[1:])]
    if math.isnan(point) or not len(resampled):
        return Estimate(point, math.nan, math.nan, n)
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Estimate(point, float(low), float(high), n)


def auroc(scores: Sequence[float], right: Sequence[bool]) -> Estimate:
    """The chance that a right case scores above a wrong one, ties counting half; 0.5 tells nothing.

    Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve", Radiology 143(1). The 95% interval
    resamples right and wrong cases apart. NaN where either is missing.
    """
    known, good = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=bool)
    above, below = known[good], known[~good]
    if not len(above) or not len(below):
        return Estimate(math.nan, math.nan, math.nan, len(known))
    wins = (above[:, None] > below) + 0.5 * (above[:, None] == below)
    rng = np.random.default_rng(SEED)
    drawn = [
        wins[rng.integers(0, len(above), len(above))][:, rng.integers(0, len(below), len(below))].mean()
        for _ in range(RESAMPLES)
    ]
    return _estimate(np.array([wins.mean(), *drawn]), len(known))


def best_threshold(scores: Sequence[float], wrong: Sequence[bool]) -> float:
    """The threshold under which flagging gives the best balanced accuracy; the lowest of those that do as well.

    Args:
        scores: At least one; low ones are flagged.
        wrong: Whether each case is wrong.
    """
    known, bad = np.asarray(scores, dtype=np.float64), np.asarray(wrong, dtype=bool)
    levels = np.unique(known)
    candidates: list[float] = [float(levels[0]), *((levels[1:] + levels[:-1]) / 2).tolist()]
    return max(candidates, key=lambda threshold: (balanced_accuracy(known < threshold, bad), -threshold))


def balanced_accuracy(flagged: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> float:
    """The mean of the share of wrong cases flagged and of right ones not flagged, in [0, 1]; 0.5 is chance."""
    caught = flagged[wrong].mean() if wrong.any() else 0.5
    spared = 1 - flagged[~wrong].mean() if (~wrong).any() else 0.5
    return float(caught + spared) / 2


def half_of(key: str) -> int:
    """The half, 0 or 1, that a case belongs to: the same on every machine, whatever else is in the file."""
    return hashlib.sha256(key.encode()).digest()[0] % 2
