"""Where a person goes back to after signing in: always a page of this server."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode, urlsplit

LONGEST = 2500
"""Characters."""
PLAIN = re.compile(r"/[!-\[\]-~]*")
"""A slash and visible ASCII but the backslash, which browsers take for a slash; they drop tabs and line ends."""
NOT_BACK_TO = ("/login", "/logout", "/auth/")


def local_path(value: str | None) -> str:
    """The path and query to go to, below the root path; `/` for whatever is not surely a page of ours.

    Args:
        value: As it came with the request.
    """
    if not value or len(value) > LONGEST or not PLAIN.fullmatch(value):
        return "/"
    try:
        parts = urlsplit(value)
    except ValueError:
        return "/"
    path = unquote(parts.path)
    # Judged as sent too: urlsplit takes `///evil.example` for a path, where browsers skip every slash before the host.
    if value.startswith("//") or "//" in unquote(value.partition("?")[0]):
        return "/"
    if parts.scheme or parts.netloc or "//" in path or "\\" in path or ".." in path.split("/"):
        return "/"
    return "/" if path.startswith(NOT_BACK_TO) else value


def login_address(root: str, back: str) -> str:
    """The address of the login that leads back to a path below the root path."""
    back = local_path(back)
    return f"{root}/login" if back == "/" else f"{root}/login?{urlencode({'next': back})}"
