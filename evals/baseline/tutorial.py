"""The RAG that tutorials build, on the same files and embedder: what our search and answers are measured against.

One document per PDF page, 1,000-character chunks with 200 of overlap, a Chroma store, the four nearest chunks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from knowledge.protocols import Embedder

CHUNK_CHARACTERS = 1000
OVERLAP_CHARACTERS = 200
TOP = 4
"""LangChain's default `k`."""
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk that the baseline retrieved: what it would hand to a language model. `key` names it in its store."""

    key: str
    source_file: str
    text: str


class TutorialRag:
    """The baseline over one folder of its own.

    Args:
        embedder: The one that we use.
        folder: Where its store lives; made where absent.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        import chromadb
        from langchain_chroma import Chroma

        from evals.baseline.embeddings import EmbedderEmbeddings

        folder.mkdir(parents=True, exist_ok=True)
        self._client = chromadb.PersistentClient(
            path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False)
        )
        self._store = Chroma(
            client=self._client,
            collection_name="tutorial",
            embedding_function=EmbedderEmbeddings(embedder),
            collection_configuration={"hnsw": {"space": "cosine"}},
        )
        self._splitter = splitter()
        self.chunks: dict[str, Chunk] = {}

    def add(self, file: Path) -> int:
        """Takes in one file.

        Returns:
            How many pages were read; a text file is one.

        Raises:
            UnreadableFileError: The loader cannot read it.
        """
        pages = read_pages(file)
        first = len(self.chunks)
        texts = [piece.page_content for piece in self._splitter.split_documents(pages)]
        chunks = [Chunk(f"chunk-{first + number}", file.name, text) for number, text in enumerate(texts)]
        for start in range(0, len(chunks), BATCH):
            batch = chunks[start : start + BATCH]
            self._store.add_texts(
                [chunk.text for chunk in batch],
                metadatas=[{"source": chunk.source_file} for chunk in batch],
                ids=[chunk.key for chunk in batch],
            )
        self.chunks |= {chunk.key: chunk for chunk in chunks}
        return len(pages)

    def search(self, question: str, limit: int = TOP) -> list[Chunk]:
        """The chunks nearest to a question, best first; none where nothing was added."""
        if not self.chunks:
            return []
        found = self._store.similarity_search(question, k=limit)
        return [self.chunks[str(document.id)] for document in found]


def splitter() -> RecursiveCharacterTextSplitter:
    """Cuts pages into chunks as tutorials do."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)


def read_pages(file: Path) -> list[Document]:
    """Reads a file as LangChain's loaders do: a document per PDF page (pypdf), one for any other file.

    Raises:
        UnreadableFileError: It cannot be read.
    """
    from langchain_core.documents import Document
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        if file.suffix.lower() != ".pdf":
            return [Document(file.read_text(encoding="utf-8", errors="replace"), metadata={"source": file.name})]
        return [
            Document(page.extract_text(), metadata={"source": file.name, "page": number})
            for number, page in enumerate(PdfReader(file).pages)
        ]
    except (OSError, PyPdfError, ValueError) as error:
        raise UnreadableFileError(file.name, f"The baseline's loader cannot read the file ({error}).") from error
