"""Makes a follow-up question stand on its own: without its history, `and the police?` names no topic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Turn

LEANS_BACK = re.compile(
    r"^\s*(?:and|ok|okay|so|but|also|which of|any (?:more|others?)|why|same)\b"
    r"|^\W*(?:they|it|that|he|she)\b"
    r"|\b(?:those|these|them|that one|the (?:same|first|second|last|other) one)\b",
    re.IGNORECASE,
)
"""`What about X?` is not among these: it changes the topic."""
LONGEST_TOPIC = 300
"""Characters of the earlier question that are carried over."""
LEAD = re.compile(r"^\s*(?:(?:and|ok|okay|so|but|also|then)\b[\s,]*)+", re.IGNORECASE)


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """The question with the topic of the person's last one before it, where it leans on that; else as it is.

    Args:
        question: As typed.
        history: Earlier turns, oldest first.
    """
    asked = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked or not LEANS_BACK.search(question):
        return question.strip()
    earlier = asked[-1][:LONGEST_TOPIC].rstrip("?!. ")
    return f"{earlier}: {LEAD.sub('', question).strip()}"
