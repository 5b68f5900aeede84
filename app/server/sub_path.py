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
            whole = path if _is_below(self._root, path) else self._root + path
            scope = {**scope, "root_path": self._root, "path": whole}
        await self._app(scope, receive, send)


def path_below_root(scope: Scope, root_path: str | None = None) -> str:
    """The path of a request below the root path, as the router will see it, whether or not a proxy took that off.

    Args:
        scope: Of the request.
        root_path: What everything is served under; that of the scope where absent.
    """
    root = str(scope.get("root_path", "")) if root_path is None else root_path
    path = str(scope["path"])
    if root and _is_below(root, path):
        return path[len(root) :] or "/"
    return path


def _is_below(root: str, path: str) -> bool:
    return path == root or path.startswith(f"{root}/")
