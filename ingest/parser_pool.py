"""Parses files side by side, each in a process of its own under a time and a memory limit."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ingest.parser_process import FINISHED, Finished, ParseJob, ParseLimits, Refusal, fault, run, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from knowledge.errors import IngestError
    from knowledge.types import ParsedReport

AHEAD = 2
"""Files parsed ahead per worker: enough to keep all cores busy, few enough to hold in memory."""


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
    """Parses files in processes of their own, some at once.

    A fork server that has loaded the readers once makes each process: it starts in milliseconds, and what a file does
    to it ends with it. Leaving the block ends what is under way.

    Args:
        workers: How many files are parsed at once.
        limits: What each may take.
    """

    def __init__(self, workers: int, limits: ParseLimits) -> None:
        self.ahead = AHEAD * workers
        self._limits = limits
        self._context = worker_context()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parser")
        self._running: set[Any] = set()
        self._closed = False

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Ends the processes under way; jobs that wait are dropped."""
        self._closed = True
        for process in list(self._running):
            end_worker(process)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def submit(self, job: ParseJob) -> Future[Parsed]:
        """Parses a file as soon as a worker is free. The result never raises for what is in the file."""
        return self._threads.submit(self.parse, job)

    def parse_all(self, jobs: Iterable[ParseJob]) -> Iterator[Parsed]:
        """Parses files ahead of the caller; results come in the order of the jobs."""
        waiting: deque[Future[Parsed]] = deque()
        for job in jobs:
            waiting.append(self.submit(job))
            if len(waiting) > self.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def parse(self, job: ParseJob) -> Parsed:
        """Parses one file in a process of its own; never raises for what is in the file."""
        started = time.monotonic()
        try:
            finished = self._finished(job)
        except (EOFError, OSError) as error:
            # Memory that runs out inside a parser written in C or Rust ends the process without a word.
            slow = time.monotonic() - started >= self._limits.seconds
            refusal = self._too_slow(job) if slow else _why(job, self._limits, error)
            return Parsed(job, None, refusal.error(), None, refusal.fault)
        if finished.refusal is not None:
            return Parsed(job, None, finished.refusal.error(), finished.peak_mb, finished.refusal.fault)
        return Parsed(job, finished.parsed, None, finished.peak_mb)

    def _finished(self, job: ParseJob) -> Finished:
        """What a process sends. Raises EOFError where it ends without, OSError where it cannot even be made."""
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=run, args=(sender, job, self._limits), daemon=True)
        clock = threading.Timer(self._limits.seconds, end_worker, (process,))
        clock.daemon = True
        try:
            process.start()
            self._running.add(process)
            sender.close()
            clock.start()
            if self._closed:
                raise _EndedEarly
            return FINISHED.validate_json(receiver.recv_bytes())
        except EOFError as error:
            process.join(1)
            raise _EndedEarly(process.exitcode) from error
        finally:
            clock.cancel()
            receiver.close()
            sender.close()
            self._running.discard(process)
            if process.pid is not None:
                end_worker(process)
                process.join()
                process.close()

    def _too_slow(self, job: ParseJob) -> Refusal:
        return Refusal(
            "unreadable",
            job.source_file,
            f"Reading it took longer than the {self._limits.seconds:.0f} seconds that one file may take.",
            "Save it anew from the program that made it, split it, or raise AUDIT_LEARNING_PARSE_SECONDS.",
        )


class _EndedEarly(EOFError):
    """A process ended without a word; its one argument is the exit code, negative for the signal that ended it."""


def _why(job: ParseJob, limits: ParseLimits, error: EOFError | OSError) -> Refusal:
    code = error.args[0] if isinstance(error, _EndedEarly) and error.args else None
    if isinstance(error, _EndedEarly) and (code is None or code < 0):
        return too_large(job, limits)
    return fault(job, f"exit {code}" if isinstance(error, _EndedEarly) else type(error).__name__)


def worker_context() -> Any:  # noqa: ANN401 - the context classes differ by platform
    """How workers are started: forked from a server that has loaded what they need, where the platform can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.parser_preload"])
    return context


def end_worker(process: Any) -> None:  # noqa: ANN401
    """Ends a process with all that it started, such as a text recognition under way."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError, ValueError):  # it ended in this moment, or has no group yet
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(ProcessLookupError, ValueError):
        process.kill()
