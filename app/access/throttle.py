"""Slows down whoever guesses passwords, and locks nobody out for longer than the window."""

from __future__ import annotations

import hashlib
import ipaddress
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.pace import limiter, seconds_until
from knowledge.errors import TooOftenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limits import RateLimitItem

    _Counted = tuple[tuple[RateLimitItem, str], ...]

WINDOW_MINUTES = 15
PER_NAME = 5
"""Wrong passwords for one name."""
PER_ADDRESS = 100
"""Wrong passwords from one address. A whole council may share one, where on a Monday many mistype: twenty of them must
not shut out the rest. Each name has its own five, so that what this bounds is one password tried on many names."""


@dataclass(slots=True)
class Attempt:
    """One attempt; `was_right` stays `None` where the password was not looked at, which counts for nothing."""

    was_right: bool | None = None


class Throttle:
    """Counts sign-ins that failed over the last minutes, by name and by address.

    Args:
        per_name: Most for one name, whether or not there is such an account.
        per_address: Most from one address.
    """

    def __init__(self, per_name: int = PER_NAME, per_address: int = PER_ADDRESS) -> None:
        from limits import RateLimitItemPerMinute

        self._name = RateLimitItemPerMinute(per_name, WINDOW_MINUTES, "name")
        self._address = RateLimitItemPerMinute(per_address, WINDOW_MINUTES, "address")
        self._counts = limiter()
        self._under_way: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[Attempt]:
        """Counts an attempt while it is tried, so that many at one time are no way around, and after if it was wrong.

        A right one makes the name free again; not the address, or one account would let it guess at others.

        Args:
            name: As typed.
            address: Of the client.

        Raises:
            TooOftenError: As many failed, or are under way, as may; nothing must be tried.
        """
        counted = ((self._address, network_of(address)), (self._name, _key(name)))
        self._begin(counted)
        attempt = Attempt()
        try:
            yield attempt
        finally:
            self._end(counted, attempt.was_right)

    def _begin(self, counted: _Counted) -> None:
        with self._lock:
            for limit, key in counted:
                failed = self._counts.get_window_stats(limit, key)
                if self._under_way[_entry(limit, key)] >= failed.remaining:
                    # Where none failed yet, those under way are known in a moment.
                    wait = seconds_until(self._counts, limit, key) if failed.remaining < limit.amount else 5
                    raise _too_often(wait)
            self._under_way.update(_entry(*one) for one in counted)

    def _end(self, counted: _Counted, was_right: bool | None) -> None:
        with self._lock:
            for limit, key in counted:
                entry = _entry(limit, key)
                self._under_way[entry] -= 1
                if not self._under_way[entry]:
                    del self._under_way[entry]
                if was_right is False:
                    self._counts.hit(limit, key)
                elif was_right and limit is self._name:
                    self._counts.clear(limit, key)


def network_of(address: str) -> str:
    """The address, or the /64 it is in: that is what one connection gets of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _key(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(parsed)


def _key(name: str) -> str:
    """Of one length, whatever was typed."""
    return hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()


def _entry(limit: RateLimitItem, key: str) -> tuple[str, str]:
    return limit.namespace, key


def _too_often(wait: float) -> TooOftenError:
    minutes = max(1, round(wait / 60))
    words = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooOftenError("There were too many wrong passwords.", f"Try again in {words}.", wait)
