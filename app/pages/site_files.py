"""The style sheets, scripts and icon of our own pages; everybody may have them, they tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.pages.rendering import asset

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.site import Site

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def router(site: Site) -> APIRouter:
    """`/site/NAME`."""
    from fastapi import APIRouter
    from fastapi.exceptions import HTTPException

    routes = APIRouter()
    names = {name: suffix for name, suffix in _files()}

    def site_file(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in names:
            raise HTTPException(404)
        return Response(asset(name), media_type=TYPES[names[name]], headers={"cache-control": "max-age=600"})

    routes.add_api_route("/site/{name}", site_file, methods=["GET"], include_in_schema=False)
    return routes


def _files() -> list[tuple[str, str]]:
    """The names that may be asked for, each with its suffix."""
    from importlib import resources
    from pathlib import PurePath

    folder = resources.files("app.pages").joinpath("assets")
    return [(file.name, PurePath(file.name).suffix) for file in folder.iterdir() if PurePath(file.name).suffix in TYPES]
