"""The gate before everything: who is asking, and whether what they ask for is theirs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from app.access.chat_routes import CLOSED, claims_of, has_body, is_chat_route
from app.access.pace import Pace
from app.access.people import HERE, KEY
from app.access.return_path import login_address
from app.access.streams import Streams
from app.server.sub_path import path_below_root
from knowledge.errors import TooOftenError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.access.access import Access
    from app.access.chat_routes import Claims
    from app.access.people import Person

READS = ("GET", "HEAD")
OPEN = {
    "/login": (*READS, "POST"),
    "/logout": ("POST",),
    "/auth/start": READS,
    "/auth/callback": READS,
    "/accessibility": READS,
    "/healthz": READS,
    "/readyz": READS,
}
"""What is there for whoever comes by."""
OPEN_FILES = re.compile(r"/site/\w[\w.-]*", re.ASCII)
"""Our own style sheet, script and icon."""
MOST_BYTES = 2_000_000
"""Of a body that is read here; what stands before refuses less than that already."""
MOST_REPLY_BYTES = 64_000
"""Of a reply that names an event, which has some fifty."""
NOBODY = {
    "error": "Nobody is signed in.",
    "help": "Sign in, or send the token of a program as `Authorization: Bearer ala_...`.",
}
FORWARDED = re.compile(rb"forwarded|x-forwarded-.+|x-real-ip|via", re.IGNORECASE)
"""Headers that a proxy adds."""
UNTOLD = {
    "error": "This server was started for this machine alone, and a proxy passes it the requests of others.",
    "help": "Whoever looks after it sets AUDIT_LEARNING_PUBLIC_URL to the address that people open.",
}
MOST_CALLS = 30
"""Questions a minute of one person's programs that name no page: for each, Gradio keeps a page of its own."""
NOT_THERE = {"error": "There is no such thing here.", "help": ""}


