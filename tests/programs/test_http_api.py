from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.answer_json import AnswerJson
from app.programs.replies import ReportJson
from app.programs.requests import MOST_BYTES
from app.programs.workers import Workers
from knowledge.errors import HomeError
from knowledge.types import Answer, Status

LIBRARIAN = {"authorization": "Bearer librarian"}
NOBODY = {"authorization": ""}


def ask(client, question="What was found about supervision?", **more):
    return client.post("/api/ask", json={"question": question, **more})


def search(client, query="supervision notes", **more):
    return client.post("/api/search", json={"query": query, **more})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/ask"),
        ("POST", "/api/search"),
        ("GET", "/api/reports"),
        ("GET", "/api"),
        ("GET", "/api/openapi.json"),
    ],
)
def test_nobody_gets_in_without_a_person(client, pace, method, path):
    reply = client.request(method, path, headers=NOBODY, json={"question": "x", "query": "x"})
    assert reply.status_code == 403
    assert reply.json()["error"] == "Nobody is signed in."
    assert pace.asked == []


def test_a_question_gets_the_documented_answer(client):
    answer = AnswerJson.model_validate(ask(client).json())
    assert answer.status == "answered"
    assert "Supervision notes were missing" in answer.answer_markdown
    assert answer.citations[0].quote == "Supervision notes were missing from the file."


def test_a_question_is_recorded_by_kind_and_status_and_never_by_its_words(client, audited):
    ask(client, "What was found about supervision?")
    (row,) = audited()
    assert row.items() >= {"action": "asked", "person": "robot reader", "via": "api", "status": "answered"}.items()
    assert row["kind"] == "findings"
    assert "supervision" not in str(row)


def test_a_declined_question_is_an_answer_that_does_not_repeat_it(client):
    reply = ask(client, "Jo Bloggs, born 3 May 2012, NHS 943 476 5919: is she at risk tonight?")
    assert (reply.status_code, reply.json()["status"]) == (200, "declined")
    assert "Bloggs" not in reply.text
    assert "943" not in reply.text


def test_the_conversation_before_is_read_with_a_follow_up(client):
    history = [{"role": "user", "content": "What about supervision?"}, {"role": "assistant", "content": "Notes."}]
    asked = ask(client, "Why was that?", history=history).json()
    assert "supervision" in asked["standalone_question"].lower()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "question"),
        ({"question": "x", "secretfield": 1}, ""),
        ({"question": "x" * 10_001}, "question"),
        ({"question": "x", "history": [{"role": "system", "content": "secretvalue"}]}, "history.0.role"),
        ({"question": "x", "history": [{"role": "user", "content": "x"}] * 21}, "history"),
        ({"question": "x", "filters": {"year": ["secretvalue"]}}, "filters.year.0"),
        ({"question": "x", "filters": {"type": "secretvalue"}}, "filters.type.0"),
        ({"question": "x", "filters": {"theme": "secretvalue"}}, "theme"),
        ({"question": "x", "filters": {"agency": "secretvalue"}}, "agency"),
        ({"question": "x", "filters": {"partnership": ["secretvalue"]}}, "filters.partnership"),
        ({"question": ""}, "question"),
        ("secretvalue", ""),
    ],
)
def test_what_is_not_right_is_named_and_not_repeated(client, body, named):
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error", "help"}
    assert named in reply.json()["error"]
    assert "secret" not in reply.text


def test_what_is_no_json_is_refused_and_not_repeated(client):
    reply = client.post("/api/ask", content=b"{secretvalue")
    assert (reply.status_code, "secret" in reply.text) == (400, False)


def test_a_request_that_is_too_long_is_not_read_to_its_end(client):
    assert client.post("/api/ask", content=b" " * (MOST_BYTES + 1)).json()["error"] == "The request is too long."


def test_filters_limit_an_answer_and_a_search(client):
    assert ask(client, filters={"year": 1999}).json()["status"] == "no_evidence"
    assert search(client, filters={"type": ["recommendation"]}).json() == {"passages": []}
    assert search(client, filters={"report": "open", "type": "concern"}).json()["passages"] != []


@pytest.mark.parametrize("endpoint", [ask, search])
@pytest.mark.parametrize("report", ["closed", "not-there"])
def test_a_held_report_is_to_a_reader_as_one_that_is_not_there(client, endpoint, report):
    reply = endpoint(client, filters={"report": [report]})
    assert (reply.status_code, reply.json()["error"]) == (404, "There is no such report.")


