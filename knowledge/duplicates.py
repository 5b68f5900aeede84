"""Collapses near-duplicates: reports print a finding in the summary, in the body and again at the end.

Meaning alone does not tell a repeat: vectors of one list under one heading are closer than .93 to each other, and two
rows of a table differ in their numbers only. So the words must be nearly the same, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.protocols import Vectors

Key = TypeVar("Key")
SAME_MEANING = 0.85
SAME_WORDS = 0.7
"""Share of the words of the shorter passage and the longer that both have (Jaccard), from which they say the same."""


def collapse(ranked: Sequence[Key], vectors: Mapping[Key, Vectors], texts: Mapping[Key, str]) -> dict[Key, list[Key]]:
    """Groups each passage with the better-ranked one that it repeats.

    Args:
        ranked: Keys, best first.
        vectors: Unit vectors; a key without one repeats nothing.
        texts: The words of each key.

    Returns:
        For each kept key, in rank order, the keys collapsed into it, best first. Every key stands exactly once.
    """
    kept: dict[Key, list[Key]] = {}
    words = {key: frozenset(re.findall(r"\w+", texts[key].casefold())) for key in ranked}
    for key in ranked:
        original = next((other for other in kept if _repeats(key, other, vectors, words)), None)
        if original is None:
            kept[key] = []
        else:
            kept[original].append(key)
    return kept


def _repeats(key: Key, other: Key, vectors: Mapping[Key, Vectors], words: Mapping[Key, frozenset[str]]) -> bool:
    mine, theirs = words[key], words[other]
    if len(mine & theirs) < SAME_WORDS * len(mine | theirs) or _numbers(mine) != _numbers(theirs):
        return False
    if key not in vectors or other not in vectors:
        return False
    return float(np.dot(vectors[key], vectors[other])) >= SAME_MEANING


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(character.isdigit() for character in word))
