import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import MEASURES, estimate, percentile, proportion, ranking_scores, share

shares = st.floats(0, 1)
documents = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=16)


@given(st.lists(shares, min_size=1, max_size=30))
def test_a_mean_of_shares_lies_in_its_interval_and_all_in_0_to_1(values):
    found = estimate(values)
    assert -1e-9 <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= 1 + 1e-9
    assert found.n == len(values)


def test_an_undefined_value_is_counted_and_not_averaged():
    found = estimate([1.0, math.nan, 0.0])
    assert (found.mean, found.n, found.undefined) == (0.5, 2, 1)


def test_nothing_has_no_mean():
    found = estimate([math.nan])
    assert math.isnan(found.mean)
    assert math.isnan(found.low)
    assert (found.n, found.undefined) == (0, 1)


def test_the_interval_is_the_same_each_time_and_narrows_with_more_questions():
    few, many = estimate([0.0, 1.0] * 5), estimate([0.0, 1.0] * 50)
    assert few == estimate([0.0, 1.0] * 5)
    assert few.low < many.low < 0.5 < many.high < few.high


def test_a_share_of_nothing_is_undefined():
    assert math.isnan(share(0, 0).value)
    assert share(3, 4).value == 0.75


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_proportion_lies_in_its_interval_and_all_in_0_to_1(part, rest):
    found = proportion(part, part + rest)
    if part + rest:
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1
    else:
        assert math.isnan(found.value)
        assert math.isnan(found.low)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_wilson_intervals_are_those_published(part, whole, low, high):
    """The first: Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    found = proportion(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_percentiles():
    assert percentile([4.0, 1.0, 2.0, 3.0], 50) == 2.5
    assert math.isnan(percentile([], 95))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1), documents)
def test_every_measure_is_in_0_to_1(grades, ranking):
    scores = ranking_scores({"q": grades}, {"q": ranking})
    assert set(scores) == ({"q"} if max(grades.values()) else set())
    for row in scores.values():
        assert set(row) == set(MEASURES)
        assert all(0 <= value <= 1 for value in row.values())


def test_the_order_given_is_the_order_measured():
    scores = ranking_scores({"q": {"z": 1}}, {"q": ["a", "z", "b"]})["q"]
    assert scores["RR@10"] == 0.5
    assert scores["R@5"] == 1
    assert scores["nDCG@10"] == pytest.approx(1 / math.log2(3))


def test_grades_count_and_a_relevant_document_not_found_costs():
    relevant = {"q": {"good": 1, "best": 3}}
    assert ranking_scores(relevant, {"q": ["best", "good"]})["q"]["nDCG@10"] == 1
    assert ranking_scores(relevant, {"q": ["good", "best"]})["q"]["nDCG@10"] < 1
    assert ranking_scores(relevant, {"q": ["best"]})["q"]["R@10"] == 0.5


def test_a_question_without_a_ranking_scores_nothing():
    assert ranking_scores({"q": {"a": 1}}, {}) == {"q": dict.fromkeys(MEASURES, 0.0)}
