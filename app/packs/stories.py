"""Tells which passages go on with the story of a single case that another passage tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.case_details import is_of_a_case, tells_of_one_case
from app.packs.case_patterns import GOES_ON, STORY_HEADING
from ingest.passages import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.types import Passage

REACH = 8
"""Passages before and after one that are looked at: the boxes of inspection letters are no longer."""


def is_of_a_story(passage: Passage, around: Sequence[Passage]) -> bool:
    """Whether a passage belongs to a story that it may not itself show to be one.

    Under a heading such as `Case study` it does where any passage there tells of one case; elsewhere where it goes on
    (`the young person`, `she`) from one that does, without another between them.

    Args:
        passage: The passage.
        around: Passages of its report within REACH of it, itself among them, in reading order.
    """
    beside = [each for each in around if each.heading_path == passage.heading_path]
    if any(STORY_HEADING.search(heading) for heading in passage.heading_path):
        return any(map(_opens, beside))
    telling = False
    for each in beside:
        if each.ordinal >= passage.ordinal:
            break
        telling = _begins(each) or (telling and _goes_on(each))
    return telling and _goes_on(passage)


def _goes_on(passage: Passage) -> bool:
    return GOES_ON.search(passage.text) is not None


def _opens(passage: Passage) -> bool:
    """Whether a passage tells of one case, anywhere in it."""
    return is_of_a_case(passage) or any(_told(passage))


def _begins(passage: Passage) -> bool:
    """Whether a passage tells of one case from its first words: a story, not a finding with an example."""
    return is_of_a_case(passage) or next(_told(passage), False)


def _told(passage: Passage) -> Iterator[bool]:
    """Of each sentence, whether it tells of one case."""
    for span in sentence_spans(passage.text):
        yield tells_of_one_case(passage.text[span.start : span.end], passage.finding_type)
