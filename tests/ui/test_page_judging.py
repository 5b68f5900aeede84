"""What a person says of an answer on the page is kept once, or they are told why not."""

import pytest

from app.feedback import FeedbackStore
from app.ui.conversation import Halt, asked
from app.ui.judging import NOTHING_CHOSEN, NOTHING_TO_JUDGE, THANKS, judged


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.jsonl")


@pytest.fixture
def conversation(make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer("one")), "What about plans?", (), Halt())
    return last.conversation


def test_it_is_kept_once_with_thanks(store, conversation):
    result = judged(store, conversation, "wrong_citation", " The page is wrong. ")
    assert result.status == result.view.status == THANKS
    assert result.view.to_judge is None
    assert [(row.verdict, row.note, row.question) for row in store.rows()] == [
        ("wrong_citation", "The page is wrong.", "What about plans?")
    ]
    again = judged(store, result.view.conversation, "helpful", "")
    assert (again.view, again.status) == (None, NOTHING_TO_JUDGE)
    assert len(store.rows()) == 1


@pytest.mark.parametrize("verdict", [None, "", "excellent"])
def test_without_a_choice_nothing_is_kept(verdict, store, conversation):
    result = judged(store, conversation, verdict, "A note.")
    assert (result.view, result.status) == (None, NOTHING_CHOSEN)
    assert store.rows() == ()


def test_a_refused_note_leaves_the_form_as_it_is(store, conversation):
    result = judged(store, conversation, "helpful", "Ring me on 07700 900123")
    assert result.view is None
    assert "phone number" in result.status
    assert store.rows() == ()


def test_a_disk_that_fails_is_said_so(tmp_path, conversation):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = judged(FeedbackStore(tmp_path / "file" / "feedback.jsonl"), conversation, "helpful", "")
    assert result.view is None
    assert "cannot be written" in result.status
