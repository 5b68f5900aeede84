"""The answers of the last hour, each under a name that nobody can guess, for downloading and copying."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.types import Answer

KEPT_SECONDS = 3600
MOST_KEPT = 2000
"""Over all people; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer on the shelf, the key of who asked, the filters it was under in words, and when it goes."""

    answer: Answer
    person: str
    filtered_by: str
    until: float


class AnswerShelf:
    """Keeps answers in memory; an answer is given to nobody but the person who got it.

    Args:
        clock: Seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer, person: str, filtered_by: str = "") -> str:
        """Keeps a whole answer for a while.

        Args:
            answer: As it was shown.
            person: Key of the person who asked (`Person.key`): names may be given anew.
            filtered_by: The filters that it was searched under, in words.

        Returns:
            Its name here: URL-safe, random (128 bits).
        """
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[key] = Kept(answer, person, filtered_by, self._clock() + KEPT_SECONDS)
            self._forget()
        return key

    def kept(self, key: str, person: str) -> Kept | None:
        """What is kept under that name for that key of a person; `None` where nothing is, or it is somebody else's."""
        with self._lock:
            self._forget()
            kept = self._kept.get(key)
        return kept if kept and kept.person == person else None

    def _forget(self) -> None:
        now = self._clock()
        while self._kept and (len(self._kept) > MOST_KEPT or next(iter(self._kept.values())).until <= now):
            self._kept.popitem(last=False)
