from __future__ import annotations

import pytest
from fakes import make_passage, make_report
from hypothesis import given
from hypothesis import strategies as st

from app.compose.extractive import Draft
from app.writing.completion import completed
from knowledge.types import Citation, Match, Statement

REPORT = make_report("r")
TEXTS = (
    "A chronology was on file for 7 of the 12 children, and most were out of date.",
    "Health visitors weighed the baby at each visit.",
    "Housing officers were seldom invited.",
)


def citing(number, passage):
    return Citation(
        number, passage.passage_id, REPORT, passage.text, passage.start, passage.end, Match.EXACT, passage.finding_type
    )


def draft(passages, *statements):
    citations = tuple(citing(number, passage) for number, passage in enumerate(passages, 1))
    return Draft(tuple(statements), citations, tuple(passages))


def statement(text, *numbers, **fields):
    return Statement(text, make_passage().finding_type, numbers, **fields)


PASSAGES = [make_passage(number, text=text) for number, text in enumerate(TEXTS)]
EXTRACTIVE = draft(PASSAGES, *(statement(text, number) for number, text in enumerate(TEXTS, 1)))


def prose(text, place=0):
    return draft([PASSAGES[place]], statement(text, 1, written_by="model", paragraph=1))


def below(written):
    return [one.text for one in completed(written, EXTRACTIVE).statements if not one.paragraph]


def test_findings_that_the_prose_leaves_out_stand_below_it():
    assert below(prose("At each visit health visitors weighed the baby.", 1)) == [TEXTS[0], TEXTS[2]]


@pytest.mark.parametrize(
    "text",
    [
        "A chronology was on file for 7 of the 12 children.",
        "A chronology was on file for most of the children, and most were out of date.",
    ],
    ids=["half of it", "without its numbers"],
)
def test_a_finding_that_is_said_in_part_stands_again_under_its_own_number(text):
    whole = completed(prose(text), EXTRACTIVE)
    again = next(one for one in whole.statements[1:] if one.text == TEXTS[0])
    assert again.citations == whole.statements[0].citations


def test_a_finding_said_in_two_sentences_is_said_in_full():
    said = [statement(part, 1, written_by="model", paragraph=1) for part in TEXTS[0].split(", and ")]
    assert TEXTS[0] not in below(draft([PASSAGES[0]], *said))


@given(st.lists(st.sampled_from(range(len(TEXTS))), unique=True), st.text(max_size=60))
def test_every_passage_is_still_cited_once_and_every_citation_used(places, text):
    passages = [PASSAGES[place] for place in places]
    written = draft(passages, *(statement(text, n, written_by="model", paragraph=1) for n in range(1, len(places) + 1)))
    whole = completed(written, EXTRACTIVE)
    assert {citation.passage_id for citation in whole.citations} == {passage.passage_id for passage in PASSAGES}
    assert [citation.number for citation in whole.citations] == list(range(1, len(TEXTS) + 1))
    assert {number for one in whole.statements for number in one.citations} == set(range(1, len(TEXTS) + 1))
    assert whole.statements[: len(places)] == written.statements
