"""Who may use which route: every route that there is has a row here, or the table of access attempts is not made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

Who = Literal["anybody", "browsers", "readers", "librarians"]
"""`browsers` are people who signed in themselves: no program with their token."""


@dataclass(frozen=True, slots=True, order=True)
class RouteRow:
    """A route by its method and the pattern of its path."""

    method: str
    path: str


ANYBODY = {
    RouteRow("GET", "/login"),
    RouteRow("POST", "/login"),
    RouteRow("GET", "/auth/start"),
    RouteRow("GET", "/auth/callback"),
    RouteRow("GET", "/accessibility"),
    RouteRow("GET", "/healthz"),
    RouteRow("GET", "/readyz"),
    RouteRow("GET", "/site/{name}"),
}
READERS = {
    RouteRow("GET", "/library"),
    RouteRow("GET", "/reports/{id}"),
    RouteRow("GET", "/reports/{report_id}/text"),
    RouteRow("GET", "/reports/{report_id}/pages/{page}"),
    RouteRow("GET", "/reports/{report_id}/pages/{page}.png"),
    RouteRow("GET", "/themes"),
    RouteRow("GET", "/themes/{theme}"),
    RouteRow("GET", "/themes/at-a-glance.png"),
    RouteRow("GET", "/themes/at-a-glance.svg"),
    RouteRow("GET", "/packs"),
    RouteRow("GET", "/packs/choose"),
    RouteRow("POST", "/packs/file"),
    RouteRow("GET", "/answers/{key}.docx"),
    RouteRow("GET", "/answers/{key}.md"),
    RouteRow("GET", "/answers/{key}.txt"),
    RouteRow("GET", "/api"),
    RouteRow("GET", "/api/openapi.json"),
    RouteRow("POST", "/api/ask"),
    RouteRow("POST", "/api/search"),
    RouteRow("GET", "/api/reports"),
    RouteRow("GET", "/metrics"),
    RouteRow("POST", "/mcp"),
}
BROWSERS = {RouteRow("GET", "/account"), RouteRow("POST", "/account")}
LIBRARIANS = {
    RouteRow("POST", "/library/uploads"),
    RouteRow("GET", "/library/uploads/{job}"),
    RouteRow("GET", "/reports/{id}/edit"),
    RouteRow("POST", "/reports/{id}/edit"),
    RouteRow("POST", "/reports/{id}/hold"),
    RouteRow("POST", "/reports/{id}/release"),
    RouteRow("POST", "/reports/{id}/replace"),
    RouteRow("GET", "/reports/{id}/remove"),
    RouteRow("POST", "/reports/{id}/remove"),
    RouteRow("POST", "/library/samples/remove"),
}
SIGNING_OUT = {RouteRow("POST", "/logout")}
"""Ends what it is tried with, and does nothing for anybody else."""


def policy() -> dict[RouteRow, Who]:
    """Who may use each route of our own."""
    rows: dict[RouteRow, Who] = {}
    rows |= dict.fromkeys(ANYBODY, "anybody")
    rows |= dict.fromkeys(BROWSERS, "browsers")
    rows |= dict.fromkeys(READERS, "readers")
    rows |= dict.fromkeys(LIBRARIANS, "librarians")
    return rows


def own_routes(app: FastAPI) -> set[RouteRow]:
    """The routes of our own pages and endpoints, as they are mounted; HEAD goes with GET."""
    from starlette.routing import Mount, Route

    rows = {
        RouteRow(method, re.sub(r":\w+}", "}", route.path))
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or {"POST"}  # an application of its own, such as MCP's, takes any
        if method not in {"HEAD", "OPTIONS"}
    }
    mounted = {route.path for route in app.routes if isinstance(route, Mount)} - {"", "/"}
    return rows | {RouteRow("POST", path) for path in mounted}


def chat_routes(app: FastAPI) -> Iterator[RouteRow]:
    """The routes of Gradio."""
    from starlette.routing import Mount, Route

    for mount in app.routes:
        if isinstance(mount, Mount) and mount.path in {"", "/"}:
            for route in mount.routes:
                if isinstance(route, Route):
                    for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
                        yield RouteRow(method, route.path)


def unlisted(app: FastAPI) -> set[RouteRow]:
    """Routes of our own that nobody said who may use."""
    return own_routes(app) - policy().keys() - SIGNING_OUT
