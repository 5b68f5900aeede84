from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import in_month, make_parsed, make_passage, make_report, on_day, sample_of

from knowledge.catalogue import Catalogue
from knowledge.errors import UnknownReportError
from knowledge.types import Filters, FindingType, Link, PageStart, ParsedReport, PassageId, ReportId


@pytest.fixture
def catalogue(tmp_path):
    catalogue = Catalogue(tmp_path / "library.sqlite3")
    yield catalogue
    catalogue.close()


def put(catalogue, report, *passages):
    catalogue.put(ParsedReport(report, "canonical", passages or (make_passage(0, report.report_id),)))


def test_a_report_comes_back_as_it_went_in(catalogue):
    report = make_report(
        "a",
        partnership="Harrowmere Safeguarding Children Partnership",
        audit_date=in_month(2024, 7),
        sample=sample_of(9),
        pages=(PageStart(0, 1, "i"), PageStart(40, 2, "1")),
        warnings=("No text on page 2.",),
        page_count=2,
    )
    put(catalogue, report)
    assert catalogue.report(ReportId("a")) == replace(report, passage_count=1)


def test_a_passage_comes_back_as_it_went_in(catalogue):
    passage = make_passage(
        0,
        "a",
        "Yes\t7",
        column_headings=("Answer", "Number"),
        heading_path=("Results", "Seen alone"),
        page=3,
        page_label="iii",
        case_letter="B",
        links=(Link("toolkit", None), Link("guide", "https://example.org/guide")),
    )
    put(catalogue, make_report("a"), passage)
    assert catalogue.passages(Filters()) == [passage]


def test_reports_stand_newest_first_and_undated_last(catalogue):
    for name, when in {"old": in_month(2021, 3), "undated": None, "new": on_day(2025, 2, 11)}.items():
        put(catalogue, make_report(name, audit_date=when))
    assert [report.report_id for report in catalogue.reports()] == ["new", "old", "undated"]


def test_putting_a_report_again_replaces_it(catalogue):
    catalogue.put(make_parsed("a", ["one finding", "two findings", "three findings"]))
    catalogue.put(make_parsed("a", ["another finding"]))
    assert [passage.text for passage in catalogue.passages(Filters())] == ["another finding"]
    assert catalogue.canonical_text(ReportId("a")) == "another finding"


def test_a_change_notes_its_report_as_unindexed_until_told_otherwise(catalogue):
    catalogue.put(make_parsed("a"))
    assert catalogue.unindexed() == ["a"]
    catalogue.mark_indexed(ReportId("a"))
    assert catalogue.unindexed() == []
    catalogue.delete(ReportId("a"))
    assert catalogue.unindexed() == ["a"]


def test_a_report_that_cannot_be_stored_whole_is_not_stored_at_all(catalogue):
    catalogue.put(make_parsed("a", ["first finding"]))
    twice = make_passage(0, "a", "same ordinal")
    clash = ParsedReport(make_report("a"), "text", (twice, replace(twice, passage_id=PassageId("a#1"))))
    with pytest.raises(Exception, match="UNIQUE"):
        catalogue.put(clash)
    assert [passage.text for passage in catalogue.passages(Filters())] == ["first finding"]


@pytest.mark.parametrize("method", ["report", "canonical_text", "delete"])
def test_a_report_that_is_not_there_is_unknown(catalogue, method):
    with pytest.raises(UnknownReportError, match="nobody"):
        getattr(catalogue, method)(ReportId("nobody"))


def test_a_report_is_found_by_content_before_path(catalogue):
    put(catalogue, make_report("a", content_hash="1", source_path="/a"))
    put(catalogue, make_report("b", content_hash="2", source_path="/b"))
    found = catalogue.report_where(content_hash="2", source_path="/a")
    assert found is not None
    assert found.report_id == "b"
    assert catalogue.report_where(content_hash="9", source_path="/c") is None


def library(catalogue):
    harrow = "Harrowmere Safeguarding Children Partnership"
    put(
        catalogue,
        make_report("a", partnership=harrow, audit_date=in_month(2024, 7)),
        make_passage(0, "a"),
        make_passage(1, "a", finding_type=FindingType.METHOD),
        make_passage(2, "a", case_letter="B"),
    )
    put(catalogue, make_report("b", audit_date=in_month(2021, 1)), make_passage(0, "b"))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["a#0", "a#1", "a#2", "b#0"]),
        (Filters(report_ids=frozenset({ReportId("b")})), ["b#0"]),
        (Filters(partnership="HARROW"), ["a#0", "a#1", "a#2"]),
        (Filters(partnership="Elsewhere"), []),
        (Filters(years=frozenset({2021, 2022})), ["b#0"]),
        (Filters(finding_types=frozenset({FindingType.METHOD})), ["a#1"]),
        (Filters(case_letter="B"), ["a#2"]),
        (Filters(report_ids=frozenset({ReportId("b")}), years=frozenset({2024})), []),
    ],
    ids=["none", "report", "partnership", "no such partnership", "years", "type", "case", "contradictory"],
)
def test_filters_allow_just_these_passages(catalogue, filters, expected):
    library(catalogue)
    assert [passage.passage_id for passage in catalogue.passages(filters)] == expected


def test_passages_by_id_leave_out_what_is_not_there(catalogue):
    library(catalogue)
    found = catalogue.passages_by_id([PassageId("a#1"), PassageId("gone#1")])
    assert list(found) == ["a#1"]
    assert catalogue.passages_by_id([]) == {}
