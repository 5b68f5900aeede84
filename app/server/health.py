"""Whether the server lives and can answer, for whoever watches over it: open to all, so it tells nothing else."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from knowledge.errors import AuditLearningError
from knowledge.types import Filters, Preferences

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import APIRouter

    from app.site import Site

KNOWN_SECONDS = 5.0


def router(site: Site) -> APIRouter:
    """`/healthz` (the process lives) and `/readyz` (it can answer)."""
    from fastapi import APIRouter

    routes = APIRouter()
    known = Readiness(site)

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def readyz(request: Request) -> Response:
        fault = known.fault()
        return JSONResponse({"status": fault or "ok"}, 503 if fault else 200)

    routes.add_api_route("/healthz", healthz, methods=["GET", "HEAD"], include_in_schema=False)
    routes.add_api_route("/readyz", readyz, methods=["GET", "HEAD"], include_in_schema=False)
    return routes


class Readiness:
    """Whether the server can answer, found out at most every few seconds: nobody needs to sign in to ask.

    Args:
        site: What answers.
        clock: Seconds, for tests.
    """

    def __init__(self, site: Site, clock: Callable[[], float] = time.monotonic) -> None:
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[float, str | None] | None = None

    def fault(self) -> str | None:
        """As `fault_of`, a few seconds old at most."""
        with self._lock:
            if self._known is None or self._clock() - self._known[0] > KNOWN_SECONDS:
                fault = fault_of(self._site)
                self._known = self._clock(), fault
            return self._known[1]


def fault_of(site: Site) -> str | None:
    """What stands in the way of an answer: `library` or `search` with the class of the fault; `None` where nothing."""
    try:
        site.library.reports()
    except (AuditLearningError, OSError, ValueError) as error:
        return f"library: {type(error).__name__}"
    try:
        if site.search:
            # One search of a library takes the embedder, both indexes and the catalogue.
            site.search.search("audit", Filters(), Preferences(), 1)
    except (AuditLearningError, OSError, ValueError) as error:
        return f"search: {type(error).__name__}"
    return None
