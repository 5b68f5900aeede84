"""Tells what says something by itself from what does not: only the first is put into a pack unasked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.types import FindingType

if TYPE_CHECKING:
    from knowledge.types import Passage

LEANS_ON_OTHERS = re.compile(
    r"(?:This|These|Those|That|They|Their|It|Its|He|She|His|Her|Such|However|Therefore|Consequently|In addition"
    r"|As a (?:result|consequence)|Additionally|Furthermore|Moreover|Similarly|Also|Again|For example|In these"
    r"|In this|But|And|Where this|Of these|Of those|In one of those)\b"
)
"""How words begin that are understood only after those before them."""
POINTS_BACK = re.compile(r"^(?:\W*\w+\W+){0,4}?(?:these|those|this|such|them|it)\b", re.IGNORECASE)
BREAKS_OFF = re.compile(r"[,:;–-]\s*$")
BEGINS_AMID = re.compile(r"^\s*(?:[a-z]|\d{1,3}\s+[A-Z]|\W*click here)")
"""Half a sentence, a footnote, or where to click."""
OF_THE_WORK = re.compile(
    r"\b(?:audit tool|methodology|the (?:next|following|above|below) (?:table|section|chart)|table (?:above|below|\d)"
    r"|are split into|to be sampled|terms of reference|this (?:report|audit|briefing) (?:is|was|will|sets|describes)"
    r"|we have determined that|written statement of|yours (?:sincerely|faithfully)|click here"
    r"|will (?:review|be launch\w+|be sampled|develop|produce|update))\b",
    re.IGNORECASE,
)
"""How the audit was made, or what somebody is going to do: no finding, wherever in the report it stands."""
OF_THE_SAMPLE = re.compile(
    r"^(?:the|these|all|both)?\s*(?:\w+\s+){0,2}?(?:children|young people|families|cases)\s+"
    r"(?:have|had|were|are|ranged|include[ds]?|came|lived)\b",
    re.IGNORECASE,
)
"""Who the children are that were looked at."""


def stands_alone(passage: Passage) -> bool:
    """Whether a passage says something of practice by itself: not a row, a fragment, or how the audit was made."""
    text = passage.text
    if passage.is_table_row or LEANS_ON_OTHERS.match(text) or BREAKS_OFF.search(text) or BEGINS_AMID.match(text):
        return False
    if OF_THE_WORK.search(text):
        return False
    return passage.finding_type is not FindingType.FINDING or OF_THE_SAMPLE.match(text) is None


def leans_on_others(sentence: str) -> bool:
    """Whether a sentence is understood only after the one before it."""
    return LEANS_ON_OTHERS.match(sentence.strip()) is not None or POINTS_BACK.match(sentence) is not None
