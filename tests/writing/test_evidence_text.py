from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fakes import make_passage, make_report, sample_of
from hypothesis import given
from hypothesis import strategies as st

from app.writing.evidence_text import MOST_PASSAGES, evidence_text, keyed, random_key
from knowledge.types import FindingType, Identifiable, SearchHit, Span

REPORT = make_report("r", title="Audit of neglect", sample=sample_of(10))


def no_text(report_id):
    raise AssertionError("asked for the text of a report in which nobody is named")


def hits(*passages):
    return [SearchHit(passage, 1.0) for passage in passages]


def test_at_most_a_dozen_passages_are_told_the_best_first():
    evidence = keyed(hits(*(make_passage(number) for number in range(20))), {"r": REPORT}, no_text)
    assert [one.passage.ordinal for one in evidence] == list(range(MOST_PASSAGES))
    assert len({one.key for one in evidence}) == MOST_PASSAGES


def test_each_is_told_with_its_report_date_and_sample():
    [row] = evidence_text(
        "What?", keyed(hits(make_passage(text="Plans were late.")), {"r": REPORT}, no_text)
    ).splitlines()[1:]
    told = json.loads(row)
    assert (told["report"], told["sample"], told["type"]) == ("Audit of neglect", "10 children", "concern")
    assert told["date"] == "date not stated"
    assert told["text"] == "Plans were late."


def test_questions_for_reflection_and_links_are_told_to_no_model():
    kinds = (FindingType.REFLECTIVE_QUESTION, FindingType.RESOURCE, FindingType.AUDIT_QUESTION, FindingType.CONCERN)
    found = hits(*(make_passage(number, finding_type=kind) for number, kind in enumerate(kinds)))
    assert [one.passage.finding_type for one in keyed(found, {"r": REPORT}, no_text)] == [FindingType.CONCERN]


PERSON = "Kayleigh Smith, born\n3 May 2011"
NAMED = (Identifiable("name_with_date_of_birth", Span(0, len(PERSON)), personal=True, rule="a name and a date"),)


@pytest.mark.parametrize(
    ("passage", "title"),
    [
        (make_passage(0, text="We met Kayleigh Smith, born 3 May 2011."), "Audit"),
        (make_passage(0, heading_path=("About Kayleigh Smith, born 3 May 2011",)), "Audit"),
        (make_passage(0, text="5", column_headings=("Kayleigh Smith, born 3 May 2011",)), "Audit"),
        (make_passage(0), "Review of Kayleigh Smith, born 3 May 2011"),
    ],
    ids=["text", "heading", "column", "title"],
)
def test_what_may_identify_a_person_is_told_to_no_model_wherever_it_stands(passage, title):
    reports = {"r": make_report("r", title=title, screening=NAMED), "s": make_report("s")}
    other = make_passage(1, "s")
    assert [one.passage for one in keyed(hits(passage, other), reports, lambda report_id: PERSON)] == [other]


def test_what_is_a_services_own_is_told():
    service = (replace(NAMED[0], personal=False),)
    passage = make_passage(0, text="We met Kayleigh Smith, born 3 May 2011.")
    assert keyed(hits(passage), {"r": make_report("r", screening=service)}, lambda report_id: PERSON)


def test_a_key_that_stands_in_a_text_is_not_used():
    keys = iter(["k7f2", "k7f2", "m3x9", "m3x9", "b2c3"])
    found = hits(make_passage(0, text="Form K7F2 was used."), make_passage(1))
    assert [one.key for one in keyed(found, {"r": REPORT}, no_text, lambda: next(keys))] == ["m3x9", "b2c3"]


def test_keys_are_random():
    assert len({random_key() for _ in range(200)}) > 150


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_no_text_can_end_its_own_string_or_make_a_line_of_its_own(question, text):
    evidence = keyed(hits(make_passage(text=text)), {"r": REPORT}, no_text)
    rows = [json.loads(line) for line in evidence_text(question, evidence).split("\n")]
    assert len(rows) == 2
    assert rows[0] == {"question": question}
    assert rows[1]["text"] == text
