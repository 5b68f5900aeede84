"""Where the server is reached: what it listens on, what people type, and what follows from it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.this_machine import is_loopback

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection


@dataclass(frozen=True, slots=True)
class Address:
    """The address that the server listens on, and the one that people open where a proxy stands before it.

    Args:
        host: What it listens on.
        public_url: What people open, where it is another.
    """

    host: str = "127.0.0.1"
    public_url: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether only this machine is served: no proxy, and no address that others can reach."""
        return is_loopback(self.host) and (self.public_url is None or is_loopback(name_of(self.public_url)))

    @property
    def is_secure(self) -> bool:
        """Whether people reach it over https, so that cookies are sent over nothing else."""
        return self.public_url is not None and urlsplit(self.public_url).scheme == "https"

    @property
    def root_path(self) -> str:
        """The path that the proxy serves it under: `/learning`, or empty."""
        return urlsplit(self.public_url).path.rstrip("/") if self.public_url else ""

    def base_of(self, connection: HTTPConnection) -> str:
        """What every address of this server begins with, no slash at its end: the public one, else the request's."""
        url = connection.url
        here = f"{url.scheme}://{url.netloc}{connection.scope.get('root_path', '')}"
        return (self.public_url or here).rstrip("/")

    def allows(self, host: str) -> bool:
        """Whether a request's Host is a name of this server; a foreign name that points here (DNS rebinding) is not.

        Args:
            host: The header, perhaps with a port.
        """
        name = name_of(f"//{host}")
        if is_loopback(name):
            # A health check on the machine itself. Others could send this name too, but no browser does for them.
            return True
        if self.public_url and host.lower() == urlsplit(self.public_url).netloc.lower():
            return True
        if is_loopback(self.host):
            return False
        return name in {self.host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()} or _is_number(name)

    def origins(self, host: str) -> set[str]:
        """The origins that a request to this Host may come from: the page's own."""
        own = {f"http://{host}", f"https://{host}"}
        if self.public_url:
            public = urlsplit(self.public_url)
            own.add(f"{public.scheme}://{public.netloc}")
        return own


def name_of(address: str) -> str:
    """The host of an address, in lower case, without its port; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # such as an unclosed bracket
        return ""


def _is_number(name: str) -> bool:
    """Whether a host is an IP address: it names this machine only by being its address, so nobody can rebind it."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
