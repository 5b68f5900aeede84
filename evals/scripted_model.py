"""A scripted model: a server on loopback that talks as OpenAI does, and says what a script says."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import TYPE_CHECKING

from evals.scripted_chat import NAME, Asked, chunk, usage, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from evals.scripted_chat import Reply

    Script = Callable[[Asked], Reply]

LOOK_EVERY = 0.02
"""Seconds between two looks, in a pause, at whether the client is still there."""
MOST_AT_ONCE = 20_000
"""Pieces of an endless reply that are put together where the client does not want it as a stream."""


class ScriptedModel:
    """Serves on a free port of 127.0.0.1 for as long as its block runs, and keeps every request that came.

    An error of the script ends the request, and is raised when the block ends.

    Args:
        script: What to do with each request for a chat.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Asked] = []
        self.hung_up: list[int] = []
        """The numbers of the requests whose client left before the reply was whole."""
        self.closing = threading.Event()
        self.errors: list[Exception] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address to give a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def chats(self) -> list[Asked]:
        """The requests for a chat, in order."""
        return [asked for asked in self.requests if asked.is_chat]

    def received(self, method: str, path: str, headers: Mapping[str, str], raw: bytes) -> Asked:
        """Keeps a request."""
        with self._lock:
            before = len(self.chats)
            asked = Asked(method, path, headers, raw, before)
            if asked.is_chat:
                asked = Asked(method, path, headers, raw, before + 1, asked.at)
            self.requests.append(asked)
        return asked

    def __enter__(self) -> ScriptedModel:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.model = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        if self.errors and kind is None:
            raise self.errors[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server waits until none of its sockets is open
    block_on_close = True
    model: ScriptedModel


class _ClosingError(Exception):
    """The server closes: what is still being said ends."""


class _Handler(BaseHTTPRequestHandler):
    """One request; its connection is not used again, so that no thread waits for another."""

    protocol_version = "HTTP/1.1"
    timeout = 2  # a client that neither reads nor leaves must not keep the server from closing
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Tells which models there are."""
        asked = self._received()
        listed = {"object": "list", "data": [{"id": NAME, "object": "model", "created": 0, "owned_by": NAME}]}
        is_there = asked.path.partition("?")[0] == "/v1/models"
        self._send(200 if is_there else 404, json.dumps(listed if is_there else {}).encode())

    def do_POST(self) -> None:
        """Does what the script says; other requests are kept and found nothing for."""
        asked = self._received()
        if not asked.is_chat:
            return self._send(404, b"{}")
        model = self.server.model
        try:
            self._reply(asked, model.script(asked))
        except (_ClosingError, ConnectionError, TimeoutError):
            model.hung_up.append(asked.number)
        except Exception as error:  # noqa: BLE001 - kept: the block that serves raises it
            model.errors.append(error)
        return None

    def _received(self) -> Asked:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.server.model.received(self.command, self.path, headers, raw)

    def _reply(self, asked: Asked, reply: Reply) -> None:
        self._pause(reply.wait)
        if reply.body is not None:
            self._send(reply.status, reply.body, reply.content_type, reply.headers)
        elif asked.wants_stream:
            self._stream(asked, reply)
        else:
            text = "".join(self._texts(islice(reply.pieces, MOST_AT_ONCE)))
            self._send(200, json.dumps(whole(asked, text, reply.finish)).encode(), headers=reply.headers)

    def _stream(self, asked: Asked, reply: Reply) -> None:
        """Sends the pieces as events; a break in the connection leaves out the end of the body."""
        self._begin(200, "text/event-stream; charset=utf-8", {"Transfer-Encoding": "chunked", **reply.headers})
        pieces = reply.pieces if reply.cut_after is None else islice(reply.pieces, reply.cut_after)
        self._event(chunk(asked, {"role": "assistant", "content": ""}))
        tokens = 0
        for text in self._texts(pieces):
            self._event(chunk(asked, {"content": text}))
            tokens += 1
        if reply.cut_after is not None:
            return
        self._event(chunk(asked, {}, reply.finish))
        if asked.wants_usage:
            self._event({**chunk(asked, {}), "choices": [], "usage": usage(asked, tokens)})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _texts(self, pieces: Iterable[str | float]) -> Iterator[str]:
        for piece in pieces:
            if self.server.model.closing.is_set():
                raise _ClosingError
            if isinstance(piece, str):
                yield piece
            else:
                self._pause(piece)

    def _pause(self, seconds: float) -> None:
        """Waits, but not for a client that has left or a server that closes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.model.closing.wait(min(LOOK_EVERY, left)):
                raise _ClosingError
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionAbortedError

    def _event(self, value: Mapping[str, object]) -> None:
        self._chunk(f"data: {json.dumps(value)}\n\n".encode())

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))

    def _send(
        self,
        status: int,
        body: bytes,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._begin(status, content_type, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _begin(self, status: int, content_type: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing on standard error."""


def closed_url() -> str:
    """The address of a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
