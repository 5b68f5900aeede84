"""The seams of the product: what an adapter must do to take a part. Wiring is in app/wiring.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.types import (
        Answer,
        Filters,
        FindingType,
        LabelKind,
        Passage,
        PassageId,
        PassageLimits,
        Report,
        ReportId,
        Turn,
    )
    from knowledge.writing import ModelRequest, ReplyPiece

    Vectors = NDArray[np.float32]
    Progress = Callable[[int, int], None]
    Stop = Callable[[], bool]


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """The model's published name."""

    @property
    def revision(self) -> str:
        """The sha256 of the weights: two revisions never share an index."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embeds texts, in order.

        Args:
            texts: Any number of texts, none needed.
            progress: Called with (texts done, texts in all) now and then.

        Returns:
            Array of shape `(len(texts), dimension)` float32, each row L2-normalised.
        """


class VectorIndex(Protocol):
    """Nearest passages by meaning. Derived from the catalogue: may be dropped and built again."""

    def close(self) -> None:
        """Lets go of what it holds open; it is not used again."""

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Adds passages, replacing those of the same id."""

    def remove_report(self, report_id: ReportId) -> None:
        """Removes a report's passages; a report that is not there is no error."""

    def nearest(self, vector: Vectors, limit: int, limits: PassageLimits) -> Mapping[PassageId, float]:
        """Finds the passages nearest to one vector of shape `(dimension,)`.

        Args:
            vector: A unit vector.
            limit: How many at most.
            limits: Which passages may be returned.

        Returns:
            Cosine in [-1, 1] by passage id, best first.
        """

    def vectors(self, passage_ids: Sequence[PassageId]) -> Mapping[PassageId, Vectors]:
        """The stored unit vectors, each of shape `(dimension,)`; ids that are not there are left out."""

    def count(self) -> int:
        """How many passages are indexed."""

    def clear(self) -> None:
        """Empties the index."""


class WordIndex(Protocol):
    """Passages by their words (BM25, English stems). Derived from the catalogue, like the vectors."""

    def add(self, passages: Sequence[Passage], indexed_texts: Sequence[str]) -> None:
        """Adds passages with the text to index for each, and makes them searchable at once."""

    def remove_report(self, report_id: ReportId) -> None:
        """Removes a report's passages; a report that is not there is no error."""

    def search(
        self, weighted_terms: Mapping[str, float], limit: int, limits: PassageLimits
    ) -> Mapping[PassageId, float]:
        """BM25 scores by passage id, best first; terms are stems as `stem` gives them, or keys of labels, weighted."""

    def reports_naming(
        self,
        things: Sequence[tuple[Collection[frozenset[str]], float]],
        least: float,
        limits: PassageLimits,
    ) -> set[ReportId]:
        """The reports with a passage that names enough of some things: over the whole index, never the best few.

        Args:
            things: Each thing by its names (every name a set of stems or label keys, all to be there) and its weight.
            least: Sum of the weights of the things that one passage must name.
            limits: Which passages count.
        """

    def stem(self, text: str) -> Sequence[str]:
        """The stems of a text, in order, repeats kept."""

    def rarity(self, stem: str) -> float:
        """Inverse document frequency of a stem or a label's key; 0 where no passage has it."""

    def near_spelling(self, stem: str) -> str | None:
        """A stem of the library within a small edit distance of one that it lacks; `None` if there is none."""

    def count(self) -> int:
        """How many passages are indexed."""

    def clear(self) -> None:
        """Empties the index."""


class Answerer(Protocol):
    """Answers a question: what the page, the command line and the evals call."""

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answers one question.

        Args:
            question: What was asked.
            history: Earlier turns, oldest first.
            filters: Limits chosen by the person; none where absent.

        Raises:
            QuestionError: The question is empty or too long.
        """

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Answer]:
        """Answers one question, and yields the answer as it grows; the last one is whole, and is what `ask` gives.

        What an earlier one shows stays, but where the model fails: then the last one is the extractive answer.

        Args:
            question: What was asked.
            history: Earlier turns, oldest first.
            filters: Limits chosen by the person; none where absent.
            stop: Asked now and then whether nobody waits for the answer any more; it then ends early.

        Raises:
            QuestionError: The question is empty or too long.
        """


class LanguageModel(Protocol):
    """Writes text. What it writes is data that must be checked, never trusted."""

    @property
    def name(self) -> str:
        """As configured: `ollama:llama3.1`."""

    @property
    def destination(self) -> str:
        """The host that requests go to, with its port where it is not the usual one."""

    @property
    def is_here(self) -> bool:
        """Whether what is sent there stays on this machine."""

    @property
    def keeps_to_schema(self) -> bool:
        """Whether it can be held to the schema of a request."""

    def load(self) -> None:
        """Makes it ready without calling it. Raises ConfigError where it cannot be used as it is configured."""

    def stream(self, request: ModelRequest, stop: Stop | None = None, spent_seconds: float = 0) -> Iterator[ReplyPiece]:
        """Asks, and yields the reply as it arrives.

        Closing the iterator ends the request: at once for who waits, at its server with the next piece of the reply, or
        at the latest when the client has waited in vain for one.

        Args:
            request: What to ask.
            stop: Asked several times a second whether to give up; the iterator then ends.
            spent_seconds: What the question has taken of the model's time already.

        Raises:
            ModelError: It cannot be had, or does not end in time; its `fault` says how.
            ConfigError: It cannot be used as it is configured.
        """


class Library(Protocol):
    """The reports held, for showing."""

    def reports(self) -> Sequence[Report]:
        """All reports, newest audit first, those without a date last."""

    def report(self, report_id: ReportId) -> Report:
        """One report. Raises UnknownReportError."""

    def canonical_text(self, report_id: ReportId) -> str:
        """The report's whole canonical text. Raises UnknownReportError."""

    def passages(self, filters: Filters) -> Sequence[Passage]:
        """The passages that the filters allow, by report and reading order."""

    def passages_by_type(
        self, report_ids: Collection[ReportId] | None = None
    ) -> Mapping[ReportId, Mapping[FindingType, int]]:
        """How many passages of each finding type reports have, held reports too.

        Args:
            report_ids: Of which reports; all where absent.

        Returns:
            Counts (1 or more) by report, the types in the order of `FindingType`; a report without passages is left
            out.
        """

    def label_counts(
        self, kind: LabelKind, report_ids: Collection[ReportId]
    ) -> Sequence[tuple[ReportId, FindingType, str, int]]:
        """How many passages of some reports carry each label of a kind.

        Args:
            kind: Themes, agencies or cases.
            report_ids: Of which reports; those that are held are left out.

        Returns:
            `(report, finding type, label, passages)` for each that there is, in no order. A passage with two labels
            counts for both.
        """


class Reader(Protocol):
    """Reads one file format. Adapters are in ingest/readers."""

    def accepts(self, head: bytes) -> bool:
        """Whether a file that begins with these bytes is of this format (the name does not count)."""

    def read(self, path: Path) -> object:
        """Reads the file into an `ingest.lines.SourceDocument`."""
