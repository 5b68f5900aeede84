import logging
import threading
from dataclasses import replace

import pytest

from app.ui.conversation import Halt, halted
from app.ui.conversation import asked as asked_with
from app.ui.view import Exchange, View, cleared, stopped
from knowledge.errors import QuestionError, RetrievalError
from knowledge.types import Status


def asked(answerer, question, earlier):
    return asked_with(answerer, question, earlier, Halt())


def test_an_answer_grows_statement_by_statement(make_answer, fake_answerer):
    views = list(asked(fake_answerer(make_answer("one", "two")), "What about plans?", ()))
    shown = [view.messages[-1]["content"].count("<li>") for view in views]
    assert shown == [0, 0, 1, 2]
    assert [view.conversation[-1].complete for view in views] == [False, False, False, True]
    assert views[-1].status == "Answer ready with 2 sources."


def test_sources_are_there_before_the_first_statement(make_answer, fake_answerer):
    views = list(asked(fake_answerer(make_answer("one")), "What about plans?", ()))
    assert ["<article" in view.sources for view in views] == [False, True, True]


def test_the_question_is_shown_while_the_search_runs(make_answer, fake_answerer):
    first = next(iter(asked(fake_answerer(make_answer("one")), "What about plans?", ())))
    assert [message["role"] for message in first.messages] == ["user", "assistant"]
    assert first.draft == ""


def test_earlier_questions_go_with_a_new_one_and_ids_do_not_repeat(make_answer, fake_answerer):
    answerer = fake_answerer(make_answer("one"))
    *_, first = asked(answerer, "What about plans?", ())
    *_, second = asked(answerer, "and the police?", first.conversation)
    assert answerer.asked[1] == ("and the police?", ["What about plans?", "**1 of 2 reports** has findings on this:"])
    assert "#src-1-1" in second.messages[1]["content"]
    assert "#src-2-1" in second.messages[3]["content"]


def test_a_question_that_cannot_be_asked_stays_in_the_box(fake_answerer):
    earlier = (Exchange("old?", "<div></div>", complete=True),)
    *_, last = asked(fake_answerer(QuestionError("The question is empty.", "Type it.")), " ", earlier)
    assert last == View(earlier, "The question is empty. Type it.", draft=" ")


def test_a_known_fault_says_what_to_do(fake_answerer):
    *_, last = asked(fake_answerer(RetrievalError("The search failed.", "Ask again.")), "q?", ())
    assert "The search failed&#46; Ask again&#46;" in last.messages[-1]["content"]
    assert (last.status, last.draft) == ("Something failed.", "q?")


def test_an_unknown_fault_is_a_fault_and_its_log_lacks_the_question(fake_answerer, caplog):
    with caplog.at_level(logging.ERROR):
        *_, last = asked(fake_answerer(ValueError("cannot parse: Jo Bloggs of Elm Road")), "Jo Bloggs of Elm Road?", ())
    assert "Something failed" in last.messages[-1]["content"]
    assert "Nothing" not in last.messages[-1]["content"]
    assert "ValueError" in caplog.text
    assert "Bloggs" not in caplog.text


def test_a_declined_question_leaves_only_what_its_answer_repeats(make_answer, fake_answerer, caplog):
    typed = "What about Jo Bloggs, NHS number 943 476 5919?"
    redacted = replace(make_answer(status=Status.DECLINED), question="What about [name]?", reason="identifiable_data")
    answerer = fake_answerer(redacted)
    with caplog.at_level(logging.DEBUG):
        *_, last = asked(answerer, typed, ())
        *_, after = asked(answerer, "and the police?", last.conversation)
    assert answerer.asked[1][1][0] == "What about [name]?"
    for kept in (repr(last), last.draft, str(last.messages), last.sources, repr(after), caplog.text):
        assert "Bloggs" not in kept
        assert "943" not in kept
    assert last.conversation[0].question == "What about [name]?"


