"""What a pack takes unasked says something of practice by itself."""

from __future__ import annotations

import pytest
from fakes import make_passage

from app.packs.standing_alone import leans_on_others, stands_alone
from knowledge.types import FindingType


@pytest.mark.parametrize(
    ("text", "finding_type", "expected"),
    [
        ("Visits were kept in most families.", FindingType.CONCERN, True),
        ("Share the minutes with schools.", FindingType.RECOMMENDATION, True),
        ("However, few of them were recorded.", FindingType.CONCERN, False),
        ("domestic abuse and sexual health services,", FindingType.CONCERN, False),
        ("Three things matter:", FindingType.FINDING, False),
        ("The next table gives the numbers of children.", FindingType.FINDING, False),
        ("A list of cases to be sampled by the group.", FindingType.CONCERN, False),
        ("The children have a range of needs.", FindingType.FINDING, False),
        ("We have determined that the director should write a statement.", FindingType.RECOMMENDATION, False),
    ],
)
def test_it_is_told_from_what_leans_breaks_off_or_tells_of_the_work(text, finding_type, expected):
    assert stands_alone(make_passage(text=text, finding_type=finding_type)) is expected


def test_a_row_of_a_table_is_not_taken_unasked():
    assert not stands_alone(make_passage(text="Plans late\t3", column_headings=("Finding", "Cases")))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("Many of these should have gone elsewhere.", True), ("They were late.", True), ("Plans were late.", False)],
)
def test_a_sentence_that_leans_on_the_one_before_it(sentence, expected):
    assert leans_on_others(sentence) is expected
