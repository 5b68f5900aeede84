"""Slows down whoever guesses passwords, and locks nobody out for longer than the window."""

from __future__ import annotations

import hashlib
import ipaddress

from app.access.pace import limiter, seconds_until
from knowledge.errors import TooOftenError

WINDOW_MINUTES = 15
PER_NAME = 5
"""Wrong passwords for one name."""
PER_ADDRESS = 20
"""Wrong passwords from one address: more than one name's, since an office may share an address."""


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

    def begin(self, name: str, address: str) -> None:
        """Counts an attempt before it is tried, so that many at one time are no way around.

        Args:
            name: As typed.
            address: Of the client.

        Raises:
            TooOftenError: As many failed as may; nothing must be tried.
        """
        network = network_of(address)
        if not self._counts.test(self._address, network):
            raise _too_often(seconds_until(self._counts, self._address, network))
        if not self._counts.hit(self._name, _key(name)):
            raise _too_often(seconds_until(self._counts, self._name, _key(name)))

    def failed(self, address: str) -> None:
        """Counts for the address that the attempt was wrong."""
        self._counts.hit(self._address, network_of(address))

    def succeeded(self, name: str) -> None:
        """Forgets what was counted for the name; not for the address, or one account would let it guess at others."""
        self._counts.clear(self._name, _key(name))


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


def _too_often(wait: float) -> TooOftenError:
    minutes = max(1, round(wait / 60))
    words = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooOftenError("There were too many wrong passwords.", f"Try again in {words}.", wait)
