from __future__ import annotations

import json
import logging

import pytest
from fakes import make_parsed
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.access.people import KEY, Person, Role
from app.server.application import build_app
from app.server.faults import add_fault_pages
from app.server.request_log import RequestLog, configure_logging, neutral, route_of
from app.site import Site

MARKER = "zebrawood"


@pytest.fixture
def written(capsys):
    """Sets the logging up, and gives what was written since."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in ("app", "ingest", "knowledge", "prompts", "httpx")}

    def start(log_format):
        configure_logging(log_format)
        return lambda: capsys.readouterr().err.splitlines()

    yield start
    root.handlers, root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def client_of(person="jo", error=None, client=("10.0.0.7", 1)):
    def shown(request: Request):
        if error:
            raise error
        return PlainTextResponse("ok")

    class Gate:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] == "http":
                scope[KEY] = Person(person, Role.READER, "account")
            await self.app(scope, receive, send)

    app = FastAPI(openapi_url=None)
    app.add_api_route("/answers/{key}", shown)
    app.add_api_route("/healthz", shown)
    add_fault_pages(app)
    app.add_middleware(Gate)
    app.add_middleware(RequestLog)
    return TestClient(app, raise_server_exceptions=False, client=client)


def test_a_request_is_one_json_line_with_its_route_and_no_part_of_its_path(written):
    lines = written("json")
    reply = client_of().get(f"/answers/{MARKER}?q={MARKER}")
    (line,) = lines()
    row = json.loads(line)
    assert MARKER not in line
    expected = {"method": "GET", "route": "/answers/{key}", "status": 200, "person": "jo", "client": "10.0.0.7"}
    assert row.items() >= expected.items()
    assert row["ms"] >= 0
    assert row["request_id"] == reply.headers["x-request-id"]
    assert {row["levelname"], row["name"], row["message"]} == {"INFO", "app.server.request_log", "request"}


def test_a_request_is_one_line_of_text(written):
    lines = written("text")
    client_of().get(f"/answers/{MARKER}")
    (line,) = lines()
    assert " INFO app.server.request_log request method=GET route=/answers/{key} status=200 ms=" in line
    assert MARKER not in line


@pytest.mark.parametrize("path", [f"/{MARKER}", f"/what/is/{MARKER}", f"/{MARKER}%0aINFO"])
def test_a_path_that_nothing_answers_is_not_told(written, path):
    lines = written("text")
    client_of().get(path)
    (line,) = lines()
    assert " route=- status=404 " in line
    assert MARKER not in line


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nobody_can_write_a_line_of_their_own(written, log_format):
    lines = written(log_format)
    client_of(person="jo\nERROR app forged\x1b[31m\u2028x", client=("10.0.0.7\r\nforged", 1)).get("/answers/1")
    logging.getLogger("app.x").warning("said %s", "a\nb\x1b[31m")
    first, second = lines()
    assert "\x1b" not in first + second
    assert "forged" in first


def test_a_good_id_of_the_proxy_is_kept_and_any_other_replaced():
    client = client_of()
    assert client.get("/answers/1", headers={"x-request-id": "abc-123_DEF"}).headers["x-request-id"] == "abc-123_DEF"
    for bad in ("short", "x" * 65, "spaces in it", "a;b=cdefgh"):
        given = client.get("/answers/1", headers={"x-request-id": bad}).headers["x-request-id"]
        assert given != bad
        assert len(given) == 16


def test_health_checks_are_told_of_only_where_they_fail(written):
    lines = written("text")
    client_of().get("/healthz")
    assert lines() == []
    client_of(error=RuntimeError()).get("/healthz")
    assert [line for line in lines() if "route=/healthz status=500" in line and " WARNING " in line]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_exception_is_shown_by_place_and_class_never_by_its_words(written, log_format):
    lines = written(log_format)
    try:
        try:
            raise ValueError(MARKER)
        except ValueError as error:
            raise RuntimeError(MARKER) from error
    except RuntimeError:
        logging.getLogger("app.x").exception("It failed")
    shown = "\n".join(lines())
    assert MARKER not in shown
    assert shown.index("builtins.ValueError") < shown.index("builtins.RuntimeError")
    assert "test_request_log.py" in shown


def test_what_other_packages_say_below_warning_is_not_written(written):
    lines = written("text")
    for name in ("httpx", "mcp.server", "gradio", "uvicorn.access"):
        logging.getLogger(name).info("GET /?q=%s", MARKER)
    assert lines() == []


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/learning/mcp", "/mcp"),
        ("/mcp/zebrawood", "-"),
        ("/gradio_api/queue/join", "/gradio_api/queue/join"),
        ("/learning/gradio_api/call/ask/zebrawood", "/gradio_api/..."),
        ("/zebrawood", "-"),
    ],
)
def test_where_no_route_is_noted_a_path_is_told_only_if_it_is_one_of_a_few(path, route):
    assert route_of({"path": path, "root_path": "/learning"}) == route


def test_long_words_are_cut():
    assert neutral("x" * 300) == "x" * 100


def test_a_question_asked_through_the_whole_server_is_in_no_line(written, product, home):
    lines = written("json")
    product.knowledge_base.add(make_parsed("r", [f"Supervision of the {MARKER} was late."]))
    site = Site(product.assistant, product.knowledge_base.catalogue, search=product.search)
    with TestClient(build_app(site), base_url="http://127.0.0.1:7860", raise_server_exceptions=False) as client:
        question = f"What about supervision of the {MARKER}?"
        answer = client.post("/api/ask", json={"question": question})
        client.post("/api/search", json={"query": MARKER})
        client.get(f"/?q={MARKER}")
        client.get(f"/{MARKER}")
        client.post("/api/ask", json={"question": question, MARKER: 1})
        client.post("/api/ask", content=MARKER)
    assert MARKER in answer.text
    told = lines()
    assert [json.loads(line)["route"] for line in told if '"route"' in line][:2] == ["/api/ask", "/api/search"]
    assert not [line for line in told if MARKER in line]
