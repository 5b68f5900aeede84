"""What a person says of an answer on the page is kept once, or they are told why not."""

import pytest

from app.feedback import FeedbackStore
from app.ui.conversation import Halt, asked
from app.ui.judging import NOTHING_CHOSEN, NOTHING_TO_JUDGE, THANKS, judged
from app.ui.judging_form import source_choice


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.jsonl")


@pytest.fixture
def conversation(make_asking, make_answer, fake_answerer):
    *_, last = asked(make_asking(fake_answerer(make_answer("one", "two"))), (), Halt())
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


def test_a_wrong_citation_is_kept_with_its_place(store, conversation):
    assert judged(store, conversation, "wrong_citation", "", about=2).view
    (row,) = store.rows()
    assert (row.about.quote, row.about.report_id, row.about.start, row.about.end) == ("two", "Audit of neglect", 0, 3)


@pytest.mark.parametrize(("verdict", "about"), [("wrong_citation", 0), ("wrong_citation", None), ("helpful", 2)])
def test_no_one_source_is_kept_where_none_is_wrong(store, conversation, verdict, about):
    assert judged(store, conversation, verdict, "", about=about).view
    assert store.rows()[0].about is None


@pytest.mark.parametrize("about", [3, -1, "2", [1]])
def test_a_source_that_the_answer_has_not_is_refused(store, conversation, about):
    result = judged(store, conversation, "wrong_citation", "", about=about)
    assert result.view is None
    assert "no such source" in result.status
    assert store.rows() == ()


def test_a_source_is_offered_by_its_number_report_and_page(make_citation):
    assert source_choice(make_citation(4)) == ("4: Audit of neglect, page iii", 4)
    assert source_choice(make_citation(1, page=None, page_label=None)) == ("1: Audit of neglect", 1)
