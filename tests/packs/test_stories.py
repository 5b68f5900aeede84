"""Which passages belong to the story of a single case that another passage tells."""

from __future__ import annotations

import pytest
from fakes import make_passage

from app.packs.stories import is_of_a_story

STORY = "In one case the mother was not told of the meeting."
GENERAL = "Visits were kept in most families."


def passages(*texts, heading=("Findings",)):
    return [make_passage(number, text=text, heading_path=heading) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((STORY, "The young person then moved."), True),
        ((STORY, "She was seen at school.", "The family had no plan."), True),
        ((STORY, GENERAL), False),
        ((STORY, GENERAL, "The young person's voice was heard in most plans."), False),
        ((GENERAL, "The young person's voice was heard in most plans."), False),
    ],
)
def test_what_goes_on_from_a_story_belongs_to_it(texts, expected):
    around = passages(*texts)
    assert is_of_a_story(around[-1], around) is expected


def test_under_another_heading_a_story_has_ended():
    around = [*passages(STORY), make_passage(1, text="The young person was heard.", heading_path=("Strengths",))]
    assert not is_of_a_story(around[-1], around)


def test_a_box_on_a_case_is_left_out_whole_and_one_on_a_service_is_not():
    heading = ("Strengths", "Case study: highly effective practice")
    told = passages("Agencies met weekly.", "Mum now has a worker who speaks her language.", heading=heading)
    service = passages("Agencies met weekly.", "The service reaches most schools.", heading=heading)
    assert is_of_a_story(told[0], told)
    assert not is_of_a_story(service[0], service)
