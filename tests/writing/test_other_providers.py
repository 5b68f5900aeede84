"""Ollama and Anthropic through their real clients, against servers on loopback that talk as they do."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.settings import load_settings
from app.wiring import opened
from app.writing.chat_model import ChatModel
from knowledge.errors import ModelError
from knowledge.writing import ModelRequest

PIECES = ["Plans ", "were ", "late ", "[k7f2]."]
REQUEST = ModelRequest("rules", '{"key": "k7f2", "text": "Plans were late."}')
SCHEMA = {"type": "object", "properties": {}}


def ollama(pieces):
    for piece in pieces:
        yield json.dumps({"model": "x", "message": {"role": "assistant", "content": piece}, "done": False}) + "\n"
    done = {"done": True, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 5}
    yield json.dumps({"model": "x", "message": {"role": "assistant", "content": ""}, **done}) + "\n"


def anthropic(pieces):
    def event(kind, **fields):
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"

    message = {"id": "m", "type": "message", "role": "assistant", "model": "x", "content": [], "stop_reason": None}
    yield event("message_start", message={**message, "usage": {"input_tokens": 7, "output_tokens": 1}})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in pieces:
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield event("content_block_stop", index=0)
    yield event("message_delta", delta={"stop_reason": "end_turn"}, usage={"input_tokens": 7, "output_tokens": 5})
    yield event("message_stop")


class Server:
    """Answers every request so, and keeps what was asked."""

    def __init__(self, lines, kind, status=200, location=""):
        self.requests = requests = []
        self.headers = headers = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                requests.append((self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))
                headers.append(dict(self.headers))
                self.send_response(status)
                self.send_header("content-type", kind)
                if location:
                    self.send_header("location", location + self.path)
                self.end_headers()
                for line in lines() if status == 200 else ['{"error": "no such model"}']:
                    self.wfile.write(line.encode())

            def log_message(self, *words):
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serving():
    """Starts a server for a provider."""
    started = []

    def serve(provider, pieces=PIECES, status=200, location=""):
        kinds = {"ollama": (ollama, "application/x-ndjson"), "anthropic": (anthropic, "text/event-stream")}
        lines, kind = kinds[provider]
        started.append(Server(lambda: lines(pieces), kind, status, location))
        return started[-1]

    yield serve
    for server in started:
        server.close()


def model_at(provider, server, **given):
    settings = load_settings(model=f"{provider}:x", model_url=server.url, model_key="k", model_retries=0, **given)
    return ChatModel(settings)


@pytest.mark.parametrize("provider", ["ollama", "anthropic"])
def test_a_reply_arrives_piece_by_piece_with_its_tokens(provider, serving):
    pieces = list(model_at(provider, serving(provider)).stream(REQUEST))
    assert [piece.text for piece in pieces if piece.text] == PIECES
    told = [(piece.input_tokens, piece.output_tokens) for piece in pieces if piece.output_tokens]
    assert max(read or 0 for read, _written in told) == 7
    assert told[-1][1] == 5


@pytest.mark.parametrize("provider", ["ollama", "anthropic"])
def test_the_limits_are_sent(provider, serving):
    server = serving(provider)
    list(model_at(provider, server, model_tokens=321).stream(REQUEST))
    [(path, body)] = server.requests
    assert path in {"/api/chat", "/v1/messages"}
    sent = body.get("options", body)
    assert sent.get("num_predict", sent.get("max_tokens")) == 321
    assert sent.get("temperature") in {0, None}
    assert body["stream"] is True
    if provider == "ollama":
        assert sent["num_ctx"] >= 8192


def test_ollama_is_held_to_the_schema(serving):
    server = serving("ollama")
    list(model_at("ollama", server).stream(ModelRequest("rules", "question", SCHEMA)))
    assert server.requests[0][1]["format"] == SCHEMA


@pytest.mark.parametrize("provider", ["ollama", "anthropic"])
def test_a_model_that_the_server_does_not_know_is_not_found(provider, serving):
    with pytest.raises(ModelError) as raised:
        list(model_at(provider, serving(provider, status=404)).stream(REQUEST))
    assert raised.value.fault == "not_found"


@pytest.mark.parametrize("provider", ["ollama", "anthropic"])
def test_an_answer_is_written_through_it(provider, serving, home_with_samples):
    server = serving(provider, ["I know nothing of this."])
    settings = load_settings(home=home_with_samples, model=f"{provider}:x", model_url=server.url, model_key="k")
    with opened(settings, tell=lambda words: None) as product:
        answer = product.assistant.ask("What did audits find about DASH?")
    assert (answer.answered_by, answer.writing.fault) == ("extractive", "unsupported")
    assert len(server.requests) == 1


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "openai"])
def test_nobody_is_sent_to_another_address(provider, serving):
    elsewhere = serving("ollama")
    server = serving("ollama", status=307, location=elsewhere.url)
    with pytest.raises(ModelError):
        list(model_at(provider, server).stream(REQUEST))
    assert len(server.requests) == 1
    assert elsewhere.requests == []


ENVIRONMENT = ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "openai", "azure_openai"])
def test_what_the_environment_holds_for_a_provider_goes_to_no_address_of_ours(provider, serving, monkeypatch):
    for name in (*ENVIRONMENT, "OLLAMA_API_KEY"):
        monkeypatch.setenv(name, "of-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer of-the-environment")
    server = serving("ollama")
    settings = load_settings(model=f"{provider}:x", model_url=server.url, model_key="ours", model_retries=0)
    with suppress(ModelError):  # this server talks as Ollama does
        list(ChatModel(settings).stream(REQUEST))
    assert server.headers
    assert "of-the-environment" not in str(server.headers)
    assert "ours" in str(server.headers)


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "openai"])
def test_no_proxy_takes_what_is_for_this_machine_off_it(provider, serving, monkeypatch):
    proxy, server = serving("ollama"), serving(provider if provider != "openai" else "ollama")
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    try:
        list(model_at(provider, server).stream(REQUEST))
    except ModelError:
        assert provider == "openai"  # this server talks as Ollama does
    assert proxy.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("variable", ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"])
def test_a_provider_is_called_where_the_page_says(variable, serving, monkeypatch):
    elsewhere = serving("anthropic")
    monkeypatch.setenv(variable, elsewhere.url)
    monkeypatch.setenv("LANGSMITH_GATEWAY", elsewhere.url)
    model = ChatModel(load_settings(model="anthropic:x", model_key="k", model_retries=0, model_seconds=3))
    assert model.destination == "api.anthropic.com"
    with pytest.raises(ModelError):
        list(model.stream(REQUEST))
    assert elsewhere.requests == []