class Gate:
    """ASGI middleware that leaves the person in `scope["person"]`, and stops who has no business here.

    Args:
        app: What it stands before.
        access: Who may come in; `None` where only this machine is served: then everybody is HERE.
        proxied: Whether the server was told of a proxy before it (a public address is set). Where it was not, and
            nobody signs in, a request that came through one is refused: it may be from anywhere.
    """

    def __init__(self, app: ASGIApp, access: Access | None, *, proxied: bool = False) -> None:
        self._app = app
        self._access = access
        self._proxied = proxied
        self._streams = Streams()
        self._calls = Pace(MOST_CALLS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is allowed, answers the rest itself."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._access is None and not self._proxied and _was_forwarded(scope):
            await _refuse_forwarded(scope, receive, send)
        elif self._access is None:
            scope[KEY] = HERE
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._admit(self._access, scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})  # no page uses one

    async def _admit(self, access: Access, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = path_below_root(scope), scope["method"]
        connection = HTTPConnection(scope)
        # Read in the event loop: a look-up by key in a file that the system keeps in memory.
        person = access.person_for(connection)
        if person is None and not is_open(method, path):
            await _refused(connection, path)(scope, receive, send)
            return
        scope[KEY] = person
        if person is None or not (is_chat_route(path) or CLOSED.fullmatch(path)):
            await self._app(scope, receive, send)
        else:
            await _Chat(self._app, access, self._streams, self._calls, person).answer(path, scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Body:
    """A JSON object that was sent, and the same written anew: Gradio is to read what was judged, no key twice."""

    value: dict[str, Any] | None
    written: bytes


class _Chat:
    """One request of a person to Gradio's endpoints."""

    def __init__(self, app: ASGIApp, access: Access, streams: Streams, calls: Pace, person: Person) -> None:
        self._app, self._access, self._streams, self._calls, self._person = app, access, streams, calls, person

    async def answer(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(None, b"")
        if has_body(scope["method"]):
            body = await _json_object(receive)
            scope, receive = _with_body(scope, body.written, receive)
        claims = claims_of(scope["method"], path, scope.get("query_string", b""), body.value)
        try:
            if claims is None or not self._are_theirs(claims):
                await JSONResponse(NOT_THERE, 404)(scope, receive, send)
                return
        except TooOftenError as error:
            await _too_many(error)(scope, receive, send)
            return
        if claims.answers_with_event:
            await self._app(_uncompressed(scope), receive, self._learning(send))
        elif claims.is_stream:
            try:
                await self._app(scope, receive, self._watched(scope, claims, send))
            finally:
                for page in claims.new:  # its heartbeat ended: it was closed
                    self._streams.leave(page, self._person.key)
        else:
            await self._app(scope, receive, send)

    def _are_theirs(self, claims: Claims) -> bool:
        if claims.answers_with_event and not claims.new:
            self._calls.check(self._person)
        key = self._person.key
        return all(self._streams.owns(one, key) for one in claims.known) and all(
            self._streams.claim(one, key) for one in claims.new
        )

    def _are_still_theirs(self, claims: Claims) -> bool:
        key = self._person.key
        return all(self._streams.owns(one, key) for one in claims.known) and all(
            self._streams.renew(one, key) for one in claims.new
        )

    def _learning(self, send: Send) -> Send:
        """Holds the reply until it is whole, to note the event that it names before anybody hears of it."""
        held: list[Message] = []
        size = 0

        async def sending(message: Message) -> None:
            nonlocal size
            held.append(message)
            size += len(message.get("body", b""))
            if size > MOST_REPLY_BYTES or (message["type"] == "http.response.body" and not message.get("more_body")):
                event = _event_in(b"".join(part.get("body", b"") for part in held))
                if event:
                    self._streams.note(event, self._person.key)
                for part in held:
                    await send(part)
                held.clear()

        return sending

    def _watched(self, scope: Scope, claims: Claims, send: Send) -> Send:
        """Ends a stream once its person is signed out or removed; renews their claim while it goes on."""
        connection = HTTPConnection(scope)
        has_ended = False

        async def sending(message: Message) -> None:
            nonlocal has_ended
            if has_ended:
                return
            if message["type"] == "http.response.body":
                now = self._access.person_for(connection)
                has_ended = now is None or now.key != self._person.key or not self._are_still_theirs(claims)
            # The server takes an end for the end, and tells Gradio that nobody listens any more.
            await send({"type": "http.response.body", "body": b""} if has_ended else message)

        return sending


def _was_forwarded(scope: Scope) -> bool:
    return any(FORWARDED.fullmatch(name) for name, _ in scope["headers"])


async def _refuse_forwarded(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1008})
    elif "text/html" in HTTPConnection(scope).headers.get("accept", ""):
        await PlainTextResponse(f"{UNTOLD['error']} {UNTOLD['help']}", 403)(scope, receive, send)
    else:
        await JSONResponse(UNTOLD, 403)(scope, receive, send)


def _too_many(error: TooOftenError) -> JSONResponse:
    # `detail` is what Gradio's own page and client show.
    said = {"error": error.message, "help": error.help_message, "detail": str(error)}
    return JSONResponse(said, 429, {"retry-after": str(max(1, round(error.retry_after)))})


def is_open(method: str, path: str) -> bool:
    """Whether a request needs no login."""
    return method in OPEN.get(path, ()) or (method in READS and OPEN_FILES.fullmatch(path) is not None)


def _refused(connection: HTTPConnection, path: str) -> JSONResponse | RedirectResponse:
    """To the login for a page that a person opens, else 401."""
    if "text/html" not in connection.headers.get("accept", ""):
        return JSONResponse(NOBODY, 401, {"www-authenticate": "Bearer"})
    root = connection.scope.get("root_path", "")
    query = connection.scope.get("query_string", b"").decode("latin-1")
    back = quote(path) + (f"?{query}" if query else "")
    # A form that was sent is lost, but nobody is shown JSON.
    return RedirectResponse(login_address(root, back if connection.scope["method"] in READS else "/"), 303)


async def _json_object(receive: Receive) -> _Body:
    """The body; without a value where it is no JSON object, or too long."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return _Body(None, b"")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            return _Body(None, b"")
    try:
        value = json.loads(body)
        return _Body(value, json.dumps(value).encode()) if isinstance(value, dict) else _Body(None, b"")
    except (ValueError, RecursionError):
        return _Body(None, b"")


def _with_body(scope: Scope, body: bytes, receive: Receive) -> tuple[Scope, Receive]:
    """A request with that body, and what comes after it."""
    was_read = False

    async def receiving() -> Message:
        nonlocal was_read
        if was_read:
            return await receive()
        was_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    return {**scope, "headers": [*headers, (b"content-length", str(len(body)).encode())]}, receiving


def _uncompressed(scope: Scope) -> Scope:
    """A request for a reply that can be read here."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}


def _event_in(reply: bytes) -> str | None:
    try:
        value = json.loads(reply)
    except ValueError:
        return None
    event = value.get("event_id") if isinstance(value, dict) else None
    return event if isinstance(event, str) else None
