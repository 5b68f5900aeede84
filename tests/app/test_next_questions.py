from __future__ import annotations

import json

import pytest
from fakes import PROJECT, make_passage

from app.next_questions import ASKING, MOST, TOPICS, Answerable, next_questions, question_about
from knowledge.theme_counts import theme_labels
from knowledge.types import Filters, FindingType, Label, LabelKind, Status, Turn

CONCERN, GOOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE
ADVICE, REFLECTIVE = FindingType.RECOMMENDATION, FindingType.REFLECTIVE_QUESTION
GUARDED = "Was Kieran Osei-Bonsu of 14 Fennel Close, Harrowmere the child in case B?"


def about(*themes):
    return make_passage(labels=tuple(Label(LabelKind.THEME, theme, "wording") for theme in themes))


def everything(theme, kind):
    return True


def asked_next(asked, *cited, holds=everything):
    return next_questions([asked], cited, holds)


def test_two_lead_on_with_the_theme_asked_about_and_one_with_the_theme_beside_it():
    cited = [about("suicide", "neglect"), about("suicide"), about("neglect"), about("suicide", "housing")]
    assert asked_next("What concerns were there about neglect?", *cited) == (
        question_about("neglect", GOOD),
        question_about("neglect", ADVICE),
        question_about("suicide", CONCERN),
    )


def test_where_no_theme_is_named_the_most_cited_leads_on():
    offered = asked_next("What about GCP2?", about("housing"), about("neglect"), about("neglect"))
    assert offered[0] == question_about("neglect", GOOD)
    assert offered[2] == question_about("housing", CONCERN)


def test_the_theme_beside_is_asked_about_in_the_same_way():
    offered = asked_next("What good practice was there on neglect?", about("neglect", "housing"))
    assert offered == (
        question_about("neglect", ADVICE),
        question_about("neglect", CONCERN),
        question_about("housing", GOOD),
    )


def test_one_theme_alone_fills_all_places():
    offered = asked_next("What worries about neglect?", about("neglect"))
    assert offered == tuple(question_about("neglect", kind) for kind in (GOOD, ADVICE, REFLECTIVE))


def test_only_what_the_library_holds_is_offered():
    offered = asked_next("Neglect?", about("neglect", "housing"), holds=lambda theme, kind: kind is ADVICE)
    assert offered == (question_about("neglect", ADVICE),)
    assert asked_next("Neglect?", about("neglect"), holds=lambda theme, kind: False) == ()


def test_nothing_is_offered_where_what_is_cited_has_no_theme():
    assert asked_next("Who took part?", make_passage()) == asked_next("Who took part?") == ()


def test_nothing_that_was_asked_is_offered_again():
    earlier = ["what was RECOMMENDED on neglect?", question_about("housing", GOOD)]
    offered = next_questions(["What worked well with neglect?", *earlier], [about("neglect", "housing")], everything)
    assert offered == (question_about("neglect", CONCERN), question_about("neglect", REFLECTIVE))


def test_every_theme_and_type_has_a_question_of_its_own():
    questions = {question_about(theme, kind) for theme in theme_labels() for kind in ASKING}
    assert len(questions) == len(theme_labels()) * len(ASKING)
    assert TOPICS.keys() <= theme_labels().keys()
    assert question_about("neglect", FindingType.METHOD) == ""


def sample_questions():
    lines = (PROJECT / "evals" / "datasets" / "sample-questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_whatever_is_offered_over_the_sample_reports_is_answered(samples):
    offered = set()
    for row in sample_questions():
        answer = samples.assistant.ask(row["question"], [Turn(**turn) for turn in row["history"]])
        if answer.status in {Status.ANSWERED, Status.PARTIAL}:
            assert len(answer.suggestions) <= MOST
            offered.update(answer.suggestions)
    assert len(offered) > 30
    unanswered = [question for question in offered if samples.assistant.ask(question).status is not Status.ANSWERED]
    assert unanswered == []


def test_a_conversation_is_never_offered_what_it_asked(samples):
    turns, asked = [], "What concerns were there about neglect?"
    for _ in range(4):
        answer = samples.assistant.ask(asked, turns)
        turns += [Turn("user", asked), Turn("assistant", answer.lead_in)]
        assert not {turn.content for turn in turns} & set(answer.suggestions)
        asked = answer.suggestions[0]


def test_offers_keep_to_the_persons_filters(samples):
    question = "What concerns were there about neglect?"
    only = Filters(finding_types=frozenset({CONCERN}))
    offered = samples.assistant.ask(question, filters=only).suggestions
    assert all(question == question_about(theme, CONCERN) for question in offered for theme in [theme_of(question)])
    for year in (2022, 2024):
        within = Filters(years=frozenset({year}))
        for next_one in samples.assistant.ask(question, filters=within).suggestions:
            assert samples.assistant.ask(next_one, filters=within).status is Status.ANSWERED


def theme_of(question):
    return next(theme for theme in theme_labels() for kind in ASKING if question_about(theme, kind) == question)


@pytest.mark.parametrize("question", [GUARDED, "What did audits find about zebra crossings?"])
def test_a_stopped_or_silent_answer_keeps_its_own_offers(samples, question):
    answer = samples.assistant.ask(question)
    assert answer.status in {Status.DECLINED, Status.NO_EVIDENCE}
    ours = {question_about(theme, kind) for theme in theme_labels() for kind in ASKING}
    assert not ours & set(answer.suggestions)


def test_what_can_be_answered_is_looked_up_anew_when_the_reports_change(product, write_report, monkeypatch):
    answerable = Answerable(product.knowledge_base, product.search)
    assert not answerable.within(Filters())("neglect", CONCERN)
    path = write_report("one.txt", "Audit of neglect\n\nWhat are we worried about?\n\n- Neglect was seen late.\n")
    list(product.pipeline.ingest([path]))
    assert answerable.within(Filters())("neglect", CONCERN)
    assert not answerable.within(Filters(years=frozenset({1999})))("neglect", CONCERN)
    monkeypatch.setattr(product.knowledge_base.words, "reports_naming", None)
    assert answerable.within(Filters())("neglect", CONCERN)  # from memory
