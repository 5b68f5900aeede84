from __future__ import annotations

import pytest
from fakes import make_parsed, make_passage

from app.evidence import Budget, choose, is_answerable, narrowed, on_topic_first, side_by_side, whole_list
from knowledge.query import Concept, Query
from knowledge.types import Filters, FindingType, ReportId, SearchHit


def hit(number=0, report="a", score=1.0, coverage=1.0, similarity=0.0, words=10, kind=FindingType.CONCERN):
    return SearchHit(
        make_passage(number, report, " ".join(["word"] * words), finding_type=kind), score, coverage, similarity
    )


def query(*known):
    concepts = (Concept(str(n), frozenset({str(n)}), (), 1.0, is_known) for n, is_known in enumerate(known))
    return Query(tuple(concepts), {})


def names(hits):
    return [h.passage.passage_id for h in hits]


@pytest.mark.parametrize(
    ("hits", "asked", "expected"),
    [
        ([], query(True), False),
        ([], query(), False),
        ([hit(coverage=0.5)], query(True), True),
        ([hit(coverage=0.5)], query(False), True),
        ([hit(coverage=0.4, similarity=0.4)], query(True, True), True),
        ([hit(coverage=0.4, similarity=0.2)], query(True, True), False),
        ([hit(coverage=0.4, similarity=0.9)], query(True, True, False), False),
        ([hit(coverage=0.2), hit(coverage=0.5)], query(True, False), True),
        ([hit(coverage=0, similarity=0.35)], query(), True),
        ([hit(coverage=0, similarity=0.25)], query(), False),
    ],
    ids=[
        "no hits",
        "no hits, no topic",
        "named",
        "named by a part that is known",
        "all known and near",
        "all known and far",
        "near, but a part unknown",
        "one hit is enough",
        "no topic, near",
        "no topic, far",
    ],
)
def test_what_can_be_answered(hits, asked, expected):
    assert is_answerable(hits, asked) is expected


def test_the_budget_of_words_is_kept_but_for_the_first():
    hits = [hit(n, words=40) for n in range(4)]
    assert names(choose(hits, Budget(words=100, statements=9))) == ["a#0", "a#1"]
    assert names(choose(hits, Budget(words=10, statements=9))) == ["a#0"]


def test_the_budget_of_statements_is_kept():
    assert len(choose([hit(n) for n in range(9)], Budget(words=999, statements=3))) == 3


def test_a_hit_without_words_or_meaning_is_not_shown():
    hits = [hit(0), hit(1, coverage=0.1, similarity=0.1), hit(2, coverage=0.1, similarity=0.6)]
    assert names(choose(hits, Budget(999, 9))) == ["a#0", "a#2"]


def test_where_a_question_names_no_topic_the_best_is_shown_however_far():
    far = hit(coverage=0, similarity=0.1)
    assert choose([far], Budget(999, 9)) == []
    assert choose([far], Budget(999, 9), has_topic=False) == [far]


def test_reports_take_turns():
    hits = [hit(0, "a"), hit(1, "a"), hit(0, "b"), hit(2, "a"), hit(1, "b")]
    assert names(side_by_side(hits)) == ["a#0", "b#0", "a#1", "b#1", "a#2"]


def test_hits_that_name_the_topic_come_first_each_in_their_order():
    hits = [hit(0, coverage=0.2), hit(1, coverage=0.9), hit(2, coverage=0), hit(3, coverage=0.5)]
    assert names(on_topic_first(hits)) == ["a#1", "a#3", "a#0", "a#2"]


def test_how_an_audit_was_made_is_shown_where_asked_for_or_where_it_names_the_topic():
    method = hit(coverage=0.4, similarity=0.9, kind=FindingType.METHOD)
    assert choose([method], Budget(999, 9)) == []
    assert choose([method], Budget(999, 9), {FindingType.METHOD}) == [method]
    assert len(choose([hit(kind=FindingType.METHOD)], Budget(999, 9))) == 1


def test_a_list_is_cut_at_its_length_but_never_empty():
    hits = [hit(n, words=50) for n in range(5)]
    assert names(whole_list(hits, Budget(100, 1))) == ["a#0", "a#1"]
    assert names(whole_list(hits, Budget(10, 1))) == ["a#0"]


def test_a_list_may_be_longer_than_another_answer():
    hits = [hit(n, words=70) for n in range(3)]
    assert names(choose(hits, Budget(100, 9))) == ["a#0"]
    assert names(whole_list(hits, Budget(100, 9))) == ["a#0", "a#1"]


def test_a_case_that_a_question_names_narrows_the_filters_and_none_leaves_them():
    assert narrowed(Filters(), frozenset(), "B").case_letter == "B"
    assert narrowed(Filters(case_letter="C"), frozenset(), None).case_letter == "C"


@pytest.mark.parametrize(
    ("chosen", "named", "expected"),
    [((), (), set()), ((), ("a",), {"a"}), (("a", "b"), ("b", "c"), {"b"}), (("a",), (), {"a"})],
)
def test_what_a_question_names_narrows_the_filters(chosen, named, expected):
    filters = Filters(report_ids=frozenset(map(ReportId, chosen)))
    assert narrowed(filters, frozenset(map(ReportId, named)), None).report_ids == expected


def test_a_report_named_outside_the_filters_does_not_undo_them(product):
    product.knowledge_base.add(make_parsed("a"))
    product.knowledge_base.add(make_parsed("b"))
    filters = narrowed(Filters(report_ids=frozenset({ReportId("a")})), frozenset({ReportId("b")}), None)
    assert {p.report_id for p in product.knowledge_base.catalogue.passages(filters)} <= {"a"}
