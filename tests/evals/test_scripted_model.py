"""The scripted model, through the clients that the product uses."""

from __future__ import annotations

import json
import threading
import time
from itertools import repeat

import httpx
import openai
import pytest

from evals.attack_writing import Sentence, as_json, as_text, echo, honest, paraphrase, reply_of, slow_but_fine, written
from evals.scripted_chat import Asked, Reply, Shown
from evals.scripted_model import ScriptedModel, closed_url

EVIDENCE = [
    {"key": "k7f2", "report": "Neglect at a glance", "heading": "Concerns", "text": "Plans were late. Nobody knew."},
    {"key": "m3xq", "report": "Deep dive", "text": 'A "GCP2" was not completed for C.'},
]
QUESTION = json.dumps({"question": "What about plans?"})
USER = "\n".join([QUESTION, *map(json.dumps, EVIDENCE)])
MESSAGES = [{"role": "system", "content": "The rules."}, {"role": "user", "content": USER}]


@pytest.fixture
def client():
    """Makes the raw client of a server, which calls once."""
    opened = []

    def connect(model, **options):
        opened.append(openai.OpenAI(base_url=model.url, api_key="sk-scripted", max_retries=0, **options))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


def said(client, **options):
    """What the client reads of a stream: its text, its last reason to finish, its usage."""
    text, finish, usage = "", None, None
    asked = {"model": "scripted", "messages": MESSAGES, "stream": True, "stream_options": {"include_usage": True}}
    with client.chat.completions.create(**asked | options) as stream:
        for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                text += choice.delta.content or ""
                finish = choice.finish_reason or finish
    return text, finish, usage


def asked_with(user, **body):
    raw = json.dumps({"messages": [{"role": "user", "content": user}], **body}).encode()
    return Asked("POST", "/v1/chat/completions", {}, raw, 1)


def test_a_stream_arrives_whole_with_its_end_and_what_it_took(client):
    with ScriptedModel(lambda asked: Reply(["Plans ", 0.01, "were late."])) as model:
        text, finish, usage = said(client(model))
    assert (text, finish) == ("Plans were late.", "stop")
    assert (usage.completion_tokens, usage.prompt_tokens > 5) == (2, True)


def test_a_reply_that_is_no_stream_is_one_message(client):
    with ScriptedModel(lambda asked: Reply(["Plans ", "were late."], finish="length")) as model:
        reply = client(model).chat.completions.create(model="scripted", messages=MESSAGES)
    assert (reply.choices[0].message.content, reply.choices[0].finish_reason) == ("Plans were late.", "length")


def test_models_are_listed_and_no_other_address_is_there(client):
    with ScriptedModel(honest) as model:
        assert [one.id for one in client(model).models.list()] == ["scripted"]
        assert httpx.post(f"{model.url}/elsewhere", content=b"x").status_code == 404
    assert [(asked.method, asked.path, asked.is_chat) for asked in model.requests] == [
        ("GET", "/v1/models", False),
        ("POST", "/v1/elsewhere", False),
    ]


def test_a_request_is_kept_with_its_headers_its_rules_and_its_evidence(client):
    with ScriptedModel(honest) as model:
        said(client(model), response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {}}})
    (asked,) = model.chats
    assert asked.headers["authorization"] == "Bearer sk-scripted"
    assert (asked.system, asked.user) == ("The rules.", USER)
    assert [shown.key for shown in asked.evidence] == ["k7f2", "m3xq"]
    assert asked.evidence[0] == Shown("k7f2", "Plans were late. Nobody knew.", "Neglect at a glance", "Concerns")
    assert (asked.wants_schema, asked.wants_stream, asked.wants_usage) == (True, True, True)


def test_keys_are_found_where_the_evidence_is_no_json_by_line():
    asked = asked_with('Passages: [{"key": "k7f2"}, {"key" : "m3xq"}] and {"key": "k7f2"}')
    assert asked.evidence == (Shown("k7f2"), Shown("m3xq"))
    assert not asked.wants_schema
    assert asked_with([{"type": "text", "text": '{"key": "b2c3"}'}]).evidence == (Shown("b2c3"),)


