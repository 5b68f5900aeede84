"""Parse speed: pages a second from a file to passages, beside bare text extraction and the baseline's loader."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.parse_jobs import parse_job
from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ingest.options import IngestOptions

    ReadAll = Callable[[Sequence[Path]], int]
    """Reads files and gives how many pages that were; a file that it cannot read counts for none."""


@dataclass(frozen=True, slots=True)
class ParseSpeed:
    """One system over all files."""

    system: str
    pages: int
    seconds: float

    @property
    def pages_per_second(self) -> float:
        """0 where nothing was read."""
        return self.pages / self.seconds if self.seconds else 0.0


def measure_parse_speed(files: Sequence[Path], options: IngestOptions, *, with_baseline: bool) -> list[ParseSpeed]:
    """Reads all files with each system, one after the other; the first file is read once before its clock starts."""
    systems: dict[str, ReadAll] = {
        "ours, 1 worker": _ours(1, options),
        "ours, 2 workers": _ours(2, options),
        "pypdfium2, text alone": _bare_text,
    }
    if with_baseline:
        systems["tutorial loader and splitter"] = _baseline
    return timed(files, systems)


def timed(
    files: Sequence[Path], systems: Mapping[str, ReadAll], clock: Callable[[], float] = time.perf_counter
) -> list[ParseSpeed]:
    """Times each system over all files."""
    speeds = []
    for name, read_all in systems.items():
        read_all(files[:1])
        started = clock()
        pages = read_all(files)
        speeds.append(ParseSpeed(name, pages, clock() - started))
    return speeds


def _ours(workers: int, options: IngestOptions) -> ReadAll:
    from ingest.parser_pool import ParserPool

    pool = ParserPool(workers, options.limits)

    def read_all(files: Sequence[Path]) -> int:
        parsed = pool.parse_all(parse_job(file, options) for file in files)
        return sum(one.report.report.page_count or 1 for one in parsed if one.report is not None)

    return read_all


def _bare_text(files: Sequence[Path]) -> int:
    from evals.pdf_reading import raw_pages

    def pages(file: Path) -> int:
        try:
            return len(raw_pages(file))
        except UnreadableFileError:
            return 0

    return sum(map(pages, files))


def _baseline(files: Sequence[Path]) -> int:
    from evals.baseline.tutorial import read_pages, splitter

    split = splitter()

    def pages(file: Path) -> int:
        try:
            read = read_pages(file)
        except UnreadableFileError:
            return 0
        split.split_documents(read)
        return len(read)

    return sum(map(pages, files))
