"""The web application: the chat by Gradio, our own pages and endpoints, in one guarded FastAPI parent."""

from __future__ import annotations

import asyncio
import importlib
import os
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.server.guard import MOST_BYTES, Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

    from app.site import Site

CLOSED = {"openapi_url": None, "docs_url": None, "redoc_url": None}
"""FastAPI's own descriptions would be there for whoever comes by."""
PAGES = (
    "app.pages.site_files",
    "app.pages.accessibility",
    "app.pages.signing_in",
    "app.pages.library",
    "app.pages.uploads",
    "app.pages.reports",
    "app.pages.reading",
    "app.pages.themes",
    "app.pages.packs",
    "app.pages.answers",
    "app.programs.http_api",
    "app.server.health",
)
"""Modules with a `router(site)`."""


def build_app(site: Site) -> FastAPI:
    """The application over one site. It may be built inside an event loop or outside of any."""
    _keep_gradio_offline()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_built(site))
    return _build(site)


async def _built(site: Site) -> FastAPI:
    """Inside an event loop: outside of one Gradio opens a loop for each part of the page, and closes none."""
    return _build(site)


def _build(site: Site) -> FastAPI:
    from fastapi import FastAPI

    from app.server import metrics
    from app.server.faults import add_fault_pages
    from app.server.metrics import MeasuredAnswerer

    if site.metrics:
        site = replace(site, answerer=MeasuredAnswerer(site.answerer, site.metrics))
    programs: list[Any] = []
    app = FastAPI(lifespan=_lifespan(programs), **CLOSED)  # type: ignore[arg-type]
    for name in PAGES:
        # Not include_router: that hides the routes, and `evals/access_policy.py` must see each of them.
        app.router.routes.extend(importlib.import_module(name).router(site).routes)
    if site.metrics:
        app.router.routes.extend(metrics.router(site.metrics).routes)
    if site.mcp:
        _add_mcp(app, site, programs)
    add_fault_pages(app)
    _mount_chat(app, site)
    _add_middleware(app, site)
    return app


def _lifespan(programs: list[Any]) -> Any:  # noqa: ANN401 - as FastAPI wants it
    """Starts what needs an event loop of its own, and ends it with the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for program in programs:
                await stack.enter_async_context(program())
            yield

    return lifespan


def _add_mcp(app: FastAPI, site: Site, programs: list[Any]) -> None:
    from starlette.routing import Route

    from app.programs.mcp_server import mcp_mount

    served, lifespan = mcp_mount(site)
    app.router.routes.append(Route("/mcp", endpoint=served))
    programs.append(lifespan)


def _mount_chat(app: FastAPI, site: Site) -> None:
    """Last: it takes every path that nothing before it took."""
    import gradio as gr

    from app.server.faults import keep_chat_wordless
    from app.ui.look import asset, build_theme, head_html
    from app.ui.page import build_page

    keep_chat_wordless()
    gr.mount_gradio_app(
        app,
        build_page(site),
        path="/",
        root_path=site.address.root_path or None,
        theme=build_theme(),
        css=asset("page.css"),
        head=head_html(),
        show_error=False,  # else the words of an internal error reach the page
        footer_links=[],
        run_history=False,  # else every question stays in the browser's storage
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
        max_file_size="1kb",
        app_kwargs=dict(CLOSED),  # Gradio adds to it
    )


def _add_middleware(app: FastAPI, site: Site) -> None:
    """The last one added sees a request first."""
    from starlette.middleware.cors import CORSMiddleware

    from app.access.gate import Gate
    from app.server.metrics import Measured
    from app.server.request_log import RequestLog
    from app.server.sub_path import SubPath

    # With a CORS middleware of the parent's, Gradio stands aside; its own would let any origin in.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Gate, access=site.access, proxied=site.address.public_url is not None)
    most_uploaded = site.desk.limits.most_bytes_in_all if site.desk else MOST_BYTES
    app.add_middleware(Guard, address=site.address, most_uploaded=most_uploaded)
    if site.metrics:
        app.add_middleware(Measured, metrics=site.metrics)
    app.add_middleware(RequestLog)
    app.add_middleware(SubPath, root_path=site.address.root_path)


def _keep_gradio_offline() -> None:
    """Read by Gradio and the hub's client at their import: without them, a start asks the network four times."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
