import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from app.access.people import librarian_of
from app.server.faults import add_fault_pages, keep_chat_wordless
from knowledge.errors import (
    HomeError,
    IngestError,
    NotAllowedError,
    QuestionError,
    RetrievalError,
    TooOftenError,
    UnknownReportError,
)

SECRET = "What about Jo Bloggs?"


def client_raising(error):
    app = FastAPI()

    def raising(request: Request):
        raise error

    app.add_api_route("/page", raising)
    app.add_api_route("/api/thing", raising)
    add_fault_pages(app)
    return TestClient(app)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedError("No.", "Ask a librarian."), 403),
        (UnknownReportError("No such report.", "Look."), 404),
        (TooOftenError("Too fast.", "Wait.", retry_after=12.4), 429),
        (QuestionError("Empty.", "Type."), 400),
        (IngestError("a.pdf", "Damaged.", "Send another."), 400),
        (HomeError("The disk is gone.", "Mount it."), 500),
        (RetrievalError("The search failed.", "Try again."), 500),
    ],
)
def test_an_expected_error_says_what_to_do(error, status):
    client = client_raising(error)
    page = client.get("/page")
    assert page.status_code == status
    assert error.message in page.text
    assert error.help_message in page.text
    assert 'role="alert"' in page.text
    told = client.get("/api/thing")
    assert (told.status_code, told.json()) == (status, {"error": error.message, "help": error.help_message})


def test_who_asks_too_often_is_told_when_to_come_back():
    assert client_raising(TooOftenError("Too fast.", retry_after=12.4)).get("/page").headers["retry-after"] == "12"


def test_an_unexpected_error_tells_nothing_of_itself(caplog):
    reply = client_raising(ValueError(SECRET)).get("/page")
    assert reply.status_code == 500
    assert "Something failed" in reply.text
    assert SECRET not in reply.text
    assert "ValueError at /page" in caplog.text
    assert SECRET not in caplog.text


def test_a_page_that_is_not_there_says_so():
    reply = client_raising(ValueError()).get("/nowhere")
    assert (reply.status_code, "There is no such page." in reply.text) == (404, True)


def test_words_of_an_error_are_text():
    reply = client_raising(UnknownReportError("No report <script>alert(1)</script>.")).get("/page")
    assert "&lt;script&gt;" in reply.text
    assert "<script>alert" not in reply.text


def test_a_handler_lets_nobody_in_whom_the_gate_did_not():
    app = FastAPI()
    app.add_api_route("/page", librarian_of)
    with pytest.raises(NotAllowedError):
        librarian_of(Request({"type": "http", "headers": []}))


def test_a_wrong_address_of_the_chat_is_a_page_for_people_and_json_for_programs():
    app = FastAPI()
    app.mount("/", FastAPI())
    add_fault_pages(app)
    client = TestClient(app)
    shown = client.get("/nowhere", headers={"accept": "text/html"})
    assert (shown.status_code, "There is no such page." in shown.text) == (404, True)
    assert client.get("/nowhere", headers={"accept": "application/json"}).json() == {"detail": "Not Found"}


def test_the_chat_prints_no_words_of_an_error(caplog, capsys):
    import gradio.queueing
    import gradio.routes

    keep_chat_wordless()
    for module in (gradio.queueing, gradio.routes):
        try:
            raise ValueError(SECRET)
        except ValueError:
            module.traceback.print_exc()
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text + "".join(capsys.readouterr())
