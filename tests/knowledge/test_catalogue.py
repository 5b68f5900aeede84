from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from fakes import in_month, make_parsed, make_passage, make_report, on_day, sample_of
from pydantic import TypeAdapter

from knowledge.catalogue import Catalogue
from knowledge.catalogue_rows import Overrides
from knowledge.errors import HomeError, UnknownReportError
from knowledge.types import (
    Filters,
    FindingType,
    Identifiable,
    Label,
    LabelKind,
    Link,
    PageStart,
    ParsedReport,
    PassageId,
    ReportId,
    Span,
)


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


@pytest.mark.parametrize("method", ["report", "canonical_text", "delete", "overrides"])
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


class TestHeld:
    @pytest.fixture
    def holding(self, catalogue):
        put(catalogue, make_report("a"))
        put(catalogue, make_report("b", held=True))
        return catalogue

    def test_a_held_report_is_in_the_library_and_in_no_search(self, holding):
        assert [report.report_id for report in holding.reports()] == ["a", "b"]
        assert [report.report_id for report in holding.open_reports()] == ["a"]
        assert holding.limits(Filters()).report_ids == {"a"}
        assert {passage.report_id for passage in holding.passages(Filters())} == {"a"}

    def test_naming_a_held_report_finds_nothing_of_it(self, holding):
        assert holding.passages(Filters(report_ids=frozenset({ReportId("b")}))) == []

    def test_its_passages_can_still_be_shown_to_who_checks_it(self, holding):
        assert holding.passages(Filters(report_ids=frozenset({ReportId("b")}), include_held=True))

    def test_releasing_lets_it_in_and_is_remembered(self, holding):
        holding.set_held(ReportId("b"), held=False)
        assert holding.limits(Filters()).report_ids is None
        assert holding.report(ReportId("b")).released

    def test_holding_takes_a_report_out(self, holding):
        holding.set_held(ReportId("a"), held=True)
        assert holding.passages(Filters()) == []


def test_a_new_description_keeps_what_it_is_made_of_and_asks_for_indexing(catalogue):
    put(catalogue, make_report("a", title="As read"))
    catalogue.mark_indexed(ReportId("a"))
    stated = catalogue.overrides(ReportId("a")).stated
    made_of = Overrides(stated, sidecar='{"title": "As set"}')
    catalogue.redescribe(ReportId("a"), replace(stated, title="As set", audit_date=on_day(2025, 2, 11)), made_of)
    assert catalogue.report(ReportId("a")).description.title == "As set"
    assert catalogue.overrides(ReportId("a")) == made_of
    assert catalogue.unindexed() == ["a"]


def test_what_screening_found_and_labels_come_back_as_they_went_in(catalogue):
    found = Identifiable("nhs_number", Span(3, 13), personal=True, rule="ten digits with a right checksum")
    label = Label(LabelKind.THEME, "neglect", 'wording "neglect"')
    put(catalogue, make_report("a", screening=(found,)), make_passage(0, "a", labels=(label,)))
    assert catalogue.report(ReportId("a")).screening == (found,)
    assert catalogue.passages(Filters())[0].themes == ("neglect",)


VERSION_1 = """
CREATE TABLE IF NOT EXISTS reports (
    report_id TEXT PRIMARY KEY,
    source_file TEXT NOT NULL,
    source_path TEXT NOT NULL,
    content_hash TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    partnership TEXT,
    audit_date TEXT,
    pages TEXT NOT NULL,
    page_count INTEGER,
    warnings TEXT NOT NULL,
    fictional INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    canonical_text TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS passages (
    passage_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    finding_type TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    page INTEGER,
    page_label TEXT,
    column_headings TEXT NOT NULL,
    case_letter TEXT,
    links TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (report_id, ordinal)
) STRICT;
CREATE TABLE IF NOT EXISTS unindexed (report_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
PRAGMA user_version = 1;
"""
"""The catalogue as version 0.1.0 made it."""


def test_a_library_of_the_first_version_keeps_its_reports(tmp_path):
    path = tmp_path / "library.sqlite3"
    report = make_report("a", title="Held since 0.1.0")
    description = TypeAdapter(type(report.description)).dump_json(report.description).decode()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1)
        old.execute(
            "INSERT INTO reports VALUES ('a', 'a.txt', '/a.txt', 'h', ?, NULL, NULL, '[]', NULL, '[]', 0, ?, 'text')",
            (description, report.added_at.isoformat()),
        )
        old.execute(
            "INSERT INTO passages VALUES ('a#0', 'a', 0, 0, 4, 'concern', '[]', NULL, NULL, '[]', NULL, '[]', 'text')"
        )
        old.commit()
    with pytest.raises(HomeError, match="older version"):
        Catalogue(path, read_only=True)
    with closing(Catalogue(path)) as catalogue:
        assert catalogue.report(ReportId("a")).parser_version == 0
        assert catalogue.overrides(ReportId("a")).stated.title == "Held since 0.1.0"
        assert [passage.text for passage in catalogue.passages(Filters())] == ["text"]
    with closing(Catalogue(path, read_only=True)) as catalogue:
        assert len(catalogue.reports()) == 1
