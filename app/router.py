"""Chooses the kind of answer that a question asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.answering.definitions import glossary_term
from app.question import Facet, asks_for_session
from knowledge.types import FindingType, QuestionKind

if TYPE_CHECKING:
    from app.question import QuestionReading
    from knowledge.query import Query

DEFINES = re.compile(
    r"^\W*(?:so |ok |and )?(?:(?:what|who)(?:['’]?s| is| are| does| do|s)|define|definition of|meaning of|explain"
    r"|whats)\s+(?:an? |the )?"
    r"(?P<term>[^?]+?)(?:\s+(?:mean|means|stand for|stands for|about|do|and what (?:do|does) (?:they|it) do"
    r"|when (?:it|they).*"
    r"|in (?:the|this|that) .*|again|exactly|please|pls))*\s*\??$"
    r"|\bwhat does (?P<term2>[\w -]+?) (?:stand for|mean)\b|\b(?P<term3>[\w-]+) (?:stands? for what|meaning)\b",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?")
MATERIAL = re.compile(
    r"\bresources?\b|\blinks?\b|\btool ?kits?\b|\bfurther reading\b|\bweb ?(?:sites?|pages?)\b"
    r"|\bwhere can i (?:find|get|book)\b"
    r"|\b(?:training|courses?)\b.{0,20}\b(?:link|available|offer|book|offered|recommended|listed|there)\b"
    r"|\bhelplines?\b"
    r"|\bany training\b|\bbook (?:on|training)\b",
    re.IGNORECASE,
)
ASKS_NUMBER = re.compile(
    r"\bpercent(?:age)?s?\b|\bper cent\b|%|\bwhat (?:share|proportion)\b|\bhow (?:many|often|much)\b|\bfigures?\b"
    r"|\bnumbers?\b"
    r"|\bno\.?s\b|\bno\. of\b|\bstat(?:s|istics?)\b|\bhow (?:common|likely|frequent)\b|\brate of\b|\baverage\b|\bpct\b"
    r"|\bscores?\b|\bout of how many\b",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(r"\b(?:difference|diff|gap|higher|lower|points)\b", re.IGNORECASE)
COUNTS_REPORTS = re.compile(
    r"\bhow many (?:of the )?(?:\w+ )?(?:audits|reports|letters|inspections|areas)\b", re.IGNORECASE
)


def kind_of(reading: QuestionReading, query: Query) -> QuestionKind:
    """The kind of answer that a question asks for, the most telling sign first.

    Args:
        reading: What the question asks for.
        query: What it is about.
    """
    question = reading.question
    if asks_for_session(question):
        return QuestionKind.SESSION
    term = defined_term(question)
    if term and (glossary_term(term) or ACRONYM.fullmatch(term)):
        return QuestionKind.DEFINITION
    if FindingType.REFLECTIVE_QUESTION in reading.finding_types:
        return QuestionKind.REFLECTIVE
    if MATERIAL.search(question):
        return QuestionKind.RESOURCES
    if reading.condition or (reading.pair and DIFFERENCE.search(question)) or _asks_number(reading):
        return QuestionKind.NUMBER
    if _asks_about_audit(reading):
        return QuestionKind.ABOUT_THE_AUDIT
    if reading.compares:
        return QuestionKind.COMPARISON
    asks_for_types = reading.finding_types and Facet.NEXT_AUDIT not in reading.facets
    if asks_for_types and (reading.wants_all or not query.concepts):
        return QuestionKind.LIST
    return QuestionKind.FINDINGS


def _asks_number(reading: QuestionReading) -> bool:
    counted = ASKS_NUMBER.search(reading.question) is not None
    return counted and not (reading.facets & ABOUT) and COUNTS_REPORTS.search(reading.question) is None


ABOUT = frozenset({Facet.SAMPLE, Facet.DATE, Facet.GRADES, Facet.AGENCIES, Facet.AIMS, Facet.FOCUS, Facet.METHOD})


def _asks_about_audit(reading: QuestionReading) -> bool:
    return bool(reading.facets & ABOUT)


def defined_term(question: str) -> str | None:
    """The term whose meaning a question asks for; `None` where it asks for something else."""
    found = DEFINES.search(question.strip())
    if found is None:
        return None
    term = found["term"] or found["term2"] or found["term3"]
    return term.strip(" ?.'\"“”") or None
