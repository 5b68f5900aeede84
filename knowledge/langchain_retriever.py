"""The search as a LangChain retriever, for people who build on that ecosystem. Importing this imports LangChain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.search import HybridSearch
from knowledge.types import Filters, Preferences

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from knowledge.types import SearchHit


class AuditLearningRetriever(BaseRetriever):
    """Gives the passages that fit a question, best first, as documents whose text is the report's own.

    Attributes:
        search: The search over an opened library, such as `product.search` (see app.wiring.opened).
        filters: Which passages may be returned.
        limit: How many documents at most.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: HybridSearch
    filters: Filters = Field(default_factory=Filters)
    limit: int = Field(default=10, ge=1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.search.search(query, self.filters, Preferences(), self.limit)
        return [Document(page_content=hit.passage.text, metadata=_metadata(hit)) for hit in hits]


def _metadata(hit: SearchHit) -> dict[str, Any]:
    """What a citation needs; `start` and `end` are offsets into the report's canonical text, `page` is 1-based."""
    passage = hit.passage
    return {
        "passage_id": passage.passage_id,
        "report_id": passage.report_id,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "heading_path": list(passage.heading_path),
        "finding_type": passage.finding_type.value,
        "column_headings": list(passage.column_headings),
        "score": hit.score,
    }
