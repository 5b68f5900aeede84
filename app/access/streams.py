"""Remembers whose the chat's pages and questions are: Gradio itself gives them to whoever knows their name."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.errors import TooOftenError

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_SECONDS = 24 * 3600
"""Since the last use; longer than Gradio keeps a page's state after the page was closed."""
MOST_KEPT = 50_000
MOST_EVENTS = 2_000
"""Questions of one person, so that nobody can drive out another's."""
MOST_PAGES = 20
"""Pages of one person. Gradio keeps 500 over all people (app/ui/page.py) and drops the one unused for longest: with
20 each, no person alone can make it drop what another is reading, and 20 tabs are more than anybody reads."""
IDLE_SECONDS = 600
"""After so long without a question a person's oldest page makes room for a new one: by then it has been read. So one
person brings Gradio 120 new pages an hour at most, and needs four hours to turn over all that it keeps."""
LEFT_SECONDS = 60
"""The same once a page was closed: going to a report and back opens a new one each time. Not at once, or opening and
closing would be a way around."""


@dataclass(slots=True)
class _Owned:
    person: str
    until: float
    is_page: bool
    asked: float
    left: float | None = None

    def is_idle(self, now: float) -> bool:
        return now - self.asked >= IDLE_SECONDS or (self.left is not None and now - self.left >= LEFT_SECONDS)

    def idle_at(self) -> float:
        idle = self.asked + IDLE_SECONDS
        return idle if self.left is None else min(idle, self.left + LEFT_SECONDS)


@dataclass(slots=True)
class _Keys:
    """Of one person, longest unused first: the pages and the questions apart, so that neither drives out the other."""

    pages: OrderedDict[str, None] = field(default_factory=OrderedDict)
    events: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def of(self, owned: _Owned) -> OrderedDict[str, None]:
        return self.pages if owned.is_page else self.events


class Streams:
    """Pages (session hashes) and questions (event ids), each with the person who used it first: `Person.key`.

    For one thread: the event loop's.

    Args:
        most: Kept in all; the one unused for longest goes first.
        most_events: Questions kept of one person; the one unused for longest goes first.
        most_pages: Pages of one person at one time.
        clock: Seconds, for tests.
    """

    def __init__(
        self,
        most: int = MOST_KEPT,
        most_events: int = MOST_EVENTS,
        most_pages: int = MOST_PAGES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_events, self._most_pages, self._clock = most, most_events, most_pages, clock
        self._owned: OrderedDict[str, _Owned] = OrderedDict()  # longest unused first
        self._of: dict[str, _Keys] = {}

    def claim(self, page: str, person: str) -> bool:
        """Makes a page the person's, unless it is another's already, and notes that it asks. Returns whether it is.

        Raises:
            TooOftenError: The person has as many pages as they may, and none that is idle.
        """
        self._forget_old()
        owned = self._owned.get(page)
        if owned is None:
            self._make_room(person)
            self._add(page, person, is_page=True)
            return True
        if not self._used(page, owned, person):
            return False
        owned.asked, owned.left = self._clock(), None
        self._of[person].of(owned).move_to_end(page)
        return True

    def note(self, event: str, person: str) -> None:
        """Notes whose a question is that Gradio has just named."""
        self._forget_old()
        if event in self._owned:
            return
        self._add(event, person, is_page=False)
        events = self._of[person].events
        if len(events) > self._most_events:
            self._forget(next(iter(events)))

    def owns(self, key: str, person: str) -> bool:
        """Whether a page or question is the person's: known, and not another's."""
        self._forget_old()
        owned = self._owned.get(key)
        return owned is not None and self._used(key, owned, person)

    def renew(self, page: str, person: str) -> bool:
        """Keeps an open page; whether it is not another's. One that had to make room claims anew when it asks."""
        self._forget_old()
        owned = self._owned.get(page)
        return owned is None or self._used(page, owned, person)

    def leave(self, page: str, person: str) -> None:
        """Notes that a page was closed."""
        owned = self._owned.get(page)
        if owned is not None and owned.person == person:
            owned.left = self._clock()

    def __len__(self) -> int:
        return len(self._owned)

    def _make_room(self, person: str) -> None:
        pages = self._of[person].pages if person in self._of else OrderedDict()
        if len(pages) < self._most_pages:
            return
        now = self._clock()
        if idle := next((page for page in pages if self._owned[page].is_idle(now)), None):
            self._forget(idle)
            return
        wait = max(1.0, min(self._owned[page].idle_at() for page in pages) - now)
        words = f"Close some, and try again in {round(min(wait, LEFT_SECONDS))} seconds."
        raise TooOftenError(f"You have {len(pages)} pages open that are in use.", words, wait)

    def _add(self, key: str, person: str, *, is_page: bool) -> None:
        now = self._clock()
        owned = self._owned[key] = _Owned(person, now + KEPT_SECONDS, is_page, now)
        self._of.setdefault(person, _Keys()).of(owned)[key] = None
        if len(self._owned) > self._most:
            self._forget(next(iter(self._owned)))

    def _used(self, key: str, owned: _Owned, person: str) -> bool:
        if owned.person != person:
            return False
        owned.until = self._clock() + KEPT_SECONDS
        self._owned.move_to_end(key)
        if not owned.is_page:
            self._of[person].events.move_to_end(key)
        return True

    def _forget_old(self) -> None:
        now = self._clock()
        while self._owned and next(iter(self._owned.values())).until <= now:
            self._forget(next(iter(self._owned)))

    def _forget(self, key: str) -> None:
        owned = self._owned.pop(key)
        own = self._of[owned.person]
        del own.of(owned)[key]
        if not own.pages and not own.events:
            del self._of[owned.person]
