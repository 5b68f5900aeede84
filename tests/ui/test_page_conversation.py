import json
import logging
import re
import threading
from dataclasses import replace

import pytest

from app.access.audit_log import AuditLog
from app.filter_choices import Choice, FilterChoices
from app.site import Site
from app.ui.asking import NOT_HERE
from app.ui.conversation import Halt, halted
from app.ui.conversation import asked as asked_by
from app.ui.growing import MOST_STEPS
from app.ui.safe_text import safe
from app.ui.view import Exchange, View, cleared, editing, stopped
from knowledge.errors import QuestionError, RetrievalError, TooOftenError
from knowledge.types import Filters, FindingType, Status


@pytest.fixture
def asked_with(make_asking):
    def asking(answerer, question, earlier, halt):
        return asked_by(make_asking(answerer, question), earlier, halt)

    return asking


@pytest.fixture
def asked(asked_with):
    return lambda answerer, question, earlier: asked_with(answerer, question, earlier, Halt())


CONCERNS = FilterChoices(finding_types=(Choice("concern", "concern", 1),))
"""Of a library whose only finding is a concern."""


def of_types(answer, *types):
    statements = [replace(one, finding_type=kind) for one, kind in zip(answer.statements, types, strict=True)]
    return replace(answer, statements=tuple(statements))


def test_an_answer_grows_by_finding_type(asked, make_answer, fake_answerer):
    concern, advice = FindingType.CONCERN, FindingType.RECOMMENDATION
    answer = of_types(make_answer("one", "two", "three"), concern, concern, advice)
    views = list(asked(fake_answerer(answer), "What about plans?", ()))
    shown = [view.messages[-1]["content"].count('class="cite"') for view in views]
    assert shown == [0, 2, 3]
    assert [view.conversation[-1].complete for view in views] == [False, False, True]
    assert views[-1].status == "Answer ready with 3 sources."


def test_a_long_answer_takes_few_steps(asked, make_answer, fake_answerer):
    types = list(FindingType)[:9]
    answer = of_types(make_answer(*map(str, range(9))), *types)
    views = list(asked(fake_answerer(answer), "What about plans?", ()))
    assert len(views) == 2 + MOST_STEPS


def test_sources_are_there_with_the_first_statements(asked, make_answer, fake_answerer):
    answer = of_types(make_answer("one", "two"), FindingType.CONCERN, FindingType.STATISTIC)
    views = list(asked(fake_answerer(answer), "What about plans?", ()))
    assert [view.sources.count("<article") for view in views] == [0, 2, 2]


def test_the_question_is_shown_while_the_search_runs(asked, make_answer, fake_answerer):
    first = next(iter(asked(fake_answerer(make_answer("one")), "What about plans?", ())))
    assert [message["role"] for message in first.messages] == ["user", "assistant"]
    assert first.draft == ""


def test_earlier_questions_go_with_a_new_one_and_ids_do_not_repeat(asked, make_answer, fake_answerer):
    answerer = fake_answerer(make_answer("one"))
    *_, first = asked(answerer, "What about plans?", ())
    *_, second = asked(answerer, "and the police?", first.conversation)
    assert answerer.asked[1] == ("and the police?", ["What about plans?", "**1 of 2 reports** has findings on this:"])
    assert "#src-1-1" in second.messages[1]["content"]
    assert "#src-2-1" in second.messages[3]["content"]


def test_a_question_that_cannot_be_asked_stays_in_the_box(asked, fake_answerer):
    earlier = (Exchange("old?", "<div></div>", complete=True),)
    *_, last = asked(fake_answerer(QuestionError("The question is empty.", "Type it.")), " ", earlier)
    assert last == View(earlier, "The question is empty. Type it.", draft=" ")


def test_a_known_fault_says_what_to_do(asked, fake_answerer):
    *_, last = asked(fake_answerer(RetrievalError("The search failed.", "Ask again.")), "q?", ())
    assert "The search failed&#46; Ask again&#46;" in last.messages[-1]["content"]
    assert (last.status, last.draft) == ("Something failed.", "q?")


def test_an_unknown_fault_is_a_fault_and_its_log_lacks_the_question(asked, fake_answerer, caplog):
    with caplog.at_level(logging.ERROR):
        *_, last = asked(fake_answerer(ValueError("cannot parse: Jo Bloggs of Elm Road")), "Jo Bloggs of Elm Road?", ())
    assert "Something failed" in last.messages[-1]["content"]
    assert "Nothing" not in last.messages[-1]["content"]
    assert "ValueError" in caplog.text
    assert "Bloggs" not in caplog.text


def test_a_declined_question_leaves_only_what_its_answer_repeats(asked, make_answer, fake_answerer, caplog):
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


