"""What is particular to each provider of models: how its client is made, where it connects, what it can be held to."""

from __future__ import annotations

import logging
import os
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.this_machine import is_loopback
from app.writing.provider_environment import only_as_configured
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
        destination: The host that requests go to, for a person.
        is_here: Whether what is sent stays on this machine.
    """

    name: str
    settings: Settings
    destination: str
    is_here: bool

    @property
    def has_schemas(self) -> bool:
        """Whether its models can be held to a JSON schema."""
        return self.name in WITH_SCHEMAS

    @property
    def model(self) -> str:
        """The model's name for the provider."""
        return (self.settings.model or "").partition(":")[2]

    def client(self, *, bare: bool) -> BaseChatModel:
        """Makes the client.

        Args:
            bare: Leave out what some servers turn down: temperature, usage in streams, a limit of tokens.

        Raises:
            ConfigError: Its package or its key is missing, or there is no such provider.
        """
        from langchain.chat_models import init_chat_model

        make: Callable[..., BaseChatModel] = init_chat_model
        own_key = KEYS.get(self.name)
        kept = {own_key} if own_key and self._may_use_its_own_key else set[str]()
        key = self.settings.model_key
        given = {"OLLAMA_API_KEY": key.get_secret_value()} if key and self.name == "ollama" else {}
        try:
            with only_as_configured(kept=kept, given=given, without_proxies=self.is_here):
                self._check_key()
                client = make(self.model, model_provider=self.name, **self._options(bare))
                _keep_to_its_address(client)
        except ImportError as error:
            raise ConfigError(
                f"The package for models of {self.name} is not installed.",
                f"Install it: `pip install langchain-{self.name.split('_')[0]}` (see docs/models.md).",
            ) from error
        except ConfigError:
            raise
        except Exception as error:  # each provider's client raises what it likes
            raise ConfigError(
                f"The model {self.settings.model} cannot be used as it is configured ({type(error).__name__}).",
                f"{SET_A_KEY}, and see docs/models.md.",
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

    @property
    def _may_use_its_own_key(self) -> bool:
        """Whether the key in the provider's own variable is for the address that is called."""
        return self.settings.model_key is None and (self.settings.model_url is None or self.name == "azure_openai")

    def _check_key(self) -> None:
        variable = KEYS.get(self.name)
        if variable and self._may_use_its_own_key and not os.environ.get(variable):
            raise ConfigError(f"There is no key for models of {self.name}.", f"{SET_A_KEY} ({variable}).")

    def _options(self, bare: bool) -> Options:
        settings = self.settings
        options: Options = {} if bare else {"temperature": 0}
        if self.name in {"openai", "azure_openai"}:
            return {**options, **self._openai_options(bare)}
        if self.name == "ollama":
            return {**options, **self._ollama_options()}
        options |= {"max_tokens": settings.model_tokens, "timeout": settings.model_stall_seconds, "max_retries": 0}
        address = settings.model_url or ADDRESSES.get(self.name)
        return {**options, **_given(base_url=address, api_key=self._key())}

    def _key(self) -> SecretStr | None:
        """The key to give; `None` where the provider's own variable has it."""
        return self.settings.model_key or (None if self._may_use_its_own_key else SecretStr(NO_KEY))

    def _ollama_options(self) -> Options:
        settings = self.settings
        connection: Options = {"timeout": settings.model_stall_seconds, "follow_redirects": False}
        if self.is_here:
            connection["trust_env"] = False
        limits = {"num_predict": settings.model_tokens, "num_ctx": OLLAMA_CONTEXT}
        return {**limits, "base_url": settings.model_url or ADDRESSES["ollama"], "client_kwargs": connection}

    def _openai_options(self, bare: bool) -> Options:
        import httpx

        seconds = self.settings.model_stall_seconds
        options: Options = {
            "max_retries": 0,  # ours know the time that is left
            "timeout": seconds,
            "stream_usage": not bare,
            "use_responses_api": False,
            "http_client": httpx.Client(timeout=seconds, follow_redirects=False, trust_env=not self.is_here),
            **({} if bare else {"max_tokens": self.settings.model_tokens}),
            **_given(api_key=self._key()),
        }
        if self.name == "openai":
            return {**options, "base_url": self.settings.model_url or ADDRESSES["openai"]}
        azure = {"azure_endpoint": self.settings.model_url, "azure_deployment": self.model}
        return {**options, **azure, "api_version": AZURE_API_VERSION}


ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434",
    "anthropic": "https://api.anthropic.com",
}
KEYS = {"openai": "OPENAI_API_KEY", "azure_openai": "AZURE_OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
SET_A_KEY = "Set AUDIT_LEARNING_MODEL_KEY, or the provider's own variable"
WITH_SCHEMAS = frozenset({"openai", "azure_openai", "ollama"})
OF_OLLAMAS_CLOUD = ("-cloud", ":cloud")
"""Models of these names are run by ollama.com, though the server on this machine is asked for them."""


def provider_of(settings: Settings) -> Provider:
    """The provider of the model that is set.

    Raises:
        ConfigError: Azure is named without its address.
    """
    name, _colon, model = (settings.model or "").partition(":")
    if name == "azure_openai" and not settings.model_url:
        raise ConfigError(
            "A model on Azure needs the address of your resource.",
            "Set AUDIT_LEARNING_MODEL_URL, such as https://NAME.openai.azure.com.",
        )
    address = urlsplit(settings.model_url or ADDRESSES.get(name, ""))
    host = address.netloc.rpartition("@")[2]
    if name == "ollama" and model.casefold().endswith(OF_OLLAMAS_CLOUD):
        return Provider(name, settings, f"ollama.com, by way of {host}", is_here=False)
    return Provider(name, settings, host or f"the servers of {name}", is_loopback(address.hostname or ""))


def _keep_to_its_address(client: BaseChatModel) -> None:
    """Makes Anthropic's client now, from this environment, and has it follow no redirection to another address."""
    inner: Any = getattr(getattr(client, "_client", None), "_client", None)
    if hasattr(inner, "follow_redirects"):
        inner.follow_redirects = False


def _given(**options: object) -> Options:
    return {name: value for name, value in options.items() if value is not None}
