"""What a question asks for. Which reports it names is in test_naming.py, its kind in test_router.py."""

from __future__ import annotations

import pytest
from fakes import in_month, make_report, on_day

from app.question import Facet, asked_facets, asked_types, asking_phrases, asks_for_session, read_question

REPORTS = [
    make_report("day", audit_date=on_day(2025, 2, 11), partnership="Harrowmere Safeguarding Children Partnership"),
    make_report("month", audit_date=in_month(2024, 7), partnership="Stoke Fennick Safeguarding Children Board"),
    make_report("undated", partnership=None),
]


def read(question):
    return read_question(question, REPORTS)


def test_the_reports_named_are_those_of_the_naming():
    reading = read("What did Harrowmere find?")
    assert reading.named_reports == reading.naming.reports == {"day"}


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("findings of February 2025 on GCP2", "february"),
        ("GCP2 in Harrowmere", "harrowmere"),
        ("As a nurse, what of GCP2", "nurse"),
        ("What recommendations were made on GCP2?", "recommendations"),
        ("How was GCP2 used in case C?", "c"),
        ("Which questions on GCP2 scored under 70%?", "70"),
        ("Make me a session on GCP2", "session"),
    ],
)
def test_words_that_say_what_for_and_not_what_about_are_no_topic(question, left_out):
    words = {word.casefold() for word in read(question).leave_out}
    assert left_out in words
    assert "gcp2" not in words


def test_supervision_is_a_topic_but_for_who_wants_a_session():
    assert "supervision" not in read("How was supervision recorded?").leave_out
    assert "supervision" in read("material for my team supervision on neglect").leave_out


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        ("What about case b?", "B"),
        ("Was Case C graded?", "C"),
        ("What happened in case C about the father?", "C"),
        ("What happened in Case K?", "K"),
        ("How was B’s dad involved?", "B"),
        ("what happened with D", "D"),
        ("In this case?", None),
        ("case", None),
        ("I want a plan for A level students", None),
        ("What did the R&D team do?", None),
    ],
)
def test_cases(question, letter):
    assert read(question).case_letter == letter


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("As a school nurse what should I do about neglect?", "school nurse"),
        ("as a health visitor, how do I ask about DASH", "health visitor"),
        ("Was DASH seen as a checklist?", ""),
        ("What did the nurse do?", ""),
    ],
)
def test_who_asks_is_told_from_what_is_asked(question, role):
    assert read(question).role == role


def test_the_agency_of_who_asks_is_not_one_asked_about():
    assert read("As a police officer, what should I do about neglect?").agencies == frozenset()
    assert read("What should the police do about neglect?").agencies == {"police"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do the audits compare on DASH?", True),
        ("What is said across audits?", True),
        ("What does every report say?", True),
        ("the difference between mothers and fathers", True),
        ("Findings of February 2025 and of July 2024", True),
        ("DASH in Harrowmere v Stoke Fennick", True),
        ("Which audits mention dads?", True),
        ("Were fathers left out in both reports?", True),
        ("Has supervision got better?", True),
        ("What about DASH?", False),
        ("What did the July 2024 audit say of DASH?", False),
        ("Was information shared?", False),
    ],
)
def test_questions_that_compare(question, expected):
    assert read(question).compares is expected


@pytest.mark.parametrize(
    ("question", "trend", "since"),
    [
        ("Has supervision improved since July 2024?", True, True),
        ("Is supervision getting worse?", True, False),
        ("Did it change between July 2024 and February 2025?", True, False),
        ("What has happened since July 2024?", False, False),
        ("How can supervision be improved?", False, False),
    ],
)
def test_questions_of_a_trend_and_what_they_are_since(question, trend, since):
    assert (read(question).trend, read(question).since) == (trend, since)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What worked well?", {"good_practice"}),
        ("any positives about schools", {"good_practice"}),
        ("What are the worries?", {"concern"}),
        ("what went wrong with fathers", {"concern"}),
        ("where are the gaps", {"concern"}),
        ("What was recommended?", {"recommendation"}),
        ("what do we need to do on DASH", {"recommendation"}),
        ("Give me reflective questions", {"reflective_question"}),
        ("supervision prompts on neglect", {"reflective_question"}),
        ("What do we hope to see?", {"intended_outcome"}),
        ("What percentage had a plan?", {"statistic"}),
        ("What were the aims?", {"audit_question"}),
        ("What was the sample?", {"method"}),
        ("Any further reading?", {"resource"}),
        ("Was it good or bad?", {"good_practice", "concern"}),
        ("How was DASH used?", set()),
        ("Was the house in good order?", set()),
        ("What did the dip sample of supervision say?", set()),
    ],
)
def test_finding_types_asked_for(question, kinds):
    assert asked_types(question) == kinds


@pytest.mark.parametrize(
    ("question", "facets"),
    [
        ("How many children were in the sample?", {Facet.SAMPLE}),
        ("how many kids did the audit look at", {Facet.SAMPLE}),
        ("when was the audit done", {Facet.DATE}),
        ("What grades were given?", {Facet.GRADES}),
        ("how many were requires improvement", {Facet.GRADES}),
        ("Which agencies took part?", {Facet.AGENCIES}),
        ("What were the aims?", {Facet.AIMS}),
        ("what did the audit set out to find", {Facet.AIMS}),
        ("What was the focus of the audit?", {Facet.FOCUS}),
        ("How were the cases chosen?", {Facet.METHOD}),
        ("What is planned for the next audit?", {Facet.NEXT_AUDIT}),
        ("How many fathers were invited?", set()),
        ("Which agencies shared information late?", set()),
        ("When do fathers get invited?", set()),
        ("What did the dip sample find about fathers?", set()),
    ],
)
def test_facets_of_the_audit_asked_for(question, facets):
    assert asked_facets(question) == facets


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("List all recommendations", True),
        ("Give me every concern about schools", True),
        ("only the good practice", True),
        ("the recommendations", False),
        ("all about DASH", False),
        ("What do all audits recommend?", False),
    ],
)
def test_whole_lists(question, expected):
    assert read(question).wants_all is expected


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which questions scored under 70%?", "under 70%"),
        ("measures at least 80%", "80% or more"),
        ("the lowest three scores", "lowest"),
        ("children under 5", None),
        ("How was DASH used?", None),
    ],
)
def test_what_numbers_must_be(question, said):
    condition = read(question).condition
    assert (condition.said if condition else None) == said


def test_the_two_things_whose_difference_is_asked_for():
    assert read("What is the difference between fathers and mothers?").pair == ("fathers", "mothers")
    assert read("What about fathers and mothers?").pair is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Make me a session on neglect", True),
        ("a 7 minute briefing on DA for my team", True),
        ("slides about fathers", True),
        ("plan a workshop on DASH", True),
        ("What did the neglect briefing say?", False),
        ("How were supervision sessions recorded?", False),
    ],
)
def test_sessions_asked_for(question, expected):
    assert asks_for_session(question) is expected


def test_asking_phrases_are_those_of_types_and_facets_alone():
    assert asking_phrases("What recommendations did the sample bring on fathers?") == [
        "recommendations",
        "sample",
        "sample",
    ]
    assert asking_phrases("How was DASH used?") == []


def test_labels_say_the_same_as_words_of_the_question():
    assert read("What about neglect?").labels["neglect"] == {"theme:neglect"}
