"""What reports say of themselves, over the sample reports."""

from __future__ import annotations

import pytest
from app_asking import asked

from app.answering.about import about_the_audit


@pytest.mark.parametrize(
    ("question", "fact", "holds"),
    [
        (
            "how many young people were in the exploitation audit",
            "a sample of **7 young people**",
            "seven young people",
        ),
        ("what grades did the domestic abuse audit give", "**3 children good**", "graded good for three"),
    ],
)
def test_a_fact_opens_the_answer_and_the_passage_that_states_it_stands_first(samples, question, fact, holds):
    evidence = about_the_audit(*asked(samples, question))
    assert fact in evidence.opening
    assert holds in evidence.chosen[0].passage.text


def test_the_date_of_an_audit_opens_the_answer(samples):
    assert "**November 2023**" in about_the_audit(*asked(samples, "when was the domestic abuse audit done")).opening


def test_reports_that_do_not_state_it_are_counted(samples):
    evidence = about_the_audit(*asked(samples, "what grades were given in each audit"))
    assert "In 5 others no such statement was recognised." in evidence.opening


def test_an_aim_stands_before_the_rest_of_the_method(samples):
    evidence = about_the_audit(*asked(samples, "aims of the parental mental health audit?"))
    assert "The aim was" in evidence.chosen[0].passage.text


def test_a_grade_that_a_report_does_not_give_is_none(samples):
    assert about_the_audit(*asked(samples, "what grade did the neglect audit give")) is None
