"""Makes a follow-up question stand on its own: without its history, `and the police?` names no topic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.labels_asked import agencies_asked
from app.naming import PAPER, named_reports, words_of
from app.question import CASE, asking_phrases
from app.router import ASKS_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Report, Turn

LEANS_BACK = re.compile(
    r"^\s*(?:and|ok|okay|so|but|also|which of|any (?:more|others?|examples?)|why|same|just|only|in|for|from|more"
    r"|examples?|tell me more)\b"
    r"|^\W*(?:they|it|that|he|she)\b"
    r"|\b(?:those|these|them|that one|the (?:same|first|second|third|last|other) (?:one|audit|report|case))\b"
    r"|\b(?:do|did|on|in|about|for|of|with|to|like|than|from|behind|after) (?:that|this|it)\b"
    r"|\bthere\W*$"
    r"|^\W*no\b.{0,20}\bmeant?\b"
    r"|\bout of how many\b|\bsame (?:problem|issue|thing|there|again|in)\b"
    r"|\b(?:did|do|does|were|was|is|are) (?:they|it|he|she)\b",
    re.IGNORECASE,
)
"""`What about X?` is not among these: it changes the topic, unless X is an agency, a report or a case."""
WHAT_ABOUT = re.compile(r"^\s*(?:(?:and|ok|so|but)\W+)?(?:what|how) (?:about|abt)\b|^\s*wh?at abt\b", re.IGNORECASE)
BARE_CASE = re.compile(r"^\W*(?:and|what about)?\s*([A-Z])\W*$")
NEXT_TOPIC = re.compile(r"^\W*and\s+(?:(?:a|an|the)\s+)?(?:[\w'’-]+\s*){1,4}\W*$", re.IGNORECASE)
"""`And a chronology?` after a question for a number asks for that number of another thing."""
SHORT = 9
"""Words of a `what about` that may narrow the earlier question."""
LONGEST_TOPIC = 300
"""Characters of the earlier question that are carried over."""
MOST_TURNS = 3
"""How far back follow-ups on follow-ups are read."""
LEAD = re.compile(r"^\s*(?:(?:and|ok|okay|so|but|also|then)\b[\s,]*)+", re.IGNORECASE)
ORDINALS = {"first": 0, "second": 1, "third": 2, "last": -1, "other": 1}
NTH_ONE = re.compile(rf"\bthe (?P<nth>{'|'.join(ORDINALS)}) (?:one|case)\b", re.IGNORECASE)
CASES_NAMED = re.compile(r"\b[Cc]ases? (?P<letters>[A-Z](?:(?:, | and |, and | & )[A-Z])*)\b")


def standalone_question(question: str, history: Sequence[Turn], reports: Sequence[Report] = ()) -> str:
    """The question with the topic of the person's last one before it, where it leans on that; else as it is.

    What the question names anew (a place, a date, a case) takes the place of what the earlier one named, and so does
    what it asks for.

    Args:
        question: As typed.
        history: Earlier turns, oldest first.
        reports: Those held, which tell the name of a report from a topic.
    """
    asked = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()][-MOST_TURNS:]
    answers = [turn.content for turn in history if turn.role == "assistant"]
    standalone = asked[0] if asked else ""
    for follow_up in asked[1:]:
        standalone = _joined(standalone, follow_up, reports)
    return _joined(standalone, _nth_named(question.strip(), answers[-1] if answers else ""), reports)


def _joined(earlier: str, question: str, reports: Sequence[Report]) -> str:
    """One question made to stand alone behind another."""
    if not earlier or not _leans_back(question, reports):
        return question
    topic = earlier
    if _names_a_report(question, reports):
        topic = _without(topic, named_reports(topic, reports).words)
    if (letter := BARE_CASE.match(question)) and CASE.search(earlier):
        return CASE.sub(f"Case {letter[1]}", earlier, count=1)
    if NEXT_TOPIC.match(question) and ASKS_NUMBER.search(earlier) and not _narrows(question, reports):
        asking = [*asking_phrases(earlier), *named_reports(earlier, reports).words]
        return f"{' '.join(dict.fromkeys(asking))}: {LEAD.sub('', question).strip()}"
    if CASE.search(question):
        topic = CASE.sub(" ", topic)
    if asking_phrases(PAPER.sub(" ", question)):
        topic = _without(topic, asking_phrases(PAPER.sub(" ", topic)))
    topic = " ".join(topic[:LONGEST_TOPIC].split()).strip(" ?!.,-:")
    return f"{topic}: {LEAD.sub('', question).strip()}" if topic else question


def _leans_back(question: str, reports: Sequence[Report]) -> bool:
    if LEANS_BACK.search(question):
        return True
    asks_of_another = WHAT_ABOUT.search(question) is not None and len(words_of(question)) <= SHORT
    return asks_of_another and _narrows(question, reports)


def _narrows(question: str, reports: Sequence[Report]) -> bool:
    """Whether it names an agency, a report or a case: the topic then stays."""
    return bool(agencies_asked(question) or _names_a_report(question, reports) or CASE.search(question))


def _names_a_report(question: str, reports: Sequence[Report]) -> bool:
    naming = named_reports(question, reports)
    return bool(naming.reports or naming.missing)


def _nth_named(question: str, answer: str) -> str:
    """The question with `the second one` put as the case that the answer before it named second."""
    found, cases = NTH_ONE.search(question), CASES_NAMED.search(answer)
    if found is None or cases is None:
        return question
    letters = re.findall(r"\b[A-Z]\b", cases["letters"])
    nth = ORDINALS[found["nth"].casefold()]
    if nth >= len(letters):
        return question
    return f"{question[: found.start()]}Case {letters[nth]}{question[found.end() :]}"


def _without(text: str, phrases: Sequence[str]) -> str:
    for phrase in sorted(phrases, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(phrase)}(?:['’]s)?(?!\w)", " ", text, count=1, flags=re.IGNORECASE)
    return text
