"""Waits for an answer that grows in a thread of its own, so that whoever waits can stop waiting at once."""

from __future__ import annotations

import threading
from collections.abc import Generator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.protocols import Answerer
    from knowledge.types import Answer, Filters, Turn

LOOK_EVERY_SECONDS = 0.05
"""How soon it is noticed that nobody waits any more."""


def arriving(
    answerer: Answerer,
    question: str,
    history: Sequence[Turn],
    filters: Filters,
    is_halted: Callable[[], bool],
) -> Generator[Answer, None, None]:
    """Asks one question, and yields the answer each time that it has grown, as soon as it has.

    The answerer is told to stop, and the rest of what it says is dropped, once this is halted or closed.

    Args:
        answerer: Answers it, in a thread of its own.
        question: As typed.
        history: Earlier turns, oldest first.
        filters: Limits chosen by the person.
        is_halted: Whether nobody waits any more; asked while there is nothing to yield.

    Raises:
        Exception: Whatever the answerer raised.
    """
    arrived: SimpleQueue[Answer | Exception | None] = SimpleQueue()
    given_up = threading.Event()

    def work() -> None:
        try:
            _hand_over(answerer.growing(question, history, filters, given_up.is_set), arrived, given_up)
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            arrived.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        yield from _until_the_end(arrived, is_halted)
    finally:
        given_up.set()


def _hand_over(
    growing: Iterator[Answer], arrived: SimpleQueue[Answer | Exception | None], given_up: threading.Event
) -> None:
    """Puts each answer into the queue, and `None` after the last; closes the answerer's generator however it ends."""
    try:
        for answer in growing:
            if given_up.is_set():
                return
            arrived.put(answer)
    finally:
        if isinstance(growing, Generator):
            growing.close()
    arrived.put(None)


def _until_the_end(
    arrived: SimpleQueue[Answer | Exception | None], is_halted: Callable[[], bool]
) -> Generator[Answer, None, None]:
    while not is_halted():
        try:
            one = arrived.get(timeout=LOOK_EVERY_SECONDS)
        except Empty:
            continue
        if one is None:
            return
        if isinstance(one, Exception):
            raise one
        yield one
