"""Language models through LangChain: any provider that `init_chat_model` knows, under one budget of time."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.writing.model_faults import MESSAGES, RETRYABLE, model_error
from app.writing.providers import provider_of
from knowledge.errors import ModelError
from knowledge.writing import ReplyPiece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from tenacity import RetryCallState

    from app.settings import Settings
    from knowledge.protocols import Stop
    from knowledge.writing import Fault, ModelRequest

LOOK_EVERY_SECONDS = 0.05
"""How soon Stop, and the end of the time, are noticed."""
LEFT_ALONE: frozenset[Fault] = frozenset({"unreachable", "not_allowed", "not_found", "stalled"})
"""Faults after which the next question would wait in vain."""
FIRST_WAIT_SECONDS = 0.5
"""Before a second call where the server does not say how long to wait; twice as long before each further one."""


class ChatModel:
    """A model behind `init_chat_model`. Nothing is loaded or connected before it is first used.

    Args:
        settings: Name, address, key and limits; `settings.model` must be set.

    Raises:
        ConfigError: The name is none of a provider's models.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._provider = provider_of(settings)
        self._clients: dict[bool, BaseChatModel] = {}
        self._takes_options = True
        self._resting: ModelError | None = None
        self._rests_until = 0.0
        self._making = threading.Lock()

    @property
    def name(self) -> str:
        """See LanguageModel."""
        return self._settings.model or ""

    @property
    def destination(self) -> str:
        """See LanguageModel."""
        return self._provider.destination

    @property
    def keeps_to_schema(self) -> bool:
        """See LanguageModel. Untrue from when a server has turned a schema down."""
        wanted = self._settings.model_reply
        return wanted == "structured" or (wanted == "auto" and self._provider.has_schemas and self._takes_options)

    def load(self) -> None:
        """Makes the client, so that a wrong configuration is known before the first question. Raises ConfigError."""
        self._client(bare=False)

    def stream(self, request: ModelRequest, stop: Stop | None = None) -> Iterator[ReplyPiece]:
        """See LanguageModel. Calls again only before the first word: what is read once is never read twice."""
        self.load()  # takes seconds the first time, which are not the model's
        call = _Call(self._settings, stop or _never)
        try:
            yield from self._arriving(request, call)
        except ModelError as error:
            error.attempts = call.attempts
            raise

    def _arriving(self, request: ModelRequest, call: _Call) -> Iterator[ReplyPiece]:
        begun = self._begun_awake(request, call)
        if begun is None:
            return
        try:
            yield _piece(begun.first, call.attempts)
            for chunk in call.awaited(begun.reading):
                yield _piece(chunk, call.attempts)
        finally:
            begun.reading.abandon()

    def _begun_awake(self, request: ModelRequest, call: _Call) -> _Begun | None:
        """A reply that has begun to arrive; `None` where nobody waits. Raises ModelError.

        A model that could not be had is left alone for a while: nobody waits again and again for a server that is down.
        """
        if self._resting and time.monotonic() < self._rests_until:
            raise ModelError(self._resting.fault, self._resting.message, self._resting.help_message)
        try:
            begun = call.retried(lambda: self._begun(request, call))
        except ModelError as error:
            if error.fault in LEFT_ALONE:
                self._resting = error
                self._rests_until = time.monotonic() + self._settings.model_rest_seconds
            raise
        self._resting = None
        return begun

    def _begun(self, request: ModelRequest, call: _Call) -> _Begun | None:
        """A reply that has begun to arrive; `None` where nobody waits. Raises ModelError."""
        if self._takes_options:
            try:
                return self._called(request, call, bare=False)
            except ModelError as error:
                if error.fault != "rejected":
                    raise
        # It turned the request down, and may know nothing of schemas or of our other options.
        begun = self._called(request, call, bare=True)
        self._takes_options = False
        return begun

    def _called(self, request: ModelRequest, call: _Call, *, bare: bool) -> _Begun | None:
        reading = _Reading(self._starting(request, bare))
        call.attempts += 1
        reading.start()
        first = None
        try:
            first = next(call.awaited(reading), None)
        finally:
            if first is None:
                reading.abandon()
        if first is None and not call.stopped():
            raise _fault("empty")
        return _Begun(reading, first) if first else None

    def _starting(self, request: ModelRequest, bare: bool) -> Callable[[], Iterator[AIMessageChunk]]:
        def start() -> Iterator[AIMessageChunk]:
            from langchain_core.messages import HumanMessage, SystemMessage

            messages = [SystemMessage(request.system), HumanMessage(request.user)]
            held_to = {} if bare or request.reply_schema is None else self._provider.held_to(request.reply_schema)
            stream: Any = self._client(bare=bare).stream(messages, **held_to)
            yield from stream

        return start if self._settings.model_tracing else _untraced(start)

    def _client(self, *, bare: bool) -> BaseChatModel:
        with self._making:
            if bare not in self._clients:
                self._clients[bare] = self._provider.client(bare=bare)
            return self._clients[bare]


