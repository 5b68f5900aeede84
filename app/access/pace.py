"""How often one person may ask."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from knowledge.errors import TooOftenError

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

    from app.access.people import Person


class Pace:
    """Counts the questions of each person over the last minute.

    Args:
        per_minute: Most questions of one person, through the page and programs together.
    """

    def __init__(self, per_minute: int) -> None:
        from limits import RateLimitItemPerMinute

        self._limit = RateLimitItemPerMinute(per_minute)
        self._counts = limiter()

    def check(self, person: Person) -> None:
        """Counts one question. Raises TooOftenError where the person asked as many as they may in the last minute."""
        if not self._counts.hit(self._limit, person.name):
            wait = seconds_until(self._counts, self._limit, person.name)
            raise TooOftenError("You are asking very fast.", f"Ask again in {round(wait)} seconds.", wait)


def limiter() -> MovingWindowRateLimiter:
    """Counts over a moving window, in memory: a restart forgets, which is at most a quarter of an hour's count."""
    from limits.storage import MemoryStorage
    from limits.strategies import MovingWindowRateLimiter

    return MovingWindowRateLimiter(MemoryStorage())


def seconds_until(counts: MovingWindowRateLimiter, limit: RateLimitItem, *key: str) -> float:
    """Seconds until one more is allowed, at least 1."""
    return max(1.0, counts.get_window_stats(limit, *key).reset_time - time.time())
