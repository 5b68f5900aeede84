"""Gradio gives a stream to whoever knows its name: behind the gate, only to the person whose it is."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time

import httpx
import pytest
from access_site import PASSWORD, cheap_hashes
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.access.access import Access
from app.access.accounts import AccountStore
from app.access.chat_routes import Claims, claims_of
from app.access.gate import MOST_CALLS, Gate
from app.access.people import KEY, Role
from app.access.program_tokens import TokenStore
from app.access.streams import IDLE_SECONDS, KEPT_SECONDS, LEFT_SECONDS, Streams
from app.server.address import Address
from knowledge.errors import TooOftenError

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")


class Served:
    """A small chat behind the gate, on a port, with Ann and Bob."""

    def __init__(self, access, url):
        self.access, self.url = access, url
        tokens = TokenStore(access.accounts.file)
        self.tokens = {one.name: tokens.make(one, "test") for one in access.accounts.accounts()}
        self._clients = {}

    def as_(self, name):
        headers = {"authorization": f"Bearer {self.tokens[name]}"} if name else {}
        if name not in self._clients:
            self._clients[name] = httpx.Client(base_url=f"{self.url}/gradio_api", headers=headers, timeout=60)
        return self._clients[name]

    def close(self):
        for client in self._clients.values():
            client.close()
        self.access.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    import os

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    accounts = AccountStore(tmp_path_factory.mktemp("home") / "access.sqlite3", cheap_hashes())
    for name in ("ann", "bob", "eve", "fay"):
        accounts.add(name, Role.READER, PASSWORD)
    access = Access(accounts, Address())
    with _running(asyncio.run(_built(access))) as url, contextlib.closing(Served(access, url)) as served:
        yield served


async def _built(access):
    """Inside an event loop: outside of one Gradio opens a loop of its own, and closes none."""
    return _chat(access)


def _chat(access):
    import gradio as gr

    def whisper(words, request):
        return f"{request.request.scope[KEY].name}: {words}"

    whisper.__annotations__ = {"request": gr.Request}

    def slowly(words):
        for count in range(200):
            time.sleep(0.05)
            yield f"{words} {count}"

    with gr.Blocks() as demo:
        asked, said = gr.Textbox(), gr.Textbox()
        asked.submit(whisper, asked, said, api_name="ask")
        asked.change(slowly, asked, said, api_name="slowly")
    app = FastAPI()
    gr.mount_gradio_app(app, demo, path="/", ssr_mode=False, footer_links=[])
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Gate, access=access)
    return app


@contextlib.contextmanager
def _running(app):
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


def fn_of(client, name):
    config = client.get(str(client.base_url).replace("/gradio_api/", "/config")).json()
    return next(one["id"] for one in config["dependencies"] if one["api_name"] == name)


def join(client, session, words="hello", name="ask"):
    asked = {"data": [words], "fn_index": fn_of(client, name), "session_hash": session}
    return client.post("/queue/join", json=asked)


def messages(reply):
    return [json.loads(line.removeprefix("data: ")) for line in reply.text.splitlines() if line.startswith("data: ")]


def test_a_program_asks_through_the_published_client(served):
    from gradio_client import Client

    for name in ("ann", "bob"):
        headers = {"Authorization": f"Bearer {served.tokens[name]}"}
        client = Client(served.url, headers=headers, verbose=False)
        assert client.predict("hello", api_name="/ask") == f"{name}: hello"
        job = client.submit("count", api_name="/slowly")
        while not job.outputs():
            time.sleep(0.05)
        assert job.cancel()
        client.close()


def test_without_a_login_the_published_client_gets_nothing(served):
    from gradio_client import Client

    with pytest.raises(Exception, match=r"Please login"):
        Client(served.url, verbose=False)
    for path in ("/info", "/queue/data?session_hash=x", "/startup-events", "/theme.css", "/app_id"):
        assert served.as_(None).get(path).status_code == 401


def test_ones_own_answer_comes_and_anothers_stream_does_not(served):
    ann, bob = served.as_("ann"), served.as_("bob")
    assert join(ann, "session-of-ann").status_code == 200
    refused = bob.get("/queue/data", params={"session_hash": "session-of-ann"})
    assert (refused.status_code, "hello" in refused.text) == (404, False)
    own = ann.get("/queue/data", params={"session_hash": "session-of-ann"})
    assert messages(own)[-2]["output"]["data"] == ["ann: hello"]


def test_nobody_asks_in_anothers_session(served):
    ann, bob = served.as_("ann"), served.as_("bob")
    join(ann, "shared")
    assert join(bob, "shared").status_code == 404
    fn = fn_of(bob, "ask")
    asked = {"data": ["x"], "session_hash": "shared"}
    assert bob.post("/call/ask", json=asked).status_code == 404
    assert bob.post("/run/ask", json={**asked, "fn_index": fn}).status_code == 404
    assert bob.get("/heartbeat/shared").status_code == 404
    assert ann.post("/run/ask", json={**asked, "fn_index": fn}).json()["data"] == ["ann: x"]


def test_a_question_by_call_is_answered_to_its_asker_alone(served):
    ann, bob = served.as_("ann"), served.as_("bob")
    for path, body in (("/call/ask", {"data": ["hi"]}), ("/call/v2/ask", {"words": "hi"})):
        event = ann.post(path, json=body).json()["event_id"]
        for other in (f"/call/ask/{event}", f"/call/v2/ask/{event}", f"/call/v2/{event}"):
            assert bob.get(other).status_code == 404
        assert bob.get("/queue/data", params={"session_hash": event}).status_code == 404
        assert '["ann: hi"]' in ann.get(f"{path}/{event}").text


def test_nobody_stops_anothers_question(served):
    ann, bob = served.as_("ann"), served.as_("bob")
    event = join(ann, "slow-one", name="slowly").json()["event_id"]
    named = {"session_hash": "slow-one", "fn_index": fn_of(ann, "slowly"), "event_id": event}
    assert bob.post("/cancel", json=named).status_code == 404
    join(bob, "of-bob")
    assert bob.post("/cancel", json={**named, "session_hash": "of-bob"}).status_code == 404
    assert bob.post("/reset", json={"event_id": event}).status_code == 404
    assert ann.post("/cancel", json=named).json() == {"success": True}


def test_a_stream_nobody_began_is_refused(served):
    for path in ("/queue/data?session_hash=guessed", "/call/ask/guessed", "/queue/data", "/queue/data?session_hash="):
        assert served.as_("ann").get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/token", "/user", "/file=/etc/passwd", "/proxy=https://evil.example", "/upload_progress?upload_id=x", "/runs",
     "/run-history/records", "/queue/status", "/deep_link?session_hash=x", "/stream/x/1/1/playlist.m3u8", "/dev/reload",
     "/custom_component/a/b/c/d", "/vibe-code", "/profiling/traces", "/no-such", "/info/x", "/heartbeat/a/b"],
)  # fmt: skip
def test_what_no_client_needs_is_not_there_even_for_people(served, path):
    assert served.as_("ann").get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/component_server", "/upload", "/stream/x", "/stream/x/close", "/process_recording", "/vibe-edit", "/api/ask"],
)
def test_nothing_that_no_client_needs_can_be_sent(served, path):
    ann = served.as_("ann")
    assert ann.post(path, json={"session_hash": "x", "data": []}).status_code == 404
    assert ann.post(path, files={"files": ("x.html", b"<script>")}).status_code == 404
    assert httpx.get(f"{served.url}/monitoring", headers=ann.headers).status_code == 404


def test_a_body_is_read_by_gradio_as_it_was_judged(served):
    ann, bob = served.as_("ann"), served.as_("bob")
    join(ann, "twice")
    fn = fn_of(bob, "ask")
    twice = f'{{"data": ["x"], "fn_index": {fn}, "session_hash": "twice", "session_hash": "only-bobs"}}'
    headers = {"content-type": "application/json"}
    assert bob.post("/queue/join", content=twice, headers=headers).status_code == 200
    [message] = [
        one for one in messages(bob.get("/queue/data?session_hash=only-bobs")) if one["msg"] == "process_completed"
    ]
    assert message["output"]["data"] == ["bob: x"]
    assert bob.get("/queue/data?session_hash=only-bobs&session_hash=twice").status_code == 404
    for body in (b"", b"[]", b"null", b"\xff", b"[" * 100_000, json.dumps({"session_hash": 7}).encode()):
        assert bob.post("/queue/join", content=body, headers=headers).status_code == 404


@pytest.mark.parametrize("end", [lambda access: access.accounts.remove("eve")], ids=["removed"])
def test_whoever_is_removed_loses_the_stream_that_runs(served, end):
    eve = served.as_("eve")
    join(eve, "of-eve", "count", "slowly")
    with eve.stream("GET", "/queue/data", params={"session_hash": "of-eve"}) as reply:
        lines = reply.iter_lines()
        seen = [next(lines) for _ in range(10)]
        end(served.access)
        rest = [line for line in lines if line]
    assert any("count" in line for line in seen)
    assert len(rest) < 20, "of 200"
    assert eve.get("/info").status_code == 401


def test_a_claim_is_the_first_ones_until_it_is_long_unused():
    now = [0.0]
    streams = Streams(clock=lambda: now[0])
    assert streams.claim("x", "ann")
    assert not streams.claim("x", "bob")
    assert not streams.owns("x", "bob")
    now[0] += KEPT_SECONDS - 1
    assert streams.owns("x", "ann")
    now[0] += KEPT_SECONDS - 1
    assert not streams.claim("x", "bob"), "it was used meanwhile"
    now[0] += 1
    assert streams.claim("x", "bob")
    assert not streams.owns("x", "ann")


def test_one_person_cannot_drive_out_anothers_questions():
    streams = Streams(most=100, most_events=10)
    streams.note("of ann", "ann")
    streams.claim("page of bob", "bob")
    for number in range(1000):
        streams.note(str(number), "bob")
    assert streams.owns("of ann", "ann")
    assert len(streams) == 12
    assert streams.owns("999", "bob")
    assert not streams.owns("0", "bob")
    assert streams.owns("page of bob", "bob"), "pages count apart"


def test_one_person_has_twenty_pages_and_then_a_new_one_only_for_an_idle_one():
    now = [0.0]
    streams = Streams(clock=lambda: now[0])
    streams.claim("of ann", "ann")
    for number in range(20):
        now[0] += 1
        assert streams.claim(f"page {number}", "bob")
    with pytest.raises(TooOftenError) as refused:
        streams.claim("one more", "bob")
    assert refused.value.retry_after == IDLE_SECONDS - 19
    assert all(streams.claim(f"page {number}", "bob") for number in range(20)), "those that are there go on"
    assert streams.claim("another of ann", "ann"), "nobody else is kept out"
    now[0] += 1
    streams.claim("page 0", "bob")
    now[0] += IDLE_SECONDS - 1
    assert streams.renew("page 1", "bob"), "open, though nothing is asked there"
    assert streams.claim("one more", "bob")
    assert streams.owns("page 0", "bob"), "it asked later"
    assert not streams.owns("page 1", "bob")
    assert streams.owns("of ann", "ann")
    assert streams.renew("page 1", "bob"), "its heartbeat goes on, and it may claim again"
    assert not streams.renew("of ann", "bob")


def test_a_page_that_was_closed_makes_room_after_a_minute():
    now = [0.0]
    streams = Streams(most_pages=2, clock=lambda: now[0])
    streams.claim("a", "bob")
    streams.claim("b", "bob")
    streams.leave("b", "ann")
    streams.leave("b", "bob")
    with pytest.raises(TooOftenError, match="in 60 seconds"):
        streams.claim("c", "bob")
    now[0] += LEFT_SECONDS
    assert streams.claim("c", "bob")
    assert streams.owns("a", "bob")
    assert not streams.owns("b", "bob")


def test_the_chat_refuses_more_pages_and_more_calls_than_gradio_should_keep(served):
    fay = served.as_("fay")
    for number in range(20):
        assert join(fay, f"fay {number}").status_code == 200
    refused = join(fay, "fay 20")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= IDLE_SECONDS
    assert "pages open" in refused.json()["detail"]
    assert join(fay, "fay 0").status_code == 200
    calls = [fay.post("/call/ask", json={"data": ["hi"]}).status_code for _ in range(MOST_CALLS + 1)]
    assert calls == [200] * MOST_CALLS + [429]
    assert join(served.as_("ann"), "ann has room").status_code == 200


def test_what_is_remembered_has_an_end():
    streams = Streams(most=100)
    for number in range(1000):
        streams.claim(str(number), f"person {number}")
    assert len(streams) == 100


def test_a_key_longer_than_any_clients_is_refused():
    assert claims_of("GET", "/gradio_api/heartbeat/" + "x" * 200, b"", None) == Claims(new=("x" * 200,), is_stream=True)
    assert claims_of("GET", "/gradio_api/heartbeat/" + "x" * 201, b"", None) is None
    assert claims_of("POST", "/gradio_api/queue/join", b"", {"session_hash": ""}) is None
