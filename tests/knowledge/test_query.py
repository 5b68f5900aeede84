from __future__ import annotations

import pytest
from fakes import make_passage
from hypothesis import given
from hypothesis import strategies as st

from knowledge.query import VARIANT_WEIGHT, Concept, Query, read_query
from knowledge.words import TantivyWordIndex

LIBRARY = [
    "A DASH was completed by the police.",
    "The chronology was missing.",
    "Independent Domestic Violence Adviser support was offered.",
    "Supervision appointments were cancelled.",
    "The chronology was late.",
]


@pytest.fixture(scope="session")
def words(tmp_path_factory):
    index = TantivyWordIndex(tmp_path_factory.mktemp("query") / "words")
    index.add([make_passage(n, "a", text) for n, text in enumerate(LIBRARY)], LIBRARY)
    return index


@pytest.fixture
def read(words):
    return lambda question, leave_out=(): read_query(question, words, leave_out)


def names(query):
    return [concept.words for concept in query.concepts]


def test_stop_words_are_no_topic(read):
    assert names(read("What did the audits say about the chronology, please?")) == ["chronology"]


def test_a_question_without_a_topic_has_no_concept(read):
    query = read("What did they find?")
    assert query.concepts == ()
    assert query.weighted_terms == {}
    assert query.coverage({"chronolog"}) == 0


def test_words_left_out_are_no_topic(read):
    assert names(read("chronology in Harrowmere", ["Harrowmere"])) == ["chronology"]


def test_a_slip_of_spelling_is_mended_to_a_word_of_the_library(read):
    (concept,) = read("chronolgy").concepts
    assert concept.stems == {"chronolog"}
    assert concept.is_known


def test_a_word_that_the_library_lacks_is_unknown(read):
    query = read("chronology of zebras")
    assert query.unknown == ("zebras",)


def test_an_unknown_word_weighs_more_than_any_known_one(read):
    known, unknown = read("chronology zebras").concepts
    assert unknown.weight > known.weight


def test_a_glossary_term_brings_its_other_names(read):
    (concept,) = read("IDVA").concepts
    assert concept.is_known
    assert concept.is_in({"independ", "domest", "violenc", "advis"})
    assert not concept.is_in({"domest", "violenc"})


def test_variants_weigh_less_than_the_words_typed(read):
    weights = read("IDVA").weighted_terms
    assert weights["idva"] == 1
    assert weights["advis"] == VARIANT_WEIGHT


def test_a_term_of_several_words_is_one_concept(read):
    assert names(read("independent domestic violence adviser support")) == [
        "independent domestic violence adviser",
        "support",
    ]


def test_a_short_form_stands_for_its_word(read):
    assert names(read("appts cancelled")) == ["appointments", "cancelled"]


def test_rarer_words_weigh_more(read):
    dash, chronology = read("police chronology").concepts
    assert dash.weight > chronology.weight


concepts = st.lists(
    st.builds(
        Concept,
        words=st.text(max_size=3),
        stems=st.frozensets(st.sampled_from("abcd"), min_size=1),
        variants=st.lists(st.frozensets(st.sampled_from("efgh"), min_size=1), max_size=2).map(tuple),
        weight=st.floats(0.01, 10),
        is_known=st.booleans(),
    ),
    max_size=5,
)


@given(concepts, st.frozensets(st.sampled_from("abcdefgh")))
def test_coverage_is_a_share(found, stems):
    assert 0 <= Query(tuple(found), {}).coverage(stems) <= 1 + 1e-9


@given(concepts, st.frozensets(st.sampled_from("abcdefgh")), st.sampled_from("abcdefgh"))
def test_a_further_word_never_lowers_coverage(found, stems, more):
    query = Query(tuple(found), {})
    assert query.coverage(stems | {more}) >= query.coverage(stems)


@given(concepts)
def test_a_text_of_all_stems_covers_all(found):
    if found:
        assert Query(tuple(found), {}).coverage(frozenset("abcdefgh")) == pytest.approx(1)
