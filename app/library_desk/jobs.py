"""Uploads under way and done, as anybody may look at them while the work goes on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ingest.pipeline import Outcome
    from knowledge.types import ReportId

MOST_REMEMBERED = 100
"""Uploads that are done; the oldest is forgotten first."""
State = Literal["waiting", "reading", "done", "refused"]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of an upload.

    Args:
        name: Its safe name.
        state: How far it is.
        progress: In [0, 1], of the file that is being read.
        outcome: What became of it, once it is done or refused.
    """

    name: str
    state: State = "waiting"
    progress: float = 0.0
    outcome: Outcome | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens to it."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class UploadJob:
    """An upload as it stands at one moment.

    Args:
        job_id: Random, so that nobody guesses it.
        by: Name of the person who uploaded.
        files: In the order in which they were sent.
        replacing: The report whose place the file takes, if any.
        replaced_title: What that report was called when the file was brought.
        new_title: The title that the file states, where the report before it stated another.
        is_done: Whether nothing more happens.
    """

    job_id: str
    by: str
    files: tuple[UploadedFile, ...]
    replacing: ReportId | None = None
    replaced_title: str = ""
    new_title: str = ""
    is_done: bool = False

    @property
    def settled(self) -> int:
        """How many files are done or refused."""
        return sum(file.is_settled for file in self.files)

    def with_action(self, *actions: str) -> list[UploadedFile]:
        """The files that came to this end: `added`, `updated`, `unchanged` or `refused`."""
        return [file for file in self.files if file.outcome and file.outcome.action in actions]


class JobBoard:
    """The uploads of this process by id; safe to share between threads."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, UploadJob] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, job: UploadJob) -> None:
        """Adds an upload; the oldest that are done are forgotten."""
        with self._lock:
            self._jobs[job.job_id] = job
            done = [job_id for job_id, job in self._jobs.items() if job.is_done]
            for job_id in done[: max(0, len(done) - MOST_REMEMBERED)]:
                del self._jobs[job_id]

    def job(self, job_id: str) -> UploadJob | None:
        """The upload as it is now; `None` where there is none of that id (any more)."""
        with self._lock:
            return self._jobs.get(job_id)

    def unfinished(self) -> int:
        """How many uploads wait or are under way."""
        with self._lock:
            return sum(not job.is_done for job in self._jobs.values())

    def read(self, job_id: str, index: int, progress: float) -> None:
        """Says how far the file under way is, in [0, 1]."""
        with self._lock:
            self._change(job_id, index, replace(self._jobs[job_id].files[index], state="reading", progress=progress))

    def settle(self, job_id: str, index: int, outcome: Outcome) -> None:
        """Says what became of a file."""
        state: State = "refused" if outcome.action == "refused" else "done"
        with self._lock:
            self._change(job_id, index, UploadedFile(self._jobs[job_id].files[index].name, state, 1.0, outcome))

    def retitle(self, job_id: str, title: str) -> None:
        """Says that the file states another title than the report whose place it took."""
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], new_title=title)

    def finish(self, job_id: str) -> None:
        """Says that nothing more happens to an upload."""
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], is_done=True)

    def _change(self, job_id: str, index: int, file: UploadedFile) -> None:
        job = self._jobs[job_id]
        self._jobs[job_id] = replace(job, files=(*job.files[:index], file, *job.files[index + 1 :]))
