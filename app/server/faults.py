"""What a fault looks like: a page with the next step for people, JSON for programs; never an internal word."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.requests import Request

from app.pages.rendering import page, path_of
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
            LOGGER.error("%s at %s", type(error).__name__, _route_of(request))
        reply = fault(request, status, error.message, error.help_message)
        if isinstance(error, TooOftenError):
            reply.headers["retry-after"] = str(max(1, round(error.retry_after)))
        return reply

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return fault(request, error.status_code, NOT_HERE if error.status_code in {404, 405} else FAILED, "")

    app.add_exception_handler(AuditLearningError, expected)
    app.add_exception_handler(HTTPException, refused)
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
            LOGGER.error("%s at %s", type(error).__name__, _route_of(request))
            if not begun:
                await fault(request, 500, FAILED, TRY_AGAIN)(scope, receive, send)


def fault(request: Request, status: int, message: str, help_message: str) -> Response:
    """A page that says what happened and what to do; JSON where a program asked."""
    from starlette.responses import JSONResponse

    if path_of(request).startswith(("/api", "/mcp", "/gradio_api")):
        return JSONResponse({"error": message, "help": help_message}, status)
    title = TITLES.get(status, "Something failed")
    return page(request, "error.html", title=title, status=status, message=message, help_message=help_message)


def _route_of(request: Request) -> str:
    """The pattern of the path, never the path itself: that may hold what a person typed."""
    return str(getattr(request.scope.get("route"), "path", "an unknown path"))
