"""Serves the page on this machine: FastAPI around Gradio, guarded, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from app.this_machine import is_loopback
from app.ui.guard import Guard
from knowledge.errors import AuditLearningError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from app.feedback import FeedbackStore
    from app.ui.header import WriterNotice
    from knowledge.protocols import Answerer, Library

STOP_WITHIN_SECONDS = 2
"""How long open answers may still take once the program is told to stop."""


def build_app(
    answerer: Answerer,
    library: Library,
    feedback: FeedbackStore | None = None,
    writer: WriterNotice | None = None,
) -> FastAPI:
    """The web application: the page at `/`, and `/healthz`.

    Args:
        answerer: Answers the questions; called from several threads at once.
        library: The reports held, for their count.
        feedback: Keeps what people say of answers; where absent, they are not asked.
        writer: The language model that writes the answers, for the header; where absent, none does.
    """
    _keep_gradio_offline()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_built(answerer, library, feedback, writer))
    return _build(answerer, library, feedback, writer)


async def _built(
    answerer: Answerer, library: Library, feedback: FeedbackStore | None, writer: WriterNotice | None
) -> FastAPI:
    """Inside an event loop: outside of one Gradio opens a loop for each part of the page, and closes none."""
    return _build(answerer, library, feedback, writer)


def _build(
    answerer: Answerer, library: Library, feedback: FeedbackStore | None, writer: WriterNotice | None
) -> FastAPI:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.cors import CORSMiddleware

    from app.ui.look import asset, build_theme, head_html
    from app.ui.page import build_page

    closed = {"openapi_url": None, "docs_url": None, "redoc_url": None}
    app = FastAPI(**closed)  # type: ignore[arg-type] # one value for three parameters of one type
    _add_health(app, library)
    gr.mount_gradio_app(
        app,
        build_page(answerer, library, feedback, writer),
        path="/",
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
        app_kwargs=closed,
    )
    # With a CORS middleware of the parent's, Gradio stands aside; its own would let any origin in.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard)
    return app


def serve(
    answerer: Answerer,
    library: Library,
    host: str,
    port: int,
    tell: Callable[[str], None],
    feedback: FeedbackStore | None = None,
    writer: WriterNotice | None = None,
) -> None:
    """Serves the page until Ctrl+C or a request to end.

    Args:
        answerer: Answers the questions.
        library: The reports held.
        host: A loopback address or `localhost`.
        port: 0 takes any free one.
        tell: Told the address once the page can be opened.
        feedback: Keeps what people say of answers; where absent, they are not asked.
        writer: The language model that writes the answers, for the header; where absent, none does.

    Raises:
        ConfigError: The host is not this machine, or the port cannot be had.
    """
    check_host(host)
    with closing(_listening(host, port)) as listener:
        app = build_app(answerer, library, feedback, writer)
        bound_port = listener.getsockname()[1]
        shown_host = f"[{host}]" if ":" in host else host
        _run(app, listener, lambda: tell(f"Ready: open http://{shown_host}:{bound_port} (stop with Ctrl+C)."))


def check_host(host: str) -> None:
    """Refuses any host but this machine. Raises ConfigError."""
    if not is_loopback(host):
        raise ConfigError(
            f"This version has no login yet, so it serves only the machine that it runs on; {host!r} is not that.",
            "Use --host 127.0.0.1.",
        )


def _keep_gradio_offline() -> None:
    """Read by Gradio and the hub's client at their import: without them, a start asks the network four times."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"


def _add_health(app: FastAPI, library: Library) -> None:
    from fastapi.responses import JSONResponse

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        try:
            return JSONResponse({"status": "ok", "reports": len(library.reports())})
        except AuditLearningError as error:
            return JSONResponse({"status": "failed", "error": type(error).__name__}, status_code=503)


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is known before the slow start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # until a socket listens, Linux lets another program bind the same port
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"Port {port} on {host} cannot be used ({error.strerror or error}).",
            "Stop the program that has it, or choose another with --port (--port 0 takes any free one).",
        ) from error
    return listener


def _run(app: FastAPI, listener: socket.socket, when_ready: Callable[[], None]) -> None:
    import uvicorn

    class Announcing(uvicorn.Server):
        """Says when it is ready, and ends without noise."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                when_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Pages that are still open hold a stream each; that these are cut off now is no error.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # addresses hold `?q=`, the question
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
    )
    with _stopping_quietly():
        Announcing(config).run(sockets=[listener])


@contextmanager
def _stopping_quietly() -> Iterator[None]:
    """Makes both ways to stop end here, so that what holds the library is closed after it."""

    def end(number: int, frame: Any) -> None:  # noqa: ANN401 - as `signal` gives them
        raise KeyboardInterrupt

    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, end) if in_main else None
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        if in_main:
            signal.signal(signal.SIGTERM, before)
