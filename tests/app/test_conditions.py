"""What a question wants of numbers."""

from __future__ import annotations

import pytest
from fakes import make_passage
from hypothesis import given
from hypothesis import strategies as st

from app.conditions import condition_of, pair_of, selected
from app.measures import Measure


def measure(number, percent, against=None):
    return Measure(make_passage(number), f"{percent}%", percent, None, None, "", "", against)


@pytest.mark.parametrize(
    ("question", "inside", "outside", "said"),
    [
        ("which measures were under 70%", 69.9, 70, "under 70%"),
        ("scores of 70% or less", 70, 70.1, "70% or less"),
        ("measures at most 70%", 70, 71, "70% or less"),
        ("which got over 90% yes", 90.1, 90, "over 90%"),
        ("which questions got 90% or more", 90, 89.9, "90% or more"),
        ("at least 90% in the table", 90, 89, "90% or more"),
        ("measures 90%+", 90, 89, "90% or more"),
        ("measures between 70 and 80 %", 80, 81, "from 70% to 80%"),
        ("which questions got 100% yes", 100, 99, "at 100%"),
        ("measures where less than half said yes", 49, 50, "under half"),
        ("measures where over half said yes", 51, 50, "over half"),
    ],
)
def test_bounds_are_read_with_their_edges(question, inside, outside, said):
    condition = condition_of(question)
    assert condition.fits(inside)
    assert not condition.fits(outside)
    assert (condition.said, condition.of) == (said, "percent")


@pytest.mark.parametrize(
    "question",
    [
        "children under 5 years old",
        "what are the results for children under 5 years",
        "what did audits find about fathers",
        "the most common problem in the data",
        "more than 3 children had no plan",
    ],
)
def test_a_question_that_is_on_no_measure_has_no_condition(question):
    assert condition_of(question) is None


@pytest.mark.parametrize(
    ("question", "of", "low", "said"),
    [
        ("in which measures did 12 or more returns say no", "against", 12, "at 12 or more answers of no"),
        ("measures where at least 20 returns said yes", "count", 20, "at 20 or more answers of yes"),
        ("which measures had 50% or more no", "percent_against", 50, "at 50% or more no"),
        ("which measures had 50% or more no evidence", "percent", 50, "50% or more"),
    ],
)
def test_a_condition_is_on_the_answers_and_the_side_that_the_question_means(question, of, low, said):
    condition = condition_of(question)
    assert (condition.of, condition.low, condition.said) == (of, low, said)


@pytest.mark.parametrize(
    ("question", "order", "most"),
    [
        ("lowest three measures", "lowest", 3),
        ("what did it do best on, top 2 measures", "highest", 2),
        ("weakest scores", "lowest", 3),
        ("the two highest scoring questions", "highest", 2),
    ],
)
def test_extremes_are_as_many_as_the_question_says(question, order, most):
    condition = condition_of(question)
    assert (condition.order, condition.most) == (order, most)


def test_the_noes_are_ranked_where_the_question_asks_for_most_of_them():
    condition = condition_of("which measures had the most no answers")
    rows = [measure(0, 90, 1), measure(1, 50, 7), measure(2, 70, 3)]
    assert condition.of == "against"
    assert [m.against for m in selected(rows, condition)] == [7, 3, 1]


def test_measures_level_with_the_last_are_kept():
    rows = [measure(i, p) for i, p in enumerate([50, 40, 60, 50])]
    assert [m.percent for m in selected(rows, condition_of("lowest 2 measures"))] == [40, 50, 50]


@pytest.mark.parametrize(
    ("question", "pair"),
    [
        ("difference between DASH completed and DASH shared?", ("DASH completed", "DASH shared")),
        ("how much higher is SMART than contingency", ("SMART", "contingency")),
        ("what did audits find", None),
    ],
)
def test_the_two_things_of_a_difference_are_read(question, pair):
    assert pair_of(question) == pair


percents = st.lists(st.integers(0, 100), max_size=12)


@given(percents, st.integers(1, 99))
def test_selected_measures_fit_and_the_others_do_not(numbers, bound):
    rows = [measure(i, number) for i, number in enumerate(numbers)]
    chosen = selected(rows, condition_of(f"measures under {bound}%"))
    assert chosen == [m for m in rows if m.percent < bound]


@given(percents, st.integers(2, 9))
def test_the_lowest_are_no_higher_than_any_that_is_left_out(numbers, most):
    rows = [measure(i, number) for i, number in enumerate(numbers)]
    chosen = [m.percent for m in selected(rows, condition_of(f"lowest {most} measures"))]
    assert chosen == sorted(chosen)
    assert chosen == [n for n in sorted(numbers) if not chosen or n <= chosen[-1]]
    assert len(chosen) >= min(most, len(numbers))
