"""The server's log: a line for each request, never a question, an answer, a report's words or what a path holds."""

from __future__ import annotations

import logging
import logging.config
import re
import secrets
import time
from typing import TYPE_CHECKING, Any, Literal

from app.access.people import KEY
from app.server.sub_path import path_below_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger(__name__)
LOGGER.addHandler(logging.NullHandler())  # where nobody set logging up, Python would print warnings
OURS = ("app", "ingest", "knowledge", "prompts")
NO_ROUTE = "-"
"""For what no route was found for: refused before, or nothing of ours. The path itself may hold what was typed."""
ID_HEADER = b"x-request-id"
GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
QUIET = frozenset({"/healthz", "/readyz"})
"""Asked every few seconds by whoever watches over the server: told of only where they fail."""
CHAT = "/gradio_api/"
PLAIN = frozenset({f"{CHAT}queue/join", f"{CHAT}queue/data", f"{CHAT}cancel", f"{CHAT}reset", "/mcp"})
"""Paths that hold nothing, and whose route is not noted: the gate hands some of the chat's requests on as copies."""
UNPRINTABLE = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
FIELDS = ("method", "route", "status", "ms", "person", "client", "request_id")


def route_of(scope: Scope) -> str:
    """The pattern of the path that a request was answered by, as `/reports/{report_id}`; `-` where there is none.

    There are as many as routes, whatever paths are asked for. It never holds a part of a path: keys of answers, ids of
    jobs and events, and whatever else a person typed.
    """
    route = scope.get("route")
    pattern = getattr(route, "path_format", None) or getattr(route, "path", None)
    return str(pattern) if pattern else _plain(path_below_root(scope))


def _plain(path: str) -> str:
    if path in PLAIN:
        return path
    return f"{CHAT}..." if path.startswith(CHAT) else NO_ROUTE


def neutral(text: str, longest: int = 100) -> str:
    """A text that is safe in one line of a log: control characters written out, cut where it is long."""
    return text[:longest].translate(UNPRINTABLE)


class RequestLog:
    """ASGI middleware that writes a line for each request, and gives its id to the reply as X-Request-ID.

    It must see the scope that the gate and the routes write to, not a copy.

    Args:
        app: What is told of.
        clock: Seconds, for tests.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, request_id = self._clock(), 0, _request_id(scope)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                others = [pair for pair in message.get("headers", []) if pair[0].lower() != ID_HEADER]
                message["headers"] = [*others, (ID_HEADER, request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            # Without a status the reply never began: the application failed, or the client was gone.
            _tell(scope, status or 500, round((self._clock() - started) * 1000, 1), request_id)


def _tell(scope: Scope, status: int, ms: float, request_id: str) -> None:
    if route_of(scope) in QUIET and status < 400:
        return
    person, client = scope.get(KEY), scope.get("client")
    fields = {
        "method": neutral(scope["method"], 10),
        "route": neutral(route_of(scope)),
        "status": status,
        "ms": ms,
        "person": neutral(person.name) if person else None,
        "client": neutral(str(client[0])) if client else None,
        "request_id": request_id,
    }
    LOGGER.log(logging.WARNING if status >= 500 else logging.INFO, "request", extra=fields)


def _request_id(scope: Scope) -> str:
    """The proxy's id of the request where it is a plain word, else a new one."""
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == ID_HEADER), "")
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def configure_logging(log_format: Literal["text", "json"] = "text") -> None:
    """Makes everything that this process logs go to stderr, in lines of text or JSON.

    Requests and what our own code says from INFO on, of the server and all else from WARNING on. Other packages' words
    at lower levels may hold addresses and questions.

    Args:
        log_format: As in the settings.
    """
    levels = {name: {"level": "INFO"} for name in OURS}
    quiet = {"uvicorn": "WARNING", "uvicorn.error": "WARNING", "uvicorn.access": "CRITICAL", "httpx": "WARNING"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"ours": {"()": TextLines if log_format == "text" else json_lines}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
            "root": {"level": "WARNING", "handlers": ["stderr"]},
            "loggers": levels | {name: {"level": level} for name, level in quiet.items()},
        }
    )


class _NoWords(logging.Formatter):
    """Shows where an exception was raised and of what class it is, but not its words: they may repeat a question."""

    def formatException(self, ei: Any) -> str:  # noqa: ANN401 - as `logging` has it
        return "\n".join(raised(ei[1]))


class TextLines(_NoWords):
    """One line a record: when, how grave, who says it, what, and for requests `name=value`."""

    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback follows it, indented."""
        said = neutral(record.getMessage(), 2000)
        fields = [f"{name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name)]
        line = " ".join([self.formatTime(record), record.levelname, record.name, said, *fields])
        where = self.formatException(record.exc_info) if record.exc_info else ""
        return "\n    ".join([line, *where.splitlines()])


def json_lines() -> logging.Formatter:
    """One JSON object a record, with the same fields by name."""
    from pythonjsonlogger.json import JsonFormatter

    class JsonLines(_NoWords, JsonFormatter):
        """JSON itself writes control characters out."""

    return JsonLines("%(asctime)s %(levelname)s %(name)s %(message)s", json_ensure_ascii=True)


def raised(error: BaseException | None) -> Iterator[str]:
    """Where an exception came from, innermost cause first, a line a frame: file, line and function, no words."""
    import traceback

    if error is None:
        return
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from raised(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
