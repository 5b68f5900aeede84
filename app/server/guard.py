"""Guards the server: strict headers on every reply, and refuses requests that its pages never make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.server.sub_path import path_below_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.server.address import Address

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
    "referrer-policy": "same-origin",  # with none at all, browsers say "null" for the origin of our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
NOT_OURS = re.compile(
    r"/(?:gradio_api/)?(?:file[=/]|proxy=|upload|component_server|deep_link|runs|monitoring)", re.IGNORECASE
)
"""Gradio routes that its page here has no use for: `file=` fetches any public address, `upload` stores any file."""
MOST_BYTES = 1_000_000
"""Of a request's body: far more than the longest question."""
TAKES_FILES = re.compile(r"/library/uploads|/reports/[^/]+/replace")
"""Where files are uploaded; the handler counts each file's bytes itself."""
MADE_ONCE = ("/assets/", "/static/", "/svelte/", "/theme.css", "/site/")
"""Parts of the program: a browser may keep these, and nothing else but what says so itself."""
SECURE = "max-age=31536000"
"""Seconds for which a browser remembers to come over https alone."""


class Guard:
    """ASGI middleware around the whole application.

    Args:
        app: What it guards.
        address: Where the server is reached.
        most_uploaded: Bytes that the body of an upload may have.
    """

    def __init__(self, app: ASGIApp, address: Address, most_uploaded: int = MOST_BYTES) -> None:
        self._app = app
        self._address = address
        self._most_uploaded = most_uploaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is allowed, answers the rest itself."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            path = path_below_root(scope, self._address.root_path)
            guarded = _with_headers(path, send, is_secure=self._address.is_secure)
            status = refusal(scope["method"], path, _headers(scope), self._address, self._most_uploaded)
            if status is None:
                await self._app(scope, receive, guarded)
            else:
                await _refuse(status, guarded)
        else:
            await send({"type": "websocket.close", "code": 1008})  # the page uses none


def refusal(
    method: str, path: str, headers: Mapping[str, str], address: Address, most_uploaded: int = MOST_BYTES
) -> int | None:
    """The HTTP status to refuse a request with; `None` where it is allowed.

    Args:
        method: GET, POST and so on.
        path: Decoded, without the query, below the root path.
        headers: By lower-case name.
        address: Where the server is reached.
        most_uploaded: Bytes that the body of an upload may have.
    """
    host = headers.get("host", "")
    if not address.allows(host):
        return 421  # a name that was pointed at this machine by someone else (DNS rebinding)
    if _is_foreign(method, headers, address.origins(host)):
        return 403
    if NOT_OURS.match(path):
        return 404
    if method not in {"POST", "PUT", "PATCH"}:
        return None
    return _body_refusal(headers, most_uploaded if TAKES_FILES.fullmatch(path) else MOST_BYTES)


def _is_foreign(method: str, headers: Mapping[str, str], origins: set[str]) -> bool:
    """Whether another site's page makes the request. Browsers say so; programs say nothing, and have no cookie."""
    origin = headers.get("origin")
    if origin is not None:
        return origin not in origins
    # A link on another site may lead here, and nothing more.
    is_link = method in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
    return headers.get("sec-fetch-site") in {"cross-site", "same-site"} and not is_link


def _body_refusal(headers: Mapping[str, str], most_bytes: int) -> int | None:
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return 411
    return 413 if int(length) > most_bytes else None


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _with_headers(path: str, send: Send, *, is_secure: bool) -> Send:
    """Adds our headers to the reply. Its own policy may be stricter, and what says how long it keeps is believed."""
    ours = dict(HEADERS)
    if is_secure:
        ours["strict-transport-security"] = SECURE
    if not path.startswith(MADE_ONCE):
        ours["cache-control"] = "no-store"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.decode("latin-1").lower(): value for name, value in message.get("headers", [])}
            added = {name: value for name, value in ours.items() if not _keeps(given, name)}
            kept = [pair for pair in message.get("headers", []) if pair[0].decode("latin-1").lower() not in added]
            message["headers"] = kept + [(name.encode(), value.encode()) for name, value in added.items()]
        await send(message)

    return sending


def _keeps(given: Mapping[str, bytes], name: str) -> bool:
    """Whether a reply's own header stands: a page of ours has a stricter policy, a picture may be kept privately."""
    if name == "content-security-policy":
        return name in given
    return name == "cache-control" and given.get(name, b"").startswith(b"private")


async def _refuse(status: int, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"Not allowed here."})
