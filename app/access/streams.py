"""Remembers whose the chat's sessions and questions are: Gradio itself gives them to whoever knows their name."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_SECONDS = 24 * 3600
"""Since the last use; longer than Gradio keeps a page's state after the page was closed."""
MOST_KEPT = 50_000
MOST_OF_ONE = 2_000
"""Of one person, so that nobody can drive out another's."""


@dataclass(slots=True)
class _Owned:
    person: str
    until: float


class Streams:
    """Session hashes and event ids, each with the person who used it first. For one thread: the event loop's.

    Args:
        most: Kept in all; the one unused for longest goes first.
        most_of_one: Kept of one person.
        clock: Seconds, for tests.
    """

    def __init__(
        self,
        most: int = MOST_KEPT,
        most_of_one: int = MOST_OF_ONE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_of_one, self._clock = most, most_of_one, clock
        self._owned: OrderedDict[str, _Owned] = OrderedDict()  # longest unused first
        self._of: dict[str, OrderedDict[str, None]] = {}

    def claim(self, key: str, person: str) -> bool:
        """Makes a key the person's, unless it is another's already. Returns whether it is theirs now."""
        self._forget_old()
        owned = self._owned.get(key)
        if owned is not None:
            return self._used(key, owned, person)
        self._owned[key] = _Owned(person, self._clock() + KEPT_SECONDS)
        own = self._of.setdefault(person, OrderedDict())
        own[key] = None
        if len(own) > self._most_of_one:
            self._forget(next(iter(own)))
        if len(self._owned) > self._most:
            self._forget(next(iter(self._owned)))
        return True

    def owns(self, key: str, person: str) -> bool:
        """Whether a key is the person's: known, and not another's."""
        self._forget_old()
        owned = self._owned.get(key)
        return owned is not None and self._used(key, owned, person)

    def __len__(self) -> int:
        return len(self._owned)

    def _used(self, key: str, owned: _Owned, person: str) -> bool:
        if owned.person != person:
            return False
        owned.until = self._clock() + KEPT_SECONDS
        self._owned.move_to_end(key)
        self._of[person].move_to_end(key)
        return True

    def _forget_old(self) -> None:
        now = self._clock()
        while self._owned and next(iter(self._owned.values())).until <= now:
            self._forget(next(iter(self._owned)))

    def _forget(self, key: str) -> None:
        person = self._owned.pop(key).person
        own = self._of[person]
        del own[key]
        if not own:
            del self._of[person]
