"""The chat's endpoint for programs: documented, the only one that is, and as guarded as the page."""

import asyncio
import json

import pytest

from app.access.audit_log import AuditLog
from app.access.people import HERE, KEY
from app.answer_json import AnswerJson
from app.site import Site
from app.ui.page import build_page
from knowledge.errors import QuestionError, TooOftenError

pytestmark = [
    # Gradio 6.31 counts its queue in ways that pandas 3 is to drop.
    pytest.mark.filterwarnings("ignore:.future.no_silent_downcasting. is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]


class Signed:
    """ASGI: everybody is this person, unless the request says that nobody is."""

    def __init__(self, app):
        self._app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and b"x-nobody" not in dict(scope["headers"]):
            scope[KEY] = HERE
        await self._app(scope, receive, send)


class OneOnly:
    """Lets a person ask once."""

    def __init__(self):
        self._asked = 0

    def check(self, person):
        self._asked += 1
        if self._asked > 1:
            raise TooOftenError("You ask too fast.", "Wait a minute.")


@pytest.fixture
def opened(make_answer, fake_answerer, fake_library, make_report):
    """The page over a site, for a client; the answerer."""
    import gradio as gr
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    clients = []

    async def built(site):  # outside of an event loop, Gradio opens one for each part of the page and closes none
        return gr.mount_gradio_app(FastAPI(), build_page(site), path="/")

    def opening(result=None, **fields):
        answerer = fake_answerer(result or make_answer("one"))
        app = asyncio.run(built(Site(answerer, fake_library([make_report()]), **fields)))
        clients.append(TestClient(Signed(app)))
        return clients[-1].__enter__(), answerer

    yield opening
    for client in clients:
        client.__exit__(None, None, None)


def called(client, headers=None, **arguments):
    """The event and the data of one call."""
    joined = client.post("/gradio_api/call/v2/ask", json=arguments, headers=headers)
    told = client.get(f"/gradio_api/call/ask/{joined.json()['event_id']}").text
    event, _, rest = told.removeprefix("event: ").partition("\ndata: ")
    return event, json.loads(rest.strip())


def test_it_is_documented_and_nothing_else_is(opened):
    client, _ = opened()
    named = client.get("/gradio_api/info").json()["named_endpoints"]
    assert list(named) == ["/ask"]
    names = [parameter["parameter_name"] for parameter in named["/ask"]["parameters"]]
    assert names == ["question", "theme", "type", "partnership", "agency", "year"]
    assert [parameter["parameter_has_default"] for parameter in named["/ask"]["parameters"]] == [False, *[True] * 5]
    assert "in the words of the audit reports" in named["/ask"]["description"]
    others = {
        call["api_visibility"] for call in client.get("/config").json()["dependencies"] if call["api_name"] != "ask"
    }
    assert others == {"private"}


def test_it_gives_the_documented_answer(opened):
    client, answerer = opened()
    event, (answer,) = called(client, question="What about plans?", theme=["neglect"], type=["concern"], year=[2024])
    assert event == "complete"
    assert AnswerJson.model_validate(answer).statements[0].text == "one"
    assert answerer.asked == [("What about plans?", [])]
    assert (set(answerer.filters.themes), set(answerer.filters.years)) == ({"neglect"}, {2024})


def test_a_question_alone_is_enough(opened):
    client, _ = opened()
    assert called(client, question="What about plans?")[0] == "complete"


@pytest.mark.parametrize(
    "given", [{"theme": ["no such"]}, {"type": ["nonsense"]}, {"question": 7}, {"year": ["soon"]}, {"agency": [["x"]]}]
)
def test_what_is_not_right_is_refused(opened, given):
    client, answerer = opened()
    assert called(client, **{"question": "q?", **given})[0] == "error"
    assert answerer.asked == []


def test_nobody_is_answered_who_is_not_signed_in(opened, tmp_path):
    audit = AuditLog(tmp_path / "audit")
    client, answerer = opened(audit=audit)
    event, told = called(client, {"x-nobody": "1"}, question="q?")
    assert event == "error"
    assert "Nobody is signed in" in str(told)
    assert answerer.asked == []
    assert not audit.path.exists()


def test_it_is_paced_and_recorded_without_the_question(opened, tmp_path):
    audit = AuditLog(tmp_path / "audit")
    client, answerer = opened(audit=audit, pace=OneOnly())
    assert called(client, question="Jo Bloggs?")[0] == "complete"
    event, told = called(client, question="Jo Bloggs?")
    assert (event, "Wait a minute" in str(told)) == ("error", True)
    assert len(answerer.asked) == 1
    rows = audit.path.read_text("utf-8")
    assert len(rows.splitlines()) == 1
    assert "Bloggs" not in rows


@pytest.mark.parametrize(
    ("result", "said", "unsaid"),
    [
        (QuestionError("The question is empty.", "Type it."), "Type it", "-"),
        (ValueError("Jo Bloggs"), "failed", "Bloggs"),
    ],
)
def test_a_fault_is_told_without_internal_words(opened, caplog, result, said, unsaid):
    client, _ = opened(result)
    event, told = called(client, question="q?")
    assert event == "error"
    assert said in str(told)
    assert unsaid not in str(told)
    assert unsaid not in caplog.text


def test_handlers_of_the_page_do_nothing_for_nobody(opened):
    client, answerer = opened()
    calls = client.get("/config").json()["dependencies"]
    loading = [call for call in calls if any(target[1] == "load" for target in call["targets"])]
    assert len(loading) == 2
    for call in loading:
        body = {"data": [None] * len(call["inputs"]), "fn_index": call["id"], "session_hash": f"s{call['id']}"}
        client.post("/gradio_api/queue/join?q=Jo", json=body, headers={"x-nobody": "1"})
        told = client.get(f"/gradio_api/queue/data?session_hash=s{call['id']}").text
        assert "Nobody is signed in" in told
        assert "in the library" not in told
    assert answerer.asked == []
