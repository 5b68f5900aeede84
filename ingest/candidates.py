"""Files on their way in: looked at in order, parsed ahead where they need it."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.files import file_hash, shown_name
from ingest.parser_process import ParseJob
from knowledge.errors import IngestError
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ingest.lines import ReadOptions
    from ingest.parser_pool import Parsed, ParserPool


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
        stopping: Asked between files; once it says yes, no other file is given out.

    Returns:
        Every file, in order.
    """
    waiting: deque[Candidate] = deque()

    def jobs() -> Iterator[ParseJob]:
        for file in files:
            if stopping():
                return
            candidate = look_at(file)
            waiting.append(candidate)
            if candidate.error is None and is_wanted(candidate):
                yield candidate.job(reading)

    results = pool.parse_all(jobs())
    ahead = next(results, None)
    while waiting and not stopping():
        candidate = waiting.popleft()
        if ahead is None or ahead.job.path != candidate.path:
            yield Looked(candidate, None)
        else:
            yield Looked(candidate, ahead)
            ahead = next(results, None)
