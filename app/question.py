"""Reads what a question asks for: which reports, which kind of answer, which finding types, which case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from app.conditions import Condition, condition_of, pair_of
from app.labels_asked import agencies_asked, labels_asked
from app.naming import Naming, named_reports, words_of
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.types import Report, ReportId

ROLE = re.compile(
    r"\bas (?:a|an|the) (?P<role>[\w' -]{2,30}?)(?=,|\s+(?:what|how|i|we|who|which|should|can|do|is|are)\b)",
    re.IGNORECASE,
)
"""Who asks is not what is asked about."""
CASE = re.compile(
    r"\b(?i:case|child)\s+(?!I\b)([A-Z])\b(?!\s*\d)|\b(?i:case)\s+([b-hj-z])\b"
    r"|\b(?i:case)\s+(a)\b(?=\W*(?:$|[?,.:;-]|\s(?:what|was|were|did|the|plan|is)\b))"  # no `in case a child`
    r"|\b([B-HJ-Z])['’]s\b|\b(?:with|for|of|about|did) ([B-HJ-RT-Z])(?![\w'’&-]|\s*\d)"
)
COMPARES = re.compile(
    r"\bacross\b|\bcompar(?:e|ed|ison|ing)\b|\b(?:each|every) (?:audit|report|letter|inspection)\b"
    r"|\bbetween\b.{0,40}\band\b|\ball (?:the |of the |\w+ )?(?:audits|reports|letters|inspections)\b"
    r"|\bpatterns?\b|\bv(?:s|ersus)?\.?\b|\bboth\b.{0,30}\b(?:audits|reports|letters)\b|\bwhich (?:audits|reports"
    r"|letters)\b"
    r"|\bdifferen(?:t|ce)\b|\bsame (?:problem|issue|concern)",
    re.IGNORECASE,
)
TREND = re.compile(
    r"\bover time\b|\btrends?\b|\b(?:better|worse|improv\w+|progress\w*|chang(?:e|ed|es)|declin\w+"
    r"|increas\w+)\b.{0,40}\b"
    r"(?:between|since|from|over|by|than)\b|\bgoing (?:up|down)\b|\bgot(?:ten)? (?:better|worse)\b"
    r"|\bgetting (?:better|worse)\b"
    r"|\byear (?:on|after) year\b|\bstill (?:a|an)? ?(?:problem|issue)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"\b(?:ignor(?:e|ing)|skip(?:ping)?|leav(?:e|ing) out|except(?: for)?|excluding|without|apart from|rather than"
    r"|instead of|not interested in|don['’]?t (?:want|need))\s+(?:(?:the|any|all|those)\s+)?[\w'’]+"
    r"(?:\s+(?:practices?|points?|bits?))?",
    re.IGNORECASE,
)
"""`Ignore the good practice` does not ask for it."""
DIP_SAMPLE = re.compile(r"\bdip[\s-]sampl\w*", re.IGNORECASE)
"""A kind of audit, which asks for no sample."""
ALL = re.compile(
    r"(?<!it )(?<!them )\ball\b(?! (?:negative|positive|bad|good|gloom|doom|about|across|five|audits|reports|letters))"
    r"|\b(?:only|just|every|list|whole|full list|each of)\b",
    re.IGNORECASE,
)


class Facet(StrEnum):
    """What a question may ask of the audit itself."""

    SAMPLE = "sample"
    DATE = "date"
    GRADES = "grades"
    AGENCIES = "agencies"
    AIMS = "aims"
    FOCUS = "focus"
    METHOD = "method"
    NEXT_AUDIT = "next_audit"


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What a question asks for.

    Args:
        question: The question, made to stand alone.
        naming: Which reports it names.
        finding_types: Types that it asks for.
        facets: What it asks of the audit itself.
        case_letter: The case that it asks about.
        agencies: The agencies that it names.
        labels: Keys of the labels that say the same as a word of it, by that word.
        leave_out: Its words that are not its topic.
        wants_all: Whether it asks for a whole list rather than for what fits best.
        compares: Whether it asks for several reports side by side.
        trend: Whether it asks how things changed.
        condition: What a number must be, as in `under 70%`.
        pair: The two things whose difference it asks for.
        role: Who asks, as in `as a school nurse`; empty where it does not say.
        since: Whether it asks what came after the report that it names, so that others are meant too.
    """

    question: str
    naming: Naming
    finding_types: frozenset[FindingType]
    facets: frozenset[Facet]
    case_letter: str | None
    agencies: frozenset[str]
    labels: Mapping[str, frozenset[str]]
    leave_out: tuple[str, ...]
    wants_all: bool
    compares: bool
    trend: bool
    condition: Condition | None
    pair: tuple[str, str] | None
    since: bool = False
    role: str = ""

    @property
    def named_reports(self) -> frozenset[ReportId]:
        """Reports that it names."""
        return self.naming.reports


def read_question(question: str, reports: Sequence[Report]) -> QuestionReading:
    """Reads a question against the reports that are held."""
    naming = named_reports(question, reports)
    case = CASE.search(question)
    role = ROLE.search(question)
    kinds = asked_types(question)
    condition = condition_of(question)
    left = words_of(case[0]) if case else []
    left += words_of(role[0]) if role else []
    if asks_for_session(question):
        of_sessions = load("question_words")["session_words"].split()
        left += [word for word in words_of(question) if word.casefold() in of_sessions]
    trend = TREND.search(question) is not None
    rest = question.replace(role[0], " ") if role else question
    return QuestionReading(
        question=question,
        naming=naming,
        finding_types=kinds,
        facets=asked_facets(question),
        case_letter=next(letter for letter in case.groups() if letter).upper() if case else None,
        agencies=frozenset(agency for agency, _span in agencies_asked(rest)),
        labels=labels_asked(rest),
        leave_out=(*naming.words, *_asking_words(question), *left, *(words_of(condition.words) if condition else ())),
        wants_all=bool(kinds) and ALL.search(question) is not None,
        compares=trend or naming.several or COMPARES.search(question) is not None,
        trend=trend,
        condition=condition,
        pair=pair_of(question),
        since=trend
        and re.search(r"\b(?:since|after|from)\b", question, re.IGNORECASE) is not None
        and not naming.several,
        role=role["role"] if role else "",
    )


@cache
def _patterns(section: str) -> Mapping[str, re.Pattern[str]]:
    lists = load("question_words")[section]
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in lists.items()}


def asks_for_session(question: str) -> bool:
    """Whether a session, a briefing or material for one is asked for."""
    return re.search("|".join(load("question_words")["session"]), question, re.IGNORECASE) is not None


def asked_types(question: str) -> frozenset[FindingType]:
    """The finding types that a question asks for by their names."""
    plain = LEFT_OUT.sub(" ", DIP_SAMPLE.sub(" ", question))
    return frozenset(FindingType(kind) for kind, found in _patterns("asks_for").items() if found.search(plain))


def asked_facets(question: str) -> frozenset[Facet]:
    """What a question asks of the audit itself."""
    plain = DIP_SAMPLE.sub(" ", question)
    return frozenset(Facet(name) for name, pattern in _patterns("facets").items() if pattern.search(plain))


def asking_phrases(question: str) -> list[str]:
    """The phrases of a question that say what kind of thing it asks for, not what about."""
    patterns = (*_patterns("asks_for").values(), *_patterns("facets").values())
    return [found[0] for pattern in patterns for found in pattern.finditer(question)]


def _asking_words(question: str) -> list[str]:
    return [
        word
        for pattern in _patterns("asks_for").values()
        for found in pattern.finditer(question)
        for word in words_of(found[0])
    ]
