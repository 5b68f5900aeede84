from __future__ import annotations

import threading
import time
from itertools import count

import pytest
from langchain_core.messages import AIMessageChunk

from app.settings import load_settings
from app.writing.chat_model import ChatModel
from app.writing.reply_stream import MOST_UNREAD, Call, Reading
from evals.attack_writing import honest
from evals.scripted_chat import Reply
from evals.scripted_model import ScriptedModel
from knowledge.errors import ModelError
from knowledge.writing import ModelRequest

REQUEST = ModelRequest("rules", '{"key": "k7f2", "text": "Plans were late."}')


def call_with(stopped=lambda: False, spent_seconds=0.0, **given):
    return Call(load_settings(**{f"model_{name}": value for name, value in given.items()}), stopped, spent_seconds)


def readers():
    return [thread for thread in threading.enumerate() if thread.name == "model-reply"]


def test_a_reply_that_floods_us_is_read_no_faster_than_it_is_checked():
    given = []

    def flood():
        for number in count():
            given.append(number)
            yield AIMessageChunk("on and on ")

    reading = Reading(flood)
    chunks = call_with().awaited(reading)
    for _ in range(5):
        next(chunks)
        time.sleep(0.05)
    assert len(given) <= MOST_UNREAD + 10
    reading.abandon()


def test_a_reading_that_is_abandoned_ends_with_its_next_chunk():
    go_on = threading.Event()

    def slow():
        yield AIMessageChunk("one")
        go_on.wait(30)
        yield AIMessageChunk("two")
        raise AssertionError("read on although nobody waits")

    reading = Reading(slow)
    assert next(call_with().awaited(reading)).text == "one"
    reading.abandon()
    go_on.set()
    for thread in readers():
        thread.join(30)
    assert readers() == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [({"seconds": 1, "stall_seconds": 60}, "too_slow"), ({"seconds": 60, "stall_seconds": 0.1}, "stalled")],
)
def test_who_waits_waits_no_longer_than_the_limits(given, fault):
    held = threading.Event()

    def never():
        held.wait(60)
        yield AIMessageChunk("late")

    reading = Reading(never)
    with pytest.raises(ModelError) as raised:
        next(call_with(**given).awaited(reading))
    assert raised.value.fault == fault
    reading.abandon()
    held.set()


def test_what_a_question_has_taken_already_counts():
    reading = Reading(lambda: iter([AIMessageChunk("one")]))
    with pytest.raises(ModelError) as raised:
        list(call_with(spent_seconds=60, seconds=60).awaited(reading))
    assert raised.value.fault == "too_slow"


def test_after_stop_nothing_more_is_sent():
    with ScriptedModel(lambda asked: Reply(status=500, body=b"{}")) as server:
        model = ChatModel(load_settings(model="openai:x", model_url=server.url, model_retries=5))
        assert list(model.stream(REQUEST, stop=lambda: bool(server.chats))) == []
        assert len(server.chats) == 1


def test_one_refusal_is_not_taken_for_ignorance_of_our_options():
    replies = iter([Reply(status=400, body=b'{"error": {"message": "filtered"}}')])

    with ScriptedModel(lambda asked: next(replies, None) or honest(asked)) as server:
        model = ChatModel(load_settings(model="openai:x", model_url=server.url))
        for _ in range(2):
            assert list(model.stream(ModelRequest("rules", REQUEST.user, {"type": "object"})))
        assert [chat.wants_schema for chat in server.chats] == [True, False, True]
        assert model.keeps_to_schema


def test_a_server_that_turns_schemas_down_each_time_is_asked_for_none():
    def without_schemas(asked):
        return Reply(status=400, body=b'{"error": {"message": "no"}}') if asked.wants_schema else honest(asked)

    with ScriptedModel(without_schemas) as server:
        model = ChatModel(load_settings(model="openai:x", model_url=server.url))
        for _ in range(3):
            assert list(model.stream(ModelRequest("rules", REQUEST.user, {"type": "object"})))
        assert [chat.wants_schema for chat in server.chats] == [True, False, True, False, False]
        assert not model.keeps_to_schema
