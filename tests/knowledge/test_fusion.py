from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fusion import fuse, normalised

scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-100, 100), max_size=8)
weights = st.floats(0, 1)


@given(scores, scores, weights)
def test_fused_scores_are_shares_of_one_for_every_key(dense, lexical, weight):
    fused = fuse(dense, lexical, weight)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(0 <= score <= 1 for score in fused.values())


@given(scores, scores, weights)
def test_fused_scores_stand_best_first(dense, lexical, weight):
    values = list(fuse(dense, lexical, weight).values())
    assert values == sorted(values, reverse=True)


@given(scores, scores, weights)
def test_fusion_does_not_depend_on_the_order_given(dense, lexical, weight):
    turned = fuse(dict(reversed(dense.items())), dict(reversed(lexical.items())), weight)
    assert list(fuse(dense, lexical, weight).items()) == list(turned.items())


@given(scores, scores)
def test_swapping_sides_swaps_their_weights(dense, lexical):
    assert fuse(dense, lexical, 0.25) == pytest.approx(fuse(lexical, dense, 0.75))


@given(scores)
def test_normalised_scores_keep_their_order(values):
    moved = normalised(values)
    ranked = sorted(values, key=lambda key: values[key])
    assert [moved[key] for key in ranked] == sorted(moved.values())


def test_a_key_of_both_sides_beats_a_key_of_one():
    assert next(iter(fuse({"both": 2, "near": 2, "far": 1}, {"both": 5, "other": 4}, 0.5))) == "both"


def test_dense_weight_decides_between_the_sides():
    near, worded = {"near": 1.0}, {"worded": 1.0}
    assert fuse(near, worded, 0.6) == {"near": 0.6, "worded": 0.4}


def test_scores_that_are_all_alike_count_full():
    assert normalised({"a": 3.0, "b": 3.0}) == {"a": 1.0, "b": 1.0}


def test_nothing_fused_with_nothing_is_nothing():
    assert fuse({}, {}, 0.6) == {}