def test_passages_come_with_exact_text_place_and_link(client, site):
    passages = search(client, limit=2).json()["passages"]
    best = passages[0]
    text = site.library.canonical_text(best["report_id"])
    assert best["text"] == text[best["start"] : best["end"]] == "Supervision notes were missing from the file."
    assert best["link"] == f"/reports/open/text?quote={best['start']}-{best['end']}#quote"
    assert len(passages) == 2
    assert passages[0]["score"] >= passages[1]["score"]


@pytest.mark.parametrize("headers", [{}, LIBRARIAN])
def test_a_search_never_finds_what_is_held(client, headers):
    reply = client.post("/api/search", json={"query": "lighthouse supervision", "limit": 50}, headers=headers)
    assert {passage["report_id"] for passage in reply.json()["passages"]} == {"open"}


@pytest.mark.parametrize("limit", [0, 51, "many"])
def test_a_search_gives_fifty_passages_at_most(client, limit):
    assert search(client, limit=limit).status_code == 400


def test_a_search_for_somebody_is_declined(client, audited):
    reply = search(client, "Jo Bloggs born 3 May 2012")
    assert reply.status_code == 400
    assert "Bloggs" not in reply.text
    assert audited()[-1]["status"] == "declined"


def test_a_server_without_a_search_has_no_such_endpoint(site, app_of):
    with TestClient(app_of(replace(site, search=None)), headers=LIBRARIAN) as client:
        assert search(client).status_code == 404
        assert "/api/search" not in client.get("/api/openapi.json").json()["paths"]


def test_readers_are_told_of_no_held_report_and_of_nothing_that_the_screening_found(client):
    rows = client.get("/api/reports").json()
    assert [row["report_id"] for row in rows] == ["open"]
    assert "identifiable" not in rows[0]


def test_librarians_are_told_of_all(client):
    rows = client.get("/api/reports", headers=LIBRARIAN).json()
    assert {row["report_id"]: row["held"] for row in rows} == {"open": False, "closed": True}
    assert all(ReportJson.model_validate(row) and row["identifiable"] == [] for row in rows)


def test_whoever_asks_too_fast_is_told_when_to_come_back(client, pace):
    pace.most = 1
    assert ask(client).status_code == 200
    reply = search(client)
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")


def test_a_fault_is_no_empty_answer_and_is_recorded(site, app_of, audited):
    class Broken:
        def ask(self, question, history=(), filters=None):
            raise HomeError("The disk is gone.", "Mend it.")

    with TestClient(app_of(replace(site, answerer=Broken())), headers=LIBRARIAN) as client:
        reply = ask(client)
    assert (reply.status_code, reply.json()) == (500, {"error": "The disk is gone.", "help": "Mend it."})
    assert audited()[-1]["status"] == "failed"


def test_the_description_names_what_there_is(client):
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/ask", "/api/search", "/api/reports"}
    schemas = described["components"]["schemas"]
    assert {"AskRequest", "AnswerJson", "PassagesJson", "ReportJson", "FaultJson"} <= set(schemas)
    assert schemas["AskRequest"]["additionalProperties"] is False


def test_the_page_shows_how_to_ask(client):
    shown = client.get("/api")
    assert 'curl http://testserver/api/ask -H "Authorization: Bearer $TOKEN"' in shown.text.replace("&#34;", '"')
    assert "script-src 'self';" in shown.headers["content-security-policy"]


class Slow:
    """Answers once it is let, and remembers how many it answered at the same time."""

    def __init__(self):
        self.let = threading.Event()
        self.begun = threading.Semaphore(0)
        self.now = self.most = 0
        self.lock = threading.Lock()

    def ask(self, question, history=(), filters=None):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.release()
        assert self.let.wait(20)
        with self.lock:
            self.now -= 1
        return Answer(question, question, Status.NO_EVIDENCE)


def test_fifty_at_once_are_answered_four_at_a_time_while_others_are_served(site, app_of):
    slow = Slow()
    with (
        TestClient(app_of(replace(site, answerer=slow)), headers=LIBRARIAN) as client,
        ThreadPoolExecutor(50) as people,
    ):
        asked = [people.submit(ask, client) for _ in range(50)]
        for _ in range(4):
            assert slow.begun.acquire(timeout=20)
        assert client.get("/api").status_code == 200
        slow.let.set()
        assert {one.result().status_code for one in asked} == {200}
    assert slow.most == 4


def test_whoever_comes_when_too_many_wait_is_sent_away(site, app_of):
    slow = Slow()
    app = app_of(replace(site, answerer=slow), Workers(at_once=1, most_waiting=0))
    with TestClient(app, headers=LIBRARIAN) as client, ThreadPoolExecutor(1) as people:
        first = people.submit(ask, client)
        assert slow.begun.acquire(timeout=20)
        assert ask(client).status_code == 429
        slow.let.set()
        assert first.result().status_code == 200
