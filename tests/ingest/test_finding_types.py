from __future__ import annotations

import pytest

from ingest.blocks import Kind
from ingest.finding_type_rules import finding_type_rules
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load

RULES = finding_type_rules()
HEADINGS = [(heading, kind) for kind, headings in load("finding_types")["headings"].items() for heading in headings]


def typed(text, *path, kind=Kind.PARAGRAPH, columns=(), lapsed=False):
    return RULES.finding_type(kind, text, path, columns, lapsed=lapsed).finding_type


@pytest.mark.parametrize(("heading", "kind"), HEADINGS, ids=[heading for heading, _kind in HEADINGS])
def test_each_heading_announces_its_type(heading, kind):
    assert RULES.heading_type(heading.capitalize()) == kind
    assert RULES.heading_type(f"3. {heading.title()}:") == kind


@pytest.mark.parametrize(("heading", "kind"), HEADINGS, ids=[heading for heading, _kind in HEADINGS])
def test_each_heading_is_told_from_a_sentence(heading, kind):
    assert RULES.is_heading(heading.capitalize())
    assert not RULES.is_heading(f"{heading.capitalize()}.")
    assert not RULES.is_heading(heading)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Workers kept going.", ["Strengths"], "good_practice"),
        ("Workers kept going.", ["Areas for improvement"], "concern"),
        ("Workers kept going.", ["Strengths", "Areas for improvement"], "concern"),
        ("Workers kept going.", ["Areas for improvement", "Schools"], "concern"),
        ("Workers kept going.", ["Strengths and concerns"], "finding"),
        ("Lack of chronologies in records.", ["Strengths"], "concern"),
        ("Workers kept going, with no lack of chronologies.", ["Strengths"], "good_practice"),
        ("Chronologies were not consistently used.", [], "concern"),
        ("There were missed opportunities to act.", [], "concern"),
        ("Plans came too late.", ["What we found"], "concern"),
        ("Communication was strong.", [], "good_practice"),
        ("Agencies worked closely together.", ["Findings"], "good_practice"),
        ("Ensure that plans are shared.", [], "recommendation"),
        ("Ensure that plans are shared.", ["Areas for improvement"], "recommendation"),
        ("Review whether plans are shared.", ["Areas for improvement"], "recommendation"),
        ("Focus on incidents overshadowed the child.", ["Areas for improvement"], "concern"),
        ("Managers should ensure oversight.", [], "recommendation"),
        ("Managers will meet in May.", ["Next steps"], "recommendation"),
        ("85% of returns agreed.", [], "statistic"),
        ("Half, or 50 per cent, agreed.", ["What we found"], "statistic"),
        ("85% of returns agreed.", ["Strengths"], "good_practice"),
        ("What would you do next?", [], "reflective_question"),
        ("What would you do next?", ["Areas for improvement"], "reflective_question"),
        ("What has changed for this child?", ["Reflective questions"], "reflective_question"),
        ("Did somebody notice early?", [], "audit_question"),
        ("Plans that are shared.", ["What we hope to see"], "intended_outcome"),
        ("Workers met the mother.", ["Case A"], "case_example"),
        ("Workers met the mother.", ["Case A", "Strengths"], "good_practice"),
        ("Workers met the mother.", [], "finding"),
        ("Records were read by two people.", ["Methodology"], "method"),
        ("The audit looked at nine children.", ["Strengths"], "method"),
        ("Did somebody notice early?", ["Audit questions"], "audit_question"),
        ("Download the guide here: https://example.org", [], "resource"),
        ("Use the toolkit with families.", [], "recommendation"),
        ("Guide to plans", ["Further reading"], "resource"),
    ],
)
def test_passages_by_heading_and_wording(text, path, expected):
    assert typed(text, *path) == expected


def test_a_heading_no_longer_speaks_for_what_follows_its_list():
    assert typed("Workers met the mother.", "Strengths", lapsed=True) is FindingType.FINDING


