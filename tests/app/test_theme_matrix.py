from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import in_month, make_report, on_day

from app.theme_matrix import (
    LONGEST_LABEL,
    NOT_DATED,
    SHADES,
    SHORT_TITLE,
    Cell,
    ReportChoice,
    by_report,
    by_year,
    cut_to_label,
    oldest_first,
    short_partnership,
    short_title,
    year_of,
)
from knowledge.theme_counts import Key
from knowledge.types import FindingType

CONCERN, GOOD, ADVICE = FindingType.CONCERN, FindingType.GOOD_PRACTICE, FindingType.RECOMMENDATION
OLD = make_report("old", audit_date=on_day(2021, 3, 1), partnership="Harrowmere")
NEW = make_report("new", audit_date=in_month(2024, 5), partnership="Otherton")
LATER = make_report("later", audit_date=in_month(2024, 9), partnership="Harrowmere")
BARE = make_report("bare")
REPORTS = [NEW, BARE, LATER, OLD]
COUNTS = {
    "old": {Key("neglect", CONCERN): 3, Key("neglect", GOOD): 1, Key("housing", ADVICE): 2},
    "new": {Key("neglect", CONCERN): 4},
    "later": {Key("suicide", CONCERN): 30, Key("gone_from_the_vocabulary", CONCERN): 9},
}


def test_themes_stand_beside_reports_the_most_told_first():
    matrix = by_report(oldest_first(REPORTS), COUNTS)
    assert [column.key for column in matrix.columns] == ["old", "new", "later", "bare"]
    assert [row.theme for row in matrix.rows] == ["suicide", "neglect", "housing"]
    neglect = matrix.rows[1]
    assert (neglect.label, neglect.cells) == ("neglect", (Cell(3, 1), Cell(4), Cell(), Cell()))
    assert neglect.total == Cell(7, 1)
    assert matrix.columns[0].total == Cell(3, 1, 2)


def test_years_add_up_their_reports_and_those_without_a_date_come_last():
    timeline = by_year(REPORTS, COUNTS)
    assert [(column.key, column.reports) for column in timeline.columns] == [("2021", 1), ("2024", 2), (NOT_DATED, 1)]
    cells = {row.theme: row.cells for row in timeline.rows}
    assert cells["suicide"] == (Cell(), Cell(30), Cell())
    assert timeline.columns[1].total == Cell(34)


def test_no_report_and_no_theme_make_an_empty_matrix():
    assert by_report([], {}).columns == by_report([], {}).rows == ()
    assert by_report([BARE], {}).rows == ()


@pytest.mark.parametrize(
    ("findings", "shade"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 4), (10, 4), (11, 5), (99, 5)]
)
def test_a_shade_grows_with_all_findings_of_a_cell(findings, shade):
    assert Cell(other=findings).shade == Cell(concerns=findings).shade == shade
    assert len(SHADES) == 5


def test_the_shade_of_a_year_is_that_of_its_reports_on_average():
    assert Cell(8).shade_among(4) == Cell(2).shade
    assert Cell(1).shade_among(9) == 1
    assert Cell().shade_among(9) == 0


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (ReportChoice(), ["old", "new", "later", "bare"]),
        (ReportChoice(partnership="Harrowmere"), ["old", "later"]),
        (ReportChoice(year="2024"), ["new", "later"]),
        (ReportChoice("Harrowmere", "2024"), ["later"]),
        (ReportChoice(year=NOT_DATED), ["bare"]),
        (ReportChoice(year="1066"), []),
    ],
)
def test_reports_are_chosen_by_partnership_and_year(choice, expected):
    held = replace(make_report("held", audit_date=in_month(2024, 9), partnership="Harrowmere"), held=True)
    assert [report.report_id for report in choice.of([*REPORTS, held])] == expected


def test_a_report_that_states_only_its_publication_stands_by_that():
    published = replace(BARE, description=replace(BARE.description, publication_date=in_month(2019, 2)))
    assert year_of(published) == "2019"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Neglect at a glance", "Neglect at a glance"),
        (
            "Joint targeted area inspection of the multi-agency response to neglect in Harrowmere and Otherton",
            "Joint targeted … in Harrowmere and Otherton",
        ),
        ("x" * 90, "x" * (SHORT_TITLE - 1) + "…"),
    ],
)
def test_a_title_is_cut_in_its_middle(title, expected):
    assert short_title(title) == expected
    assert len(short_title(title)) <= SHORT_TITLE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harrowmere Safeguarding Children Partnership", "Harrowmere"),
        ("Otherton Metropolitan District Council", "Otherton"),
        ("London Borough of Otherton", "Otherton"),
        ("The Royal Borough of Otherton and Harrowmere", "Otherton and Harrowmere"),
        ("City of Otherton Safeguarding Partnership", "City of Otherton"),
        ("Otherton City Council", "Otherton"),
        ("Otherton City", "Otherton City"),
        ("Harrowmere Domestic Abuse Partnership", "Harrowmere"),
        ("Borough of", "Borough of"),
        ("Harrowmere, Otherton and Thirdham Safeguarding Partnership", "Harrowmere, Otherton and Th…"),
    ],
)
def test_a_partnership_is_called_by_its_place(name, expected):
    assert short_partnership(name) == expected
    assert len(cut_to_label("x" * 90)) == LONGEST_LABEL
