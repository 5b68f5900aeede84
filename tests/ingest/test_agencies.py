from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agencies import AgencyRules, agency_rules
from ingest.phrases import Phrase, PhraseFinder
from knowledge.vocabulary.loader import load

RULES = agency_rules()
AGENCIES = load("agencies")["agencies"]
texts = st.lists(
    st.sampled_from(["police", "station", "Health", ",", "and", "\t", "school", "nurse", "GP", "MASH", "age"]),
    max_size=25,
).map(" ".join)


def agencies(text, *path, columns=()):
    return [found.agency for found in RULES.agencies_of(text, path, columns)]


@pytest.mark.parametrize("agency", AGENCIES, ids=[agency["name"] for agency in AGENCIES])
def test_each_name_tells_its_agency_and_no_other(agency):
    assert agency["kind"]
    for name in agency["names"]:
        assert agencies(f"Then {name.replace('*', 'ers')} came.") == [agency["name"]], name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schools are helped by the police.", ["education", "police"]),
        ("A school-age boy sat in a police station.", []),
        ("School nurses met.", ["school nursing"]),
        ("Adult social care met children's social care.", ["adult social care", "children's social care"]),
        ("The social worker rang A&E.", ["children's social care", "hospital"]),
        ("Mum, dad and a neighbour met.", []),
        ("HMI Probation and HMI Constabulary wrote.", []),
        ("Poor housing conditions.", []),
        ("Housing did not come.", ["housing"]),
        ("Mental health workers rang.", ["mental health service"]),
        ("Police, health and education met.", ["police", "health services", "education"]),
        ("The health of a child and his education.", []),
        ("Health\tYes", ["health services"]),
        ("The police rang the police.", ["police"]),
    ],
)
def test_agencies_of_a_text(text, expected):
    assert agencies(text) == expected


def test_a_heading_and_a_column_name_agencies_before_the_text_does():
    assert agencies("GPs were told.", "Single agency actions: Police") == ["police", "GP"]
    assert agencies("Met\tYes\t", columns=("", "Health", "Police")) == ["health services"]


@pytest.mark.parametrize(
    ("text", "path", "columns", "rule"),
    [
        ("Health visitors came.", [], (), 'name "Health visitors"'),
        ("They came.", ["Actions: Police"], (), 'heading "Actions: Police"'),
        ("Met\tYes", [], ("", "Police"), 'column "Police"'),
    ],
    ids=["name", "heading", "column"],
)
def test_the_rule_says_what_told_the_agency(text, path, columns, rule):
    assert [found.rule for found in RULES.agencies_of(text, path, columns)] == [rule]


def test_a_name_inside_a_longer_sure_one_is_none_but_two_agencies_may_share_one():
    phrases = [
        Phrase("green tea cup", "a"),
        Phrase("green tea", "b"),
        Phrase("tea cup", "c"),
        Phrase("green tea cup", "d"),
    ]
    rules = AgencyRules(PhraseFinder(phrases), {})
    assert [found.agency for found in rules.agencies_of("green tea cup")] == ["a", "d"]


@given(text=texts, path=st.lists(texts, max_size=2))
def test_agencies_are_told_once_with_a_rule_and_a_valid_span(text, path):
    found = RULES.agencies_of(text, path)
    assert len({each.agency for each in found}) == len(found)
    assert all(each.rule and each.agency in RULES.kinds for each in found)
    assert all(each.span is None or text[each.span.start : each.span.end].strip() for each in found)
