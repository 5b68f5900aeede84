from __future__ import annotations

import pytest

from ingest.blocks import Kind
from ingest.finding_type_rules import finding_type_rules
from ingest.labels import case_letter
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load

RULES = finding_type_rules()
HEADINGS = [(heading, kind) for kind, headings in load("finding_types")["headings"].items() for heading in headings]


def typed(text, *path, kind=Kind.PARAGRAPH, columns=(), lapsed=False):
    return RULES.finding_type(kind, text, path, columns, lapsed=lapsed)


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
    ("path", "text", "expected"),
    [
        (["Case A", "Strengths"], "Workers met.", "A"),
        (["Cases"], "Child B was seen.", "B"),
        ([], "Case A and Case B were alike.", None),
        (["Case A"], "Like Case B.", "A"),
        ([], "In this case a plan was made.", None),
        ([], "Workers met.", None),
    ],
)
def test_case_letters(path, text, expected):
    assert case_letter(path, text) == expected
