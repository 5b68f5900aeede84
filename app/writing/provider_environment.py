"""Keeps a provider's client to what the person configured: its own variables could send text or keys elsewhere."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

READ_BY_CLIENTS = ("OPENAI_", "AZURE_OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_GATEWAY", "LANGCHAIN_GATEWAY")
"""Variables with other addresses, keys, headers, proxies and gateways."""
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
ONE_AT_A_TIME = threading.Lock()


@contextmanager
def only_as_configured(
    *, kept: Collection[str] = (), given: Mapping[str, str] | None = None, without_proxies: bool = False
) -> Iterator[None]:
    """Hides, for as long as a client is made, what would change where it connects and with which key.

    Args:
        kept: Variables that are to be read after all.
        given: Variables to set meanwhile, for clients that would print a key that they are handed.
        without_proxies: Hide proxies as well, which could take what is meant for this machine off it.
    """
    with ONE_AT_A_TIME:
        hidden = {name: value for name, value in os.environ.items() if _is_hidden(name, without_proxies)}
        hidden = {name: value for name, value in hidden.items() if name not in kept}
        for name in hidden:
            del os.environ[name]
        os.environ.update(given or {})
        try:
            yield
        finally:
            for name in given or {}:
                del os.environ[name]
            os.environ.update(hidden)


def _is_hidden(name: str, without_proxies: bool) -> bool:
    return name.upper().startswith(READ_BY_CLIENTS) or (without_proxies and name.upper() in PROXIES)
