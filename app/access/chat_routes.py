"""Gradio's own routes: which of them the chat and its clients need, and what in a request must belong to the asker.

Read from `gradio/routes.py` of 6.31. What is not listed here is refused: uploads, files, the proxy, deep links, saved
runs, streams of media, functions of components, tokens, monitoring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import QueryParams

if TYPE_CHECKING:
    from collections.abc import Mapping

API = "/gradio_api"
CLOSED = re.compile(r"/(?:monitoring|dev|proxy=|file[=/]|runs)(?:/.*|$)|/(?:proxy|file)=.*", re.DOTALL)
"""Routes outside of API that nobody needs."""
OPEN_GET = re.compile(r"/(?:info/?|openapi\.json|startup-events|theme\.css|app_id/?)")
"""The same for everybody who is signed in."""
HEARTBEAT = re.compile(r"/heartbeat/([^/]+)")
RESULT = re.compile(r"/call/(?:v2/)?[^/]+/([^/]+)")
ASKS = re.compile(r"/(?:queue/join|run/[^/]+|call/(?:v2/)?[^/]+)/?")
ENDS = re.compile(r"/(?:cancel|reset/?)")
LONGEST_KEY = 200
"""Characters of a session hash or an event id; the clients' have up to 36."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a request says is the asker's.

    Args:
        new: Becomes theirs if it is nobody's yet.
        known: Must be theirs already.
        answers_with_event: Whether the reply names an event, which is theirs then.
        is_stream: Whether the reply goes on for as long as there is something to tell.
    """

    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    answers_with_event: bool = False
    is_stream: bool = False


def is_chat_route(path: str) -> bool:
    """Whether a path is one of Gradio's endpoints."""
    return path == API or path.startswith(f"{API}/")


def has_body(method: str) -> bool:
    """Whether what a request claims is in its body."""
    return method == "POST"


def claims_of(method: str, path: str, query: bytes, body: Mapping[str, Any] | None) -> Claims | None:
    """What a request to Gradio's endpoints claims; `None` where it is to be refused.

    Args:
        method: GET, POST and so on.
        path: Below the root path, decoded.
        query: As it was sent.
        body: The JSON object that was sent; `None` where none was.
    """
    path = path.removeprefix(API)
    if method == "GET":
        return _of_reading(path, query)
    if method == "POST" and body is not None:
        return _of_asking(path, body)
    return None


def _of_reading(path: str, query: bytes) -> Claims | None:
    if OPEN_GET.fullmatch(path):
        return Claims()
    if beat := HEARTBEAT.fullmatch(path):
        return _checked(Claims(new=(beat[1],), is_stream=True))
    if result := RESULT.fullmatch(path):
        return _checked(Claims(known=(result[1],), is_stream=True))
    if path == "/queue/data":
        hashes = QueryParams(query).getlist("session_hash")
        # Twice is refused: which of the two Gradio would take is not for us to guess.
        return _checked(Claims(known=tuple(hashes), is_stream=True)) if len(hashes) == 1 else None
    return None


def _of_asking(path: str, body: Mapping[str, Any]) -> Claims | None:
    session, event = body.get("session_hash"), body.get("event_id")
    if ASKS.fullmatch(path):
        if session is None and path.startswith(("/call", "/run")):
            return Claims(answers_with_event=True)
        return _checked(Claims(new=(session,), answers_with_event=True)) if isinstance(session, str) else None
    if ENDS.fullmatch(path):
        named = (event,) if path.startswith("/reset") else (session, event)
        return _checked(Claims(known=tuple(map(str, named)))) if all(isinstance(one, str) for one in named) else None
    return None


def _checked(claims: Claims) -> Claims | None:
    keys = claims.new + claims.known
    return claims if all(0 < len(key) <= LONGEST_KEY for key in keys) else None
