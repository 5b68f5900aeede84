"""The cookies of the login: no script reads them, and no other site's form sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

    from app.server.address import Address


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie of this server.

    Args:
        word: What it is for; part of its name.
        address: Where the server is reached: over https, browsers hold the cookie to what its prefix promises.
    """

    word: str
    address: Address

    @property
    def name(self) -> str:
        """`__Host-` binds it to this very host and to https (RFC 6265bis, 4.1.3); below a sub-path only `__Secure-`."""
        if not self.address.is_secure:
            return f"ala-{self.word}"
        return f"__Secure-ala-{self.word}" if self.address.root_path else f"__Host-ala-{self.word}"

    def read(self, connection: HTTPConnection) -> str | None:
        """What the browser sent; `None` where nothing."""
        return connection.cookies.get(self.name) or None

    def put(self, response: Response, value: str, seconds: float) -> None:
        """Has the browser keep a value for that long."""
        response.set_cookie(
            self.name,
            value,
            max_age=int(seconds),
            path=self._path,
            secure=self.address.is_secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Has the browser forget it."""
        response.delete_cookie(self.name, path=self._path, secure=self.address.is_secure, httponly=True, samesite="lax")

    @property
    def _path(self) -> str:
        return self.address.root_path or "/"
