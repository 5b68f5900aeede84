from __future__ import annotations

from itertools import chain

import numpy as np
from fakes import HashEmbedder
from hypothesis import given
from hypothesis import strategies as st

from knowledge.duplicates import collapse

words = st.lists(st.sampled_from(["child", "seen", "alone", "plan", "shared", "12", "9"]), min_size=1, max_size=6)
passages = st.lists(words.map(" ".join), max_size=12)


def groups(texts):
    vectors = dict(enumerate(HashEmbedder().embed(texts)))
    return collapse(list(range(len(texts))), vectors, dict(enumerate(texts)))


@given(passages)
def test_every_key_stands_exactly_once(texts):
    found = groups(texts)
    assert sorted(chain(found, *found.values())) == list(range(len(texts)))


@given(passages)
def test_kept_keys_stay_in_rank_order_and_their_repeats_rank_lower(texts):
    found = groups(texts)
    assert list(found) == sorted(found)
    assert all(kept < other for kept, others in found.items() for other in others)


@given(passages)
def test_repeats_hold_the_same_numbers(texts):
    numbers = [{word for word in text.split() if word.isdigit()} for text in texts]
    assert all(numbers[kept] == numbers[other] for kept, others in groups(texts).items() for other in others)


@given(words.map(" ".join))
def test_the_same_words_collapse(text):
    assert groups([text, text.upper()]) == {0: [1]}


def test_a_repeat_with_one_word_more_collapses():
    finding = "The father was not invited to the meeting and nobody asked why he did not come"
    assert groups([finding, finding + " along"]) == {0: [1]}


def test_table_rows_that_differ_in_a_number_never_collapse():
    row = "Child seen alone by the social worker in the last six weeks of the plan\t{}\t12"
    assert groups([row.format(7), row.format(9)]) == {0: [], 1: []}


def test_a_passage_without_a_vector_repeats_nothing():
    assert collapse(["a", "b"], {}, {"a": "same words", "b": "same words"}) == {"a": [], "b": []}


def test_the_same_words_with_another_meaning_stay_apart():
    vectors = {"a": np.array([1.0, 0.0], np.float32), "b": np.array([0.0, 1.0], np.float32)}
    assert collapse(["a", "b"], vectors, {"a": "same words", "b": "same words"}) == {"a": [], "b": []}
