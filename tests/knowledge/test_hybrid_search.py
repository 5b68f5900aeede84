from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_parsed

from knowledge.types import Filters, FindingType, Label, LabelKind, Preferences, ReportId


@pytest.fixture
def library(product):
    """Three reports: one with what is asked, one that repeats itself, one about something else."""
    base = product.knowledge_base
    base.add(make_parsed("a", ["Supervision notes were missing from the file.", "Police came quickly."]))
    repeated = "Fathers were not invited to the meeting about the plan"
    base.add(make_parsed("b", [f"{repeated}.", "Supervision was late.", f"{repeated} at all."]))
    base.add(make_parsed("c", ["Interpreters were booked for each visit."]))
    return product.search


def found(hits):
    return [hit.passage.passage_id for hit in hits]


def search(library, question, filters=None, preferences=None, limit=20):
    return library.search(question, filters or Filters(), preferences or Preferences(), limit)


def test_the_passage_that_says_it_comes_first(library):
    hits = search(library, "missing supervision notes")
    assert hits[0].passage.passage_id == "a#0"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_more_hits_than_asked_for(library):
    assert len(search(library, "supervision", limit=2)) == 2


def test_filters_are_kept_to(library):
    assert set(found(search(library, "supervision", Filters(report_ids=frozenset({ReportId("b")}))))) <= {
        "b#0",
        "b#1",
        "b#2",
    }
    assert search(library, "supervision", Filters(years=frozenset({1999}))) == []


def test_a_repeat_within_a_report_is_collapsed_into_the_better(library):
    (hit, *_others) = search(library, "fathers not invited to the meeting")
    assert {hit.passage.passage_id, *(repeat.passage_id for repeat in hit.repeats)} == {"b#0", "b#2"}


def test_two_reports_that_say_the_same_are_two_pieces_of_evidence(product):
    for report in ("a", "b"):
        product.knowledge_base.add(make_parsed(report, ["Supervision notes were missing from the file."]))
    assert set(found(search(product.search, "supervision notes"))) == {"a#0", "b#0"}


def test_coverage_is_full_where_all_is_named_and_none_elsewhere(library):
    coverage = {hit.passage.passage_id: hit.coverage for hit in search(library, "missing supervision notes")}
    assert coverage["a#0"] == pytest.approx(1)
    assert coverage["c#0"] == 0
    assert 0 < coverage["b#1"] < 1


def test_a_preferred_report_moves_up_and_the_others_stay(library):
    preferred = Preferences(report_ids=frozenset({ReportId("b")}))
    plain, leaning = search(library, "supervision"), search(library, "supervision", preferences=preferred)
    rank = found(plain).index("b#1"), found(leaning).index("b#1")
    assert rank[1] <= rank[0]
    assert set(found(leaning)) == set(found(plain))


def test_listing_gives_all_in_reading_order(library):
    hits = library.every(Filters(report_ids=frozenset({ReportId("b")})))
    assert found(hits) == ["b#0", "b#1"]
    assert [repeat.passage_id for repeat in hits[0].repeats] == ["b#2"]


def test_reports_are_counted_over_the_whole_library_not_over_the_best_few(product):
    for number in range(130):
        product.knowledge_base.add(make_parsed(f"report-{number}", [f"Supervision of family {number} was late."]))
    query = product.search.read("supervision")
    assert len(product.search.reports_concerned(query, Filters(), 0.5)) == 130
    assert len(product.search.search("supervision", Filters(), Preferences(), 500, query)) <= 130


def test_reports_are_counted_within_the_filters(library):
    query = library.read("supervision")
    assert library.reports_concerned(query, Filters(), 0.5) == {"a", "b"}
    assert library.reports_concerned(query, Filters(report_ids=frozenset({ReportId("b")})), 0.5) == {"b"}
    assert library.reports_concerned(query, Filters(finding_types=frozenset({FindingType.METHOD})), 0.5) == set()


def labelled(report, text, *labels):
    parsed = make_parsed(report, [text])
    return replace(parsed, passages=(replace(parsed.passages[0], labels=labels),))


ASKED = {"neglect": frozenset({"theme:neglect"})}


class TestLabels:
    @pytest.fixture
    def search_of(self, product):
        neglect = Label(LabelKind.THEME, "neglect", "wording")
        product.knowledge_base.add(labelled("worded", "Neglect was named by the school."))
        product.knowledge_base.add(labelled("meant", "The house was cold and the cupboards bare.", neglect))
        product.knowledge_base.add(labelled("other", "Interpreters were booked."))
        return product.search

    def test_a_passage_that_only_its_label_tells_is_found_and_covered(self, search_of):
        query = search_of.read("neglect", (), ASKED)
        hits = search_of.search("neglect", Filters(), Preferences(), 10, query)
        coverage = {hit.passage.report_id: hit.coverage for hit in hits}
        assert coverage["worded"] == coverage["meant"] == pytest.approx(1)
        assert coverage["other"] == 0

    def test_reports_are_counted_by_their_labels_too(self, search_of):
        assert search_of.reports_concerned(search_of.read("neglect"), Filters(), 0.5) == {"worded"}
        query = search_of.read("neglect", (), ASKED)
        assert search_of.reports_concerned(query, Filters(), 0.5) == {"worded", "meant"}


def test_a_preferred_type_moves_up_and_how_the_audit_was_made_down(product):
    for report, kind in (("method", FindingType.METHOD), ("good", FindingType.GOOD_PRACTICE), ("bad", None)):
        parsed = make_parsed(report, ["Supervision was recorded."])
        kind = kind or FindingType.CONCERN
        product.knowledge_base.add(replace(parsed, passages=(replace(parsed.passages[0], finding_type=kind),)))
    good = Preferences(finding_types=frozenset({FindingType.GOOD_PRACTICE}))
    hits = search(product.search, "supervision", preferences=good)
    assert found(hits) == ["good#0", "bad#0", "method#0"]
    method = Preferences(finding_types=frozenset({FindingType.METHOD}))
    assert found(search(product.search, "supervision", preferences=method))[0] == "method#0"


def test_a_report_is_called_by_what_it_says_of_itself(product):
    for report, text in (("a", "This audit looked at unborn babies."), ("b", "This audit looked at fathers.")):
        parsed = make_parsed(report, [text])
        described = replace(parsed.passages[0], finding_type=FindingType.METHOD)
        product.knowledge_base.add(replace(parsed, passages=(described,)))
    assert product.search.report_called("unborn babies", Filters()) == "a"
    assert product.search.report_called("fathers", Filters()) == "b"
    assert product.search.report_called("zebras", Filters()) is None


def test_no_report_concerns_a_question_without_a_topic(library):
    assert library.reports_concerned(library.read("what did they find?"), Filters(), 0.5) == set()


def test_nothing_is_found_in_an_empty_library(product):
    assert search(product.search, "supervision") == []
    assert product.search.report_called("neglect", Filters()) is None
