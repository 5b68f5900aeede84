"""The dates that a question names, in any form that people type, and the reports of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from app.words import words_of
from ingest.dates import DATE, MONTH, MONTHS, find_dates
from knowledge.types import DatePrecision, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.types import AuditDate, Report, ReportId

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SHORT_DATE = re.compile(
    rf"(?<![\w/])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{MONTH})\s*['’]?(?P<year>\d\d)(?![\w/]"
    rf"|\s+(?:children|cases))"
    r"|(?<![\w/])(?P<m>0?[1-9]|1[0-2])/(?P<y>[12]\d)(?![\w/]|\s+(?:of|children|cases|families|young|records|returns))",
    re.IGNORECASE,
)
"""As people type it: `dec 25`, `9 dec 25`, `12/25`."""
OF_A_LAW = re.compile(
    r"\b(?:act|bill|together|guidance|strategy|framework|regulations?|standards?),? (?:19|20)\d\d\b", re.IGNORECASE
)
"""The year of a law or of guidance is none of a report: `Working Together 2023`."""
MONTH_ALONE = re.compile(rf"\b{MONTH}(?=\W|$)", re.IGNORECASE)
NOT_MONTHS = frozenset({"may", "mar", "march"})
"""Words that are more often something else, so that alone they are no month."""
OF_A_TIME = re.compile(
    r"\b(?:in|from|for|during|of)\s+(?P<in>(?:19|20)\d\d)\b"
    r"|\b(?:audit|report|inspection|letter|review|briefing)s?\W+(?:\w+\W+){0,2}?(?P<after>(?:19|20)\d\d)\b"
    r"|\b(?P<before>(?:19|20)\d\d)\W+(?:\w+\W+){0,3}?(?:audit|report|inspection|letter|review|briefing|one)s?\b",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A year, month and day as far as somebody says them."""

    year: int | None
    month: int | None = None
    day: int | None = None


def reports_of_dates(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str], list[str]]:
    """Reports of a date in the question, its words that are such dates, and the times that no report is of."""
    found: set[ReportId] = set()
    said: list[str] = []
    missing: list[str] = []
    for moment, words in _moments(question):
        of_then = {report.report_id for report in reports if _is_of(report, moment)}
        found |= of_then
        if of_then:
            said += words_of(words)
        elif _asks_of(question, moment):
            missing.append(words)
    return found, said, missing


def _moments(question: str) -> Iterator[tuple[Moment, str]]:
    """The dates, short dates, years and months of a question, each with its words."""
    rest = re.sub(r"\band\b", ";  ", question)  # "October 2022 and July 2024" are two dates, not a period
    for date in list(find_dates(rest, Span(0, len(rest)))):
        day = date.value.day if date.precision is DatePrecision.DAY else None
        span = date.span or Span(0, 0)
        yield Moment(date.value.year, date.value.month, day), rest[span.start : span.end]
    rest = DATE.sub(lambda found: " " * len(found[0]), rest)
    for short in SHORT_DATE.finditer(rest):
        month = int(short["m"]) if short["m"] else _month(short["month"])
        day = int(short["day"]) if short["day"] else None
        yield Moment(2000 + int(short["year"] or short["y"]), month, day), short[0]
    rest = SHORT_DATE.sub(lambda found: " " * len(found[0]), rest)
    for year in YEAR.finditer(OF_A_LAW.sub(lambda found: " " * len(found[0]), rest)):
        yield Moment(int(year[0])), year[0]
    for month_alone in MONTH_ALONE.finditer(YEAR.sub(" ", rest)):
        if month_alone[0].casefold() not in NOT_MONTHS:
            yield Moment(None, _month(month_alone[0])), month_alone[0]


def _month(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.casefold()[:3]))


def _asks_of(question: str, moment: Moment) -> bool:
    """Whether a year is asked for as that of a report: `since 2018` is not."""
    years = {year for found in OF_A_TIME.finditer(question) for year in found.groups() if year}
    return moment.year is not None and (moment.month is not None or str(moment.year) in years)


def _is_of(report: Report, moment: Moment) -> bool:
    """Whether a report was made or published at a date, as far as both say it."""
    return any(_is_at(date, moment) for date in report.description.dates)


def _is_at(date: AuditDate, moment: Moment) -> bool:
    stated = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}[date.precision]
    parts = (date.value.year, date.value.month, date.value.day)
    return all(part is None or (i < stated and parts[i] == part) for i, part in enumerate(moment))


def moments_held(question: str, reports: Sequence[Report]) -> list[bool]:
    """For each time that a question names, whether a report is of it."""
    return [any(_is_of(report, moment) for report in reports) for moment, _words in _moments(question)]
