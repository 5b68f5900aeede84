"""Files on their way in: looked at in order, parsed ahead where they need it."""

from __future__ import annotations

import re
from collections import deque
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.files import file_hash, shown_name
from ingest.parser_process import ParseJob
from knowledge.errors import IngestError
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from ingest.lines import ReadOptions
    from ingest.parser_pool import Parsed, ParserPool


LISTEN = 0.2
"""Seconds between two looks at whether somebody wishes to stop, while a file is parsed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file on its way in, with the hash of what it held when it was looked at, or why it could not be."""

    path: Path
    name: str
    source_hash: str = ""
    error: IngestError | None = None

    @property
    def slug(self) -> str:
        """The file's name as the beginning of a report id."""
        return re.sub(r"[^a-z0-9]+", "-", self.path.stem.casefold()).strip("-")[:60] or "report"

    def job(self, reading: ReadOptions) -> ParseJob:
        """The work of parsing it; the id that its report gets in the end may be another."""
        return ParseJob(self.path, ReportId(self.slug), self.source_hash, self.name, reading)


@dataclass(frozen=True, slots=True)
class Looked:
    """A candidate and what parsing it gave; `None` where it was not parsed."""

    candidate: Candidate
    parsed: Parsed | None


def look_at(file: Path) -> Candidate:
    """The candidate that a file is."""
    try:
        return Candidate(file, shown_name(file), file_hash(file))
    except IngestError as error:
        return Candidate(file, shown_name(file), error=error)


def parsed_ahead(
    files: Iterable[Path],
    pool: ParserPool,
    reading: ReadOptions,
    is_wanted: Callable[[Candidate], bool],
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Looked]:
    """Looks at files, and parses those that are wanted side by side, ahead of the caller.

    Args:
        files: The files.
        pool: Parses them.
        reading: How.
        is_wanted: Whether a file that could be looked at is to be parsed.
        stopping: Asked between files and while one is parsed; once it says yes, no other file is given out.

    Returns:
        Every file, in order, as soon as it and those before it are done.
    """
    waiting: deque[_Waiting] = deque()
    for file in files:
        if stopping():
            return
        candidate = look_at(file)
        wanted = candidate.error is None and is_wanted(candidate)
        waiting.append(_Waiting(candidate, pool.submit(candidate.job(reading)) if wanted else None))
        while waiting and (waiting[0].is_done or len(waiting) > pool.ahead):
            yield from waiting.popleft().looked(stopping)
    while waiting and not stopping():
        yield from waiting.popleft().looked(stopping)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A candidate and the work on it that is under way, if any."""

    candidate: Candidate
    work: Future[Parsed] | None

    @property
    def is_done(self) -> bool:
        return self.work is None or self.work.done()

    def looked(self, stopping: Callable[[], bool]) -> Iterator[Looked]:
        """The result, waited for; nothing once somebody wishes to stop."""
        while not self.is_done and not stopping():
            assert self.work is not None  # what has no work is done
            wait([self.work], timeout=LISTEN)
        if not stopping():
            yield Looked(self.candidate, self.work.result() if self.work else None)
