"""The reply of a model as it arrives: read in a thread of its own, waited for under one budget of time."""

from __future__ import annotations

import queue
import threading
import time
from typing import TYPE_CHECKING

from app.writing.model_faults import RETRYABLE, model_error, model_fault
from knowledge.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from langchain_core.messages import AIMessageChunk
    from tenacity import RetryCallState

    from app.settings import Settings
    from knowledge.protocols import Stop

    T = TypeVar("T")

LOOK_EVERY_SECONDS = 0.05
"""How soon Stop, and the end of the time, are noticed."""
FIRST_WAIT_SECONDS = 0.5
"""Before a second call where the server does not say how long to wait; twice as long before each further one."""
MOST_UNREAD = 1000
"""Chunks that wait to be read: a server that floods us is read no faster than its reply is checked."""


class Reading:
    """Reads a reply in a thread of its own: a client that blocks keeps nobody waiting.

    Args:
        start: Begins the request, and gives its chunks.
    """

    def __init__(self, start: Callable[[], Iterator[AIMessageChunk]]) -> None:
        self._start = start
        self._arrived: queue.Queue[AIMessageChunk | ModelError | None] = queue.Queue(MOST_UNREAD)
        self._over = threading.Event()
        threading.Thread(target=self._read, daemon=True, name="model-reply").start()

    def next(self, seconds: float) -> AIMessageChunk | None:
        """The next chunk; `None` at the end.

        Raises:
            queue.Empty: None arrived within the seconds.
            ModelError: The model failed.
        """
        arrived = self._arrived.get(timeout=seconds)
        if isinstance(arrived, ModelError):
            raise arrived
        return arrived

    def abandon(self) -> None:
        """Lets go of the reply: the thread ends with its next chunk, or with the client's own time limit."""
        self._over.set()

    def _read(self) -> None:
        try:
            for chunk in self._start():
                if not self._hand_over(chunk):
                    return
            self._hand_over(None)
        except ModelError as error:
            self._hand_over(error)
        except Exception as error:  # noqa: BLE001 - a client of any provider may raise anything; it is told in our words
            self._hand_over(model_error(error))

    def _hand_over(self, arrived: AIMessageChunk | ModelError | None) -> bool:
        """Waits until there is room; untrue where nobody reads any more."""
        while not self._over.is_set():
            try:
                self._arrived.put(arrived, timeout=LOOK_EVERY_SECONDS)
            except queue.Full:
                continue
            return True
        return False


class Call:
    """The time and the attempts of one question.

    Args:
        settings: The limits.
        stopped: Whether nobody waits any more.
        spent_seconds: What the question has taken of the model's time already.
    """

    def __init__(self, settings: Settings, stopped: Stop, spent_seconds: float = 0) -> None:
        self._settings = settings
        self.stopped = stopped
        self._seconds = max(settings.model_seconds - spent_seconds, 0)
        self._until = time.monotonic() + self._seconds
        self.attempts = 0

    def retried(self, begin: Callable[[], T]) -> T:
        """What `begin` gives, called again where the model may do better while there is time. Raises ModelError."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

        retrying = Retrying(
            retry=retry_if_exception(_is_retryable),
            stop=stop_after_attempt(self._settings.model_retries + 1) | stop_before_delay(self._seconds),
            wait=_seconds_to_wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(begin)

    def awaited(self, reading: Reading) -> Iterator[AIMessageChunk]:
        """The chunks of a reply; ends early where nobody waits. Raises ModelError."""
        heard = time.monotonic()
        while not self.stopped():
            now = time.monotonic()
            if now > self._until:
                raise model_fault("too_slow")
            if now - heard > self._settings.model_stall_seconds:
                raise model_fault("stalled")
            try:
                chunk = reading.next(LOOK_EVERY_SECONDS)
            except queue.Empty:
                continue
            if chunk is None:
                return
            yield chunk
            heard = time.monotonic()  # whoever reads may take time, which is not the model's

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopped():
            time.sleep(LOOK_EVERY_SECONDS)


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.fault in RETRYABLE


def _seconds_to_wait(state: RetryCallState) -> float:
    """As the server asks, else twice as long each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ModelError) else None
    return FIRST_WAIT_SECONDS * 2 ** (state.attempt_number - 1) if asked is None else asked
