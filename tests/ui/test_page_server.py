import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import replace

import pytest

from app.feedback import FeedbackStore
from app.server.application import build_app
from app.server.serving import serve
from app.site import Site
from app.ui.forms import EXAMPLES
from app.ui.header import WriterNotice, library_sentence, writer_sentence
from app.ui.look import asset
from knowledge.errors import ConfigError

HOME = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client(make_answer, fake_answerer, fake_library, make_report, tmp_path_factory):
    from starlette.testclient import TestClient

    store = FeedbackStore(tmp_path_factory.mktemp("home") / "feedback.jsonl")
    app = build_app(Site(fake_answerer(make_answer("one")), fake_library([make_report()]), store))
    with TestClient(app, base_url=HOME) as client:
        yield client


def test_every_reply_has_strict_headers(client):
    for path in ("/", "/healthz", "/gradio_api/file=http://evil.example", "/nothing-here"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_no_origin_is_let_in(client):
    reply = client.get("/", headers={"origin": "https://evil.example"})
    assert reply.status_code == 403
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("kept", [True, False])
def test_people_are_asked_what_they_think_only_where_it_is_kept(kept, fake_library, tmp_path):
    from starlette.testclient import TestClient

    with TestClient(
        build_app(Site(None, fake_library(), FeedbackStore(tmp_path / "f") if kept else None)), HOME
    ) as other:
        config = other.get("/config").json()
    labels = [part["props"].get("label") for part in config["components"]]
    assert ("Was this helpful?" in labels) is kept


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/gradio_api/docs", "/gradio_api/monitoring"])
def test_pages_for_developers_are_shut(client, path):
    assert client.get(path).status_code in {403, 404}


def test_the_page_names_its_examples_and_offers_one_endpoint(client):
    config = client.get("/config").json()
    labels = [part["props"].get("value") for part in config["components"] if part["type"] == "button"]
    assert set(EXAMPLES) <= set(labels)
    listed = [call["api_name"] for call in config["dependencies"] if call["api_visibility"] != "private"]
    assert listed == ["ask"]
    assert list(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask"]


def test_the_page_says_what_it_is_not_for(client):
    assert "not for decisions about a child or family" in client.get("/").text


def test_assets_hold_no_address():
    for name in ("page.css", "page.js"):
        assert not re.search(r"https?:|//[a-z]+\.", asset(name))


def test_how_many_reports_are_in_the_library(make_report):
    real, made_up = make_report(), make_report(fictional=True)
    assert library_sentence([]).startswith("No report is in the library yet")
    assert library_sentence([real]) == "1 report is in the library."
    assert library_sentence([made_up]) == "1 report is in the library: it is a **fictional** sample."
    assert library_sentence([made_up, made_up]) == "2 reports are in the library: all are **fictional** samples."
    assert library_sentence([real, made_up]) == "2 reports are in the library: 1 of them a **fictional** sample."
    held = replace(real, held=True)
    assert library_sentence([real, held]) == (
        "2 reports are in the library. 1 is held back until checked, and in no answer."
    )


def test_who_writes_the_answers_and_what_is_sent_where():
    assert writer_sentence(WriterNotice("openai:gpt-4o", "api.openai.com", is_here=False)) == (
        "Answers are written by openai:gpt-4o at api.openai.com: "
        "your question and the passages found for it are sent there."
    )
    assert writer_sentence(WriterNotice("ollama:llama3.1", "localhost:11434", is_here=True)) == (
        "Answers are written by ollama:llama3.1 on this machine."
    )


@pytest.mark.parametrize(
    "writer", [None, WriterNotice("x:<b>[m](https://evil.example)", "evil.example", is_here=False)]
)
def test_the_page_names_a_writer_only_where_there_is_one(writer, fake_library):
    from starlette.testclient import TestClient

    with TestClient(build_app(Site(None, fake_library(), writer=writer)), base_url=HOME) as other:
        config = other.get("/config").json()
    values = {part["props"].get("elem_id"): str(part["props"].get("value")) for part in config["components"]}
    assert ("writer" in values) is (writer is not None)
    assert ("in the reports' own words?" in values["title"]) is (writer is None)
    if writer:
        assert not re.search(r"[<>\[\]()/]", values["writer"])


def test_a_taken_port_is_named_with_the_next_step(fake_library):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"Port {port} .*--port"):
            serve(Site(None, fake_library()), port, print)


PROGRAM = """
import sys
from app.server.serving import serve
from app.site import Site
class Library:
    def reports(self):
        return []
serve(Site(None, Library()), 0, lambda words: print(words, file=sys.stderr, flush=True))
print("ended in order")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as on Linux and macOS")
def test_it_says_where_it_is_and_ends_in_order():
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with started:
        ready = next(line for line in started.stderr if line.startswith("Ready"))
        address = re.search(r"http://127\.0\.0\.1:\d+", ready)[0]
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as reply:
            assert json.load(reply)["status"] == "ok"
        started.send_signal(signal.SIGTERM)
        said, complained = started.communicate(timeout=30)
    assert (started.returncode, said, complained) == (0, "ended in order\n", "")
