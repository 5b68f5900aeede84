from __future__ import annotations

import pytest
from fakes import make_parsed, make_passage

from app.evidence import Budget, choose, is_answerable, narrowed, side_by_side, spread, whole_list
from knowledge.query import Concept, Query
from knowledge.types import Filters, ReportId, SearchHit


def hit(number=0, report="a", score=1.0, coverage=1.0, similarity=0.0, words=10):
    return SearchHit(make_passage(number, report, " ".join(["word"] * words)), score, coverage, similarity)


def query(*known):
    concepts = (Concept(str(n), frozenset({str(n)}), (), 1.0, is_known) for n, is_known in enumerate(known))
    return Query(tuple(concepts), {})


def names(hits):
    return [h.passage.passage_id for h in hits]


@pytest.mark.parametrize(
    ("hits", "asked", "expected"),
    [
        ([], query(True), False),
        ([hit(coverage=0.5)], query(True), True),
        ([hit(coverage=0.4, similarity=0.9)], query(True), False),
        ([hit(coverage=0.4, similarity=0.9)], query(True, True, True, True), True),
        ([hit(coverage=0.4, similarity=0.4)], query(True, True, True, True), False),
        ([hit(coverage=0.4, similarity=0.9)], query(True, True, False, False), False),
        ([hit(coverage=0, similarity=0.5)], query(), True),
        ([hit(coverage=0, similarity=0.4)], query(), False),
    ],
    ids=["no hits", "named", "only meant", "many things meant", "hardly meant", "half unknown", "no topic", "nothing"],
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


def test_reports_take_turns():
    hits = [hit(0, "a"), hit(1, "a"), hit(0, "b"), hit(2, "a"), hit(1, "b")]
    assert names(side_by_side(hits)) == ["a#0", "b#0", "a#1", "b#1", "a#2"]


def test_a_report_gives_way_to_another_that_is_nearly_as_good():
    hits = [hit(0, "a", 1.0), hit(1, "a", 0.99), hit(0, "b", 0.97), hit(1, "b", 0.5)]
    assert names(spread(hits)) == ["a#0", "b#0", "a#1", "b#1"]


def test_spreading_loses_nothing_and_keeps_the_order_within_a_report():
    hits = [hit(n, report, 1 - n / 10) for n in range(5) for report in "ab"]
    turned = names(spread(hits))
    assert sorted(turned) == sorted(names(hits))
    assert [name for name in turned if name[0] == "a"] == [f"a#{n}" for n in range(5)]


def test_a_list_is_cut_at_its_length_but_never_empty():
    hits = [hit(n, words=50) for n in range(5)]
    assert names(whole_list(hits, Budget(100, 1))) == ["a#0", "a#1"]
    assert names(whole_list(hits, Budget(10, 1))) == ["a#0"]


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
