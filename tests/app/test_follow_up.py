from __future__ import annotations

import pytest

from app.follow_up import standalone_question
from knowledge.types import Turn

ASKED = (Turn("user", "What about DASH?"), Turn("assistant", "**2 of 5 reports** have findings on this:"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And the police?", "What about DASH: the police?"),
        ("ok, but what about schools", "What about DASH: what about schools"),
        ("How many of those were good?", "What about DASH: How many of those were good?"),
        ("Which of them named fathers?", "What about DASH: Which of them named fathers?"),
        ("any others?", "What about DASH: any others?"),
    ],
)
def test_a_question_that_leans_back_gets_the_topic_of_the_last(question, expected):
    assert standalone_question(question, ASKED) == expected


@pytest.mark.parametrize("question", ["What about schools?", "Was there good practice with fathers?"])
def test_a_new_topic_stands_alone(question):
    assert standalone_question(question, ASKED) == question


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
