"""The knowledge base: the catalogue and the two indexes kept in step, also across a crash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.errors import IndexMismatchError
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.catalogue import Catalogue
    from knowledge.catalogue_rows import Overrides
    from knowledge.protocols import Embedder, Progress, VectorIndex, Vectors, WordIndex
    from knowledge.types import ParsedReport, Passage, ReportDescription, ReportId

EMBEDDER_KEY = "embedder"


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the stores agree. Counts are of passages."""

    reports: int
    passages: int
    in_vectors: int
    in_words: int
    unindexed_reports: int
    embedder_matches: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be mended."""
        return (
            self.embedder_matches and not self.unindexed_reports and self.passages == self.in_vectors == self.in_words
        )


class KnowledgeBase:
    """The one way to write reports; both indexes always follow the catalogue.

    A change is written to the catalogue first, in one transaction that also notes the report as unindexed; the note
    goes once both indexes follow. So a crash at any moment leaves either the old state or a note, and opening mends
    what the notes name.

    Args:
        catalogue: The truth.
        vectors: Derived.
        words: Derived.
        embedder: Makes the vectors.
    """

    def __init__(self, catalogue: Catalogue, vectors: VectorIndex, words: WordIndex, embedder: Embedder) -> None:
        self.catalogue = catalogue
        self.vectors = vectors
        self.words = words
        self._embedder = embedder

    def check_embedder(self) -> None:
        """Refuses vectors that another embedder made. Raises IndexMismatchError."""
        stored = self.catalogue.setting(EMBEDDER_KEY)
        if stored is None:
            self.catalogue.set_setting(EMBEDDER_KEY, self._embedder_facts())
        elif stored != self._embedder_facts():
            raise IndexMismatchError(
                f"The vectors in this library were made by another embedder ({stored}) than the one in use "
                f"({self._embedder_facts()}).",
                "Run `audit-learning doctor --repair` to embed the stored reports again.",
            )

    def _embedder_facts(self) -> str:
        embedder = self._embedder
        return json.dumps({"name": embedder.name, "revision": embedder.revision, "dimension": embedder.dimension})

    def add(self, parsed: ParsedReport, progress: Progress | None = None, overrides: Overrides | None = None) -> None:
        """Stores a report, replacing the one of the same id: all of it or nothing.

        Args:
            parsed: The report.
            progress: Called with (passages embedded, passages in all).
            overrides: What its description is made of, where people set some of it.
        """
        passages = () if parsed.report.held else parsed.passages  # no index knows a word of a held report
        texts = [embedded_text(passage, parsed.report.description) for passage in passages]
        embedded = self._embedder.embed(texts, progress)  # the slow part, before anything is written
        self.catalogue.put(parsed, overrides)
        self._index(parsed.report.report_id, passages, embedded, texts)

    def redescribe(self, report_id: ReportId, description: ReportDescription, overrides: Overrides) -> None:
        """Gives a report another description, in all stores. Raises UnknownReportError."""
        self.catalogue.redescribe(report_id, description, overrides)
        self._reindex(report_id)

    def hold(self, report_id: ReportId) -> None:
        """Keeps a report out of search and answers: it leaves both indexes. Raises UnknownReportError."""
        self.catalogue.set_held(report_id, held=True)
        self._reindex(report_id)

    def release(self, report_id: ReportId) -> None:
        """Lets a held report into search and answers, and remembers it. Raises UnknownReportError."""
        self.catalogue.set_held(report_id, held=False)
        self._reindex(report_id)

    def remove(self, report_id: ReportId) -> None:
        """Removes a report from all stores. Raises UnknownReportError."""
        self.catalogue.delete(report_id)
        self._reindex(report_id)

    def mend(self, tell: Callable[[str], None]) -> None:
        """Makes both indexes follow the catalogue where a crash left them behind.

        Args:
            tell: Told in words what is mended, where anything is.
        """
        unindexed = self.catalogue.unindexed()
        for report_id in unindexed:
            tell(f"Completing the index of {report_id}, which an earlier run left unfinished.")
            self._reindex(report_id)
        if not self.health().is_whole:
            tell("The indexes do not match the stored reports: building them again.")
            self.rebuild(tell)

    def rebuild(self, tell: Callable[[str], None]) -> None:
        """Empties both indexes and builds them again from the catalogue."""
        self.catalogue.mark_all_unindexed()
        self.vectors.clear()
        self.words.clear()
        self.catalogue.set_setting(EMBEDDER_KEY, self._embedder_facts())
        for report_id in self.catalogue.unindexed():
            tell(f"Indexing {report_id}.")
            self._reindex(report_id)

    def _reindex(self, report_id: ReportId) -> None:
        passages = self.catalogue.passages(Filters(report_ids=frozenset({report_id})))
        texts = []
        if passages:
            description = self.catalogue.report(report_id).description
            texts = [embedded_text(passage, description) for passage in passages]
        self._index(report_id, passages, self._embedder.embed(texts), texts)

    def _index(self, report_id: ReportId, passages: Sequence[Passage], vectors: Vectors, texts: Sequence[str]) -> None:
        self.vectors.remove_report(report_id)
        self.words.remove_report(report_id)
        if passages:
            self.vectors.add(passages, vectors)
            self.words.add(passages, texts)
        self.catalogue.mark_indexed(report_id)

    def health(self) -> Health:
        """Whether the stores agree, by their counts and notes."""
        return Health(
            reports=len(self.catalogue.reports()),
            passages=self.catalogue.count_passages(),
            in_vectors=self.vectors.count(),
            in_words=self.words.count(),
            unindexed_reports=len(self.catalogue.unindexed()),
            embedder_matches=self.catalogue.setting(EMBEDDER_KEY) in {None, self._embedder_facts()},
        )


def embedded_text(passage: Passage, description: ReportDescription) -> str:
    """The text that stands for a passage in both indexes: what report, under which headings, then its words."""
    about = [description.title]
    if description.partnership and description.partnership not in description.title:
        about.append(description.partnership)
    about += [date.words for date in description.dates]
    return "\n".join([", ".join(about), " > ".join(passage.heading_path), passage.reading_text])
