"""Reads what a question asks for: which reports, which finding types, which case, and what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.dates import DATE, MONTH, MONTHS, find_dates
from knowledge.query import stop_words
from knowledge.types import DatePrecision, FindingType, ReportId, Span
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.types import AuditDate, Report

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MONTH_ALONE = re.compile(rf"\b{MONTH}(?=\W|$)", re.IGNORECASE)
ROLE = re.compile(
    r"\bas (?:a|an|the) (?P<role>[\w' -]{2,30}?)(?=,|\s+(?:what|how|i|we|who|which|should|can|do|is|are)\b)",
    re.IGNORECASE,
)
"""Who asks is not what is asked about."""
CASE = re.compile(r"\bcase\s+([a-z])\b", re.IGNORECASE)
PAPER = re.compile(r"\b(?:audit|briefing|deep dive|report|review|inspection|dip sample)s?\b", re.IGNORECASE)
"""What a report calls itself: the words just before it name which one."""
NAMED_AFTER = re.compile(
    r"\b(?:audit|briefing|deep dive|report|review)s? (?:with|about|on|into|covering|of|that (?:looked at|covered)) "
    r"(?P<name>[^?.,;]+)",
    re.IGNORECASE,
)
"""The words just after it may, too: `the audit with Oxford Health in it`."""
COMPARES = re.compile(
    r"\bacross\b|\bcompar(?:e|ed|ison|ing)\b|\b(?:each|every) (?:audit|report)\b|\bbetween\b.{0,40}\band\b"
    r"|\ball (?:the |of the |\w+ )?(?:audits|reports)\b|\bpatterns?\b|\bover time\b",
    re.IGNORECASE,
)
NAMING_WORDS = 4
GENERIC = frozenset(
    [
        "partnership",
        "partnerships",
        "board",
        "council",
        "safeguarding",
        "children",
        "childrens",
        "adults",
        "local",
        "borough",
        "city",
        "county",
        "royal",
        "district",
        "london",
        "metropolitan",
        "of",
        "and",
        "the",
        "upon",
        "community",
        "safety",
        "domestic",
        "abuse",
    ]
)
NOT_MONTHS = frozenset({"may", "mar", "march"})
"""Words that are more often something else, so that alone they are no month."""


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What a question asks for.

    Args:
        named_reports: Reports that it names by date, year or partnership; empty where it names none.
        naming: Words that say which report is meant by what it is about, as in `the neglect audit`.
        finding_types: Types that it asks for.
        case_letter: The case that it asks about.
        leave_out: Its words that are not its topic.
        wants_all: Whether it asks for a whole list rather than for what fits best.
        compares: Whether it asks for several reports side by side.
    """

    named_reports: frozenset[ReportId]
    naming: str
    finding_types: frozenset[FindingType]
    case_letter: str | None
    leave_out: tuple[str, ...]
    wants_all: bool
    compares: bool


def read_question(question: str, reports: Sequence[Report]) -> QuestionReading:
    """Reads a question against the reports that are held."""
    dated, date_words = _by_date(question, reports)
    placed, place_words = _by_partnership(question, reports)
    named = dated & placed if dated and placed else dated | placed
    naming = _naming(question, {*date_words, *place_words})
    case = CASE.search(question)
    kinds = asked_types(question)
    role = ROLE.search(question)
    leave_out = [*date_words, *place_words, *naming.split(), *_asking_words(question)]
    papers = PAPER.finditer(question)
    leave_out += [word for found in (case, role, *papers) if found for word in _words(found[0])]
    return QuestionReading(
        named_reports=frozenset(named),
        naming=naming,
        finding_types=kinds,
        case_letter=case[1].upper() if case else None,
        leave_out=tuple(leave_out),
        compares=len(named) > 1 or COMPARES.search(question) is not None,
        wants_all=bool(kinds) and re.search(r"\b(?:all|only|every|list|whole)\b", question, re.IGNORECASE) is not None,
    )


@cache
def _asks_for() -> Mapping[FindingType, re.Pattern[str]]:
    return {
        FindingType(kind): re.compile("|".join(patterns), re.IGNORECASE)
        for kind, patterns in load("question_words")["asks_for"].items()
    }


def asked_types(question: str) -> frozenset[FindingType]:
    """The finding types that a question asks for by their names."""
    return frozenset(kind for kind, pattern in _asks_for().items() if pattern.search(question))


def _asking_words(question: str) -> list[str]:
    return [
        word for pattern in _asks_for().values() for found in pattern.finditer(question) for word in _words(found[0])
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)


def _by_date(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str]]:
    """Reports of a date in the question, and the words of the question that are dates.

    A date that fits no report names none: the words then stay a topic that the library lacks.
    """
    wanted: list[tuple[int | None, int | None, int | None]] = []
    rest = question
    apart = re.sub(r"\band\b", ";  ", question)  # "October 2022 and July 2024" are two dates, not a period
    for date in find_dates(apart, Span(0, len(apart))):
        day = date.value.day if date.precision is DatePrecision.DAY else None
        wanted.append((date.value.year, date.value.month, day))
    rest = DATE.sub(" ", rest)
    wanted += [(int(year), None, None) for year in YEAR.findall(rest)]
    for month in MONTH_ALONE.findall(YEAR.sub(" ", rest)):
        if month.casefold() not in NOT_MONTHS:
            number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month.casefold()[:3]))
            wanted.append((None, number, None))
    found = {report.report_id for report in reports if any(_is_of(report, one) for one in wanted)}
    words = [
        word
        for pattern in (DATE, YEAR, MONTH_ALONE)
        for match in pattern.finditer(question)
        for word in _words(match[0])
        if word.casefold() not in NOT_MONTHS
    ]
    return found, words if found else []


def _is_of(report: Report, wanted: tuple[int | None, int | None, int | None]) -> bool:
    """Whether a report was made or published at a date, as far as both say it."""
    return any(_is_at(date, wanted) for date in report.description.dates)


def _is_at(date: AuditDate, wanted: tuple[int | None, int | None, int | None]) -> bool:
    stated = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}[date.precision]
    parts = (date.value.year, date.value.month, date.value.day)
    return all(part is None or (i < stated and parts[i] == part) for i, part in enumerate(wanted))


def _by_partnership(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str]]:
    asked = {re.sub(r"['’]s$", "", word.casefold()) for word in _words(question)}
    found: set[ReportId] = set()
    words: set[str] = set()
    for report in reports:
        place = {word.casefold() for word in _words(report.description.partnership or "")} - GENERIC
        if place and place <= asked:
            found.add(report.report_id)
            words |= place
    return found, sorted(words)


def _naming(question: str, already: set[str]) -> str:
    """The words beside `audit` or `briefing` that say which one, as in `the repeat CP plan audit`."""
    taken = stop_words() | {word.casefold() for word in already}
    for paper in PAPER.finditer(question):
        unbroken = re.split(r"[^\w\s'’/-]|\s[-–—]\s", question[: paper.start()])[-1]
        before = reversed(_words(unbroken)[-NAMING_WORDS:])
        named = list(takewhile(lambda word: word.casefold() not in stop_words() or word.isdigit(), before))
        # A year that no report is of names none: it stays in the question, as something that the library lacks.
        named = [word for word in reversed(named) if word.casefold() not in taken and not YEAR.fullmatch(word)]
        if named:
            return " ".join(named)
    after = NAMED_AFTER.search(question)
    if after is None:
        return ""
    return " ".join(takewhile(lambda word: word.casefold() not in taken, _words(after["name"])[:NAMING_WORDS]))
