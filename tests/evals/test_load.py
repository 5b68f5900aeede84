"""Asking a server as its page does, and the figures of many people asking at once."""

from __future__ import annotations

import asyncio
import json
import math
import sys

import httpx
import pytest

from evals.gradio_queue import AskedFunction, asked, function_of_box, function_of_endpoint
from evals.load import Asked, LoadScores, MemoryReading, measure_load
from evals.load_runs import load_figures, standing_alone
from evals.page_speed import browser_page
from evals.served import served
from knowledge.errors import ConfigError, DatasetError

CONFIG = {
    "components": [
        {"id": 1, "type": "state", "props": {"value": "never sent"}},
        {"id": 2, "type": "textbox", "props": {"elem_id": "question", "value": ""}},
        {"id": 3, "type": "checkboxgroup", "props": {"value": []}},
        {"id": 4, "type": "button", "props": {"elem_id": "ask"}},
    ],
    "dependencies": [
        {"id": 0, "targets": [[4, "click"]], "inputs": [2], "api_name": "other"},
        {"id": 7, "targets": [[4, "click"], [2, "submit"]], "inputs": [1, 2, 3], "api_name": "chat"},
    ],
}
FUNCTION = AskedFunction(7, 2, (None, "", []), 1)


class TestFunctions:
    def test_enter_in_the_box_is_found_with_what_the_page_sends_beside(self):
        assert function_of_box(CONFIG) == FUNCTION
        body = FUNCTION.body("What about DASH?", "s1")
        assert body["data"] == [None, "What about DASH?", []]
        assert (body["fn_index"], body["trigger_id"], body["session_hash"]) == (7, 2, "s1")

    def test_an_endpoint_is_found_by_its_name(self):
        assert function_of_endpoint(CONFIG, "chat") == AskedFunction(7, None, (None, "", []), 1)

    @pytest.mark.parametrize(
        "find", [lambda: function_of_box(CONFIG, "none"), lambda: function_of_endpoint(CONFIG, "x")]
    )
    def test_what_is_not_there_is_said(self, find):
        with pytest.raises(DatasetError):
            find()


class Queue(httpx.AsyncBaseTransport):
    """A server that answers every question with the messages given for its text."""

    def __init__(self, **messages):
        self.told = {"": [{"msg": "process_generating", "output": {"data": ["a"]}}, ended(True)], **messages}
        self.asked = []
        self.sessions = {}

    async def handle_async_request(self, request):
        await asyncio.sleep(0)  # as a network does: somebody else goes on meanwhile
        if request.method == "POST":
            body = json.loads(await request.aread())
            question = body["data"][1]
            self.asked.append(question)
            self.sessions[body["session_hash"]] = question
            if question == "too many":
                return httpx.Response(503)
            return httpx.Response(200, json={"event_id": "e1"})
        told = self.told.get(self.sessions[request.url.params["session_hash"]], self.told[""])
        lines = [f"data: {json.dumps({'event_id': 'e1', **message})}\n\n" for message in told]
        return httpx.Response(200, text="".join([": ping\n", *lines]))


def ended(success):
    return {"msg": "process_completed", "success": success, "output": {"data": ["an answer"]}}


def ask_of(queue, question="DASH"):
    async def asking():
        async with httpx.AsyncClient(transport=queue, base_url="http://test") as client:
            return await asked(client, FUNCTION, question, "s")

    return asyncio.run(asking())


class TestAsking:
    def test_an_answer_has_its_first_part_before_its_end(self):
        row = ask_of(Queue())
        assert row.fault is None
        assert 0 < row.first_ms <= row.ms
        assert row.characters > 0

    @pytest.mark.parametrize(
        ("messages", "fault"),
        [
            ([ended(False)], "the application failed"),
            ([{"msg": "queue_full"}], "queue_full"),
            ([], "the stream ended before the answer"),
            ([{**ended(True), "event_id": "another"}], "the stream ended before the answer"),
        ],
        ids=["failed", "full", "ended", "another's"],
    )
    def test_what_is_no_answer_is_a_fault(self, messages, fault):
        assert ask_of(Queue(DASH=messages)).fault == fault

    def test_a_refusal_is_a_fault(self):
        assert ask_of(Queue(), "too many").fault == "the queue said 503"

    def test_a_server_that_is_gone_is_a_fault(self):
        class Gone(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request):
                raise httpx.ConnectError("gone")

        assert ask_of(Gone()).fault == "ConnectError"


def test_people_together_ask_each_question_once_in_turn():
    queue = Queue()

    async def loading():
        async with httpx.AsyncClient(transport=queue, base_url="http://test") as client:
            return await measure_load(client, FUNCTION, ["a", "b", "c"], people=4, wanted=10, memory_mb=lambda: 5.0)

    scores = asyncio.run(loading())
    assert sorted(queue.asked) == sorted("abcabcabca")
    assert len(scores.rows) == len(scores.answered) == 10
    assert scores.memory[-1] == MemoryReading(10, 5.0)
    assert scores.answers_per_second > 0
    assert {session.partition("x")[0] for session in queue.sessions} == {f"load000{n}" for n in range(4)}


def rows(*ms, fault=None):
    return tuple(Asked(each, None, 10, fault) for each in ms)


class TestFigures:
    def test_waits_are_of_answers_alone(self):
        scores = LoadScores(2, 2.0, (*rows(100, 300), *rows(9000, fault="ReadTimeout")), ())
        assert (scores.answers_per_second, scores.wait_ms(50)) == (1.0, 200)
        figures = load_figures(scores)
        assert (figures["without an answer"].part, figures["without an answer"].whole) == (1, 3)
        assert figures["faults"] == "ReadTimeout: 1"

    def test_growth_is_counted_after_the_warm_up(self):
        readings = [MemoryReading(n, 100.0 + (0 if n < 25 else 900 + n * 0.002)) for n in range(0, 101, 5)]
        assert LoadScores(1, 1.0, rows(*[1.0] * 100), tuple(readings)).mb_per_1000 == pytest.approx(2.0)

    @pytest.mark.parametrize("readings", [(), (MemoryReading(5, 1.0),), (MemoryReading(5, 1.0),) * 3])
    def test_growth_of_nothing_is_unknown(self, readings):
        assert math.isnan(LoadScores(1, 1.0, rows(1.0), readings).mb_per_1000)

    def test_no_answer_at_all_is_no_figure_and_no_crash(self):
        figures = load_figures(LoadScores(1, 1.0, rows(1.0, fault="gone"), ()))
        assert figures["answers a second"] == 0
        assert math.isnan(figures["wait p50, ms"])


def test_follow_ups_are_not_asked_alone(tmp_path):
    row = {"id": "1", "question": "What about DASH?", "type": "lookup", "answerable": False, "sources": []}
    follow_up = {**row, "id": "2", "question": "And MARAC?", "history": [{"role": "user", "content": "DASH?"}]}
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(map(json.dumps, (row, follow_up))), encoding="utf-8")
    assert standing_alone(file) == ["What about DASH?"]


def test_a_server_that_does_not_start_is_said_in_its_own_words(tmp_path):
    command = [sys.executable, "-c", "import sys; sys.exit('the port is in use')"]
    with pytest.raises(DatasetError, match="the port is in use"), served(command, tmp_path / "log"):
        pass


def test_a_machine_without_a_browser_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="no Chromium"), browser_page():
        pass
