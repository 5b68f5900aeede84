"""Serves everything under a sub-path, whether the proxy in front takes that off the path or leaves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class SubPath:
    """ASGI middleware that makes both kinds of request the same: `root_path` set, and `path` beginning with it.

    Args:
        app: What is served.
        root_path: Without a slash at its end; empty: nothing to do.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on as the routes below expect it."""
        if self._root and scope["type"] == "http":
            path = str(scope["path"])
            is_whole = path == self._root or path.startswith(f"{self._root}/")
            scope = {**scope, "root_path": self._root, "path": path if is_whole else self._root + path}
        await self._app(scope, receive, send)
