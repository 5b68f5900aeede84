"""Filters by theme and agency: the same passages by the catalogue, by meaning and by words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_parsed

from knowledge.catalogue import Catalogue
from knowledge.types import Filters, FindingType, Label, LabelKind, ParsedReport, Preferences, ReportId

TEXTS = (
    "Police shared concerns on the cold house.",
    "Police shared concerns early.",
    "The house was cold.",
    "Schools wrote plans.",
)
LABELS = (("neglect", "police"), ("", "police"), ("neglect", ""), ("smart_plans", "children's social care"))


def labels_of(theme, agency):
    named = ((LabelKind.THEME, theme), (LabelKind.AGENCY, agency))
    return tuple(Label(kind, value, "wording “police”") for kind, value in named if value)


def report_of(report_id, **fields):
    """A report of the texts above, the second a method."""
    parsed = make_parsed(report_id, TEXTS)
    passages = tuple(
        replace(
            passage, labels=labels_of(*labels), finding_type=FindingType.METHOD if number == 1 else FindingType.CONCERN
        )
        for number, (passage, labels) in enumerate(zip(parsed.passages, LABELS, strict=True))
    )
    return ParsedReport(replace(parsed.report, **fields), parsed.canonical_text, passages)


CASES = {
    "theme": (Filters(themes=frozenset({"neglect"})), {0, 2}),
    "either theme": (Filters(themes=frozenset({"neglect", "smart_plans"})), {0, 2, 3}),
    "agency": (Filters(agencies=frozenset({"police"})), {0, 1}),
    "agency with an apostrophe": (Filters(agencies=frozenset({"children's social care"})), {3}),
    "theme and agency": (Filters(themes=frozenset({"neglect"}), agencies=frozenset({"police"})), {0}),
    "agency and type": (Filters(agencies=frozenset({"police"}), finding_types=frozenset({FindingType.METHOD})), {1}),
    "a theme that none has": (Filters(themes=frozenset({"suicide"})), set()),
    "the theme of another kind": (Filters(themes=frozenset({"police"})), set()),
    "part of a name": (Filters(agencies=frozenset({"polic"})), set()),
    "a wildcard": (Filters(agencies=frozenset({"%"})), set()),
    "a quote": (Filters(themes=frozenset({"neglect' OR '1'='1", 'neglect"'})), set()),
}


@pytest.fixture
def library(product):
    for report_id in ("a", "b"):
        product.knowledge_base.add(report_of(report_id, content_hash=report_id))
    return product


@pytest.mark.parametrize(("filters", "numbers"), CASES.values(), ids=CASES)
def test_the_catalogue_and_both_indexes_allow_the_same_passages(library, filters, numbers):
    expected = {f"{report}#{number}" for report in "ab" for number in numbers}
    base = library.knowledge_base
    limits = base.catalogue.limits(filters)
    assert {passage.passage_id for passage in base.catalogue.passages(filters)} == expected
    assert limits.passage_ids == expected
    by_meaning = base.vectors.nearest(library.embedder.embed(["police house plans"])[0], 50, limits)
    by_words = base.words.search(dict.fromkeys(base.words.stem("police shared house schools"), 1.0), 50, limits)
    assert set(by_meaning) == set(by_words) == expected
    assert {passage.passage_id for passage in base.catalogue.passages(Filters()) if filters.allow(passage)} == expected


def test_labels_and_a_report_hold_together(library):
    filters = Filters(report_ids=frozenset({ReportId("b")}), themes=frozenset({"neglect"}))
    hits = library.search.search("police concerns house", filters, Preferences())
    assert {hit.passage.passage_id for hit in hits} == {"b#0", "b#2"}
    assert {hit.passage.passage_id for hit in library.search.every(filters)} == {"b#0", "b#2"}


def test_reports_are_counted_by_findings_that_carry_the_labels(library):
    query = library.search.read("schools")
    assert library.search.reports_concerned(query, Filters(), 0.5) == {"a", "b"}
    assert library.search.reports_concerned(query, Filters(themes=frozenset({"smart_plans"})), 0.5) == {"a", "b"}
    assert library.search.reports_concerned(query, Filters(themes=frozenset({"neglect"})), 0.5) == set()


def test_a_held_report_is_not_let_in_by_its_labels(library):
    neglect = Filters(themes=frozenset({"neglect"}))
    library.knowledge_base.hold(ReportId("a"))
    assert library.knowledge_base.catalogue.limits(neglect).passage_ids == {"b#0", "b#2"}
    hits = library.search.search("police concerns house", neglect, Preferences())
    assert {hit.passage.report_id for hit in hits} == {"b"}


def test_a_change_of_the_library_is_seen_at_once(library):
    neglect = Filters(themes=frozenset({"neglect"}))
    assert len(library.knowledge_base.catalogue.limits(neglect).passage_ids) == 4
    library.knowledge_base.remove(ReportId("a"))
    assert library.knowledge_base.catalogue.limits(neglect).passage_ids == {"b#0", "b#2"}


def test_a_catalogue_that_only_looks_sees_what_another_writes(library, settings):
    neglect = Filters(themes=frozenset({"neglect"}))
    looking = Catalogue(settings.home / "library.sqlite3", read_only=True)
    try:
        assert len(looking.limits(neglect).passage_ids) == 4
        library.knowledge_base.remove(ReportId("a"))
        assert looking.limits(neglect).passage_ids == {"b#0", "b#2"}
    finally:
        looking.close()


def test_without_labels_no_passages_are_listed(library):
    assert library.knowledge_base.catalogue.limits(Filters(report_ids=frozenset({ReportId("a")}))).passage_ids is None


def test_many_choices_are_all_answered(library):
    catalogue = library.knowledge_base.catalogue
    for number in range(120):
        assert catalogue.limits(Filters(themes=frozenset({f"theme {number}"}))).passage_ids == frozenset()
    assert len(catalogue.limits(Filters(themes=frozenset({"neglect"}))).passage_ids) == 4


def test_types_are_counted_by_report_without_those_held(library):
    assert library.knowledge_base.catalogue.reports_by_type() == {FindingType.CONCERN: 2, FindingType.METHOD: 2}
    library.knowledge_base.hold(ReportId("a"))
    assert library.knowledge_base.catalogue.reports_by_type() == {FindingType.CONCERN: 1, FindingType.METHOD: 1}


def test_what_limits_by_report_is_told_from_what_limits_findings():
    filters = Filters(
        report_ids=frozenset({ReportId("a")}), partnership="x", themes=frozenset({"neglect"}), case_letter="B"
    )
    assert filters.of_reports == Filters(report_ids=frozenset({ReportId("a")}), partnership="x")
