"""Asks a Gradio application over HTTP as its page in the browser does: joins the queue, then reads the event stream."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    import httpx

ENDED = "process_completed"
GROWING = "process_generating"
REFUSED = frozenset({"queue_full", "unexpected_error"})
PREFIX = "/gradio_api"


class Lines(Protocol):
    """A response that gives its lines as they arrive."""

    def aiter_lines(self) -> AsyncIterator[str]:
        """The lines without their ends."""


@dataclass(frozen=True, slots=True)
class AskedFunction:
    """The function of an application that a question is sent to.

    Args:
        index: Its `fn_index`.
        trigger: Id of the component whose event calls it; `None` for an endpoint.
        values: A value for each of its inputs, in order.
        place: Which of them is the question.
    """

    index: int
    trigger: int | None
    values: tuple[Any, ...]
    place: int

    def body(self, question: str, session: str) -> dict[str, Any]:
        """What joins the queue."""
        data = [*self.values[: self.place], question, *self.values[self.place + 1 :]]
        return {
            "data": data,
            "event_data": None,
            "fn_index": self.index,
            "trigger_id": self.trigger,
            "session_hash": session,
        }


def function_of_box(config: Mapping[str, Any], elem_id: str = "question") -> AskedFunction:
    """The function that Enter in a text box calls.

    Args:
        config: What the application gives at `/config`.
        elem_id: Of the box.

    Raises:
        DatasetError: There is no such box, or Enter in it does nothing.
    """
    boxes = [part["id"] for part in config["components"] if part.get("props", {}).get("elem_id") == elem_id]
    for function in config["dependencies"]:
        for box in boxes:
            if any(list(target) == [box, "submit"] for target in function["targets"]) and box in function["inputs"]:
                return AskedFunction(function["id"], box, _values(config, function), function["inputs"].index(box))
    raise DatasetError(f"The page has no box {elem_id!r} that asks.", "Is it the page of this version?")


def function_of_endpoint(config: Mapping[str, Any], name: str) -> AskedFunction:
    """The function of a named endpoint, whose first input that is no state is the question. Raises DatasetError."""
    kinds = {part["id"]: part["type"] for part in config["components"]}
    for function in config["dependencies"]:
        if function.get("api_name") == name:
            place = next(n for n, part in enumerate(function["inputs"]) if kinds[part] != "state")
            return AskedFunction(function["id"], None, _values(config, function), place)
    raise DatasetError(f"The application has no endpoint {name!r}.", "Is it the chat of this version?")


def _values(config: Mapping[str, Any], function: Mapping[str, Any]) -> tuple[Any, ...]:
    """What stands in the inputs of a page that was just opened; the server itself keeps what is of kind `state`."""
    parts = {part["id"]: part for part in config["components"]}
    inputs = [parts[key] for key in function["inputs"]]
    return tuple(None if part["type"] == "state" else part["props"].get("value") for part in inputs)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question over HTTP.

    Args:
        ms: Milliseconds until the whole answer.
        first_ms: Milliseconds until the first part of one that grows; `None` where it came in one piece.
        characters: How much was sent back, as JSON.
        fault: Why there is no answer; `None` where there is.
    """

    ms: float
    first_ms: float | None
    characters: int
    fault: str | None


async def asked(client: httpx.AsyncClient, function: AskedFunction, question: str, session: str) -> Asked:
    """Asks one question and waits for the whole answer."""
    import httpx

    started = time.perf_counter()
    reading = _Reading(started)
    try:
        joined = await client.post(f"{PREFIX}/queue/join", json=function.body(question, session))
        if joined.status_code != httpx.codes.OK:
            return reading.ended(f"the queue said {joined.status_code}")
        event = joined.json()["event_id"]
        async with client.stream("GET", f"{PREFIX}/queue/data", params={"session_hash": session}) as stream:
            if stream.status_code != httpx.codes.OK:
                return reading.ended(f"the stream said {stream.status_code}")
            return await reading.of(messages(stream), event)
    except httpx.HTTPError as error:
        return reading.ended(type(error).__name__)


async def messages(stream: Lines) -> AsyncIterator[dict[str, Any]]:
    """The messages of a server-sent event stream."""
    async for line in stream.aiter_lines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))


class _Reading:
    """What has come of an answer."""

    def __init__(self, started: float) -> None:
        self._started = started
        self._first: float | None = None
        self._characters = 0

    def _ms(self) -> float:
        return (time.perf_counter() - self._started) * 1000

    async def of(self, told: AsyncIterator[dict[str, Any]], event: str) -> Asked:
        """Reads to the end of the stream, as the page does: leaving it earlier would end what others ask of it."""
        done: Asked | None = None
        async for message in told:
            kind = message["msg"]
            if kind in REFUSED:
                return self.ended(kind)
            if message.get("event_id") != event:
                continue
            self._characters += len(json.dumps(message.get("output", "")))
            if kind == GROWING and self._first is None:
                self._first = self._ms()
            if kind == ENDED:
                done = self.ended(None if message["success"] else "the application failed")
        return done or self.ended("the stream ended before the answer")

    def ended(self, fault: str | None) -> Asked:
        """The question as it stands."""
        return Asked(self._ms(), self._first, self._characters, fault)


def share_faulty(rows: Sequence[Asked]) -> int:
    """How many got no answer."""
    return sum(row.fault is not None for row in rows)
