"""A model that says what a test tells it to, for tests of everything but the connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nupunkt

from knowledge.writing import ModelRequest, ReplyPiece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from knowledge.protocols import Stop


class ToldModel:
    """A `LanguageModel` whose reply is made from the request; an error in the reply is raised where it stands."""

    name = "told:model"
    destination = "127.0.0.1:1"
    is_here = True

    def __init__(
        self, reply: Callable[[ModelRequest], Iterable[str | Exception]], *, keeps_to_schema: bool = True
    ) -> None:
        self._reply = reply
        self.keeps_to_schema = keeps_to_schema
        self.requests: list[ModelRequest] = []
        self.closed = 0

    def load(self) -> None:
        return

    def stream(self, request: ModelRequest, stop: Stop | None = None, spent_seconds: float = 0) -> Iterator[ReplyPiece]:
        self.requests.append(request)
        try:
            for piece in self._reply(request):
                if stop and stop():
                    return
                if isinstance(piece, Exception):
                    raise piece
                yield ReplyPiece(piece)
            yield ReplyPiece(input_tokens=100, output_tokens=20, ended="stop")
        finally:
            self.closed += 1


def passages_in(request: ModelRequest) -> list[dict[str, str]]:
    """The passages that a request holds, in order."""
    return [row for line in request.user.splitlines() if "key" in (row := json.loads(line))]


def question_in(request: ModelRequest) -> str:
    return json.loads(request.user.splitlines()[0])["question"]


def saying(*sentences: tuple[str, list[str]]) -> str:
    """A reply of sentences, each with its keys."""
    return json.dumps({"statements": [{"paragraph": 1, "text": text, "keys": keys} for text, keys in sentences]})


def told(row: dict[str, str]) -> tuple[str, list[str]]:
    """The first sentence of a passage, with its key."""
    return nupunkt.sent_tokenize(row["text"])[0], [row["key"]]


def echoing(most: int = 4) -> Callable[[ModelRequest], list[str]]:
    """Says the first sentence of each of the first passages, one piece of the reply to each character."""

    def reply(request: ModelRequest) -> list[str]:
        return list(saying(*map(told, passages_in(request)[:most])))

    return reply
