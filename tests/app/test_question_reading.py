from __future__ import annotations

import pytest
from fakes import in_month, make_report, on_day

from app.question import asked_types, read_question

REPORTS = [
    make_report("day", audit_date=on_day(2025, 2, 11), partnership="Harrowmere Safeguarding Children Partnership"),
    make_report("month", audit_date=in_month(2024, 7), partnership="Stoke Fennick Safeguarding Children Board"),
    make_report("undated", partnership=None),
]


def read(question):
    return read_question(question, REPORTS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the audit of 11 February 2025 find?", {"day"}),
        ("What did the audit of 11/02/2025 find?", {"day"}),
        ("What did the February 2025 audit find?", {"day"}),
        ("What did the Feb 2025 audit find?", {"day"}),
        ("What was found in 2025?", {"day"}),
        ("What was found in the July audit?", {"month"}),
        ("What was found on 3 July 2024?", set()),
        ("What was found in 2019?", set()),
        ("What may have been found?", set()),
        ("Compare February 2025 and July 2024", {"day", "month"}),
        ("What did Harrowmere find?", {"day"}),
        ("What were Stoke Fennick's findings?", {"month"}),
        ("What did Stoke find?", set()),
        ("What did the safeguarding partnership find?", set()),
        ("What did Harrowmere find in July 2024?", set()),
    ],
)
def test_reports_named_by_date_or_place(question, expected):
    assert read(question).named_reports == expected


def test_a_day_that_the_report_does_not_state_names_no_report():
    assert read("What was found on 3 July 2024?").named_reports == set()


@pytest.mark.parametrize(
    "question", ["findings of February 2025 on GCP2", "GCP2 in Harrowmere", "As a nurse, what of GCP2"]
)
def test_dates_places_and_roles_are_no_topic(question):
    left_out = {word.casefold() for word in read(question).leave_out}
    assert left_out & {"february", "harrowmere", "nurse"}
    assert "gcp2" not in left_out


@pytest.mark.parametrize(
    ("question", "letter"),
    [("What about case b?", "B"), ("Was Case C graded?", "C"), ("In this case?", None), ("case", None)],
)
def test_cases(question, letter):
    assert read(question).case_letter == letter


@pytest.mark.parametrize(
    ("question", "naming"),
    [
        ("What did the repeat plans audit find?", "repeat plans"),
        ("What did the neglect briefing say?", "neglect"),
        ("What did the audit about pregnant mothers find?", "pregnant mothers"),
        ("What did the audit find?", ""),
        ("How was DASH used?", ""),
        ("What did the Harrowmere audit find?", ""),
    ],
)
def test_words_that_say_which_report(question, naming):
    assert read(question).naming == naming


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do the audits compare on DASH?", True),
        ("What is said across audits?", True),
        ("What does every report say?", True),
        ("the difference between mothers and fathers", True),
        ("Findings of February 2025 and of July 2024", True),
        ("What about DASH?", False),
    ],
)
def test_questions_that_compare(question, expected):
    assert read(question).compares is expected


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What worked well?", {"good_practice"}),
        ("What are the worries?", {"concern"}),
        ("What was recommended?", {"recommendation"}),
        ("Give me reflective questions", {"reflective_question"}),
        ("What do we hope to see?", {"intended_outcome"}),
        ("What percentage had a plan?", {"statistic"}),
        ("What were the aims?", {"audit_question"}),
        ("What was the sample?", {"method"}),
        ("Any further reading?", {"resource"}),
        ("How was DASH used?", set()),
    ],
)
def test_finding_types_asked_for(question, kinds):
    assert asked_types(question) == kinds


@pytest.mark.parametrize(
    ("question", "expected"),
    [("List all recommendations", True), ("the recommendations", False), ("all about DASH", False)],
)
def test_whole_lists(question, expected):
    assert read(question).wants_all is expected
