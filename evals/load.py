"""Many people asking at once over HTTP: answers a second, how long they wait, and whether memory stays flat."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from evals.gradio_queue import Asked, asked
from evals.metrics import percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import httpx

    from evals.gradio_queue import AskedFunction

TURNS = 5
"""Questions of one conversation: then the person opens the page anew."""
EVERY_SECONDS = 1.0
"""Between two readings of the server's memory."""
WARMED = 0.25
"""The share of the questions after which memory is expected to be flat: caches and pools are filled before."""
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class MemoryReading:
    """What a server held, MB of resident set size, after so many answers."""

    answers: int
    mb: float


@dataclass(frozen=True, slots=True)
class LoadScores:
    """How a server stood a load.

    Args:
        people: How many asked at once.
        seconds: From the first question to the last answer.
        rows: Every question, in the order of their ends.
        memory: Readings in order; empty where the platform does not say.
    """

    people: int
    seconds: float
    rows: tuple[Asked, ...]
    memory: tuple[MemoryReading, ...]

    @property
    def answered(self) -> list[Asked]:
        """Those that got their answer."""
        return [row for row in self.rows if row.fault is None]

    @property
    def answers_per_second(self) -> float:
        """NaN where nothing was asked."""
        return len(self.answered) / self.seconds if self.seconds else math.nan

    def wait_ms(self, rank: float) -> float:
        """The milliseconds within which `rank` percent of the answers were whole; NaN where there was none."""
        return percentile([row.ms for row in self.answered], rank)

    @property
    def mb_per_1000(self) -> float:
        """MB that memory grew for 1,000 answers after the warm-up, by a least-squares line; NaN where not known."""
        warmed = [reading for reading in self.memory if reading.answers >= WARMED * len(self.rows)]
        if len({reading.answers for reading in warmed}) < 2:
            return math.nan
        slope = np.polyfit([reading.answers for reading in warmed], [reading.mb for reading in warmed], 1)[0]
        return float(slope) * 1000


async def measure_load(
    client: httpx.AsyncClient,
    function: AskedFunction,
    questions: Sequence[str],
    people: int,
    wanted: int,
    memory_mb: Callable[[], float | None] = lambda: None,
) -> LoadScores:
    """Has some people ask, each their next question as soon as they have their answer.

    Args:
        client: Of the server.
        function: What answers.
        questions: Asked in turn, from the first again after the last; at least one.
        people: How many ask at once.
        wanted: How many questions in all.
        memory_mb: What the server holds now; `None` where that is not known.
    """
    rows: list[Asked] = []
    readings: list[MemoryReading] = []
    left = iter(range(wanted))
    watching = asyncio.create_task(_watch(rows, readings, memory_mb))
    started = time.perf_counter()
    try:
        await asyncio.gather(*(_person(client, function, questions, left, rows, n) for n in range(people)))
        seconds = time.perf_counter() - started
        _read(rows, readings, memory_mb)
    finally:
        watching.cancel()
    return LoadScores(people, seconds, tuple(rows), tuple(readings))


async def _person(
    client: httpx.AsyncClient,
    function: AskedFunction,
    questions: Sequence[str],
    left: Iterator[int],
    rows: list[Asked],
    number: int,
) -> None:
    """One person's questions: those that nobody else has asked yet."""
    for turn in count():
        place = next(left, None)
        if place is None:
            return
        session = f"load{number:04d}x{turn // TURNS}"
        rows.append(await asked(client, function, questions[place % len(questions)], session))


async def _watch(rows: Sequence[Asked], readings: list[MemoryReading], memory_mb: Callable[[], float | None]) -> None:
    while True:
        _read(rows, readings, memory_mb)
        await asyncio.sleep(EVERY_SECONDS)


def _read(rows: Sequence[Asked], readings: list[MemoryReading], memory_mb: Callable[[], float | None]) -> None:
    mb = memory_mb()
    if mb is not None:
        readings.append(MemoryReading(len(rows), mb))
