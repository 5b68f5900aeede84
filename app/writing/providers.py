"""What is particular to each provider of models: how its client is made, where it connects, what it can be held to."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.ui.guard import is_loopback
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from langchain_core.language_models import BaseChatModel

    from app.settings import Settings

OLLAMA_CONTEXT = 8192
"""Tokens. Ollama's own default is smaller than the evidence, and it drops the beginning without a word."""
AZURE_API_VERSION = "2024-10-21"
NO_KEY = "none"
"""For servers that ask for no key. The provider's own key is never sent to another address."""
QUIET = (
    "openai",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "anthropic",
    "ollama",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langsmith",
)
"""Loggers that could repeat a question, the evidence or a key."""

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it is configured.

    Args:
        name: Its name for `init_chat_model`.
        settings: The settings.
        destination: The host that requests go to.
        has_schemas: Whether its models can be held to a JSON schema.
    """

    name: str
    settings: Settings
    destination: str
    has_schemas: bool

    def client(self, *, bare: bool) -> BaseChatModel:
        """Makes the client.

        Args:
            bare: Leave out what some servers turn down: temperature, usage in streams.

        Raises:
            ConfigError: Its package or its key is missing, or there is no such provider.
        """
        from langchain.chat_models import init_chat_model

        make: Callable[..., BaseChatModel] = init_chat_model
        model = (self.settings.model or "").partition(":")[2]
        try:
            client = make(model, model_provider=self.name, **self._options(bare))
        except ImportError as error:
            raise ConfigError(
                f"The package for models of {self.name} is not installed.",
                f"Install it: `pip install langchain-{self.name.split('_')[0]}` (see docs/models.md).",
            ) from error
        except Exception as error:  # each provider's client raises what it likes
            raise ConfigError(
                f"The model {self.settings.model} cannot be used as it is configured ({type(error).__name__}).",
                "Set AUDIT_LEARNING_MODEL_KEY, or the provider's own variable, and see docs/models.md.",
            ) from error
        for name in QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        # Said where a server knows no schemas, which we find out and cope with.
        warnings.filterwarnings("ignore", ".*structured output feature", UserWarning)
        return client

    def held_to(self, schema: Mapping[str, object]) -> Options:
        """What a call is given so that the reply keeps to a schema."""
        if self.name == "ollama":
            return {"format": dict(schema)}
        named = {"name": "answer", "schema": dict(schema), "strict": True}
        # `extra_body` is sent as it is; given `response_format`, LangChain reads the reply itself and fails on its end.
        return {"extra_body": {"response_format": {"type": "json_schema", "json_schema": named}}}

    def _options(self, bare: bool) -> Options:
        settings = self.settings
        options: Options = {} if bare else {"temperature": 0}
        if self.name in {"openai", "azure_openai"}:
            return {**options, **self._openai_options(bare)}
        if self.name == "ollama":
            limits = {"num_predict": settings.model_tokens, "num_ctx": OLLAMA_CONTEXT}
            connection = {"timeout": settings.model_stall_seconds, "follow_redirects": False}
            return {**options, **limits, "base_url": settings.model_url or OLLAMA, "client_kwargs": connection}
        options |= {"max_tokens": settings.model_tokens, "timeout": settings.model_stall_seconds, "max_retries": 0}
        return {**options, **_given(base_url=settings.model_url, api_key=settings.model_key)}

    def _openai_options(self, bare: bool) -> Options:
        import httpx

        settings = self.settings
        key = settings.model_key or (NO_KEY if settings.model_url and self.name == "openai" else None)
        options: Options = {
            "max_tokens": settings.model_tokens,
            "max_retries": 0,  # ours know the time that is left
            "stream_usage": not bare,
            "use_responses_api": False,
            "http_client": httpx.Client(timeout=settings.model_stall_seconds, follow_redirects=False),
            **_given(api_key=key),
        }
        if self.name == "openai":
            return {**options, "base_url": settings.model_url or OPENAI}
        deployment = (settings.model or "").partition(":")[2]
        azure = {"azure_endpoint": settings.model_url, "azure_deployment": deployment}
        return {**options, **azure, "api_version": AZURE_API_VERSION}


OPENAI = "https://api.openai.com/v1"
OLLAMA = "http://127.0.0.1:11434"
ADDRESSES = {"openai": OPENAI, "ollama": OLLAMA, "anthropic": "https://api.anthropic.com"}
WITH_SCHEMAS = frozenset({"openai", "azure_openai", "ollama"})


def provider_of(settings: Settings) -> Provider:
    """The provider of the model that is set.

    Raises:
        ConfigError: Azure is named without its address.
    """
    name = (settings.model or "").partition(":")[0]
    if name == "azure_openai" and not settings.model_url:
        raise ConfigError(
            "A model on Azure needs the address of your resource.",
            "Set AUDIT_LEARNING_MODEL_URL, such as https://NAME.openai.azure.com.",
        )
    address = urlsplit(settings.model_url or ADDRESSES.get(name, ""))
    destination = address.netloc.rpartition("@")[2] or f"the servers of {name}"
    return Provider(name, settings, destination, name in WITH_SCHEMAS)


def stays_here(destination: str) -> bool:
    """Whether a destination is this machine."""
    return is_loopback(urlsplit(f"//{destination}").hostname or "") if " " not in destination else False


def _given(**options: object) -> Options:
    return {name: value for name, value in options.items() if value is not None}
