"""The vector index: nearest passages by meaning, in a local Chroma collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.errors import RetrievalError
from knowledge.storage_errors import index_errors
from knowledge.types import PassageId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from knowledge.protocols import Vectors
    from knowledge.types import Passage, PassageLimits, ReportId

COLLECTION = "passages"
SEARCH_WIDTH = 200
"""Candidates that the graph search keeps (hnsw `ef_search`); above the most that a search asks for."""
MOST_IDS = 20_000
"""Ids that one query names: SQLite, in which Chroma looks them up, takes 32,766 values. With `where` beside as many ids
Chroma 1.5 takes minutes, so that ids come with every other limit already applied."""
MOST_EXACT = 1000
"""Allowed passages that are all compared: 0.1 s of 100,000, and none can be missed."""


class ChromaVectorIndex:
    """A `VectorIndex` in a folder. Only ids, vectors and filter fields are kept: the text is in the catalogue.

    One process may own the folder (the home's lock sees to that): a second client can hang for minutes,
    chroma-core/chroma#7040.

    Args:
        folder: Where the index lives; made where absent.

    Raises:
        HomeError: The folder holds something that is not this index.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open()

    def _open(self) -> None:
        import chromadb

        settings = chromadb.Settings(anonymized_telemetry=False)
        with index_errors(self._folder, "vectors"):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
            self._collection = self._client.get_or_create_collection(
                COLLECTION,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}},
                embedding_function=None,  # vectors are always passed: Chroma's own embedder would download a model
            )

    def close(self) -> None:
        """Lets go of the folder: Chroma keeps its client in the process otherwise, also when the folder is gone."""
        self._client.close()

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """See VectorIndex."""
        with index_errors(self._folder, "vectors"):
            step = self._client.get_max_batch_size()
            for first in range(0, len(passages), step):
                batch = passages[first : first + step]
                self._collection.upsert(
                    ids=[passage.passage_id for passage in batch],
                    embeddings=vectors[first : first + step],
                    metadatas=[_fields(passage) for passage in batch],
                )

    def remove_report(self, report_id: ReportId) -> None:
        """See VectorIndex."""
        with index_errors(self._folder, "vectors"):
            self._collection.delete(where={"report_id": report_id})

    def nearest(self, vector: Vectors, limit: int, limits: PassageLimits) -> Mapping[PassageId, float]:
        """See VectorIndex."""
        if limits.allow_nothing:
            return {}
        with index_errors(self._folder, "vectors", RetrievalError):
            if limits.passage_ids is None:
                return self._query(vector, limit, where=_where(limits))
            return self._nearest_of(vector, limit, sorted(limits.passage_ids))

    def _nearest_of(self, vector: Vectors, limit: int, allowed: Sequence[PassageId]) -> Mapping[PassageId, float]:
        """The nearest of some passages, looked for among these alone, so that none is crowded out by the others."""
        found = self._near_in_graph(vector, limit, allowed) if len(allowed) > MOST_EXACT else {}
        if len(found) < min(limit, len(allowed)):  # the graph may not lead to all of a few: it joins what is alike
            found = {
                key: float(vector @ row) for batch in _batches(allowed) for key, row in self.vectors(batch).items()
            }
        best = sorted(found, key=lambda key: (-found[key], key))[:limit]
        return {key: found[key] for key in best}

    def _near_in_graph(self, vector: Vectors, limit: int, allowed: Sequence[PassageId]) -> dict[PassageId, float]:
        """The passages that the graph search finds; none where Chroma lacks one, such as while a report is added."""
        from chromadb.errors import InternalError

        found: dict[PassageId, float] = {}
        try:
            for batch in _batches(allowed):
                found |= self._query(vector, limit, ids=batch)
        except InternalError:
            return {}
        return found

    def _query(self, vector: Vectors, limit: int, **within: Any) -> dict[PassageId, float]:  # noqa: ANN401 - Chroma's
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=limit, include=["distances"], **within
        )
        distances = found["distances"] or [[]]
        return {PassageId(key): 1 - float(far) for key, far in zip(found["ids"][0], distances[0], strict=True)}

    def vectors(self, passage_ids: Sequence[PassageId]) -> Mapping[PassageId, Vectors]:
        """See VectorIndex."""
        if not passage_ids:
            return {}
        with index_errors(self._folder, "vectors", RetrievalError):
            found = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        return {PassageId(key): row for key, row in zip(found["ids"], rows, strict=True)}

    def count(self) -> int:
        """See VectorIndex."""
        with index_errors(self._folder, "vectors"):
            return int(self._collection.count())

    def clear(self) -> None:
        """See VectorIndex."""
        with index_errors(self._folder, "vectors"):
            self._client.delete_collection(COLLECTION)
        self.close()
        self._open()


def _batches(allowed: Sequence[PassageId]) -> Iterator[list[PassageId]]:
    for first in range(0, len(allowed), MOST_IDS):
        yield list(allowed[first : first + MOST_IDS])


def _fields(passage: Passage) -> dict[str, str]:
    """The fields that searches are limited by."""
    return {
        "report_id": passage.report_id,
        "finding_type": passage.finding_type.value,
        "case_letter": passage.case_letter or "",  # always there: an upsert keeps the fields that it is not given
    }


def _where(limits: PassageLimits) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = [{name: {"$in": allowed}} for name, allowed in limits.fields().items()]
    return {"$and": clauses} if len(clauses) > 1 else next(iter(clauses), None)