def test_a_question_that_was_never_answered_is_not_told_to_later_ones(asked, make_answer, fake_answerer):
    *_, failed = asked(fake_answerer(ValueError("broken")), "Jo Bloggs?", ())
    answerer = fake_answerer(make_answer("one"))
    list(asked(answerer, "and the police?", failed.conversation))
    assert answerer.asked == [("and the police?", [])]


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.NO_EVIDENCE, "Nothing found"), (Status.DECLINED, "Not answered"), (Status.FAILED, "Something failed")],
)
def test_the_status_line_tells_outcomes_apart(asked, status, said, make_answer, fake_answerer):
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
def test_the_status_line_does_not_call_a_false_premise_nothing_found(
    asked, reason, texts, said, make_answer, fake_answerer
):
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
def test_the_last_complete_answer_alone_offers_questions_and_is_judged(
    asked, status, heading, make_answer, fake_answerer
):
    answer = make_answer("one", "two", status=status, suggestions=("a?", "b?", "c?", "d?", "e?"))
    *growing, last = asked(fake_answerer(answer), "q?", ())
    assert {view.suggestions for view in growing} == {()}
    assert {view.to_judge for view in growing} == {None}
    assert (last.suggestions, last.heading_of_suggestions) == (("a?", "b?", "c?", "d?"), heading)
    assert last.to_judge == answer
    next_question = next(iter(asked(fake_answerer(answer), "q2?", last.conversation)))
    assert (next_question.suggestions, next_question.to_judge) == ((), None)


def test_a_fault_is_not_judged(asked, make_answer, fake_answerer):
    for result in (ValueError("broken"), make_answer(status=Status.FAILED)):
        *_, last = asked(fake_answerer(result), "q?", ())
        assert last.to_judge is None


def test_stop_marks_a_growing_answer_as_cut_short(asked_with, make_answer, fake_answerer):
    halt = Halt()
    answer = of_types(make_answer("one", "two"), FindingType.CONCERN, FindingType.STATISTIC)
    views = asked_with(fake_answerer(answer), "q?", (), halt)
    growing = [next(views) for _ in range(2)][-1]
    assert halted(growing.conversation, halt, stopped) is None
    (last,) = views
    assert "Stopped before the answer was complete" in last.messages[-1]["content"]
    assert last.messages[-1]["content"].count("<li>") == 1


@pytest.mark.parametrize(("view_after", "status"), [(stopped, "Stopped."), (cleared, "Cleared.")])
def test_an_answer_that_takes_long_is_not_waited_for_once_halted(asked_with, view_after, status, make_answer):
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


def test_a_halt_does_not_outlive_its_question(asked_with, make_answer, fake_answerer):
    halt = Halt(view_after=stopped)
    *_, last = asked_with(fake_answerer(make_answer("one")), "q?", (), halt)
    assert last.status == "Answer ready with 1 source."


def test_stop_leaves_a_complete_answer_alone(asked, make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer("one")), "q?", ())
    assert halted(last.conversation, Halt(), stopped).conversation == last.conversation
    assert halted((), Halt(), stopped).status == "Nothing is being answered."


def test_clear_empties_the_page():
    assert halted((Exchange("q?", ""),), Halt(), cleared) == View(status="Cleared.")


class Slow:
    """Lets nobody ask."""

    def check(self, person):
        raise TooOftenError("You ask too fast.", "Wait a minute.")


@pytest.mark.parametrize(
    ("given", "said"),
    [({"person": None}, "Nobody is signed in"), ({"site": Site(None, None, pace=Slow())}, "Wait a minute")],
)
def test_who_may_not_ask_is_told_so_and_nothing_is_done(given, said, make_asking, make_answer, fake_answerer, tmp_path):
    answerer, audit = fake_answerer(make_answer("one")), AuditLog(tmp_path / "audit")
    asking = make_asking(answerer, "q?", **given, replaces_last=True)
    site = replace(asking.site, audit=audit)
    before = Exchange("old?", "<p>old</p>", complete=True)
    (only,) = asked_by(replace(asking, site=site), (before,), Halt())
    assert said in only.messages[-1]["content"]
    assert "failed" in only.messages[-1]["content"]
    assert only.conversation[0] == before
    assert only.to_judge is None
    assert answerer.asked == []
    assert not audit.path.exists()


def test_a_question_asked_again_takes_the_place_of_the_last_one(make_asking, asked, make_answer, fake_answerer):
    answerer = fake_answerer(make_answer("one"))
    *_, first = asked(answerer, "first?", ())
    *_, second = asked(answerer, "second?", first.conversation)
    answerer.asked.clear()
    again = make_asking(answerer, "second, better?", replaces_last=True)
    views = list(asked_by(again, second.conversation, Halt()))
    assert [len(view.conversation) for view in views] == [2] * len(views)
    assert answerer.asked == [("second, better?", ["What about plans?", "**1 of 2 reports** has findings on this:"])]
    assert "#src-2-1" in views[-1].messages[3]["content"]


def test_a_question_that_cannot_be_asked_replaces_nothing(make_asking, asked, make_answer, fake_answerer):
    *_, first = asked(fake_answerer(make_answer("one")), "first?", ())
    being_changed = editing(first.conversation).conversation
    refused = fake_answerer(QuestionError("The question is empty.", "Type it."))
    *_, last = asked_by(make_asking(refused, " ", replaces_last=True), being_changed, Halt())
    assert last.conversation == being_changed
    assert last.is_editing


