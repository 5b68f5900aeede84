"""The process that serves the site until it is stopped."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from app.server.application import build_app
from knowledge.errors import AuditLearningError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from app.site import Site

FIRST_QUESTION = "What did audits find?"
STOP_WITHIN_SECONDS = 10
"""How long open answers may still take once the program is told to stop."""


def serve(
    site: Site,
    port: int,
    tell: Callable[[str], None],
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Serves a site until Ctrl+C or a request to end.

    Args:
        site: What is served, and where (`site.address`).
        port: 0 takes any free one.
        tell: Told the address once the page can be opened.
        trusted_proxies: Addresses whose word on where a request comes from is believed, where a proxy stands before it.

    Raises:
        ConfigError: The port cannot be had.
    """
    host = site.address.host
    with closing(_listening(host, port)) as listener:
        app = build_app(site)
        bound_port = listener.getsockname()[1]
        shown_host = f"[{host}]" if ":" in host else host
        opened = site.address.public_url or f"http://{shown_host}:{bound_port}"
        believed = trusted_proxies if site.address.public_url else None
        _run(app, listener, lambda: tell(f"Ready: open {opened} (stop with Ctrl+C)."), believed)


def warmed_up(site: Site) -> None:
    """Asks a first question in the background: it loads the embedder, which would keep the first person waiting."""

    def ask() -> None:
        try:
            site.answerer.ask(FIRST_QUESTION)
        except AuditLearningError as error:  # whoever asks next is told
            logging.getLogger(__name__).warning("The first question failed with %s", type(error).__name__)

    threading.Thread(target=ask, name="warming up", daemon=True).start()


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


def _run(app: FastAPI, listener: socket.socket, when_ready: Callable[[], None], believed: str | None) -> None:
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
        proxy_headers=believed is not None,
        forwarded_allow_ips=believed,
        log_config=None,  # ours is set up already
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
