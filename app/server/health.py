"""Whether the server lives and can answer, for whoever watches over it: open to all, so it tells nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from knowledge.errors import AuditLearningError
from knowledge.types import Filters, Preferences

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.site import Site


def router(site: Site) -> APIRouter:
    """`/healthz` (the process lives) and `/readyz` (it can answer)."""
    from fastapi import APIRouter

    routes = APIRouter()

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def readyz(request: Request) -> Response:
        fault = fault_of(site)
        return JSONResponse({"status": fault or "ok"}, 503 if fault else 200)

    routes.add_api_route("/healthz", healthz, methods=["GET", "HEAD"], include_in_schema=False)
    routes.add_api_route("/readyz", readyz, methods=["GET", "HEAD"], include_in_schema=False)
    return routes


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
