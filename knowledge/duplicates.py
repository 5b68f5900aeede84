"""Collapses near-duplicates: reports print a finding in the summary, in the body and again at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.protocols import Vectors

Key = TypeVar("Key")
SAME_FINDING = 0.93
"""Cosine from which two passages say the same (measured on reports that repeat themselves)."""


def collapse(
    ranked: Sequence[Key], vectors: Mapping[Key, Vectors], threshold: float = SAME_FINDING
) -> dict[Key, list[Key]]:
    """Groups each passage with the better-ranked one that it repeats.

    Args:
        ranked: Keys, best first.
        vectors: Unit vectors; a key without one repeats nothing.
        threshold: Least cosine of a repeat, in [-1, 1].

    Returns:
        For each kept key, in rank order, the keys collapsed into it, best first. Every key stands exactly once.
    """
    kept: dict[Key, list[Key]] = {}
    for key in ranked:
        original = _repeated(key, kept, vectors, threshold)
        if original is None:
            kept[key] = []
        else:
            kept[original].append(key)
    return kept


def _repeated(key: Key, kept: Mapping[Key, object], vectors: Mapping[Key, Vectors], threshold: float) -> Key | None:
    vector = vectors.get(key)
    if vector is None:
        return None
    alike = ((float(np.dot(vector, vectors[other])), other) for other in kept if other in vectors)
    best = max(alike, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= threshold else None
