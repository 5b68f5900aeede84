"""Threads that answer programs: few at once, the rest wait in the event loop, and nobody else waits for them."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from knowledge.errors import TooOftenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio import CapacityLimiter

    from app.server.metrics import Metrics

Result = TypeVar("Result")

AT_ONCE = 4
"""Questions of programs answered at the same time, as many as of people on the page.

Fifty at once then hold four threads; forty-six wait without one, so that pages and health checks, which have the
forty threads of the server's own pool to themselves, never wait for them.
"""
MOST_WAITING = 100
"""As on the page. Whoever comes after that is told to come back."""


class Workers:
    """Runs what blocks.

    Args:
        metrics: Told how many wait; nobody is where absent.
        at_once: How many calls run at the same time.
        most_waiting: How many more may wait.
    """

    def __init__(
        self, metrics: Metrics | None = None, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING
    ) -> None:
        self._metrics = metrics
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._made: CapacityLimiter | None = None

    async def run(self, function: Callable[..., Result], *args: object) -> Result:
        """The result of a function, called in a thread once one is free.

        Raises:
            TooOftenError: Too many wait already.
        """
        from anyio.to_thread import run_sync

        limiter = self._limiter()
        taken = limiter.statistics()
        if taken.borrowed_tokens >= taken.total_tokens and taken.tasks_waiting >= self._most_waiting:
            raise TooOftenError("Too many questions are waiting.", "Ask again in some seconds.", retry_after=5)
        with self._metrics.waiting() if self._metrics else nullcontext() as started:
            return await run_sync(partial(self._begun, started, function, *args), limiter=limiter)

    def _begun(self, started: Callable[[], None] | None, function: Callable[..., Result], *args: object) -> Result:
        if started:
            started()
        return function(*args)

    def _limiter(self) -> CapacityLimiter:
        """Made inside the event loop that it belongs to."""
        if self._made is None:
            from anyio import CapacityLimiter

            self._made = CapacityLimiter(self._at_once)
        return self._made
