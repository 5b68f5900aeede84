"""Makes the question that audits can answer out of one that they cannot."""

from __future__ import annotations

import re
from functools import cache

from app.guard.rules import compiled
from ingest.themes import theme_rules
from knowledge.vocabulary.loader import load

MOST_TOPICS = 2
CASE = re.compile(r"\b(case|child|family) ([a-z])\b")


def general_question(plain_text: str, about: str = "") -> str | None:
    """What to ask of the audits instead; `None` where the words name no topic.

    Args:
        plain_text: From `wording.plain`, of the question with nothing in it that identifies a person.
        about: The topic to fall back on; empty for none.
    """
    topics = [about for about, words in _topics() if words.search(plain_text)] or _themes(plain_text)
    case = CASE.search(plain_text)
    if case and not topics:
        return f"What did the audit find about {case[1]} {case[2].upper()}?"
    topics = topics[:MOST_TOPICS] or [about]
    return f"What did audits find about {' and about '.join(topics)}?" if topics[0] else None


def _themes(plain_text: str) -> list[str]:
    told = theme_rules()
    return [told.labels[each.theme] for each in told.themes_of(plain_text)]


@cache
def _topics() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((topic["about"], compiled(topic["words"])) for topic in load("guard")["topics"])
