"""That phrases are found in time that grows with the text, and which of them count."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agencies import agency_rules
from ingest.phrases import Phrase, PhraseFinder, Strength, held, vocabulary
from ingest.themes import theme_rules
from knowledge.types import Span

SECONDS = 2.0
"""For what takes a tenth of one; comparing each find with each took ten."""


@pytest.mark.parametrize(
    "find", [agency_rules().agencies_of, theme_rules().themes_of, theme_rules().finder.find], ids=["a", "t", "f"]
)
def test_thousands_of_mentions_are_found_in_no_time(find):
    began = time.perf_counter()
    assert find("police, neglect " * 5_000)
    assert time.perf_counter() - began < SECONDS


owned = st.tuples(st.integers(0, 9), st.integers(0, 5), st.sampled_from("ab"))


@given(spans=st.lists(owned, max_size=12))
def test_a_span_is_held_by_an_earlier_one_of_its_owner_only(spans):
    found = [(Span(start, start + length), owner) for start, length, owner in spans]
    found.sort(key=lambda one: (one[0].start, -one[0].end))
    expected = [
        any(before == owner and outer.end >= span.end for outer, before in found[:index])
        for index, (span, owner) in enumerate(found)
    ]
    assert list(held(found)) == expected


def test_a_vocabulary_files_each_phrase_under_its_owner_and_strength():
    entries = [{"id": "tea", "sure": ["green tea"], "maybe": ["cup"]}, {"id": "none"}]
    finder = vocabulary(entries, "id", {"sure": Strength.STRONG, "maybe": Strength.WEAK})
    assert [found.phrase for found in finder.find("A cup of green tea")] == [
        Phrase("cup", "tea", Strength.WEAK),
        Phrase("green tea", "tea"),
    ]


def test_a_phrase_of_one_owner_hides_no_other_owners():
    finder = PhraseFinder([Phrase("green tea", "a"), Phrase("tea", "a"), Phrase("tea", "b")])
    assert [(found.phrase.owner, found.phrase.words) for found in finder.find("green tea")] == [
        ("a", "green tea"),
        ("b", "tea"),
    ]
