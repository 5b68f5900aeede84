from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import in_month, make_report

from app.follow_up import LONGEST_TOPIC, standalone_question
from knowledge.types import Stated, Turn

ASKED = (Turn("user", "What about DASH?"), Turn("assistant", "**2 of 5 reports** have findings on this:"))


def about(report, theme):
    return replace(report, description=replace(report.description, themes=(Stated(theme),)))


REPORTS = [
    about(make_report("a", partnership="Harrowmere Partnership", audit_date=in_month(2024, 7)), "neglect"),
    about(make_report("b", partnership="Walsall Partnership", audit_date=in_month(2016, 11)), "domestic_abuse"),
]


def after(*asked):
    """A conversation of these questions, each answered."""
    return [turn for question in asked for turn in (Turn("user", question), Turn("assistant", "An answer."))]


def standalone(question, *asked):
    return standalone_question(question, after(*asked), REPORTS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And the police?", "What about DASH: the police?"),
        ("How many of those were good?", "What about DASH: How many of those were good?"),
        ("Which of them named fathers?", "What about DASH: Which of them named fathers?"),
        ("any others?", "What about DASH: any others?"),
        ("tell me more", "What about DASH: tell me more"),
        ("why", "What about DASH: why"),
        ("Did they share it?", "What about DASH: Did they share it?"),
        ("what do schools say about that", "What about DASH: what do schools say about that"),
        ("What are the gaps in that?", "What about DASH: What are the gaps in that?"),
    ],
)
def test_a_question_that_leans_back_gets_the_topic_of_the_last(question, expected):
    assert standalone_question(question, ASKED) == expected


@pytest.mark.parametrize(
    "question", ["What about the police?", "what about schools", "How about Walsall?", "what about case B?"]
)
def test_what_about_an_agency_a_report_or_a_case_narrows_the_topic(question):
    assert standalone(question, "What about DASH?") == f"What about DASH: {question}"


@pytest.mark.parametrize(
    "question",
    [
        "What about fathers?",
        "Was there good practice with fathers?",
        "What about what the police said of fathers and of their children in each of the audits?",
    ],
)
def test_a_new_topic_stands_alone(question):
    assert standalone(question, "What about DASH?") == question


@pytest.mark.parametrize(
    "question", ["How was supervision recorded?", "  GCP2 scores ", "Anderson report", "Sometimes late?"]
)
def test_a_question_of_its_own_stays_as_it_is(question):
    assert standalone_question(question, ASKED) == question.strip()


def test_without_history_nothing_is_added():
    assert standalone_question(" And the police? ", ()) == "And the police?"


def test_what_the_assistant_said_is_no_topic():
    assert standalone_question("And the police?", [Turn("assistant", "Hello")]) == "And the police?"


def test_the_last_question_counts_not_an_earlier_one():
    history = [*ASKED, Turn("user", "How was GCP2 used?"), Turn("user", "  ")]
    assert standalone_question("and fathers?", history) == "How was GCP2 used: fathers?"


def test_a_follow_up_on_a_follow_up_keeps_the_first_topic():
    assert (
        standalone("any others?", "What about DASH?", "and the police?") == "What about DASH: the police: any others?"
    )


class TestNamedAnew:
    """What the new question names takes the place of what the earlier one named."""

    @pytest.mark.parametrize(
        ("earlier", "question", "gone", "kept"),
        [
            ("What about DASH in Harrowmere?", "And in Walsall?", "Harrowmere", "Walsall"),
            ("What about DASH in Harrowmere?", "what about Leeds?", "Harrowmere", "Leeds"),
            ("What about DASH in July 2024?", "and in 2016?", "2024", "2016"),
            ("What did the neglect audit say about DASH?", "and the DA audit?", "neglect", "DA audit"),
            ("How was DASH used in case B?", "and case C?", "case B", "case C"),
            ("What recommendations were made on DASH?", "and the good practice?", "recommendations", "good practice"),
            ("What worked well with DASH?", "what are the gaps with that?", "worked well", "gaps"),
            ("What did the neglect audit say about DASH?", "and the domestic abuse one?", "neglect audit", "abuse"),
        ],
    )
    def test_it_replaces_and_the_topic_stays(self, earlier, question, gone, kept):
        found = standalone(question, earlier)
        assert gone not in found
        assert kept in found
        assert "DASH" in found

    def test_what_is_not_named_anew_stays(self):
        found = standalone("and fathers?", "What recommendations did Harrowmere make on DASH?")
        assert found == "What recommendations did Harrowmere make on DASH: fathers?"

    def test_a_report_stays_where_only_what_is_asked_for_changes(self):
        assert "neglect audit" in standalone("when was it?", "How many children were in the neglect audit?")


class TestNthCase:
    @pytest.mark.parametrize(
        ("question", "case"),
        [("What about the second one?", "D"), ("why was the last case good", "G"), ("tell me of the first one", "A")],
    )
    def test_it_is_read_off_the_answer_before(self, question, case):
        history = [Turn("user", "Which cases were good?"), Turn("assistant", "Those were Cases A, D and G.")]
        assert f"Case {case}" in standalone_question(question, history)

    @pytest.mark.parametrize("answer", ["Case A was good.", "Nothing was found.", ""])
    def test_where_the_answer_names_too_few_the_question_stays(self, answer):
        history = [Turn("user", "Which cases were good?"), Turn("assistant", answer)]
        assert "the third one" in standalone_question("What about the third one?", history)


def test_no_more_of_a_long_question_is_carried_over_than_a_topic_needs():
    found = standalone_question("and the police?", after("neglect " * 200))
    assert len(found) <= LONGEST_TOPIC + len(": the police?")


def test_an_earlier_message_without_words_is_no_topic():
    assert standalone_question("and the police?", after("?!")) == "and the police?"


def test_a_place_in_the_words_of_an_earlier_question_is_taken_as_text_and_not_as_a_pattern():
    assert "DASH" in standalone("and in Walsall?", "What about DASH (.*) in Harrowmere [?")
