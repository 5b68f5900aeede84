"""The accessibility statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.pages.rendering import page

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.site import Site


def router(site: Site) -> APIRouter:
    """`/accessibility`, for everybody."""
    from fastapi import APIRouter

    routes = APIRouter()

    def accessibility(request: Request) -> Response:
        return page(request, "accessibility.html", title="Accessibility statement")

    routes.add_api_route("/accessibility", accessibility, methods=["GET"], include_in_schema=False)
    return routes
