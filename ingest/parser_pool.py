"""Parses files side by side, each in a process of its own under a time and a memory limit."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.parser_process import FINISHED, ParseJob, ParseLimits, Refusal, run, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.errors import IngestError
    from knowledge.types import ParsedReport

AHEAD = 2
"""Files parsed ahead per worker: enough to keep both cores busy, few enough to hold in memory."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of one job: a report or the error that refused the file.

    `peak_mb` is the most memory that the process held, `None` where it ended before it could say; `fault` names the
    exception where the program itself failed on the file.
    """

    job: ParseJob
    report: ParsedReport | None
    error: IngestError | None
    peak_mb: float | None = None
    fault: str = ""


class ParserPool:
    """Parses files in processes of their own.

    A fork server that has loaded the readers once makes each process: it starts in milliseconds, and what a file does
    to it ends with it.

    Args:
        workers: How many files are parsed at once.
        limits: What each may take.
    """

    def __init__(self, workers: int, limits: ParseLimits) -> None:
        self._workers = workers
        self._limits = limits
        self._context = _context()

    def parse_all(self, jobs: Iterable[ParseJob]) -> Iterator[Parsed]:
        """Parses files ahead of the caller; results come in the order of the jobs."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="parser") as threads:
            waiting: deque[Future[Parsed]] = deque()
            try:
                for job in jobs:
                    waiting.append(threads.submit(self.parse, job))
                    if len(waiting) > AHEAD * self._workers:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:  # the caller stopped, or was interrupted: what has not begun does not begin
                for future in waiting:
                    future.cancel()

    def parse(self, job: ParseJob) -> Parsed:
        """Parses one file in a process of its own; never raises for what is in the file."""
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=run, args=(sender, job, self._limits), daemon=True)
        process.start()
        sender.close()
        try:
            if not receiver.poll(self._limits.seconds):
                return _refused(job, self._too_slow(job))
            finished = FINISHED.validate_json(receiver.recv_bytes())
        except EOFError:
            # Memory that runs out inside a parser written in C or Rust ends the process without a word.
            return _refused(job, too_large(job, self._limits))
        finally:
            receiver.close()
            _end(process)
        if finished.refusal is not None:
            return _refused(job, finished.refusal, finished.peak_mb)
        return Parsed(job, finished.parsed, None, finished.peak_mb)

    def _too_slow(self, job: ParseJob) -> Refusal:
        return Refusal(
            "unreadable",
            job.source_file,
            f"Reading it took longer than the {self._limits.seconds:.0f} seconds that one file may take.",
            "Save it anew from the program that made it, split it, or raise AUDIT_LEARNING_PARSE_SECONDS.",
        )


def _refused(job: ParseJob, refusal: Refusal, peak_mb: float | None = None) -> Parsed:
    return Parsed(job, None, refusal.error(), peak_mb, refusal.fault)


def _context() -> Any:  # noqa: ANN401 - the context classes differ by platform
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.parser_process", "ingest.parser_preload"])
    return context


def _end(process: Any) -> None:  # noqa: ANN401
    """Ends a process with all that it started, such as a text recognition under way."""
    if sys.platform != "win32" and process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.is_alive():
        process.kill()
    process.join()
    process.close()