def test_the_last_question_can_be_changed_or_left_as_it_was(asked, make_answer, fake_answerer):
    *_, last = asked(fake_answerer(make_answer("one")), "typed?", ())
    changing = editing(last.conversation)
    assert (changing.draft, changing.is_editing) == ("What about plans?", True)
    left = editing(changing.conversation)
    assert (left.draft, left.is_editing, left.conversation) == ("", False, last.conversation)


def test_a_question_about_a_person_is_gone_and_cannot_be_asked_again(asked, make_answer, fake_answerer):
    declined = replace(make_answer(status=Status.DECLINED), question="[not repeated]", reason="live_case")
    *_, last = asked(fake_answerer(declined), "What about Jo Bloggs?", ())
    assert not last.can_repeat
    assert editing(last.conversation).draft == ""


def test_there_is_nothing_to_change_before_an_answer():
    growing = (Exchange("q?", ""),)
    for conversation in ((), growing):
        assert not View(conversation).can_repeat
        assert editing(conversation).conversation == conversation


@pytest.mark.parametrize(
    ("result", "status", "kind"),
    [
        (None, "answered", "findings"),
        (ValueError("Jo Bloggs"), "failed", None),
        (QuestionError("The question is too long."), "refused", None),
    ],
)
def test_what_came_of_a_question_is_recorded_without_its_words(
    result, status, kind, make_asking, make_answer, fake_answerer, tmp_path, fake_library
):
    audit = AuditLog(tmp_path / "audit")
    asking = make_asking(
        fake_answerer(result or make_answer("one")), "Jo Bloggs?", site=Site(None, fake_library(), audit=audit)
    )
    list(asked_by(asking, (), Halt()))
    row = json.loads(audit.path.read_text("utf-8"))
    assert (row["action"], row["person"], row["status"], row["kind"]) == ("asked", "this machine", status, kind)
    assert "Bloggs" not in str(row)


def test_a_stopped_question_is_recorded_too(make_asking, make_answer, fake_answerer, tmp_path, fake_library):
    audit, halt = AuditLog(tmp_path / "audit"), Halt()
    answer = of_types(make_answer("one", "two"), FindingType.CONCERN, FindingType.STATISTIC)
    views = asked_by(make_asking(fake_answerer(answer), site=Site(None, fake_library(), audit=audit)), (), halt)
    growing = [next(views) for _ in range(2)][-1]
    halted(growing.conversation, halt, stopped)
    list(views)
    assert [json.loads(line)["status"] for line in audit.path.read_text("utf-8").splitlines()] == ["stopped"]


@pytest.mark.parametrize(
    ("status", "kept"), [(Status.ANSWERED, 1), (Status.NO_EVIDENCE, 1), (Status.DECLINED, 0), (Status.FAILED, 0)]
)
def test_an_answer_is_there_to_take_along_for_the_person_who_asked(
    status, kept, make_asking, make_answer, fake_answerer, fake_library
):
    answer, site = make_answer("one", status=status), Site(None, fake_library())
    *_, last = asked_by(make_asking(fake_answerer(answer), site=site), (), Halt())
    keys = re.findall(r"answers/([\w-]+)\.docx", last.messages[-1]["content"])
    assert len(keys) == kept
    assert last.messages[-1]["content"].count("&#63;q&#61;") == kept
    for key in keys:
        assert site.shelf.kept(key, "this machine").answer == answer
        assert site.shelf.kept(key, "somebody else") is None


def test_filters_limit_the_search_and_stand_on_the_answer_and_in_its_link(
    make_asking, make_answer, fake_answerer, fake_library
):
    answerer = fake_answerer(make_answer("one"))
    *_, last = asked_by(
        make_asking(answerer, chosen=[("type", "concern")], site=Site(None, fake_library(), choices=lambda: CONCERNS)),
        (),
        Halt(),
    )
    assert answerer.filters == Filters(finding_types=frozenset({FindingType.CONCERN}))
    assert "concern" in re.search('class="coverage">(.*?)</p>', last.messages[-1]["content"])[1]
    assert "type&#61;concern" in last.messages[-1]["content"]


def test_a_filter_that_the_library_has_not_is_left_out_and_said_so(
    make_asking, make_answer, fake_answerer, fake_library
):
    answerer = fake_answerer(make_answer("one"))
    chosen = [("theme", "<b>no such</b>"), ("type", "concern"), ("year", "soon")]
    *_, last = asked_by(
        make_asking(answerer, chosen=chosen, site=Site(None, fake_library(), choices=lambda: CONCERNS)), (), Halt()
    )
    assert answerer.filters == Filters(finding_types=frozenset({FindingType.CONCERN}))
    assert safe(NOT_HERE) in last.conversation[-1].answer_html
