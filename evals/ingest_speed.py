"""Ingest speed: pages a second from files to a searchable store, ours and the baseline file by file in one run."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.library import temporary_folder
from knowledge.errors import DatasetError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.settings import Settings
    from evals.baseline.tutorial import TutorialRag
    from evals.library import Tell
    from ingest.pipeline import Pipeline
    from knowledge.protocols import Embedder


@dataclass(frozen=True, slots=True)
class FileSpeed:
    """One file through one system: `pages` is 0 where it was left out; a format without pages counts as one page."""

    file: str
    pages: int
    units: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IngestScores:
    """One system over all files; `units` are passages or chunks, `left_out` counts files refused or repeated."""

    system: str
    pages: int
    units: int
    left_out: int
    seconds: float
    pages_per_second: float
    rows: tuple[FileSpeed, ...]


def measure_ingest(
    paths: Sequence[Path], settings: Settings, embedder: Embedder, tell: Tell, *, with_baseline: bool
) -> list[IngestScores]:
    """Takes files into fresh temporary stores, each file through both systems before the next.

    The embedding model is loaded before the clock starts. The first file also pays for loading the readers.

    Raises:
        DatasetError: There is no file to read.
    """
    from app.wiring import opened
    from evals.baseline.tutorial import TutorialRag
    from ingest.files import find_files

    files = find_files(paths)
    if not files:
        raise DatasetError("There is no report in these folders.", "Name folders with PDF or text files.")
    embedder.embed(["warm"])
    with (
        temporary_folder() as folder,
        opened(settings.model_copy(update={"home": folder / "home"}), embedder, tell) as product,
    ):
        systems = {"ours": _ours(product.pipeline)}
        if with_baseline:
            systems["tutorial baseline"] = _baseline(TutorialRag(embedder, folder / "baseline"))
        rows: dict[str, list[FileSpeed]] = {name: [] for name in systems}
        for file in files:
            for name, add in systems.items():
                rows[name].append(_timed(file, add))
    return [_scores(name, measured) for name, measured in rows.items()]


@dataclass(frozen=True, slots=True)
class _Taken:
    pages: int
    units: int


def _ours(pipeline: Pipeline) -> Callable[[Path], _Taken]:
    def add(file: Path) -> _Taken:
        outcome = next(pipeline.ingest([file]))
        if outcome.action != "added":
            return _Taken(0, 0)  # the same content under another name costs nothing, so it counts for nothing
        return _Taken(outcome.pages or 1, outcome.passages)

    return add


def _baseline(baseline: TutorialRag) -> Callable[[Path], _Taken]:
    def add(file: Path) -> _Taken:
        before = len(baseline.chunks)
        try:
            pages = baseline.add(file)
        except UnreadableFileError:
            pages = 0
        return _Taken(pages, len(baseline.chunks) - before)

    return add


def _timed(file: Path, add: Callable[[Path], _Taken]) -> FileSpeed:
    started = time.perf_counter()
    taken = add(file)
    return FileSpeed(file.name, taken.pages, taken.units, time.perf_counter() - started)


def _scores(system: str, rows: Sequence[FileSpeed]) -> IngestScores:
    pages, seconds = sum(row.pages for row in rows), sum(row.seconds for row in rows)
    return IngestScores(
        system=system,
        pages=pages,
        units=sum(row.units for row in rows),
        left_out=sum(not row.pages for row in rows),
        seconds=seconds,
        pages_per_second=pages / seconds if seconds else 0.0,
        rows=tuple(rows),
    )
