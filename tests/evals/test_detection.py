import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.detection import auroc, best_threshold, detection, half_of


def test_a_detector_is_scored_on_what_it_flags_and_what_is_wrong():
    found = detection([True, True, False, False, True], [True, False, True, False, True])
    assert found.precision.mean == pytest.approx(2 / 3)
    assert found.recall.mean == pytest.approx(2 / 3)
    assert found.false_alarms.mean == 0.5
    assert found.balanced_accuracy.mean == pytest.approx((2 / 3 + 0.5) / 2)
    assert (found.precision.n, found.recall.n, found.false_alarms.n) == (3, 3, 2)


def test_what_is_never_flagged_has_no_precision_and_is_no_better_than_chance():
    found = detection([False, False], [True, False])
    assert math.isnan(found.precision.mean)
    assert found.balanced_accuracy.mean == 0.5


def test_nothing_to_detect_is_undefined():
    assert math.isnan(detection([], []).recall.mean)
    assert math.isnan(auroc([], []).mean)
    assert math.isnan(auroc([1.0], [True]).mean)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=30))
def test_shares_and_intervals_stay_between_0_and_1(cases):
    found = detection([flagged for flagged, _ in cases], [wrong for _, wrong in cases])
    for value in (found.precision, found.recall, found.balanced_accuracy, found.false_alarms):
        assert math.isnan(value.mean) or 0 <= value.low <= value.high <= 1


def test_the_area_counts_pairs_in_the_right_order_ties_half():
    assert auroc([3, 2, 1], [True, True, False]).mean == 1
    assert auroc([1, 2, 3], [True, True, False]).mean == 0
    assert auroc([1, 1], [True, False]).mean == 0.5


def test_the_threshold_parts_the_two_kinds_where_it_can():
    assert best_threshold([0.1, 0.2, 0.8, 0.9], [True, True, False, False]) == pytest.approx(0.5)
    assert best_threshold([0.4], [True]) == 0.4


def test_halves_do_not_depend_on_what_else_is_there():
    halves = [half_of(str(number)) for number in range(200)]
    assert 70 < sum(halves) < 130
    assert half_of("1") == half_of("1")
