"""Sends requests to the public internet alone, whatever address a report holds.

An address in a report is untrusted: it must not make this machine call services of its own network. So each host is
looked up first, and the request goes to the very number that was found public, also after each redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_ADDRESSES = 2
"""Of one host that are tried."""


class NotVisitedError(Exception):
    """An address that a visit must not go to; its words say why."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to public addresses only, one at once of a host, each in its time.

    Args:
        seconds: For looking up a host, and again for a request.
        may_visit: Whether requests may go to an IP address.
    """

    def __init__(self, seconds: float, may_visit: Callable[[str], bool]) -> None:
        # A connection is never used again: it was made for a number, and another host may have the same one.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(verify=httpx.create_ssl_context(), limits=limits, retries=1)
        self._seconds = seconds
        self._may_visit = may_visit
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._found: dict[str, Sequence[str] | OSError] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request. Raises NotVisitedError where it may not go there, else what httpx raises, or OSError."""
        _check_form(request.url)
        host = request.url.raw_host.decode("ascii")
        async with self._turns[host]:
            addresses = await self._addresses(host)
            if not all(map(self._may_visit, addresses)):
                raise NotVisitedError(f"{host} is inside this machine's network")
            async with asyncio.timeout(self._seconds):
                return await self._send(request, host, addresses[:MOST_ADDRESSES])

    async def _send(self, request: httpx.Request, host: str, addresses: Sequence[str]) -> httpx.Response:
        """Sends a request to the first of the host's addresses that takes it."""
        *firsts, last = addresses
        for address in firsts:
            try:
                return await self._inner.handle_async_request(_to(address, request, host))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_to(last, request, host))

    async def _addresses(self, host: str) -> Sequence[str]:
        """The addresses of a host, those that work everywhere first; looked up once, also where that fails."""
        if host not in self._found:
            try:
                async with asyncio.timeout(self._seconds):
                    found = await asyncio.get_running_loop().getaddrinfo(host.encode(), None, type=socket.SOCK_STREAM)
                numbers = dict.fromkeys(str(sockaddr[0]) for *_others, sockaddr in found)
                self._found[host] = sorted(numbers, key=lambda number: ":" in number)
            except OSError as error:
                self._found[host] = error
        known = self._found[host]
        if isinstance(known, OSError):
            raise known
        return known

    async def aclose(self) -> None:
        """Closes what is open."""
        await self._inner.aclose()


def _check_form(url: httpx.URL) -> None:
    """Raises NotVisitedError for what is no plain web address."""
    if url.scheme not in {"http", "https"}:
        raise NotVisitedError(f"leads to what is no web page ({url.scheme}:)")
    if not url.host or not 0 < (url.port or 80) < 1 << 16:
        raise NotVisitedError("not a web address")
    if url.userinfo:
        raise NotVisitedError("holds a name or a password")


def _to(address: str, request: httpx.Request, host: str) -> httpx.Request:
    """The request to one number of its host; the certificate must still be the host's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        extensions={**request.extensions, "sni_hostname": host},
    )


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet; also looks inside IPv6 addresses that hold an IPv4 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast
