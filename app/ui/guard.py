"""Guards the page: strict headers on every reply, and refuses requests that the page itself never makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.this_machine import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline'",  # Gradio's page starts from inline scripts
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
NOT_OURS = re.compile(r"/(?:gradio_api/)?(?:file[=/]|proxy=|upload|component_server|deep_link|runs)", re.IGNORECASE)
"""Gradio routes that this page has no use for: `file=` fetches any public address, `upload` stores any file."""
MOST_BYTES = 1_000_000
"""Of a request's body: far more than the longest question."""
MADE_ONCE = ("/assets/", "/static/", "/svelte/", "/theme.css")
"""Parts of the program: a browser may keep these, and nothing else."""


class Guard:
    """ASGI middleware around the whole application.

    Args:
        app: What it guards.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is allowed, answers the rest itself."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            guarded = _with_headers(scope["path"], send)
            status = refusal(scope["method"], scope["path"], _headers(scope))
            if status is None:
                await self._app(scope, receive, guarded)
            else:
                await _refuse(status, guarded)
        else:
            await send({"type": "websocket.close", "code": 1008})  # the page uses none


def refusal(method: str, path: str, headers: Mapping[str, str]) -> int | None:
    """The HTTP status to refuse a request with; `None` where it is allowed.

    Args:
        method: GET, POST and so on.
        path: Decoded, without the query.
        headers: By lower-case name.
    """
    host = headers.get("host", "")
    origin = headers.get("origin")
    if not is_loopback(_name(f"//{host}")):
        return 421  # a name that was pointed at this machine by someone else (DNS rebinding)
    if origin is not None and urlsplit(origin).netloc != host:
        return 403
    if NOT_OURS.match(path):
        return 404
    if method in {"POST", "PUT", "PATCH"}:
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return 411
        if int(length) > MOST_BYTES:
            return 413
    return None


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _with_headers(path: str, send: Send) -> Send:
    ours = dict(HEADERS)
    if not path.startswith(MADE_ONCE):
        ours["cache-control"] = "no-store"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].decode("latin-1").lower() not in ours]
            message["headers"] = kept + [(name.encode(), value.encode()) for name, value in ours.items()]
        await send(message)

    return sending


async def _refuse(status: int, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not allowed here."})
