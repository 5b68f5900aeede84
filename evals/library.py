"""Opens what the evals run on: the home's library or a temporary one, and the baseline over the same files."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import DatasetError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.settings import Settings
    from app.wiring import Product
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import Question
    from knowledge.protocols import Embedder

    Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class EvalLibrary:
    """An opened library with the embedder that made it and the files that it holds."""

    product: Product
    embedder: Embedder
    files: tuple[Path, ...]


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
            held = product.knowledge_base.catalogue.reports()
            if not held:
                raise DatasetError("There is no report to evaluate on.", "Name report files with --reports.")
            yield EvalLibrary(product, embedder, tuple(Path(report.source_path) for report in held))


def check_files(library: EvalLibrary, questions: Sequence[Question], tell: Tell) -> None:
    """Says which files the questions quote that the library lacks.

    Raises:
        DatasetError: It lacks all of them, so that nothing could be found.
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
