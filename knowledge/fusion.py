"""Fuses the scores of two rankings by a convex combination of min-max normalised scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = TypeVar("Key")


def normalised(scores: Mapping[Key, float]) -> dict[Key, float]:
    """Scores moved to [0, 1], order kept; all 1 where they are alike, since each was found."""
    if not scores:
        return {}
    lowest, highest = min(scores.values()), max(scores.values())
    if highest == lowest:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - lowest) / (highest - lowest) for key, score in scores.items()}


def fuse(dense: Mapping[Key, float], lexical: Mapping[Key, float], dense_weight: float) -> dict[Key, float]:
    """Combines two sets of scores.

    Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", eq. 3: `a * dense + (1 - a) *
    lexical` over min-max normalised scores. A key that only one side found counts 0 on the other.

    Args:
        dense: Scores of one ranking.
        lexical: Scores of the other.
        dense_weight: `a`, in [0, 1].

    Returns:
        Score in [0, 1] for every key of either side, best first; ties in key order.
    """
    near, far = normalised(dense), normalised(lexical)
    fused = {
        key: dense_weight * near.get(key, 0.0) + (1 - dense_weight) * far.get(key, 0.0) for key in near.keys() | far
    }
    return dict(sorted(fused.items(), key=lambda pair: (-pair[1], str(pair[0]))))
