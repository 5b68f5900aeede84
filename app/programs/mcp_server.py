"""An MCP server that lets assistants search, ask and list reports, and change nothing."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from app.access.people import Person, Role, person_of
from app.answer_json import AnswerJson, answer_json
from app.programs.asking import Programs
from app.programs.mcp_text import DATA, PURPOSE, answer_text, passages_text, reports_text
from app.programs.replies import PassagesJson, ReportsJson, report_rows
from app.programs.requests import MOST_BYTES, AskRequest, ReportsRequest, SearchRequest, read_arguments
from app.programs.workers import Workers
from knowledge.errors import AuditLearningError, QuestionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from mcp.server import Server, ServerRequestContext
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, Tool
    from pydantic import BaseModel
    from starlette.types import ASGIApp, Receive, Scope, Send

    from app.site import Site

LOGGER = logging.getLogger(__name__)
NAME = "audit-learning"
FAILED = "Something failed. This does not mean that the reports hold nothing. Try again."


class Mounted(NamedTuple):
    """The ASGI application that answers at `/mcp`, and what must be entered while it serves."""

    app: ASGIApp
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a tool gives: words for an assistant, and the same as JSON."""

    text: str
    data: dict[str, Any]


def mcp_mount(site: Site, workers: Workers | None = None) -> Mounted:
    """The MCP server over streamable HTTP: stateless, so that nobody's session can be another's, and in plain JSON.

    The gate before it says who asks, as everywhere; the guard before it says which Host it may be called.

    Args:
        site: What is searched and asked.
        workers: Threads shared with others who ask for programs; its own where absent.
    """
    served = _Served(Tools(site, workers or Workers(site.metrics)))
    return Mounted(served, served.lifespan)


class _Served:
    """The ASGI application. The SDK's manager can be entered once only, so that each lifespan makes its own."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from mcp.server.transport_security import TransportSecuritySettings

        # The guard checks Host and Origin against the server's own address, which this would not know behind a proxy.
        checked_before = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._manager = StreamableHTTPSessionManager(
            self._tools.server(),
            json_response=True,
            stateless=True,
            security_settings=checked_before,
            max_request_body_size=MOST_BYTES,
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.requests import Request
        from starlette.responses import Response

        person_of(Request(scope))  # before anything is read of the request
        if scope["method"] != "POST":
            # Stateless: there is no stream of the server's own to open with GET, nor a session to end with DELETE.
            await Response(status_code=405, headers={"allow": "POST"})(scope, receive, send)
        elif self._manager is None:
            await Response(status_code=503)(scope, receive, send)
        else:
            await self._manager.handle_request(scope, receive, send)


class Tools:
    """The tools, each of which reads only.

    Args:
        site: What is searched and asked.
        workers: Where it is asked, so that the event loop never waits.
    """

    def __init__(self, site: Site, workers: Workers) -> None:
        self._site = site
        self._programs = Programs(site)
        self._workers = workers

    def server(self) -> Server[Any]:
        """The SDK's server with these tools."""
        from mcp.server import Server

        return Server(
            NAME,
            title="Audit Learning Assistant",
            version=version("audit-learning-assistant"),
            instructions=PURPOSE,
            on_list_tools=self._listed,
            on_call_tool=self._called,
        )

    async def _listed(
        self, context: ServerRequestContext[Any], params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        from mcp_types import ListToolsResult

        tools = [
            _tool("ask", "Answers a question from the reports, with verified quotes.", AskRequest, AnswerJson),
            _tool("reports", "Lists the reports of the library.", ReportsRequest, ReportsJson),
        ]
        if self._site.search:
            tells = "Finds passages of the reports, best first, each word for word with its place."
            tools.append(_tool("search", tells, SearchRequest, PassagesJson))
        return ListToolsResult(tools=tools)

    async def _called(self, context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        """The result of a tool. What goes wrong is said in it, so that the assistant can tell its person."""
        from mcp_types import CallToolResult, TextContent

        try:
            said = await self._done(_reader(context), params.name, params.arguments or {})
        except AuditLearningError as error:
            return CallToolResult(content=[TextContent(type="text", text=str(error))], is_error=True)
        except Exception as error:  # noqa: BLE001 - the SDK would log its words, which may repeat a question
            LOGGER.error("%s in the tool %s", type(error).__name__, params.name[:20])
            return CallToolResult(content=[TextContent(type="text", text=FAILED)], is_error=True)
        return CallToolResult(content=[TextContent(type="text", text=said.text)], structured_content=said.data)

    async def _done(self, person: Person, name: str, arguments: dict[str, Any]) -> _Said:
        does = {"ask": self._ask, "search": self._search, "reports": self._reports}.get(name)
        if does is None:
            raise QuestionError("There is no such tool.", "There are: ask, reports, search.")
        return await does(person, arguments)

    async def _ask(self, person: Person, arguments: dict[str, Any]) -> _Said:
        asked = read_arguments(AskRequest, arguments)
        self._programs.pace(person)
        answer = await self._workers.run(self._programs.ask, person, asked, "mcp")
        return _Said(answer_text(answer), _with_warning(answer_json(answer)))

    async def _search(self, person: Person, arguments: dict[str, Any]) -> _Said:
        asked = read_arguments(SearchRequest, arguments)
        self._programs.pace(person)
        passages = await self._workers.run(self._programs.search, person, asked, "mcp")
        return _Said(passages_text(passages), _with_warning(PassagesJson(passages=passages)))

    async def _reports(self, person: Person, arguments: dict[str, Any]) -> _Said:
        read_arguments(ReportsRequest, arguments)
        reports = await self._workers.run(self._programs.reports, person)
        rows = report_rows(reports, person)
        return _Said(reports_text(rows), _with_warning(ReportsJson.model_validate({"reports": rows})))


def _reader(context: ServerRequestContext[Any]) -> Person:
    """Who asks, as a reader: an assistant is told of nothing that is held, whoever it works for."""
    from starlette.requests import Request

    assert isinstance(context.request, Request)  # over HTTP it always is
    person = person_of(context.request)
    return replace(person, role=Role.READER)


def _tool(name: str, tells: str, asked: type[BaseModel], given: type[BaseModel]) -> Tool:
    from mcp_types import Tool, ToolAnnotations

    output = given.model_json_schema(mode="serialization")
    output["properties"] = {"note": {"type": "string", "const": DATA}, **output["properties"]}
    return Tool(
        name=name,
        description=f"{tells} {DATA}",
        input_schema=asked.model_json_schema(),
        output_schema=output,
        annotations=ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _with_warning(given: BaseModel) -> dict[str, Any]:
    """The JSON, with the warning first that its words are data."""
    return {"note": DATA, **given.model_dump(mode="json")}
