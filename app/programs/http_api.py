"""The HTTP endpoints for programs: ask, search, and the list of reports, each documented at `/api`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.access.people import person_of
from app.answer_json import answer_json
from app.pages.rendering import page
from app.programs.asking import Programs
from app.programs.openapi import openapi
from app.programs.replies import report_rows
from app.programs.requests import MOST_BYTES, MOST_PASSAGES, AskRequest, SearchRequest, read_json
from app.programs.workers import AT_ONCE, Workers
from knowledge.errors import QuestionError

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.site import Site


def router(site: Site, workers: Workers | None = None) -> APIRouter:
    """`/api` and what is below it.

    Args:
        site: What is asked.
        workers: Threads shared with others who ask for programs; its own where absent.
    """
    from fastapi import APIRouter

    routes = APIRouter()
    endpoints = Endpoints(site, workers or Workers(site.metrics))
    for path, handler, method in (
        ("/api", endpoints.about, "GET"),
        ("/api/openapi.json", endpoints.described, "GET"),
        ("/api/ask", endpoints.ask, "POST"),
        ("/api/search", endpoints.search, "POST"),
        ("/api/reports", endpoints.reports, "GET"),
    ):
        if path != "/api/search" or site.search:
            routes.add_api_route(path, handler, methods=[method], include_in_schema=False)
    return routes


class Endpoints:
    """The handlers. Each finds out for itself who asks; its errors are made JSON by app.server.faults.

    Args:
        site: What is asked.
        workers: Where it is asked, so that the event loop never waits.
    """

    def __init__(self, site: Site, workers: Workers) -> None:
        self._site = site
        self._programs = Programs(site)
        self._workers = workers

    async def ask(self, request: Request) -> Response:
        """An answer, as `audit-learning ask --json` prints it."""
        person = person_of(request)
        self._programs.pace(person)
        asked = read_json(AskRequest, await _body(request))
        answer = await self._workers.run(self._programs.ask, person, asked, "api")
        return JSONResponse(answer_json(answer).model_dump(mode="json"))

    async def search(self, request: Request) -> Response:
        """The passages that fit best."""
        person = person_of(request)
        self._programs.pace(person)
        asked = read_json(SearchRequest, await _body(request))
        found = await self._workers.run(self._programs.search, person, asked, "api")
        return JSONResponse({"passages": [passage.model_dump(mode="json") for passage in found]})

    async def reports(self, request: Request) -> Response:
        """The reports that the person may know of."""
        person = person_of(request)
        reports = await self._workers.run(self._programs.reports, person)
        return JSONResponse(report_rows(reports, person))

    async def described(self, request: Request) -> Response:
        """The endpoints as OpenAPI 3.1."""
        person_of(request)
        return JSONResponse(openapi(self._site.address.base_of(request), searches=self._site.search is not None))

    async def about(self, request: Request) -> Response:
        """The endpoints as a page to read."""
        person = person_of(request)
        return page(
            request,
            "programs.html",
            title="For programs",
            base=self._site.address.base_of(request),
            needs_token=person.via != "this machine",
            searches=self._site.search is not None,
            mcp=self._site.mcp,
            most_passages=MOST_PASSAGES,
            at_once=AT_ONCE,
        )


async def _body(request: Request) -> bytes:
    """What was sent. Raises QuestionError where it is more than anybody needs to ask."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise QuestionError("The request is too long.", f"It may have {MOST_BYTES:,} bytes.")
    return body
