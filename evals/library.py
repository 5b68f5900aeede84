"""Opens what the evals run on: the home's library or a temporary one, and the baseline over the same files."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.matching import folded, holds_folded
from knowledge.errors import DatasetError, UnreadableFileError
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.settings import Settings
    from app.wiring import Product
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import GoldQuote, Question
    from knowledge.catalogue import Catalogue
    from knowledge.protocols import Embedder
    from knowledge.types import Report, ReportId

    Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class EvalLibrary:
    """An opened library with the embedder that made it, and the reports that it holds."""

    product: Product
    embedder: Embedder
    reports: StoredReports

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of its reports."""
        return self.reports.files


class StoredReports:
    """The `Sources` of a library: what answers cite, read once from its catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reports = {report.report_id: report for report in catalogue.reports()}
        self._texts: dict[ReportId, str] = {}
        self._read: dict[ReportId, dict[tuple[int, int], str]] = {}

    @property
    def files(self) -> tuple[Path, ...]:
        """Where each report was read from."""
        return tuple(Path(report.source_path) for report in self._reports.values())

    def report(self, report_id: ReportId) -> Report | None:
        """See Sources."""
        return self._reports.get(report_id)

    def of_file(self, file: str) -> list[Report]:
        """The reports that came from a file of this name."""
        return [report for report in self._reports.values() if report.source_file == file]

    def canonical_text(self, report_id: ReportId) -> str:
        """See Sources."""
        if report_id not in self._texts:
            held = report_id in self._reports
            self._texts[report_id] = self._catalogue.canonical_text(report_id) if held else ""
        return self._texts[report_id]

    def reading_texts(self, report_id: ReportId) -> Mapping[tuple[int, int], str]:
        """See Sources."""
        if report_id not in self._read:
            held = report_id in self._reports
            limits = Filters(report_ids=frozenset({report_id}), include_held=True)
            passages = self._catalogue.passages(limits) if held else []
            self._read[report_id] = {(passage.start, passage.end): passage.reading_text for passage in passages}
        return self._read[report_id]


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes when the block ends."""
    # Chroma keeps files open until its process ends: on Windows they cannot be removed before.
    with tempfile.TemporaryDirectory(prefix="audit-learning-eval-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def eval_library(
    settings: Settings, reports: Sequence[Path], tell: Tell, embedder: Embedder | None = None
) -> Iterator[EvalLibrary]:
    """Opens the library to evaluate.

    Args:
        settings: How it answers; its home is opened where `reports` is empty, and gets the samples where it is new.
        reports: Files or folders to make a temporary library of.
        tell: Told in words what is refused or mended.
        embedder: Another embedder than the one that comes with the program.

    Raises:
        DatasetError: It holds no report.
    """
    from app.samples import fill_if_new
    from app.wiring import default_embedder, opened
    from ingest.files import find_files

    embedder = embedder or default_embedder()
    with temporary_folder() as folder:
        used = settings.model_copy(update={"home": folder / "home"}) if reports else settings
        with opened(used, embedder, tell) as product:
            if not reports:
                fill_if_new(product, tell)
            for outcome in product.pipeline.ingest(find_files(reports)):
                if outcome.action == "refused":
                    tell(f"{outcome.source_file} was refused: {outcome.message}")
            held = StoredReports(product.knowledge_base.catalogue)
            if not held.files:
                raise DatasetError("There is no report to evaluate on.", "Name report files with --reports.")
            yield EvalLibrary(product, embedder, held)


def check_files(library: EvalLibrary, questions: Sequence[Question], tell: Tell) -> None:
    """Says which files the questions quote that the library lacks, and checks where their quotes stand.

    Raises:
        DatasetError: It lacks all of them, so that nothing could be found, or a quote does not stand where it says.
    """
    quoted = {source.file for question in questions for source in question.sources}
    missing = sorted(quoted - {file.name for file in library.files})
    if quoted and len(missing) == len(quoted):
        raise DatasetError(
            f"The library holds none of the {len(quoted)} files that the questions quote, such as {missing[0]}.",
            "Name them with --reports, or ask the questions of these reports with --questions.",
        )
    if missing:
        tell(f"The questions quote {', '.join(missing)}, which the library does not hold.")
    check_spans(library.reports, questions)


def check_spans(reports: StoredReports, questions: Sequence[Question]) -> None:
    """Checks that the words of each gold quote stand where it says, in the reports that the library holds.

    Raises:
        DatasetError: One does not; it names the question.
    """
    for question in questions:
        for source in question.sources:
            held = reports.of_file(source.file)
            if held and not any(_stands(source, reports.canonical_text(report.report_id)) for report in held):
                place = f"{source.start}-{source.end} of {source.file}"
                raise DatasetError(
                    f"Question {question.id}: its quote does not stand at {place}.",
                    "Find its place with `audit-learning show REPORT --text`, or leave out start and end.",
                )


def _stands(source: GoldQuote, text: str) -> bool:
    return source.start is None or holds_folded(folded(text[source.start : source.end]), folded(source.quote))


@contextmanager
def baseline_over(library: EvalLibrary, tell: Tell) -> Iterator[TutorialRag]:
    """Builds the baseline in a temporary folder over the files of a library.

    Raises:
        DatasetError: It can read none of them.
    """
    from evals.baseline.tutorial import TutorialRag

    with temporary_folder() as folder:
        baseline = TutorialRag(library.embedder, folder)
        for file in library.files:
            try:
                baseline.add(file)
            except UnreadableFileError as error:
                tell(f"The baseline leaves out {file.name}: {error.message}")
        if not baseline.chunks:
            raise DatasetError("The baseline can read none of the library's files.", "Leave it out with --no-baseline.")
        yield baseline