class _Call:
    """The time and the attempts of one answer."""

    def __init__(self, settings: Settings, stop: Stop) -> None:
        self._settings = settings
        self.stopped = stop
        self._until = time.monotonic() + settings.model_seconds
        self.attempts = 0

    def retried(self, begin: Callable[[], _Begun | None]) -> _Begun | None:
        """What `begin` gives, called again where the model may do better while there is time. Raises ModelError."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

        retrying = Retrying(
            retry=retry_if_exception(_is_retryable),
            stop=stop_after_attempt(self._settings.model_retries + 1) | stop_before_delay(self._settings.model_seconds),
            wait=_seconds_to_wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(begin)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopped():
            time.sleep(LOOK_EVERY_SECONDS)

    def awaited(self, reading: _Reading) -> Iterator[AIMessageChunk]:
        """The chunks of a reply; ends early where nobody waits. Raises ModelError."""
        heard = time.monotonic()
        while not self.stopped():
            now = time.monotonic()
            if now > self._until:
                raise _fault("too_slow")
            if now - heard > self._settings.model_stall_seconds:
                raise _fault("stalled")
            try:
                chunk = reading.next(LOOK_EVERY_SECONDS)
            except queue.Empty:
                continue
            if chunk is None:
                return
            yield chunk
            heard = time.monotonic()  # whoever reads may take time, which is not the model's


class _Reading:
    """Reads a reply in a thread of its own: a client that blocks for ever keeps nobody waiting."""

    def __init__(self, start: Callable[[], Iterator[AIMessageChunk]]) -> None:
        self._start = start
        self._arrived: queue.Queue[AIMessageChunk | ModelError | None] = queue.Queue()
        self._over = threading.Event()

    def start(self) -> None:
        """Begins to read."""
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
                if self._over.is_set():
                    return
                self._arrived.put(chunk)
            self._arrived.put(None)
        except ModelError as error:
            self._arrived.put(error)
        except Exception as error:  # noqa: BLE001 - a client of any provider may raise anything; it is told in our words
            self._arrived.put(model_error(error))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A reply of which the first chunk is there."""

    reading: _Reading
    first: AIMessageChunk


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.fault in RETRYABLE


def _seconds_to_wait(state: RetryCallState) -> float:
    """As the server asks, else twice as long each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ModelError) else None
    return FIRST_WAIT_SECONDS * 2 ** (state.attempt_number - 1) if asked is None else asked


def _untraced(start: Callable[[], Iterator[AIMessageChunk]]) -> Callable[[], Iterator[AIMessageChunk]]:
    """The same with LangSmith's tracing off, whatever the environment says: it sends questions and evidence away."""

    def untraced() -> Iterator[AIMessageChunk]:
        from langsmith.run_helpers import tracing_context

        with tracing_context(enabled=False):
            yield from start()

    return untraced


def _piece(chunk: AIMessageChunk, attempts: int) -> ReplyPiece:
    usage = chunk.usage_metadata
    if usage is None:
        return ReplyPiece(str(chunk.text), attempts=attempts)
    return ReplyPiece(str(chunk.text), usage["input_tokens"], usage["output_tokens"], attempts)


def _fault(fault: Fault) -> ModelError:
    message, help_message = MESSAGES[fault]
    return ModelError(fault, f"The model {message}.", help_message)


def _never() -> bool:
    return False