def test_a_question_that_was_never_answered_is_not_told_to_later_ones(make_answer, fake_answerer):
    *_, failed = asked(fake_answerer(ValueError("broken")), "Jo Bloggs?", ())
    answerer = fake_answerer(make_answer("one"))
    list(asked(answerer, "and the police?", failed.conversation))
    assert answerer.asked == [("and the police?", [])]


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.NO_EVIDENCE, "Nothing found"), (Status.DECLINED, "Not answered"), (Status.FAILED, "Something failed")],
)
def test_the_status_line_tells_outcomes_apart(status, said, make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer(status=status)), "q?", ())
    assert last.status.startswith(said)


@pytest.mark.parametrize(
    ("reason", "texts", "said"),
    [
        ("false_premise", ["one"], "The reports do not say this: what they do say is shown with 1 source."),
        ("false_premise", [], "The reports do not say this."),
        ("not_in_library", [], "Nothing found in the reports."),
    ],
)
def test_the_status_line_does_not_call_a_false_premise_nothing_found(reason, texts, said, make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer(*texts, status=Status.NO_EVIDENCE, reason=reason)), "q?", ())
    assert last.status == said


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (Status.DECLINED, "What audits can tell you"),
        (Status.NO_EVIDENCE, "Ask instead"),
        (Status.ANSWERED, "Ask next"),
    ],
)
def test_the_last_complete_answer_alone_offers_questions_and_is_judged(status, heading, make_answer, fake_answerer):
    answer = make_answer("one", "two", status=status, suggestions=("a?", "b?", "c?", "d?"))
    *growing, last = asked(fake_answerer(answer), "q?", ())
    assert {view.suggestions for view in growing} == {()}
    assert {view.to_judge for view in growing} == {None}
    assert (last.suggestions, last.heading_of_suggestions) == (("a?", "b?", "c?"), heading)
    assert last.to_judge == answer
    next_question = next(iter(asked(fake_answerer(answer), "q2?", last.conversation)))
    assert (next_question.suggestions, next_question.to_judge) == ((), None)


def test_a_fault_is_not_judged(make_answer, fake_answerer):
    for result in (ValueError("broken"), make_answer(status=Status.FAILED)):
        *_, last = asked(fake_answerer(result), "q?", ())
        assert last.to_judge is None


def test_stop_marks_a_growing_answer_as_cut_short(make_answer, fake_answerer):
    halt = Halt()
    views = asked_with(fake_answerer(make_answer("one", "two", "three")), "q?", (), halt)
    growing = [next(views) for _ in range(3)][-1]
    assert halted(growing.conversation, halt, stopped) is None
    (last,) = views
    assert "Stopped before the answer was complete" in last.messages[-1]["content"]
    assert last.messages[-1]["content"].count("<li>") == 1


@pytest.mark.parametrize(("view_after", "status"), [(stopped, "Stopped."), (cleared, "Cleared.")])
def test_an_answer_that_takes_long_is_not_waited_for_once_halted(view_after, status, make_answer):
    let = threading.Event()

    class HeldBack:
        def growing(self, question, history=(), filters=None, stop=None):
            let.wait(20)
            yield make_answer("late")

    halt = Halt()
    views = asked_with(HeldBack(), "q?", (), halt)
    first = next(views)
    halted(first.conversation, halt, view_after)
    *_, last = views
    let.set()
    assert last.status == status
    assert "late" not in str(last.messages)
    assert not halt.under_way


def test_a_halt_does_not_outlive_its_question(make_answer, fake_answerer):
    halt = Halt(view_after=stopped)
    *_, last = asked_with(fake_answerer(make_answer("one")), "q?", (), halt)
    assert last.status == "Answer ready with 1 source."


def test_stop_leaves_a_complete_answer_alone(make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer("one")), "q?", ())
    assert halted(last.conversation, Halt(), stopped).conversation == last.conversation
    assert halted((), Halt(), stopped).status == "Nothing is being answered."


def test_clear_empties_the_page():
    assert halted((Exchange("q?", ""),), Halt(), cleared) == View(status="Cleared.")
