"""The inside of a worker process: limits itself, parses one file and sends back what came of it as JSON."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter

from ingest.files import content_hash
from ingest.lines import USUAL, ReadOptions
from ingest.parse import parse
from knowledge.errors import EmptyDocumentError, IngestError, UnreadableFileError
from knowledge.types import ParsedReport, ReportId

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

ErrorKind = Literal["unreadable", "empty"]
ERRORS: dict[ErrorKind, type[IngestError]] = {"unreadable": UnreadableFileError, "empty": EmptyDocumentError}


@dataclass(frozen=True, slots=True)
class ParseJob:
    """One file to parse: as what report, under which name, and how its reader is to go about it."""

    path: Path
    report_id: ReportId
    source_hash: str
    source_file: str
    options: ReadOptions = USUAL


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """What one file may take: wall seconds, and MB of address space (`resource.RLIMIT_AS`)."""

    seconds: float = 120.0
    memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read, on its way between processes; `fault` names the exception where it is our defect."""

    kind: ErrorKind
    source: str
    message: str
    help_message: str
    fault: str = ""

    def error(self) -> IngestError:
        """The error that it was, and is again."""
        return ERRORS[self.kind](self.source, self.message, self.help_message)


@dataclass(frozen=True, slots=True)
class Finished:
    """What a worker sends: a report or a refusal, and the most memory that it held, in MB."""

    parsed: ParsedReport | None
    refusal: Refusal | None
    peak_mb: float = 0.0


USUAL_LIMITS = ParseLimits()
FINISHED = TypeAdapter(Finished)


def parse_job(job: ParseJob) -> ParsedReport:
    """Parses the file of a job. Raises IngestError."""
    return parse(job.path, job.report_id, job.source_hash, job.source_file, job.options)


def run(connection: Connection, job: ParseJob, limits: ParseLimits) -> None:
    """Parses one file in this process and sends a `Finished`. The process is its own group, so that it ends whole."""
    if hasattr(os, "setsid"):
        os.setsid()
    silence()
    end_with_parent()
    keep_to(limits)
    connection.send_bytes(told(outcome_of(job, limits), job))
    connection.close()


def told(finished: Finished, job: ParseJob) -> bytes:
    """What is sent, as JSON."""
    try:
        return FINISHED.dump_json(replace(finished, peak_mb=_peak_mb()))
    except (ValueError, MemoryError) as error:  # half a surrogate pair that a reader let through is no JSON
        return FINISHED.dump_json(Finished(None, fault(job, type(error).__name__), _peak_mb()))


def silence() -> None:
    """Drops what libraries print: on stdout it would break JSON, on stderr it could show words of a report."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def end_with_parent() -> None:
    """Ends this process, with what it started, as soon as the one that asked for it is gone: nobody would read on."""
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform == "win32":
        return

    def wait() -> None:
        parent.join()
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def outcome_of(job: ParseJob, limits: ParseLimits, parse: Callable[[ParseJob], ParsedReport] = parse_job) -> Finished:
    """Parses one file in this process; whatever happens is an outcome.

    Args:
        job: The file.
        limits: What it may take, for the words of a refusal.
        parse: What parses it.
    """
    try:
        report = parse(job)
        if content_hash(job.path) != job.source_hash:
            return Finished(None, _changed(job))
        return Finished(report, None)
    except IngestError as error:
        kind: ErrorKind = "empty" if isinstance(error, EmptyDocumentError) else "unreadable"
        return Finished(None, Refusal(kind, error.source, error.message, error.help_message))
    except MemoryError:
        return Finished(None, too_large(job, limits))
    except OSError as error:
        return Finished(None, _unopened(job, error))
    except Exception as error:  # noqa: BLE001 - a fault of ours on one file must not look like damage, nor end a run
        return Finished(None, fault(job, type(error).__name__))


def too_large(job: ParseJob, limits: ParseLimits) -> Refusal:
    """The refusal of a file that needs more memory than is allowed."""
    return Refusal(
        "unreadable",
        job.source_file,
        f"Reading it takes more than the {limits.memory_mb:,} MB of memory that one file may use, or it is damaged.",
        "Save it anew from the program that made it, with smaller pictures or in parts.",
    )


def _changed(job: ParseJob) -> Refusal:
    return Refusal("unreadable", job.source_file, "The file changed while it was read.", "Ingest it again.")


def _unopened(job: ParseJob, error: OSError) -> Refusal:
    reason = f"The file cannot be opened ({error.strerror or type(error).__name__})."
    return Refusal("unreadable", job.source_file, reason, "Check that it is still there and that you may read it.")


def fault(job: ParseJob, name: str) -> Refusal:
    """The refusal of a file that a reader fails on: a defect of the program, without words of the file."""
    return Refusal(
        "unreadable",
        job.source_file,
        f"The program itself failed on it ({name}): this is a defect, not a fault of the file.",
        "Please report it; until then, save the file as PDF or plain text.",
        fault=name,
    )


def keep_to(limits: ParseLimits) -> None:
    """Sets what the system itself enforces, also where nobody is left to watch this process."""
    if sys.platform == "win32":
        return  # has no such limits; the time limit of the pool still holds
    import resource

    space = limits.memory_mb * 1024 * 1024
    seconds = int(limits.seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # reading a report never writes a file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the report's text


def _peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit
