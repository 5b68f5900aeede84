from __future__ import annotations

import json
import logging

import pytest

from app.settings import load_settings
from app.writing.chat_model import ChatModel
from app.writing.providers import NO_KEY, provider_of
from knowledge.errors import ConfigError
from knowledge.writing import ModelRequest


def configured(**given):
    return load_settings(**{f"model_{name}" if name != "model" else name: value for name, value in given.items()})


@pytest.mark.parametrize(
    ("given", "destination", "here"),
    [
        ({"model": "openai:gpt-4o-mini"}, "api.openai.com", False),
        ({"model": "openai:x", "url": "http://127.0.0.1:8000/v1"}, "127.0.0.1:8000", True),
        ({"model": "openai:x", "url": "http://user:secret@models.example:8000/v1"}, "models.example:8000", False),
        ({"model": "ollama:llama3.1"}, "127.0.0.1:11434", True),
        ({"model": "ollama:llama3.1", "url": "http://10.1.2.3:11434"}, "10.1.2.3:11434", False),
        ({"model": "ollama:gpt-oss:120b-cloud"}, "ollama.com, by way of 127.0.0.1:11434", False),
        ({"model": "anthropic:claude"}, "api.anthropic.com", False),
        ({"model": "azure_openai:gpt", "url": "https://ours.openai.azure.com"}, "ours.openai.azure.com", False),
        ({"model": "groq:llama"}, "the servers of groq", False),
    ],
)
def test_it_is_said_where_text_goes(given, destination, here):
    found = provider_of(configured(**given))
    assert (found.destination, found.is_here) == (destination, here)


@pytest.mark.parametrize("provider", ["openai", "azure_openai", "ollama", "anthropic"])
def test_each_client_is_made_for_its_address_with_its_limits_and_no_retries(provider, monkeypatch):
    monkeypatch.setenv("OPENAI_API_BASE", "http://elsewhere.example/v1")
    monkeypatch.setenv("OLLAMA_HOST", "http://elsewhere.example")
    url = "http://127.0.0.1:9/v1"
    client = provider_of(configured(model=f"{provider}:x", url=url, key="a secret")).client(bare=False)
    addresses = {str(getattr(client, name, "")) for name in ("openai_api_base", "azure_endpoint", "base_url")}
    addresses.add(str(getattr(client, "anthropic_api_url", "")))
    assert url in addresses
    assert not any("elsewhere" in address for address in addresses)
    assert getattr(client, "max_retries", 0) == 0
    assert "a secret" not in repr(client)


def test_the_providers_own_key_is_never_sent_to_another_address(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "the key of the provider")
    client = provider_of(configured(model="openai:x", url="http://127.0.0.1:9/v1")).client(bare=False)
    assert client.openai_api_key.get_secret_value() == NO_KEY


def test_loggers_that_could_repeat_a_question_are_quiet(monkeypatch):
    logging.getLogger("openai").setLevel(logging.DEBUG)
    provider_of(configured(model="openai:x", url="http://127.0.0.1:9/v1")).client(bare=False)
    assert all(logging.getLogger(name).level >= logging.WARNING for name in ("openai", "httpx", "httpcore"))


def test_a_schema_is_sent_in_the_providers_own_way():
    schema = {"type": "object"}
    assert provider_of(configured(model="ollama:x")).held_to(schema) == {"format": schema}
    sent = provider_of(configured(model="openai:x")).held_to(schema)
    assert json.loads(json.dumps(sent))["extra_body"]["response_format"]["json_schema"]["schema"] == schema


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"model": "openai:x"}, True),
        ({"model": "anthropic:x"}, False),
        ({"model": "anthropic:x", "reply": "structured"}, True),
        ({"model": "openai:x", "reply": "plain"}, False),
    ],
)
def test_a_reply_is_held_to_a_schema_where_the_provider_can_or_the_person_says_so(given, kept):
    assert ChatModel(configured(**given)).keeps_to_schema is kept


def test_a_model_without_a_provider_is_refused_by_the_settings():
    with pytest.raises(ConfigError, match="PROVIDER:MODEL"):
        configured(model="gpt-4o")


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "openai"])
def test_a_server_that_is_not_there_is_unreachable_whoever_the_provider_is(provider):
    from evals.scripted_model import closed_url
    from knowledge.errors import ModelError

    model = ChatModel(configured(model=f"{provider}:x", url=closed_url(), key="k", retries=0))
    with pytest.raises(ModelError) as raised:
        list(model.stream(ModelRequest("rules", "question")))
    assert raised.value.fault == "unreachable"


def test_a_model_that_could_not_be_had_is_left_alone_for_a_while():
    from evals.attack_writing import honest
    from evals.scripted_chat import Reply
    from evals.scripted_model import ScriptedModel
    from knowledge.errors import ModelError

    with ScriptedModel(lambda asked: Reply(status=401, body=b"{}")) as server:
        settings = configured(model="openai:x", url=server.url, rest_seconds=3600)
        model = ChatModel(settings)
        faults = []
        for _ in range(3):
            with pytest.raises(ModelError) as raised:
                list(model.stream(ModelRequest("rules", "question")))
            faults.append(raised.value.fault)
        assert faults == ["not_allowed"] * 3
        assert len(server.chats) == 1
        server.script = honest
        awake = ChatModel(settings.model_copy(update={"model_rest_seconds": 0}))
        assert list(awake.stream(ModelRequest("rules", '{"key": "k7f2", "text": "Plans were late."}')))
