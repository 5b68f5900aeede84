"""An answer that a model writes is shown as it grows, once, and ends when nobody waits for it."""

import logging
import threading
from dataclasses import replace

import pytest

from app.ui.conversation import Halt, halted
from app.ui.conversation import asked as asked_by
from app.ui.render import answer_html
from app.ui.view import cleared, stopped
from knowledge.errors import ModelError, QuestionError
from knowledge.types import Status
from knowledge.writing import Writing

WAIT = 20
"""Seconds until a test that hangs fails."""


@pytest.fixture
def growth(make_written, make_prose):
    """The opening, one sentence, two, and the whole answer with a finding beside them."""
    first, second = make_prose("Plans were late."), make_prose("Nobody asked.", citations=(2,))
    return [make_written(), make_written(first), make_written(first, second), make_written(first, second, listed=["x"])]


@pytest.fixture
def asked(make_asking):
    return lambda answerer, question, earlier, halt: asked_by(make_asking(answerer, question), earlier, halt)


def shown(view):
    answer = view.messages[-1]["content"]
    return [answer.count(part) for part in ("Plans were late", "Nobody asked", '<li><span class="said">')]


def test_each_sentence_is_shown_as_it_comes_and_once(asked, growth, fake_writer):
    views = list(asked(fake_writer(growth), "q?", (), Halt()))
    assert list(map(shown, views)) == [[0, 0, 0], [0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert [view.status for view in views[1:4]] == ["Writing the answer…"] * 3
    assert [view.conversation[-1].complete for view in views] == [False] * 4 + [True]
    assert "2 of" not in views[0].messages[-1]["content"]
    assert "reports</strong> has findings" in views[1].messages[-1]["content"]


def test_the_first_sentence_is_there_while_the_next_is_still_written(asked, growth, fake_writer):
    hold = threading.Event()
    writer = fake_writer([growth[0], growth[1], hold, *growth[2:]])
    views = asked(writer, "q?", (), Halt())
    assert list(map(shown, [next(views) for _ in range(3)]))[-1] == [1, 0, 0]
    assert not writer.closed.is_set()
    hold.set()
    *_, last = views
    assert shown(last) == [1, 1, 1]


def test_each_report_is_read_once_however_often_the_answer_grows(make_asking, growth, fake_writer):
    asking = make_asking(fake_writer(growth))
    read = []
    asking.site.library.canonical_text = lambda report_id: read.append(report_id) or ""
    *_, last = asked_by(asking, (), Halt())
    assert shown(last) == [1, 1, 1]
    assert read == ["Audit of neglect"]


def test_of_an_answer_that_comes_whole_the_prose_comes_at_once(asked, growth, fake_writer):
    views = list(asked(fake_writer(growth[-1:]), "q?", (), Halt()))
    assert list(map(shown, views)) == [[0, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_prose_that_leaves_nothing_over_is_complete_at_the_end(asked, growth, fake_writer):
    views = list(asked(fake_writer(growth[:3]), "q?", (), Halt()))
    assert [view.conversation[-1].complete for view in views] == [False] * 4 + [True]
    assert shown(views[-1]) == [1, 1, 0]


def test_an_extractive_answer_replaces_the_prose_of_a_model_that_failed(asked, growth, make_answer, fake_writer):
    instead = make_answer("one", "two", notices=("The model could not be had.",))
    views = list(asked(fake_writer([*growth[:2], instead]), "q?", (), Halt()))
    assert list(map(shown, views)) == [[0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 2]]
    assert "The model could not be had" in views[-1].messages[-1]["content"]
    assert "Written by" not in views[-1].messages[-1]["content"]
    assert views[-1].to_judge == instead


@pytest.mark.parametrize(("view_after", "status"), [(stopped, "Stopped."), (cleared, "Cleared.")])
def test_a_halt_in_mid_growth_tells_the_writer_and_drops_the_rest(asked, view_after, status, growth, fake_writer):
    halt = Halt()
    writer = fake_writer([*growth[:2], threading.Event(), *growth[2:]])
    views = asked(writer, "q?", (), halt)
    growing = [next(views) for _ in range(3)][-1]
    assert halted(growing.conversation, halt, view_after) is None
    (last,) = views
    assert writer.closed.wait(WAIT)
    assert writer.told
    assert last.status == status
    assert "Nobody asked" not in str(last.messages)


def test_stop_keeps_the_sentences_that_were_shown(asked, growth, fake_writer):
    halt = Halt()
    views = asked(fake_writer([*growth[:2], threading.Event()]), "q?", (), halt)
    growing = [next(views) for _ in range(3)][-1]
    halted(growing.conversation, halt, stopped)
    (last,) = views
    assert shown(last) == [1, 0, 0]
    assert "Stopped before the answer was complete" in last.messages[-1]["content"]
    assert last.to_judge is None


def test_a_page_that_is_closed_ends_the_writing(asked, growth, fake_writer):
    writer = fake_writer([growth[0], threading.Event(), *growth[1:]])
    views = asked(writer, "q?", (), Halt())
    [next(views) for _ in range(2)]
    views.close()
    assert writer.closed.wait(WAIT)
    assert writer.told


def test_the_next_question_does_not_wake_a_writer_that_was_stopped(asked, growth, fake_writer):
    halt, hold = Halt(), threading.Event()
    slow = fake_writer([growth[0], hold, *growth[1:]])
    views = asked(slow, "q?", (), halt)
    growing = [next(views) for _ in range(2)][-1]
    halted(growing.conversation, halt, stopped)
    *_, last = views
    *_, after = asked(fake_writer(growth), "again?", last.conversation, halt)
    assert slow.closed.wait(WAIT)
    assert slow.told
    assert shown(after) == [1, 1, 1]


def test_a_fault_in_mid_growth_takes_the_prose_away_and_its_log_lacks_the_words(asked, growth, fake_writer, caplog):
    with caplog.at_level(logging.DEBUG):
        fault = ModelError("stalled", "The model stalled on Jo Bloggs.")
        *_, last = asked(fake_writer([growth[1], fault]), "Jo Bloggs?", (), Halt())
    assert last.status == "Something failed."
    assert shown(last) == [0, 0, 0]
    assert "ModelError" in caplog.text
    assert "Bloggs" not in caplog.text


def test_an_answerer_that_ends_without_an_answer_is_a_fault(asked, fake_writer):
    *_, last = asked(fake_writer([]), "q?", (), Halt())
    assert last.status == "Something failed."


def test_a_question_refused_by_a_writer_stays_in_the_box(asked, fake_writer):
    *_, last = asked(fake_writer([QuestionError("The question is empty.")]), " ", (), Halt())
    assert (last.status, last.draft) == ("The question is empty.", " ")


def test_a_declined_question_is_not_said_to_be_written(asked, make_answer, fake_writer):
    declined = make_answer(status=Status.DECLINED)
    assert [view.status for view in asked(fake_writer([declined]), "q?", (), Halt())] == [
        "Searching the reports…",
        "Not answered: see why.",
    ]


def test_the_typed_question_is_gone_with_the_first_that_is_shown(asked, growth, fake_writer):
    answers = [replace(answer, question="What about [name]?") for answer in growth]
    first, *growing = asked(fake_writer(answers), "Jo Bloggs?", (), Halt())
    assert "Bloggs" in str(first.messages)
    assert "Bloggs" not in str([view.messages for view in growing])


def test_why_prose_has_gone_is_said_before_what_stands_in_its_place(make_answer):
    writing = Writing("told:model", "127.0.0.1", "answer", "0" * 64, fault="stalled")
    answer = replace(make_answer("Plans were late."), writing=writing, notices=("The model stopped.", "Small sample."))
    html = answer_html(answer, 1)
    places = [html.index(words) for words in ("The model stopped", "Plans were late", "Small sample")]
    assert places == sorted(places)
    assert html.count("The model stopped") == 1
