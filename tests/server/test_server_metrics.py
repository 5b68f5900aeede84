from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from app.access.people import HERE, KEY
from app.server.faults import add_fault_pages
from app.server.metrics import Measured, MeasuredAnswerer, Metrics, router
from knowledge.errors import HomeError, QuestionError
from knowledge.types import Answer, QuestionKind, Status

ANSWER = Answer("q", "q", Status.ANSWERED, kind=QuestionKind.LIST, elapsed_ms=300)


class Answers:
    """Yields what it was given, raising what is an exception."""

    def __init__(self, *steps):
        self.steps = steps

    def ask(self, question, history=(), filters=None):
        return list(self.growing(question))[-1]

    def growing(self, question, history=(), filters=None, stop=None):
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            yield step


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(f"audit_learning_{name}", labels)


def questions(metrics, status, kind=""):
    return value(metrics, "questions_total", status=status, kind=kind)


def client_of(metrics, person=HERE):
    def report(request: Request):
        if request.path_params["report_id"] == "bad":
            raise RuntimeError("words")
        return {}

    class Gate:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            scope[KEY] = person
            await self.app(scope, receive, send)

    app = FastAPI(openapi_url=None)
    app.add_api_route("/reports/{report_id}", report)
    app.include_router(router(metrics))
    add_fault_pages(app)
    app.add_middleware(Gate)
    app.add_middleware(Measured, metrics=metrics)
    return TestClient(app, raise_server_exceptions=False)


def test_requests_are_counted_by_the_pattern_of_their_path():
    metrics = Metrics()
    client = client_of(metrics)
    for path in ("/reports/one", "/reports/two", "/reports/bad"):
        client.get(path)
    counted = {"method": "GET", "route": "/reports/{report_id}"}
    assert value(metrics, "requests_total", status="200", **counted) == 2
    assert value(metrics, "requests_total", status="500", **counted) == 1
    assert value(metrics, "request_seconds_count", **counted) == 3


def test_no_path_and_no_word_of_a_request_becomes_a_label():
    metrics = Metrics()
    client = client_of(metrics)
    for number in range(50):
        client.get(f"/marker{number}/reports?q=marker")
    client.request("MARKER", "/marker")
    metrics.uploaded("marker")
    metrics.signed_in("marker")
    metrics.not_answered("marker")
    shown = metrics.exposition().decode()
    assert "marker" not in shown.casefold()
    assert value(metrics, "requests_total", method="GET", route="-", status="404") == 50


def test_answers_are_counted_by_status_and_kind_whichever_way_they_are_asked():
    metrics = Metrics()
    answerer = MeasuredAnswerer(Answers(replace(ANSWER, status=Status.PARTIAL), ANSWER), metrics)
    assert answerer.ask("q") is ANSWER
    assert list(answerer.growing("q"))[-1] is ANSWER
    assert questions(metrics, "answered", "list") == 2
    assert questions(metrics, "partial", "list") is None
    assert value(metrics, "answer_seconds_count") == 2
    assert value(metrics, "answer_seconds_sum") == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("error", "status"), [(QuestionError("Empty."), "refused"), (HomeError("Gone."), "failed"), (OSError(), "failed")]
)
def test_a_question_without_an_answer_is_counted_as_such(error, status):
    metrics = Metrics()
    for way in (lambda a: a.ask("q"), lambda a: list(a.growing("q"))):
        with pytest.raises(type(error)):
            way(MeasuredAnswerer(Answers(error), metrics))
    assert questions(metrics, status) == 2
    assert value(metrics, "questions_in_progress") == 0


def test_a_question_that_nobody_waits_for_any_more_is_counted_as_stopped():
    metrics = Metrics()
    left = MeasuredAnswerer(Answers(ANSWER, ANSWER), metrics).growing("q")
    next(left)
    assert value(metrics, "questions_in_progress") == 1
    left.close()
    list(MeasuredAnswerer(Answers(ANSWER), metrics).growing("q", stop=lambda: True))
    assert questions(metrics, "stopped") == 2
    assert value(metrics, "questions_in_progress") == 0
    assert questions(metrics, "answered", "list") is None


def test_whoever_waits_is_counted_until_it_begins_or_gives_up():
    metrics = Metrics()
    with metrics.waiting() as begun, metrics.waiting():
        assert value(metrics, "questions_waiting") == 2
        begun()
        assert value(metrics, "questions_waiting") == 1
    assert value(metrics, "questions_waiting") == 0


def test_uploads_and_sign_ins_are_counted_by_outcome():
    metrics = Metrics()
    metrics.uploaded("added")
    metrics.signed_in("throttled")
    assert value(metrics, "uploads_total", outcome="added") == 1
    assert value(metrics, "sign_ins_total", outcome="throttled") == 1


def test_two_applications_count_apart():
    one, other = Metrics(), Metrics()
    one.uploaded("added")
    assert value(other, "uploads_total", outcome="added") is None


def test_the_exposition_is_for_whoever_is_let_in():
    metrics = Metrics()
    shown = client_of(metrics).get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=")
    assert "process_resident_memory_bytes" in shown.text
    assert client_of(metrics, person=None).get("/metrics").status_code == 403
