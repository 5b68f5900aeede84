import math

import pytest
from answer_builders import make_figure

from evals.number_scores import missed_numbers, numbers_exact, shows_value
from evals.questions import ExpectedNumber


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("48%", "It was 48% of returns."),
        ("48%", "It was 48 per cent of returns."),
        ("48 per cent", "It was 48%."),
        ("14", "There were 14."),
        ("2", "Two families"),
        ("two", "2 families"),
        ("1,200", "1200 children"),
        ("3.5", "3.5 weeks"),
        ("3 to 19 weeks", "ranged from 3 to 19 weeks"),
        ("2 of 3", "two of the three chronologies"),
    ],
)
def test_a_number_is_shown_however_it_is_written(value, text):
    assert shows_value(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("14", "14% of returns"),
        ("14", "in 2014, and 140"),
        ("14%", "14 returns"),
        ("3", "3.5 weeks"),
        ("5", "2.5 weeks"),
        ("2", "a network of twos"),
        ("48%", ""),
        ("2 of 3", "2 of 30, and 3"),
    ],
)
def test_another_number_is_not_it(value, text):
    assert not shows_value(value, text)


@pytest.mark.parametrize(
    "text",
    [
        "48% (14 of 29 returns)",
        "48%: 14 out of the 29",
        "48%, that is 14 yes of 29",
        "48% | 14/29",
        "48%. Fourteen of 29 returns",
    ],
)
def test_the_parts_of_a_number_stand_in_words(text):
    assert missed_numbers([ExpectedNumber("48%", 14, 29)], text) == []


@pytest.mark.parametrize(
    "text", ["48% of returns", "48% (15 of 29)", "48% (14 of 30)", "14 of 29", "48%. There were 14.\nOf 29 ..."]
)
def test_a_number_without_its_parts_is_missed(text):
    assert missed_numbers([ExpectedNumber("48%", 14, 29)], text) == [ExpectedNumber("48%", 14, 29)]


def test_a_figure_shows_its_value_and_its_parts():
    number = ExpectedNumber("48%", 14, 29)
    assert missed_numbers([number], "", [make_figure("48%", 14, 29)]) == []
    assert missed_numbers([number], "", [make_figure("48%", 15, 29)]) == [number]
    assert missed_numbers([number], "", [make_figure("48%")]) == [number]
    assert missed_numbers([number], "48% of returns", [make_figure("50%", 14, 29)]) == [number]
    assert missed_numbers([ExpectedNumber("14", whole=29)], "14 returns", [make_figure("48%", 14, 29)]) == []


def test_all_numbers_of_a_question_count_as_one():
    both = [ExpectedNumber("48%"), ExpectedNumber("3")]
    assert numbers_exact(both, missed_numbers(both, "48% in 3 audits")) == 1
    assert numbers_exact(both, missed_numbers(both, "48% in 4 audits")) == 0
    assert math.isnan(numbers_exact([], []))
