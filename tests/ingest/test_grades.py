"""Grades that a report gives, and praise that is none."""

from __future__ import annotations

import pytest

from ingest.description.grades import grade_name
from ingest.parse import parse
from knowledge.types import ReportId

RI = "requires improvement"


@pytest.fixture
def grades(tmp_path):
    def find(text):
        path = tmp_path / "report.txt"
        path.write_text(f"Neglect audit\n\nBackground\n\nThe audit was small.\n\n{text}\n", encoding="utf-8")
        parsed = parse(path, ReportId("r"), "hash")
        found = parsed.report.description.grades
        for grade in found:
            words = parsed.canonical_text[grade.span.start : grade.span.end]
            assert grade_name(words) == grade.value or grade.value in words.casefold()
        return [(grade.value, grade.count, grade.applies_to) for grade in found]

    return find


COUNTED = {
    "figures": ("Grades: 4 requires improvement, 1 good.", [(RI, 4, ""), ("good", 1, "")]),
    "words": (
        "Two audits were judged to be good and three were judged to require improvement.",
        [("good", 2, "audits"), (RI, 3, "")],
    ),
    "practice for so many": (
        "Overall the panel agreed that, over the last 6 months, practice for three of the cases was good and for one "
        "case was requires improvement.",
        [("good", 3, "cases"), (RI, 1, "case")],
    ),
    "grade first": (
        "Practice was graded good for two children and inadequate for one.",
        [("good", 2, "children"), ("inadequate", 1, "")],
    ),
    "dashes": ("Judgements: Good - 2, RI - 5", [("good", 2, ""), (RI, 5, "")]),
    "to be good": ("Six cases were graded requires improvement to be good.", [(RI, 6, "cases")]),
    "a tally needs no word for grading": (
        "1 outstanding, 3 good and 2 inadequate.",
        [("outstanding", 1, ""), ("good", 3, ""), ("inadequate", 2, "")],
    ),
    "of the cases": (
        "Of the six cases 2 were judged good and 4 were judged inadequate.",
        [("good", 2, ""), ("inadequate", 4, "")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), COUNTED.values(), ids=COUNTED)
def test_grades_of_so_many(grades, text, expected):
    assert grades(text) == expected


NAMED = {
    "letters before": (
        "A and D good; B, C and E requires improvement.",
        ["Case A good", "Case D good", f"Case B {RI}", f"Case C {RI}", f"Case E {RI}"],
    ),
    "cases before": ("Cases A and B were judged outstanding.", ["Case A outstanding", "Case B outstanding"]),
    "numbers": ("Case 1 was graded good and case 2 was graded inadequate.", ["Case 1 good", "Case 2 inadequate"]),
    "with": ("The panel graded the work with C as good because a plan was made.", ["Case C good"]),
    "colon": ("Judgements: A: good; B: RI", ["Case A good", f"Case B {RI}"]),
    "one letter after": ("The record was graded inadequate (case F).", ["Case F inadequate"]),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_grades_of_named_cases(grades, text, expected):
    assert [f"{name} {value}" for value, _count, name in grades(text)] == expected


def test_a_count_with_the_letters_behind_it_gives_both(grades):
    found = grades("Practice was graded good for two children (A and C).")
    assert found == [("good", 2, "children"), ("good", None, "Case A"), ("good", None, "Case C")]


def test_the_heading_names_the_case(grades):
    judged = "Overall the group felt that the work on this case"
    text = f"Case A\n\n{judged} required improvement.\n\nCase B\n\n{judged} was good."
    assert grades(text) == [(RI, None, "Case A"), ("good", None, "Case B")]


def test_one_grade_for_the_work_as_a_whole(grades):
    assert grades("Overall, practice was judged to be good.") == [("good", None, "")]


def test_what_is_said_twice_is_one_grade(grades):
    text = "Three cases were judged good.\n\nSummary\n\nThree cases were judged good."
    assert grades(text) == [("good", 3, "cases")]


TABLES = {
    "a column of grades": (
        ["Case\tAge\tGrade", "A\t4\tGood", "B\t9\tRequires improvement"],
        [("good", None, "Case A"), (RI, None, "Case B")],
    ),
    "a row of grades": (
        ["Case\tA\tB", "Age\t4\t9", "Grade\tGood\tInadequate"],
        [("good", None, "Case A"), ("inadequate", None, "Case B")],
    ),
    "a tally": (["Grade\tNumber of cases", "Good\t2", "Requires improvement\t5"], [("good", 2, ""), (RI, 5, "")]),
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_grades_in_tables(grades, rows, expected):
    assert grades("Grades by case\n\n" + "\n".join(rows)) == expected


NONE = {
    "good practice": "The panel saw good practice in two cases and good recording in one.",
    "good practice beside grading": "The panel graded nine records and in two it noted good practice.",
    "effective": "Work in three cases was judged effective.",
    "praise": "Communication with the school was good.",
    "areas that need work": "Three areas require improvement before the next audit.",
    "none given": "No case was graded inadequate.",
    "a regulator's": "Both schools were rated good by Ofsted.",
    "a form": "Please delete to leave one judgement: Outstanding Good Requires Improvement Inadequate",
    "the scale": "Cases were graded as outstanding, good, requires improvement or inadequate.",
    "a question": "Was the case graded good?",
    "other grades": "Risks were graded high in two cases.",
    "advice": "Good supervision is judged by what changes.",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_grade(grades, text):
    assert grades(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("RI", RI), ("Requires Improvement", RI), ("Good.", "good"), ("good practice", None), ("amber", None), ("", None)],
)
def test_names_of_grades(text, name):
    assert grade_name(text) == name
