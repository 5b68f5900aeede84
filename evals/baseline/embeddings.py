"""Our embedder as LangChain's `Embeddings`. Imports LangChain: only the baseline imports this module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from knowledge.protocols import Embedder


class EmbedderEmbeddings(Embeddings):
    """The same vectors for the baseline as for us.

    Args:
        embedder: Ours.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See Embeddings."""
        vectors: list[list[float]] = self._embedder.embed(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """See Embeddings."""
        return self.embed_documents([text])[0]