def test_requests_are_numbered_so_that_a_script_can_change_its_mind(client):
    failed = Reply(status=500, body=b'{"error": {"message": "broken"}}', headers={"X-Test": "1"})
    with ScriptedModel(lambda asked: failed if asked.number == 1 else honest(asked)) as model:
        with pytest.raises(openai.InternalServerError, match="broken") as caught:
            said(client(model))
        assert caught.value.response.headers["X-Test"] == "1"
        assert said(client(model))[0]


def test_a_broken_connection_is_seen_as_one(client):
    with (
        ScriptedModel(lambda asked: Reply(["Plans ", "were late."], cut_after=1)) as model,
        pytest.raises(openai.APIConnectionError) as caught,
    ):
        said(client(model))
    assert "incomplete" in str(caught.value.__cause__)


@pytest.mark.parametrize("reply", [Reply(wait=3600), Reply(["Plans", 3600.0, " were late."])], ids=["first", "middle"])
def test_a_stall_lasts_until_the_client_leaves(client, reply):
    with ScriptedModel(lambda asked: reply) as model:
        with pytest.raises(openai.APITimeoutError):
            said(client(model, timeout=0.2))
        until = time.monotonic() + 5
        while not model.hung_up and time.monotonic() < until:
            time.sleep(0.01)
    assert model.hung_up == [1]


def test_an_endless_reply_ends_when_the_client_leaves_or_the_server_closes(client):
    with ScriptedModel(lambda asked: Reply(repeat("more "))) as model:
        stream = client(model).chat.completions.create(model="scripted", messages=MESSAGES, stream=True)
        assert "".join(chunk.choices[0].delta.content for chunk, _ in zip(stream, range(5), strict=False))
        stream.close()
    assert model.hung_up == [1]
    assert not [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]


def test_an_error_of_a_script_does_not_pass_unseen(client):
    def broken(asked):
        raise KeyError("of the script")

    with (
        pytest.raises(KeyError, match="of the script"),
        ScriptedModel(broken) as model,
        pytest.raises(openai.APIConnectionError),
    ):
        said(client(model))


def test_nothing_listens_on_a_closed_port():
    with pytest.raises(httpx.ConnectError):
        httpx.get(closed_url())


TWO = [Sentence("Plans were late.", ("k7f2", "m3xq")), Sentence("Nobody knew", (), 2)]


def test_sentences_are_written_in_the_form_that_is_asked_for():
    assert json.loads(as_json(TWO)) == {
        "statements": [
            {"paragraph": 1, "text": "Plans were late.", "keys": ["k7f2", "m3xq"]},
            {"paragraph": 2, "text": "Nobody knew", "keys": []},
        ]
    }
    assert as_text(TWO) == "Plans were late [k7f2][m3xq].\n\nNobody knew"
    assert written(asked_with(""), TWO) == as_text(TWO)
    assert written(asked_with("", response_format={"type": "json_schema"}), TWO) == as_json(TWO)


def test_the_honest_models_say_what_the_evidence_says_with_its_keys():
    asked = asked_with(USER)
    first, second = echo(asked.evidence)
    assert first == Sentence("Plans were late.", ("k7f2",))
    assert second == Sentence('A "GCP2" was not completed for C.', ("m3xq",))
    assert list(honest(asked).pieces) == list(reply_of(as_text([first, second])).pieces)
    reworded = "".join(paraphrase(asked).pieces)
    assert "Auditors noted that Plans were late [k7f2]." in reworded
    assert "".join(piece for piece in slow_but_fine(asked).pieces if isinstance(piece, str)) == as_text([first, second])


@pytest.mark.parametrize("structured", [True, False], ids=["schema", "plain"])
def test_langchain_reads_it(structured):
    from langchain_openai import ChatOpenAI

    with ScriptedModel(honest) as server, httpx.Client() as http:
        chat = ChatOpenAI(
            model="scripted",
            base_url=server.url,
            api_key="sk-scripted",
            max_retries=0,
            stream_usage=True,
            http_client=http,
        )
        schema = {"name": "reply", "schema": {"type": "object"}}
        bound = chat.bind(response_format={"type": "json_schema", "json_schema": schema}) if structured else chat
        pieces = list(bound.stream([("system", "The rules."), ("user", USER)]))
    text = "".join(piece.text for piece in pieces)
    evidence = echo(server.chats[0].evidence)
    assert text == (as_json(evidence) if structured else as_text(evidence))
    assert [piece.usage_metadata["output_tokens"] for piece in pieces if piece.usage_metadata][-1] > 0
