"""Sign-ins on their way to a provider and back: remembered here, each for a few minutes and one use."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.access.cookies import Cookie

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import HTTPConnection
    from starlette.responses import Response

    from app.server.address import Address

KEPT_SECONDS = 600
"""Long enough to find a telephone for the second factor."""
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Flow:
    """One sign-in: what authlib wants back, and where the person wants to go after it."""

    session: dict[str, Any]
    back: str
    until: float


class Flows:
    """The sign-ins that are under way.

    Args:
        address: Where the server is reached, for the cookie that says which browser is on which way.
        clock: Seconds, for tests.
    """

    def __init__(self, address: Address, clock: Callable[[], float] = time.monotonic) -> None:
        self._cookie = Cookie("sign-in", address)
        self._clock = clock
        self._flows: OrderedDict[str, Flow] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, response: Response, session: dict[str, Any], back: str) -> None:
        """Remembers a sign-in, and gives the browser its key."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            self._flows[key] = Flow(session, back, self._clock() + KEPT_SECONDS)
        self._cookie.put(response, key, KEPT_SECONDS)

    def take(self, connection: HTTPConnection) -> Flow | None:
        """The sign-in of a browser, which is forgotten here; `None` where there is none (any more)."""
        key = self._cookie.read(connection)
        with self._lock:
            self._forget_old()
            return self._flows.pop(key, None) if key else None

    def _forget_old(self) -> None:
        now = self._clock()
        while self._flows and (len(self._flows) >= MOST_KEPT or next(iter(self._flows.values())).until <= now):
            self._flows.popitem(last=False)
