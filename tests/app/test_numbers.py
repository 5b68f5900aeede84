"""Answers that are numbers, over the sample reports."""

from __future__ import annotations

import pytest
from app_asking import asked
from fakes import make_passage

from app.answering.case_tables import case_rows, fitting, from_case_table
from app.answering.counted import basis_of
from app.answering.numbers import number, stated_rows

DA = "in the domestic abuse audit"


def answer(samples, question):
    return number(*asked(samples, question))


def figures(evidence):
    return [(m.value, m.count, m.whole, m.counted) for m in evidence.figures]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        (f"what % of returns had a contingency plan {DA}", ("46%", 11, 24, "agency returns")),
        ("supervision up to date - dip sample figure", ("75%", 9, 12, "")),
        (
            "unborn babies - how many had the pre-birth assessment started by 20 weeks",
            ("1 of 4", 1, 4, "unborn babies"),
        ),
        ("how many times does the word compliance appear in one file", ("41", 41, None, "times")),
        ("number of children where no voice was found", ("1", 1, None, "children")),
    ],
)
def test_the_opening_says_the_number_its_parts_and_of_which_report(samples, question, figure):
    evidence = answer(samples, question)
    measure = evidence.figures[0]
    title = samples.knowledge_base.catalogue.report(measure.passage.report_id).description.title
    assert figures(evidence)[0] == figure
    assert evidence.opening.startswith(f"**{measure.in_words}**")
    assert title in evidence.opening
    assert measure.passage in [hit.passage for hit in evidence.chosen]


def test_what_the_percentages_are_of_is_said_and_that_it_is_not_the_children(samples):
    (notice,) = answer(samples, f"what % of returns had a contingency plan {DA}").notices
    assert "not of the 8 children" in notice
    assert "agency returns" in notice


@pytest.mark.parametrize("question", ["are the DA percentages of children or of returns?", "percentages of what?"])
def test_what_percentages_are_of_is_answered_with_the_reports_own_words(samples, question):
    evidence = answer(samples, question)
    assert "of agency returns" in evidence.opening
    assert [basis_of([hit.passage]).unit for hit in evidence.chosen] == ["agency returns"]


def test_a_report_that_declares_no_base_has_none():
    assert basis_of([make_passage(text="46% of returns had a plan.")]) is None


def test_rows_that_meet_a_condition_are_counted_of_all_measures(samples):
    evidence = answer(samples, f"which measures were under 60% {DA}")
    assert evidence.opening.startswith("**3 of 16 measures** are under 60%")
    assert [m.value for m in evidence.figures] == ["54%", "52%", "46%"]


def test_a_condition_on_the_noes_is_met_by_the_noes(samples):
    evidence = answer(samples, f"which measures had 12 or more returns say no {DA}")
    assert [m.against for m in evidence.figures] == [12, 12, 13]
    assert "**13 of 24 said no**, 46% (11 of 24 agency returns) yes" in evidence.opening


def test_which_got_full_marks_is_a_false_premise_where_none_did_and_any_is_not(samples):
    assert answer(samples, f"which measures got 100% {DA}").reason == "false_premise"
    assert answer(samples, f"did any measures get 100% {DA}").reason is None


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("difference between DASH completed and DASH result shared, DA audit?", "4 percentage points"),
        ("diff between kids seen alone and own words recorded in the dip sample", "28 percentage points"),
    ],
)
def test_a_difference_is_exact_and_in_percentage_points_of_two_rows(samples, question, points):
    evidence = answer(samples, question)
    assert evidence.opening.startswith(f"**{points}**")
    assert len(evidence.figures) == 2
    assert all(m.passage.is_table_row and m.whole for m in evidence.figures)


def test_a_number_that_no_report_states_is_none(samples):
    assert answer(samples, "what percentage of zebras were vaccinated") is None


def test_rows_that_are_shown_are_figures_with_their_parts(samples):
    inquiry, sources = asked(samples, "supervision and lived experience in the dip sample")
    rows = stated_rows(sources.hits(inquiry), sources)
    assert ("56%", 5, 9) in [(m.value, m.count, m.whole) for m in rows]
    assert all(m.passage.is_table_row for m in rows)


COLUMNS = ("Case", "Age group", "Plan", "Heard at MARAC", "Grade")


def table():
    cells = [
        "A\t1 to 4\tEarly help\tYes\tGood",
        "B\t5 to 9\tChild protection\tNo\tGood",
        "C\t5 to 9\tEarly help\tNo\tPoor",
    ]
    return [make_passage(i, text=text, column_headings=COLUMNS) for i, text in enumerate(cells)]


@pytest.mark.parametrize(
    ("question", "cases"),
    [
        ("which cases were heard at marac", "A"),
        ("which cases werent heard at marac", "BC"),
        ("which cases had an early help plan", "AC"),
        ("which cases on early help were not heard at MARAC", "C"),
        ("which cases show good practice", ""),
        ("which cases had a chronology", ""),
    ],
)
def test_cases_are_chosen_by_the_cells_that_a_question_names(question, cases):
    assert "".join(row.case for row in fitting(case_rows(table()), question)) == cases


def test_a_table_of_measures_is_no_table_of_cases():
    row = make_passage(text="P2\tPlan in place\t11", column_headings=("Ref", "Measure", "Yes"))
    assert case_rows([row]) == []


def test_a_case_that_stands_only_in_a_table_is_answered_from_its_row(samples):
    evidence = from_case_table(*asked(samples, "how old was case H and what plan"))
    assert "Age group: **10 to 13**; Plan: **Early help**" in evidence.opening
    assert evidence.reason is None


def test_what_a_row_does_not_tell_of_such_a_case_is_a_false_premise(samples):
    evidence = from_case_table(*asked(samples, "case G - why did mum have to move away"))
    assert evidence.reason == "false_premise"
    assert [hit.passage.text.split("\t")[0] for hit in evidence.chosen] == ["G"]


@pytest.mark.parametrize("question", ["how old was F", "what did audits find about DASH", "why was case Z closed"])
def test_other_questions_are_left_to_the_other_ways(samples, question):
    assert from_case_table(*asked(samples, question)) is None
