"""What every vector index and every word index must do; a new adapter joins by a line in ADAPTERS."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes import HashEmbedder, make_passage

from knowledge.types import FindingType, Label, LabelKind, PassageLimits, ReportId
from knowledge.vectors import ChromaVectorIndex
from knowledge.words import TantivyWordIndex

ANY = PassageLimits()
TEXT = "police shared concerns"


class Vectors:
    """A vector index asked in words."""

    def __init__(self, folder):
        self.index = ChromaVectorIndex(folder)

    def add(self, *passages):
        self.index.add(passages, HashEmbedder().embed([passage.text for passage in passages]))

    def find(self, text=TEXT, limit=50, limits=ANY):
        return self.index.nearest(HashEmbedder().embed([text])[0], limit, limits)


class Words:
    """A word index asked in words."""

    def __init__(self, folder):
        self.index = TantivyWordIndex(folder)

    def add(self, *passages):
        self.index.add(passages, [passage.text for passage in passages])

    def find(self, text=TEXT, limit=50, limits=ANY):
        return self.index.search(dict.fromkeys(self.index.stem(text), 1.0), limit, limits)


ADAPTERS = {"chroma": Vectors, "tantivy": Words}


@pytest.fixture(params=ADAPTERS.values(), ids=ADAPTERS)
def adapter(request, tmp_path):
    return request.param


@pytest.fixture
def index(adapter, tmp_path):
    return adapter(tmp_path / "index")


@pytest.fixture
def filled(index):
    index.add(
        make_passage(0, "a", TEXT, finding_type=FindingType.CONCERN),
        make_passage(1, "a", TEXT, finding_type=FindingType.METHOD),
        make_passage(2, "a", TEXT, case_letter="B"),
        make_passage(3, "a", "schools noticed nothing unusual"),
    )
    index.add(make_passage(0, "b", TEXT), make_passage(1, "b", TEXT, case_letter="C"))
    return index


def test_an_empty_index_finds_nothing(index):
    assert index.index.count() == 0
    assert index.find() == {}


def test_what_was_added_is_found_at_once_best_first(filled):
    found = list(filled.find("schools noticed police").items())
    assert found[0][0] == "a#3"
    assert [score for _key, score in found] == sorted((score for _key, score in found), reverse=True)


def test_no_more_is_found_than_asked_for(filled):
    assert len(filled.find(limit=2)) == 2


def test_adding_the_same_id_again_replaces_it(filled):
    filled.add(make_passage(0, "b", "nurses visited twice"))
    assert filled.index.count() == 6
    assert next(iter(filled.find("nurses visited twice"))) == "b#0"


def test_removing_a_report_leaves_the_others(filled):
    filled.index.remove_report(ReportId("a"))
    assert filled.index.count() == 2
    assert set(filled.find()) == {"b#0", "b#1"}


def test_removing_a_report_twice_or_one_never_there_is_no_error(filled):
    for _again in range(2):
        filled.index.remove_report(ReportId("a"))
    filled.index.remove_report(ReportId("nobody"))
    assert filled.index.count() == 2


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (PassageLimits(report_ids=frozenset({ReportId("b")})), {"b#0", "b#1"}),
        (PassageLimits(report_ids=frozenset(map(ReportId, "ab")), case_letter="B"), {"a#2"}),
        (PassageLimits(finding_types=frozenset({FindingType.METHOD})), {"a#1"}),
        (PassageLimits(finding_types=frozenset({FindingType.METHOD}), case_letter="B"), set()),
        (PassageLimits(case_letter="C"), {"b#1"}),
        (PassageLimits(report_ids=frozenset()), set()),
        (PassageLimits(report_ids=frozenset({ReportId("nobody")})), set()),
    ],
    ids=["report", "reports and case", "type", "type and case", "case", "no report allowed", "unknown report"],
)
def test_limits_hold(filled, limits, expected):
    assert set(filled.find(limits=limits)) == expected


NEGLECT = Label(LabelKind.THEME, "neglect", "wording")
POLICE = Label(LabelKind.AGENCY, "police", "wording")


def labelled(*keys_and_passages):
    """Limits by labels as the catalogue gives them: sets of keys, and the ids of the passages that all limits allow."""
    *keys, passages = keys_and_passages
    return PassageLimits(labels=tuple(map(frozenset, keys)), passage_ids=frozenset(passages))


@pytest.fixture
def with_labels(index):
    index.add(
        make_passage(0, "a", TEXT, labels=(NEGLECT,)),
        make_passage(1, "a", TEXT, labels=(POLICE,)),
        make_passage(2, "a", "nurses visited at night", labels=(NEGLECT, POLICE)),
        make_passage(3, "a", TEXT),
    )
    return index


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (labelled({"theme:neglect"}, {"a#0", "a#2"}), {"a#0", "a#2"}),
        (labelled({"theme:neglect", "theme:suicide"}, {"a#0", "a#2"}), {"a#0", "a#2"}),
        (labelled({"theme:neglect"}, {"agency:police"}, {"a#2"}), {"a#2"}),
        (labelled({"theme:suicide"}, set()), set()),
    ],
    ids=["theme", "either theme", "theme and agency", "a theme that no passage has"],
)
def test_limits_by_label_hold(with_labels, limits, expected):
    assert set(with_labels.find("police nurses", limits=limits)) == expected


def test_what_the_labels_allow_is_found_however_much_else_is_nearer(index):
    nearer = [make_passage(number, "a", TEXT) for number in range(300)]
    index.add(*nearer, make_passage(0, "b", "police came late, and then nobody told the school", labels=(NEGLECT,)))
    assert set(index.find(limit=5, limits=labelled({"theme:neglect"}, {"b#0"}))) == {"b#0"}


def test_limits_by_label_and_by_report_hold_together(with_labels):
    with_labels.add(make_passage(0, "b", TEXT, labels=(NEGLECT,)))
    limits = replace(labelled({"theme:neglect"}, {"b#0"}), report_ids=frozenset({ReportId("b")}))
    assert set(with_labels.find(limits=limits)) == {"b#0"}


def test_clearing_empties_and_the_index_can_be_filled_again(filled):
    filled.index.clear()
    assert filled.index.count() == 0
    assert filled.find() == {}
    filled.add(make_passage(0, "c", TEXT))
    assert set(filled.find()) == {"c#0"}


def test_an_index_opened_again_holds_what_it_held(filled, adapter, tmp_path):
    again = adapter(tmp_path / "index")
    assert again.index.count() == 6
    assert again.find() == filled.find()


def test_many_passages_go_in_at_once(index):
    index.add(*(make_passage(number, "a", f"{TEXT} {number}") for number in range(700)))
    assert index.index.count() == 700


class TestVectorsAlone:
    @pytest.fixture
    def vectors(self, tmp_path):
        return Vectors(tmp_path / "vectors")

    def test_a_vector_comes_back_as_it_went_in(self, vectors):
        vectors.add(make_passage(0, "a", TEXT))
        found = vectors.index.vectors(["a#0", "gone"])
        assert list(found) == ["a#0"]
        np.testing.assert_allclose(found["a#0"], HashEmbedder().embed([TEXT])[0], atol=1e-6)

    def test_the_vectors_of_nothing_are_nothing(self, vectors):
        assert vectors.index.vectors([]) == {}

    @pytest.mark.parametrize("exact", [0, 1000], ids=["by the graph", "all compared"])
    def test_more_passages_may_be_allowed_than_one_query_names(self, vectors, monkeypatch, exact):
        monkeypatch.setattr("knowledge.vectors.MOST_IDS", 3)
        monkeypatch.setattr("knowledge.vectors.MOST_EXACT", exact)
        vectors.add(*(make_passage(number, "a", f"{TEXT} {'again ' * (8 - number)}") for number in range(8)))
        every = vectors.find(limit=5)
        found = vectors.find(limit=5, limits=labelled({"theme:x"}, {f"a#{n}" for n in range(8)}))
        assert found == pytest.approx(every)
        assert list(found) == [f"a#{n}" for n in (7, 6, 5, 4, 3)]

    @pytest.mark.parametrize("exact", [0, 1000], ids=["by the graph", "all compared"])
    def test_allowed_passages_that_are_not_in_the_index_yet_are_no_fault(self, vectors, monkeypatch, exact):
        monkeypatch.setattr("knowledge.vectors.MOST_EXACT", exact)
        vectors.add(make_passage(0, "a", TEXT))
        assert set(vectors.find(limits=labelled({"theme:x"}, {"a#0", "new#0"}))) == {"a#0"}
        assert vectors.find(limits=labelled({"theme:x"}, {"new#0"})) == {}

    def test_what_the_graph_does_not_lead_to_is_found_all_the_same(self, vectors, monkeypatch):
        monkeypatch.setattr("knowledge.vectors.MOST_EXACT", 0)
        vectors.add(*(make_passage(number, "a", TEXT) for number in range(300)), make_passage(0, "b", "nurses came"))
        assert set(vectors.find(limit=5, limits=labelled({"theme:x"}, {"b#0"}))) == {"b#0"}

    def test_the_same_text_is_at_cosine_one(self, vectors):
        vectors.add(make_passage(0, "a", TEXT))
        assert vectors.find()["a#0"] == pytest.approx(1, abs=1e-5)


class TestWordsAlone:
    @pytest.fixture
    def words(self, tmp_path):
        words = Words(tmp_path / "words")
        words.add(
            make_passage(0, "a", "A chronology was missing and fathers were absent."),
            make_passage(1, "a", "Chronologies help; supervision helps."),
            make_passage(0, "b", "Supervision was recorded."),
        )
        return words

    def test_an_updated_passage_of_the_same_report_stands_once(self, words):
        words.index.remove_report(ReportId("b"))
        words.add(make_passage(0, "b", "Supervision was regular."))
        assert words.index.count() == 3

    def test_words_are_found_by_their_stem(self, words):
        assert set(words.find("chronologies")) == {"a#0", "a#1"}

    def test_a_heavier_term_lifts_its_passage(self, words):
        chronology, supervision = words.index.stem("chronology supervision")
        found = words.index.search({chronology: 0.1, supervision: 5.0}, 10, ANY)
        assert list(found)[-1] == "a#0"

    def test_rarity_falls_with_frequency_and_is_none_for_the_unknown(self, words):
        father, chronology, unknown = words.index.stem("father chronology zebra")
        assert words.index.rarity(father) > words.index.rarity(chronology) > 0
        assert words.index.rarity(unknown) == 0

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [("chronolgy", "chronolog"), ("supervison", "supervis"), ("zebra", None), ("fath", None), ("12345", None)],
    )
    def test_near_spellings(self, words, typed, expected):
        assert words.index.near_spelling(words.index.stem(typed)[0]) == expected

    def test_reports_naming_asks_one_passage_to_name_enough(self, words):
        stems = {word: frozenset(words.index.stem(word)) for word in ("chronology", "supervision", "father")}
        things = [([stems["chronology"]], 1.0), ([stems["supervision"], stems["father"]], 2.0)]
        assert words.index.reports_naming(things, 1.0, ANY) == {"a", "b"}
        assert words.index.reports_naming(things, 3.0, ANY) == {"a"}
        assert words.index.reports_naming(things, 3.0, PassageLimits(frozenset({ReportId("b")}))) == set()

    def test_reports_naming_asks_for_every_stem_of_a_name(self, words):
        both = frozenset(words.index.stem("supervision chronology"))
        assert words.index.reports_naming([([both], 1.0)], 1.0, ANY) == {"a"}
        apart = frozenset(words.index.stem("supervision father"))
        assert words.index.reports_naming([([apart], 1.0)], 1.0, ANY) == set()

    def test_a_thing_named_in_two_ways_counts_once(self, words):
        names = [frozenset({stem}) for stem in words.index.stem("chronology father")]
        assert words.index.reports_naming([(names, 1.0)], 1.0, ANY) == {"a"}
        assert words.index.reports_naming([(names, 1.0)], 2.0, ANY) == set()

    def test_reports_naming_nothing_are_none(self, words):
        assert words.index.reports_naming([], 0.0, ANY) == set()


class TestLabelsAsTerms:
    """A label's key is a term of the word index like a stem, and never mixes with the words of the text."""

    @pytest.fixture
    def labelled(self, tmp_path):
        words = Words(tmp_path / "labelled")
        neglect = Label(LabelKind.THEME, "neglect", "wording")
        police = Label(LabelKind.AGENCY, "police", "wording")
        words.add(
            make_passage(0, "a", "The house was cold.", labels=(neglect, police)),
            make_passage(1, "a", "Neglect was discussed."),
            make_passage(0, "b", "Officers came.", labels=(police,)),
        )
        return words.index

    def test_a_passage_is_found_by_its_label_and_by_nothing_of_the_kind_in_its_words(self, labelled):
        assert set(labelled.search({"theme:neglect": 1.0}, 10, ANY)) == {"a#0"}
        assert set(labelled.search({"neglect": 1.0}, 10, ANY)) == {"a#1"}
        assert labelled.search({"theme:suicide": 1.0}, 10, ANY) == {}

    def test_a_label_and_a_stem_are_asked_for_together(self, labelled):
        assert set(labelled.search({"theme:neglect": 0.3, "neglect": 1.0}, 10, ANY)) == {"a#0", "a#1"}

    def test_a_rarer_label_is_worth_more_and_one_that_no_passage_has_nothing(self, labelled):
        assert labelled.rarity("theme:neglect") > labelled.rarity("agency:police") > 0
        assert labelled.rarity("theme:suicide") == 0

    def test_reports_are_named_by_labels_too(self, labelled):
        things = [([frozenset({"neglect"}), frozenset({"theme:neglect"})], 1.0), ([frozenset({"agency:police"})], 1.0)]
        assert labelled.reports_naming(things, 1.0, ANY) == {"a", "b"}
        assert labelled.reports_naming(things, 2.0, ANY) == {"a"}
        assert labelled.reports_naming(things, 1.0, PassageLimits(frozenset({ReportId("b")}))) == {"b"}

    def test_a_label_is_no_near_spelling(self, labelled):
        assert labelled.near_spelling("theme:neglec") is None


def test_a_passage_moved_to_another_type_is_found_under_it_alone(tmp_path):
    vectors = Vectors(tmp_path / "vectors")
    passage = make_passage(0, "a", TEXT, case_letter="B")
    vectors.add(passage)
    vectors.add(replace(passage, finding_type=FindingType.STATISTIC, case_letter=None))
    assert set(vectors.find(limits=PassageLimits(finding_types=frozenset({FindingType.STATISTIC})))) == {"a#0"}
    assert vectors.find(limits=PassageLimits(case_letter="B")) == {}
