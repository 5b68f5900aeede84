"""Language models through LangChain: any provider that `init_chat_model` knows."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.writing.model_faults import model_fault
from app.writing.providers import provider_of
from app.writing.reply_stream import Call, Reading
from knowledge.errors import ModelError
from knowledge.writing import ReplyPiece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

    from app.settings import Settings
    from knowledge.protocols import Stop
    from knowledge.writing import Fault, ModelRequest

LEFT_ALONE: frozenset[Fault] = frozenset({"unreachable", "not_allowed", "not_found", "stalled"})
"""Faults after which the next question would wait in vain."""
ENOUGH_REFUSALS = 2
"""After so many a server is taken not to know our options. One alone may be of its question: a filter of contents."""
ENDS = ("finish_reason", "stop_reason", "done_reason")
"""Where providers say why a reply ended."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A reply whose first words are there, with what came until then."""

    reading: Reading
    chunks: tuple[AIMessageChunk, ...]


@dataclass(frozen=True, slots=True)
class _Rest:
    """Why, and until when on the monotonic clock, a model is left alone."""

    error: ModelError
    until: float


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
        self._refusals = 0
        self._rest: _Rest | None = None
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
    def is_here(self) -> bool:
        """See LanguageModel."""
        return self._provider.is_here

    @property
    def keeps_to_schema(self) -> bool:
        """See LanguageModel. Untrue from when its server has turned schemas down."""
        wanted = self._settings.model_reply
        return wanted == "structured" or (wanted == "auto" and self._provider.has_schemas and self._takes_options)

    def load(self) -> None:
        """See LanguageModel."""
        self._client(bare=False)

    def stream(self, request: ModelRequest, stop: Stop | None = None, spent_seconds: float = 0) -> Iterator[ReplyPiece]:
        """See LanguageModel. Calls again only before the first word: what is read once is never read twice."""
        self.load()  # takes seconds the first time, which are not the model's
        call = Call(self._settings, stop or _never, spent_seconds)
        try:
            begun = self._unless_it_rests(lambda: call.retried(lambda: self._either_way(request, call)))
            if begun is not None:
                yield from _pieces(begun, call)
        except ModelError as error:
            error.attempts = call.attempts
            raise

    def _unless_it_rests(self, begin: Callable[[], _Begun | None]) -> _Begun | None:
        """What `begin` gives. Raises ModelError.

        A model that could not be had is left alone for a while: nobody waits again and again for a server that is down.
        """
        rest = self._rest
        if rest and time.monotonic() < rest.until:
            raise ModelError(rest.error.fault, rest.error.message, rest.error.help_message)
        try:
            begun = begin()
        except ModelError as error:
            if error.fault in LEFT_ALONE:
                self._rest = _Rest(error, time.monotonic() + self._settings.model_rest_seconds)
            raise
        self._rest = None
        return begun

    @property
    def _takes_options(self) -> bool:
        return self._refusals < ENOUGH_REFUSALS

    def _either_way(self, request: ModelRequest, call: Call) -> _Begun | None:
        """Calls with our options, and without them where the server turns that down. Raises ModelError."""
        if not self._takes_options:
            return self._called(request, call, bare=True)
        try:
            begun = self._called(request, call, bare=False)
        except ModelError as error:
            if error.fault != "rejected":
                raise
            begun = self._called(request, call, bare=True)
            self._refusals += 1
            return begun
        self._refusals = 0
        return begun

    def _called(self, request: ModelRequest, call: Call, *, bare: bool) -> _Begun | None:
        """A reply that has begun; `None` where nobody waits. Raises ModelError."""
        if call.stopped():
            return None
        call.attempts += 1
        reading = Reading(self._starting(request, bare))
        chunks: list[AIMessageChunk] = []
        try:
            for chunk in call.awaited(reading):
                chunks.append(chunk)
                if str(chunk.text):
                    return _Begun(reading, tuple(chunks))
        except ModelError:
            reading.abandon()
            raise
        reading.abandon()
        if call.stopped():
            return None
        raise model_fault("empty")

    def _starting(self, request: ModelRequest, bare: bool) -> Callable[[], Iterator[AIMessageChunk]]:
        client = self._client(bare=bare)

        def start() -> Iterator[AIMessageChunk]:
            from langchain_core.messages import HumanMessage, SystemMessage

            messages = [SystemMessage(request.system), HumanMessage(request.user)]
            held_to = {} if bare or request.reply_schema is None else self._provider.held_to(request.reply_schema)
            stream: Any = client.stream(messages, **held_to)
            yield from stream

        return start if self._settings.model_tracing else _untraced(start)

    def _client(self, *, bare: bool) -> BaseChatModel:
        with self._making:
            if bare not in self._clients:
                self._clients[bare] = self._provider.client(bare=bare)
            return self._clients[bare]


def _pieces(begun: _Begun, call: Call) -> Iterator[ReplyPiece]:
    try:
        for chunk in begun.chunks:
            yield _piece(chunk, call.attempts)
        for chunk in call.awaited(begun.reading):
            yield _piece(chunk, call.attempts)
    finally:
        begun.reading.abandon()


def _untraced(start: Callable[[], Iterator[AIMessageChunk]]) -> Callable[[], Iterator[AIMessageChunk]]:
    """The same with LangSmith's tracing off, whatever the environment says: it sends questions and evidence away."""

    def untraced() -> Iterator[AIMessageChunk]:
        from langsmith.run_helpers import tracing_context

        with tracing_context(enabled=False):
            yield from start()

    return untraced


def _piece(chunk: AIMessageChunk, attempts: int) -> ReplyPiece:
    usage = chunk.usage_metadata
    told = chunk.response_metadata
    return ReplyPiece(
        text=str(chunk.text),
        input_tokens=usage["input_tokens"] if usage else None,
        output_tokens=usage["output_tokens"] if usage else None,
        attempts=attempts,
        ended=str(next((told[name] for name in ENDS if told.get(name)), "")),
    )


def _never() -> bool:
    return False
