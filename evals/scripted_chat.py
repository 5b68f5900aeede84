"""The requests that a scripted model gets and what it does with them, in the form of OpenAI's chat completions."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

NAME = "scripted"
CHAT = "/v1/chat/completions"
KEY = re.compile(r'"key"\s*:\s*"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as a request shows it to a model; what the request does not say is empty."""

    key: str
    text: str = ""
    report: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Asked:
    """A request that came.

    Args:
        method: `GET` or `POST`.
        path: With its query.
        headers: By name in small letters.
        raw: The body as it came.
        number: Which request for a chat this is, from 1; of other requests the number of those before.
        at: When it came, in seconds of the monotonic clock.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    number: int
    at: float = field(default_factory=time.monotonic)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body read as JSON; empty where it is none."""
        try:
            read = json.loads(self.raw)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def is_chat(self) -> bool:
        """Whether a reply is asked for."""
        return self.method == "POST" and self.path.partition("?")[0] == CHAT

    def said_by(self, *roles: str) -> str:
        """The texts of the messages of some roles, in order, a line break between them."""
        messages = self.body.get("messages", [])
        return "\n".join(_text_of(message) for message in messages if message.get("role") in roles)

    @property
    def system(self) -> str:
        """The rules that came with it."""
        return self.said_by("system", "developer")

    @property
    def user(self) -> str:
        """What it says as the user: the question and the evidence."""
        return self.said_by("user")

    @cached_property
    def evidence(self) -> tuple[Shown, ...]:
        """The passages of the user's message: a line of JSON each, else whatever has a `key`; in order."""
        lines = [shown for line in self.user.splitlines() if (shown := _shown(line))]
        return tuple(lines) or tuple(Shown(key) for key in dict.fromkeys(KEY.findall(self.user)))

    @property
    def wants_schema(self) -> bool:
        """Whether the reply is to keep to a schema."""
        return "response_format" in self.body

    @property
    def wants_stream(self) -> bool:
        """Whether the reply is to come piece by piece."""
        return bool(self.body.get("stream"))

    @property
    def wants_usage(self) -> bool:
        """Whether a stream is to end with the tokens that it took."""
        return bool((self.body.get("stream_options") or {}).get("include_usage"))


def _text_of(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def _shown(line: str) -> Shown | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    if not isinstance(read, dict) or not isinstance(read.get("key"), str):
        return None
    return Shown(*(str(read.get(name) or "") for name in ("key", "text", "report", "heading")))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with a request for a chat.

    Args:
        pieces: The text, piece by piece; a number is a pause in seconds. May be without end.
        status: The HTTP status; one that is not 200 comes with `body`.
        headers: Sent besides the usual ones.
        body: Sent as it is, in place of the pieces.
        content_type: Of `body`.
        finish: OpenAI's `finish_reason`.
        wait: Seconds before the first byte.
        cut_after: Pieces after which the connection breaks; `None` to end as it should.
    """

    pieces: Iterable[str | float] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    finish: str = "stop"
    wait: float = 0
    cut_after: int | None = None


def chunk(asked: Asked, delta: Mapping[str, str], finish: str | None = None) -> dict[str, object]:
    """An event of a stream, as OpenAI sends it."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {**_envelope(asked, "chat.completion.chunk"), "choices": [choice]}


def whole(asked: Asked, text: str, finish: str) -> dict[str, object]:
    """A reply in one piece, as OpenAI sends it."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    return {
        **_envelope(asked, "chat.completion"),
        "choices": [choice],
        "usage": usage(asked, len(text.split())),
    }


def usage(asked: Asked, written: int) -> dict[str, int]:
    """What a reply took: words stand in for tokens of the request."""
    read = len(asked.said_by("system", "developer", "user", "assistant").split())
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _envelope(asked: Asked, kind: str) -> dict[str, object]:
    return {"id": f"chatcmpl-{asked.number}", "object": kind, "created": 0, "model": asked.body.get("model", NAME)}
