"""Pictures of pages for many people at once: few are drawn at a time, each once, and the last ones are kept."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.files import content_hash
from ingest.readers.pdf_open import LONGEST_JUNK, MAX_BYTES
from knowledge.errors import TooOftenError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.page_picture import PictureJob
    from knowledge.types import Report

AT_ONCE = 2
KEPT_BYTES = 64_000_000
MOST_WAITING = 200
"""Pictures asked for and not yet drawn: more would only be waited for by people who have gone."""
FAILURE_SECONDS = 60.0
"""How long a page that could not be drawn is not tried again."""


def draw_picture(job: PictureJob) -> bytes:
    """Draws a page in a process of its own. Raises UnreadableFileError."""
    from ingest.page_picture import page_picture

    return page_picture(job.path, job.page, width=job.width, source_hash=job.source_hash, words=job.words)


@dataclass(slots=True)
class _Kept:
    future: Future[bytes]
    size: int = 0
    failed_at: float | None = None


class PagePictures:
    """Draws pages and keeps their pictures. Safe to share between threads.

    Args:
        draw: What draws one.
        at_once: How many are drawn at a time.
        kept_bytes: How much of them is kept; the longest not asked for goes first.
        clock: Seconds, as `time.monotonic`.
    """

    def __init__(
        self,
        draw: Callable[[PictureJob], bytes] = draw_picture,
        at_once: int = AT_ONCE,
        kept_bytes: int = KEPT_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._draw = draw
        self._kept_bytes = kept_bytes
        self._clock = clock
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="picture")
        self._lock = threading.RLock()  # a future that is done at once tells so in this thread
        self._kept: OrderedDict[PictureJob, _Kept] = OrderedDict()
        self._bytes = 0

    def picture(self, job: PictureJob) -> Future[bytes]:
        """The picture of a page, perhaps still to come; it is not to be cancelled, others may wait for it too.

        Raises:
            TooOftenError: Too many are waited for.
        """
        with self._lock:
            kept = self._kept.get(job)
            if kept is not None and not self._is_to_be_tried_again(kept):
                self._kept.move_to_end(job)
                return kept.future
            waiting = sum(not other.future.done() for other in self._kept.values())
            if waiting >= MOST_WAITING:
                raise TooOftenError("Too many pages are being drawn just now.", "Try again in a moment.", 10)
            future = self._threads.submit(self._draw, job)
            self._kept[job] = _Kept(future)
            future.add_done_callback(lambda done: self._keep(job, done))
            return future

    def _is_to_be_tried_again(self, kept: _Kept) -> bool:
        return kept.failed_at is not None and self._clock() - kept.failed_at >= FAILURE_SECONDS

    def _keep(self, job: PictureJob, done: Future[bytes]) -> None:
        with self._lock:
            kept = self._kept.get(job)
            if kept is None or kept.future is not done:
                return
            if done.cancelled() or done.exception() is not None:
                kept.failed_at = self._clock()
            else:
                kept.size = len(done.result())
            self._bytes += kept.size
            self._let_go()

    def _let_go(self) -> None:
        """Lets the oldest go while they take too much, or are too many."""
        for job, kept in list(self._kept.items()):
            if self._bytes <= self._kept_bytes and len(self._kept) <= 2 * MOST_WAITING:
                return
            if kept.future.done():
                self._bytes -= kept.size
                del self._kept[job]


def source_pdf(report: Report) -> Path:
    """The PDF that a report was read from.

    Raises:
        UnreadableFileError: It is no PDF, is gone, or is another one by now.
    """
    path = Path(report.source_path)
    try:
        state = path.stat()
        if not path.is_file() or state.st_size > MAX_BYTES:
            raise _without(report, "The file that it was read from is not there any more.")
        found = _seen(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise _without(report, "The file that it was read from is not there any more.") from error
    if found.content_hash != report.content_hash:
        raise _without(report, "The file that it was read from has changed since.")
    if not found.is_pdf:
        raise _without(report, "The report is no PDF.")
    return path


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file holds."""

    content_hash: str
    is_pdf: bool


@lru_cache(maxsize=512)
def _seen(path: Path, changed_ns: int, size: int, inode: int) -> _Seen:
    """Reads a file, once for each state of it. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(LONGEST_JUNK)
    return _Seen(content_hash(path), b"%PDF-" in head)


def _without(report: Report, reason: str) -> UnreadableFileError:
    return UnreadableFileError(
        report.source_file, f"There is no picture of this page. {reason}", "Its text is as it was read."
    )