@pytest.mark.parametrize(
    ("row", "columns", "path", "expected"),
    [
        ("Seen alone\t7\t2\t78%", ("Measure", "Yes", "No", "%"), [], "statistic"),
        ("A\tUnder 1\tGood", ("Case", "Age", "Grade"), ["Methodology"], "method"),
        ("Is the plan shared?\tPolice", ("Item", "Who"), [], "audit_question"),
        ("Plans\tPolice", ("Question", "Who"), [], "audit_question"),
        ("Share plans\tPolice", ("Action", "Who"), ["Action plan"], "recommendation"),
        ("A\tUnder 1\tGood", ("Case", "Age", "Grade"), [], "method"),
    ],
    ids=["numbers", "under a heading", "question mark", "question column", "action plan", "no heading"],
)
def test_table_rows(row, columns, path, expected):
    assert typed(row, *path, kind=Kind.TABLE_ROW, columns=columns) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Staff know families well.", ["Main findings"], "good_practice"),
        ("Babies are seen promptly by skilled workers.", [], "good_practice"),
        ("Minutes are not sent to dentists.", ["Main findings"], "concern"),
        ("Families wait too long for a worker.", [], "concern"),
        ("Visits are timely. However, notes are poor.", [], "concern"),
        ("Although visits are timely, notes are poor.", [], "concern"),
        ("Despite poor notes, visits are timely.", [], "good_practice"),
        ("Notes are not consistently clear, robust and timely.", [], "concern"),
        ("There is a lack of effective, robust and timely work.", [], "concern"),
        ("Drivers left and a lift was booked.", [], "finding"),
        ("Leaders reduced the delays with skill and were praised.", [], "good_practice"),
        ("A girl who was not at school met robust, timely help.", [], "good_practice"),
        ("A boy with speech delay met skilled staff.", [], "good_practice"),
        ("Six records were graded good and two inadequate.", [], "finding"),
        ("The plan needs to be shared by skilled staff.", [], "recommendation"),
        ("However, notes are poor.", ["Key strengths"], "concern"),
        ("However, visits are timely.", ["Key strengths"], "good_practice"),
        ("Notes are poor in places.", ["Key strengths"], "good_practice"),
        ("Visits are timely.", ["What still needs to improve"], "concern"),
        ("Visits are timely.", ["Areas for priority action"], "concern"),
        ("Skilled workers met B, who loves cars.", ["Case B"], "case_example"),
    ],
)
def test_polarity_under_no_telling_heading(text, path, expected):
    assert typed(text, *path) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Support ends in May.", Kind.PARAGRAPH, "finding"),
        ("Use of maps is common.", Kind.LIST_ITEM, "finding"),
        ("make maps for the driver", Kind.PARAGRAPH, "finding"),
        ("make maps for the driver", Kind.LIST_ITEM, "recommendation"),
        ("Support each driver.", Kind.LIST_ITEM, "recommendation"),
    ],
    ids=["a noun", "a noun with of", "tail of a sentence", "item in lower case", "a verb"],
)
def test_only_a_verb_at_the_beginning_makes_a_recommendation(text, kind, expected):
    assert typed(text, kind=kind) == expected


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("Workers kept going.", ["Strengths"], 'heading "Strengths"'),
        ("Ensure that plans are shared.", [], 'begins with "Ensure"'),
        ("Plans came too late.", [], 'wording "too late"'),
        ("However, notes are poor.", ["Strengths"], 'begins with "however,"'),
        ("85% of returns agreed.", [], 'number "85%"'),
        ("What would you do next?", [], 'question to "you"'),
        ("Workers met the mother.", ["Case A"], 'heading "Case A"'),
        ("The audit looked at nine children.", [], 'wording "the audit looked"'),
        ("Workers met the mother.", ["x" * 90 + " strengths"], 'heading "' + "x" * 59 + '…"'),
    ],
)
def test_the_rule_says_what_told_the_type(text, path, rule):
    assert RULES.finding_type(Kind.PARAGRAPH, text, path, ()).rule == rule


def test_a_table_of_numbers_says_so():
    assert RULES.finding_type(Kind.TABLE_ROW, "Seen\t7\t2", [], ()).rule == "table of numbers"


def test_a_fault_outweighs_two_words_of_praise_and_not_three():
    assert typed("Visits are timely and thorough. Notes are poor.") is FindingType.CONCERN
    assert typed("Visits are timely, thorough and skilled. Notes are poor.") is FindingType.GOOD_PRACTICE
