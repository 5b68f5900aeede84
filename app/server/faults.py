"""What a fault looks like: a page with the next step for people, JSON for programs; never an internal word."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from starlette.requests import Request

from app.pages.rendering import page
from app.server.request_log import raised, route_of
from app.server.sub_path import path_below_root
from knowledge.errors import (
    AuditLearningError,
    ConfigError,
    IngestError,
    NotAllowedError,
    QuestionError,
    TooOftenError,
    UnknownReportError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger(__name__)
STATUS: tuple[tuple[type[AuditLearningError], int], ...] = (
    (NotAllowedError, 403),
    (UnknownReportError, 404),
    (TooOftenError, 429),
    (QuestionError, 400),
    (IngestError, 400),
    (ConfigError, 400),
)
TITLES = {400: "That did not work", 403: "Not allowed", 404: "Not found", 405: "Not found", 429: "Too fast"}
FAILED = "Something failed."
TRY_AGAIN = "Try again; if it fails again, tell the people who look after this server."
NOT_HERE = "There is no such page."


def status_of(error: AuditLearningError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def add_fault_pages(app: FastAPI) -> None:
    """Makes every error of a handler a page or a JSON object."""
    from starlette.exceptions import HTTPException

    async def expected(request: Request, error: Exception) -> Response:
        assert isinstance(error, AuditLearningError)
        status = status_of(error)
        if status == 500:
            LOGGER.error("%s at %s", type(error).__name__, route_of(request.scope))
        reply = fault(request, status, error.message, error.help_message)
        if isinstance(error, TooOftenError):
            reply.headers["retry-after"] = str(max(1, round(error.retry_after)))
        return reply

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return fault(request, error.status_code, NOT_HERE if error.status_code in {404, 405} else FAILED, "")

    app.add_exception_handler(AuditLearningError, expected)
    app.add_exception_handler(HTTPException, refused)
    app.add_middleware(LostPages)
    app.add_middleware(Contained)


class Contained:
    """ASGI middleware that lets no unexpected error out: a server would log its words, which may repeat a question.

    Args:
        app: What it contains.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; what fails unexpectedly becomes a page that says so, and a line with its kind alone."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http":
                raise
            request = Request(scope)
            LOGGER.error("%s at %s", type(error).__name__, route_of(request.scope))
            if not begun:
                await fault(request, 500, FAILED, TRY_AGAIN)(scope, receive, send)


def fault(request: Request, status: int, message: str, help_message: str) -> Response:
    """A page that says what happened and what to do; JSON where a program asked."""
    from starlette.responses import JSONResponse

    if path_below_root(request.scope).startswith(("/api", "/mcp", "/gradio_api")):
        return JSONResponse({"error": message, "help": help_message}, status)
    title = TITLES.get(status, "Something failed")
    return page(request, "error.html", title=title, status=status, message=message, help_message=help_message)


class LostPages:
    """ASGI middleware that turns the chat's bare "not found" into our page, for people who open a wrong address.

    Args:
        app: What it stands around.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; a reply of 404 in JSON to a browser's page request is replaced."""
        if scope["type"] != "http" or "text/html" not in Request(scope).headers.get("accept", ""):
            await self._app(scope, receive, send)
            return
        lost = False

        async def sending(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start":
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                lost = message["status"] == 404 and kinds == [b"application/json"]
            if not lost:
                await send(message)

        await self._app(scope, receive, sending)
        if lost:
            await fault(Request(scope), 404, NOT_HERE, "")(scope, receive, send)


class Wordless:
    """Stands where Gradio has Python's `traceback`, which would print the words of an error: they repeat questions."""

    @staticmethod
    def print_exc() -> None:
        """Logs where the error under way came from, and its kind."""
        LOGGER.error("the chat failed: %s", "; ".join(raised(sys.exc_info()[1])))


def keep_chat_wordless() -> None:
    """Makes Gradio print no words of an error. It would, for inputs that do not fit too, past every log of ours."""
    import gradio.queueing
    import gradio.routes

    for module in (gradio.queueing, gradio.routes):
        module.traceback = Wordless
