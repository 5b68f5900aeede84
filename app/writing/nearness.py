"""How near a sentence is in meaning to the passages that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.protocols import Embedder, Vectors
    from knowledge.types import Passage, PassageId


class Nearness:
    """The cosine of a sentence and passages; each text of one answer is embedded once.

    Args:
        embedder: Embeds both.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._sentences: dict[str, Vectors] = {}
        self._passages: dict[PassageId, Vectors] = {}

    def __call__(self, sentence: str, passages: Sequence[Passage]) -> float:
        """The cosine of a sentence and the nearest of some passages, in [-1, 1]; -1 where there are none.

        The passages are embedded as they read, without headings: those are much alike within a report.
        """
        if not passages:
            return -1.0
        new = [passage for passage in passages if passage.passage_id not in self._passages]
        texts = [sentence] * (sentence not in self._sentences) + [passage.reading_text for passage in new]
        vectors = list(self._embedder.embed(texts))
        if sentence not in self._sentences:
            self._sentences[sentence] = vectors.pop(0)
        self._passages.update(zip((passage.passage_id for passage in new), vectors, strict=True))
        own = self._sentences[sentence]
        return max(float(np.dot(own, self._passages[passage.passage_id])) for passage in passages)
