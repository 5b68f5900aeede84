"""Finds dates as reports write them, and keeps how much of the date was stated."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from knowledge.types import AuditDate, DatePrecision, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = r"(?:19|20)\d\d"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
RANGE = r"\s*(?:-|–|—|to|and)\s*"
DATE = re.compile(
    rf"\b(?:(?P<day>{DAY})(?:{RANGE}(?P<last_day>{DAY}))?\s+(?:of\s+)?)?"
    rf"(?P<month>{MONTH})(?:\s+{YEAR})?(?:{RANGE}(?:(?P<end_day>{DAY})\s+)?(?P<last_month>{MONTH}))?,?\s+(?P<year>{YEAR})\b"
    rf"|\b(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>(?:20)?\d\d)\b",
    re.IGNORECASE,
)

LONE_YEAR = re.compile(
    rf"(?:^|\(|\b(?:audits?|reviews?|reports?|briefings?|summary|dives?|samples?|spring|summer|autumn|winter),?)\s*\(?"
    rf"(?:{YEAR}\s*[-–—/]\s*)?(?P<year>{YEAR}|(?<=[-–—/])\d\d)(?=\s*(?:$|[),:;–—-]|audit))|[,(–—-]\s*(?P<last>{YEAR})\s*\)?$",
    re.IGNORECASE,
)


def find_date(text: str, span: Span) -> AuditDate | None:
    """The first date in a part of a text; of a period, its end.

    Numeric dates are read day first, as in the UK.
    """
    return next(find_dates(text, span), None)


def find_year(text: str, span: Span) -> AuditDate | None:
    """The year that stands beside `audit` in a title or a line under it, or apart at its end, as in `Neglect, 2021`.

    Of a period such as `2020-21` its end. Numbers elsewhere are none: `Children Act 2004` dates no audit.
    """
    found = LONE_YEAR.search(text[span.start : span.end])
    if found is None:
        return None
    name = "year" if found["year"] else "last"
    year = int(found[name]) + (2000 if len(found[name]) == 2 else 0)
    where = Span(span.start + found.start(name), span.start + found.end(name))
    return AuditDate(date(year, 1, 1), DatePrecision.YEAR, where)


def find_dates(text: str, span: Span) -> Iterator[AuditDate]:
    """All dates in a part of a text, in order. Days that no calendar has are passed over."""
    for found in DATE.finditer(text, span.start, span.end):
        where = Span(found.start(), found.end())
        try:
            if found["year"]:
                yield _in_words(found, where)
            else:
                year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
                yield AuditDate(date(year, int(found["m"]), int(found["d"])), DatePrecision.DAY, where)
        except ValueError:
            continue


def _in_words(found: re.Match[str], where: Span) -> AuditDate:
    month = _month(found["last_month"] or found["month"])
    day = found["end_day"] if found["last_month"] else found["last_day"] or found["day"]
    if day is None:
        return AuditDate(date(int(found["year"]), month, 1), DatePrecision.MONTH, where)
    number = int(re.sub(r"\D", "", day))
    return AuditDate(date(int(found["year"]), month, number), DatePrecision.DAY, where)


def _month(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.casefold()[:3]))


def is_only_a_date(text: str) -> bool:
    """Whether a line holds a date and nothing else."""
    return DATE.fullmatch(text.strip()) is not None
