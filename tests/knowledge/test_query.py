from __future__ import annotations

import pytest
from fakes import make_passage
from hypothesis import given
from hypothesis import strategies as st

from knowledge.query import VARIANT_WEIGHT, Concept, Query, read_query
from knowledge.types import Label, LabelKind
from knowledge.words import TantivyWordIndex

LIBRARY = [
    "A DASH was completed by the police.",
    "The chronology was missing.",
    "Independent Domestic Violence Adviser support was offered.",
    "Supervision appointments were cancelled.",
    "The chronology was late.",
    "The county council met.",
    "Two lines of the form were empty.",
    "Early help was offered to the mother.",
    "Health visitors saw that the house was cold and dirty.",
    "47% of returns had a plan.",
    "Men were controlling at home.",
    "Parental mental health was known to adult services.",
    "The risk of child exploitation was seen.",
]
NEGLECT = Label(LabelKind.THEME, "neglect", "wording")
LABELS = {8: (NEGLECT,)}


@pytest.fixture(scope="session")
def words(tmp_path_factory):
    index = TantivyWordIndex(tmp_path_factory.mktemp("query") / "words")
    passages = [make_passage(n, "a", text, labels=LABELS.get(n, ())) for n, text in enumerate(LIBRARY)]
    index.add(passages, LIBRARY)
    return index


@pytest.fixture
def read(words):
    return lambda question, leave_out=(), labels=None: read_query(question, words, leave_out, labels)


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


@pytest.mark.parametrize(
    "question",
    ["What about zebras?", "anything on zebras", "zebras", "Do reports mention zebras?", "Was the ZEBRAS team there?"],
)
def test_a_word_that_the_library_lacks_is_unknown_where_a_topic_stands(read, question):
    assert [word.casefold() for word in read(question).unknown] == ["zebras"]


@pytest.mark.parametrize(
    "question", ["chronology of zebras", "why were chronologies so zebraish tho", "the chronology was gloomy"]
)
def test_a_word_that_the_library_lacks_is_how_people_talk_elsewhere(read, question):
    query = read(question)
    assert query.unknown == ()
    assert [concept.stems for concept in query.concepts] == [{"chronolog"}]


@pytest.mark.parametrize("topic", ["modern slavery", "county lines", "female genital mutilation", "was not brought"])
def test_a_named_topic_that_no_passage_names_is_unknown_wherever_it_stands(read, topic):
    assert read(f"was the chronology there, {topic} tho").unknown == (topic,)


def test_a_known_topic_beside_an_unknown_one_is_kept(read):
    known, unknown = read("Was a DASH completed for modern slavery?").concepts[::2]
    assert (known.words, known.is_known) == ("DASH", True)
    assert (unknown.words, unknown.is_known) == ("modern slavery", False)


def test_an_unknown_word_weighs_more_than_any_known_one(read):
    known, unknown = read("chronology of modern slavery").concepts
    assert unknown.weight > known.weight


def test_a_term_whose_words_stand_apart_in_the_library_is_unknown(read, words):
    assert words.rarity("counti") > 0
    assert words.rarity("line") > 0
    assert read("county lines").unknown == ("county lines",)


@pytest.mark.parametrize(
    ("question", "names_expected"),
    [
        ("was early help offered", ["early help", "offered"]),
        ("was the child was not brought", ["was not brought"]),
        ("no recourse to public funds", ["no recourse to public funds"]),
        ("how was the YES team", ["YES"]),
        ("NOT GOOD", []),
    ],
)
def test_terms_of_several_words_are_found_before_stop_words_are_dropped(read, question, names_expected):
    found = names(read(question))
    assert [name for name in found if name not in {"child", "team"}] == names_expected


def test_what_is_left_of_another_name_without_its_small_words_does_not_stand_for_it(read):
    assert read("section 47").unknown == ("section 47",)


@pytest.mark.parametrize(
    ("typed", "stems"),
    [("was MH known", {"mental", "health"}), ("any CE", {"child", "exploit"}), ("appts", {"appoint"})],
)
def test_short_forms_stand_for_what_they_mean(read, typed, stems):
    found = read(typed)
    assert stems <= {stem for concept in found.concepts for stem in concept.stems}
    assert found.unknown == ()


def test_a_short_form_of_a_theme_is_named_by_its_full_name(read):
    (concept,) = read("DA").concepts
    assert concept.is_in({"domest", "abus"})


ASKED = {"neglect": frozenset({"theme:neglect"})}


class TestLabels:
    def test_a_label_says_the_same_as_a_word(self, read):
        (concept,) = read("What about neglect?", (), ASKED).concepts
        assert concept.is_known
        assert concept.is_in({"theme:neglect"})
        assert not concept.is_in({"theme:suicide"})

    def test_without_its_label_the_word_is_unknown_to_this_library(self, read):
        assert read("What about neglect?").unknown == ("neglect",)

    def test_a_label_that_no_passage_has_makes_nothing_known(self, read):
        query = read("What about zebras?", (), {"zebras": frozenset({"theme:suicide"})})
        assert query.unknown == ("zebras",)

    def test_a_label_weighs_as_another_name_does(self, read):
        weights = read("neglect", (), ASKED).weighted_terms
        assert (weights["neglect"], weights["theme:neglect"]) == (1.0, VARIANT_WEIGHT)

    def test_a_label_of_one_word_of_a_term_is_not_one_of_the_term(self, read):
        (concept,) = read("early help", (), {"early": frozenset({"theme:neglect"})}).concepts
        assert not concept.is_in({"theme:neglect"})


def test_words_of_judgement_are_no_topic_but_tell_passages_apart(read):
    query = read("Which chronology came first?")
    assert names(query) == ["chronology"]
    assert all(weight == VARIANT_WEIGHT for term, weight in query.weighted_terms.items() if term != "chronolog")


def test_a_year_is_a_topic_and_a_short_number_is_none(read):
    assert names(read("chronology 12")) == ["chronology"]
    assert "2016" in names(read("What about 2016?"))


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
