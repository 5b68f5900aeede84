"""Which reports a question names: by date, by place, or by what a report calls itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from app.measures import NUMBER_WORDS
from ingest.dates import DATE, MONTH, MONTHS, find_dates
from knowledge.query import stop_words
from knowledge.types import DatePrecision, ReportId, Span
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from knowledge.types import AuditDate, Report

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SHORT_DATE = re.compile(
    rf"(?<![\w/])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{MONTH})\s*['’]?(?P<year>\d\d)(?![\w/]"
    rf"|\s+(?:children|cases))"
    r"|(?<![\w/])(?P<m>\d{1,2})/(?P<y>\d\d)(?![\w/])",
    re.IGNORECASE,
)
"""As people type it: `dec 25`, `9 dec 25`, `12/25`."""
MONTH_ALONE = re.compile(rf"\b{MONTH}(?=\W|$)", re.IGNORECASE)
NOT_MONTHS = frozenset({"may", "mar", "march"})
"""Words that are more often something else, so that alone they are no month."""
PAPER = re.compile(
    r"\b(?:audit|briefing|deep dive|report|review|inspection|letter|dip sample|summary|at a glance|slide"
    r"|presentation)s?\b",
    re.IGNORECASE,
)
"""What a report calls itself: the words just before it name which one."""
ONE = re.compile(r"\bones?\b", re.IGNORECASE)
"""`the walsall one` means a report, where the words before it name any."""
NAMED_AFTER = re.compile(
    r"\b(?:audit|briefing|deep dive|report|review|inspection|letter)s? "
    r"(?:with|about|on|into|covering|of|that (?:looked at|covered)) (?P<name>[^?.,;]+)",
    re.IGNORECASE,
)
"""The words just after it may, too: `the audit with Oxford Health in it`."""
POINTED_AT = re.compile(
    r"\b(?:the|this|that|which|what|in)\b(?:[\s\w'’/-]{0,40}?)\b(?P<kind>at a glance|learning summary|learning brief"
    r"|(?:7|seven)[\s-]min(?:ute)? briefing)s?\b(?!\s+(?:on|about|for)\b)|\b(?P<alone>deep dive|dip sample)s?\b",
    re.IGNORECASE,
)
OF_A_TIME = re.compile(
    r"\b(?:in|from|for|during|of)\s+(?P<in>(?:19|20)\d\d)\b"
    r"|\b(?:audit|report|inspection|letter|review|briefing)s?\W+(?:\w+\W+){0,2}?(?P<after>(?:19|20)\d\d)\b"
    r"|\b(?P<before>(?:19|20)\d\d)\W+(?:\w+\W+){0,3}?(?:audit|report|inspection|letter|review|briefing|one)s?\b",
    re.IGNORECASE,
)
OF_A_PARTNERSHIP = re.compile(
    r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:Local |Children[’']?s )?(?:Safeguarding|Partnership|Council|Borough|LSCP"
    r"|SCP|LSCB)\b"
)
NAMING_WORDS = 5
CLOSE_PLACE = 0.86
"""How alike a misspelt place must be."""
SHORTEST_PLACE = 5


class Moment(NamedTuple):
    """A year, month and day as far as somebody says them."""

    year: int | None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """What a question says of which reports it means.

    Args:
        reports: Those that it names; empty where it names none that is held.
        words: Its words that do so: they are no topic.
        about: Words that say which report is meant by what it is about, where no description settles it.
        missing: What it names that no report is of: places, years.
        several: Whether it names more than one place or time.
    """

    reports: frozenset[ReportId]
    words: tuple[str, ...]
    about: str
    missing: tuple[str, ...]
    several: bool = False


def named_reports(question: str, reports: Sequence[Report]) -> Naming:
    """Reads which reports a question names."""
    dated, date_words, no_dates = _by_date(question, reports)
    placed, place_words, no_places = _by_place(question, reports)
    named = dated & placed if dated and placed else dated | placed
    mentions = sum(bool(found) for found in (*_held_moments(question, reports), *_held_places(question, reports)))
    missing = (*no_places, *no_dates)
    if dated and placed and not named:
        named, missing = placed, (*missing, *date_words)
    taken = {word.casefold() for word in (*date_words, *place_words)}
    about = _about(question, taken)
    left = [report for report in reports if not named or report.report_id in named]
    described = _by_description(about, _of_kind(question, left) or left)
    if not about and not named:
        described = {report.report_id for report in _of_kind(question, left)}
    if described:
        named, taken = described, taken | {word.casefold() for word in about.split()}
    settled = bool(described) or not about
    leave = [*date_words, *place_words, *about.split()]
    leave += [word for paper in PAPER.finditer(question) for word in words_of(paper[0])]
    several = len(dict.fromkeys((*date_words, *place_words))) > 1 and len(named) > 1 and not described and mentions > 1
    return Naming(frozenset(named), tuple(leave), "" if settled else about, tuple(dict.fromkeys(missing)), several)


def _held_moments(question: str, reports: Sequence[Report]) -> list[bool]:
    """For each time that a question names, whether a report is of it."""
    return [any(_is_of(report, moment) for report in reports) for moment, _words in _moments(question)]


def _held_places(question: str, reports: Iterable[Report]) -> list[bool]:
    """For each place of a report that a question names, that it does."""
    asked = {_bare(word) for word in words_of(question)}
    places = {_place_words(report) for report in reports}
    return [True for place in places if place and place <= asked]


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)


def _by_date(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str], list[str]]:
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
    for year in YEAR.finditer(rest):
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


def _by_place(question: str, reports: Iterable[Report]) -> tuple[set[ReportId], list[str], list[str]]:
    """Reports of a place in the question, its words that name it, and the places that no report is of."""
    places = {report.report_id: _place_words(report) for report in reports}
    known = {word for words in places.values() for word in words}
    asked = {_meant(word, known): word for word in map(_bare, words_of(question))}
    found = {key for key, words in places.items() if words and words <= asked.keys()}
    if not found:  # `cheshire`, where only one is held
        part = {key for key, words in places.items() for word in words & asked.keys() if len(word) >= SHORTEST_PLACE}
        found = part if len({places[key] for key in part}) == 1 else set()
    words = [asked[word] for key in found for word in places[key] if word in asked]
    named = _gazetteer_names(question)
    for name, aliases in named.items():
        of_place = {r.report_id for r in reports if _is_of_place(r, aliases)}
        found |= of_place
        words += words_of(name) if of_place else []
    held = " ".join((report.description.partnership or "") + report.description.title for report in reports).casefold()
    missing = [name for name, aliases in named.items() if not any(alias in held for alias in aliases)]
    missing += [found[1] for found in OF_A_PARTNERSHIP.finditer(question) if found[1].casefold() not in held]
    return found, [*dict.fromkeys(words)], missing


def _place_words(report: Report) -> frozenset[str]:
    return frozenset({word.casefold() for word in words_of(report.description.partnership or "")} - _generic())


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold())


def _meant(word: str, known: Collection[str]) -> str:
    """The word itself, or the place that it misspells."""
    if word in known or len(word) < SHORTEST_PLACE or word in stop_words():
        return word
    return next(iter(get_close_matches(word, known, 1, CLOSE_PLACE)), word)


def _is_of_place(report: Report, aliases: Collection[str]) -> bool:
    place = (report.description.partnership or "").casefold()
    return any(re.search(rf"\b{re.escape(alias)}\b", place) for alias in aliases)


@cache
def _generic() -> frozenset[str]:
    """Words of partnerships' names that name no place."""
    return frozenset(load("question_words")["place_parts"].split())


@cache
def _gazetteer() -> Mapping[str, frozenset[str]]:
    return {
        name.casefold(): frozenset(n.casefold() for n in names) for names in load("places")["places"] for name in names
    }


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(load("places")["ambiguous"])


@cache
def _hides() -> frozenset[str]:
    """Names that hold a place and do not ask about it: `oxford health`."""
    return frozenset(load("places")["hide"])


def _gazetteer_names(question: str) -> dict[str, frozenset[str]]:
    """The places of the gazetteer that a question names, the longest names first, each with its other names."""
    found: dict[str, frozenset[str]] = {}
    words = words_of(question)
    position = 0
    while position < len(words):
        for length in range(min(6, len(words) - position), 0, -1):
            name = " ".join(map(_bare, words[position : position + length]))
            if name in _hides():
                position += length - 1
                break
            if name in _gazetteer() and not (name in _ambiguous() and words[position].islower()):
                found[name] = _gazetteer()[name]
                position += length - 1
                break
        position += 1
    return found


def _about(question: str, taken: Collection[str]) -> str:
    """The words beside `audit` or `briefing` that say which one, as in `the repeat CP plan audit`."""
    for paper in [*PAPER.finditer(question), *ONE.finditer(question)]:
        unbroken = re.split(r"[^\w\s'’/-]|\s[-–—]\s", question[: paper.start()])[-1]
        before = reversed(words_of(unbroken)[-NAMING_WORDS:])
        named = list(takewhile(lambda word: word.casefold() not in _never_naming() or word.isdigit(), before))
        kept = [word for word in reversed(named) if word.casefold() not in taken and not YEAR.fullmatch(word)]
        if kept and not (paper[0].casefold().endswith("s") and all(map(_is_number, kept))):
            return " ".join(kept)
    after = NAMED_AFTER.search(question)
    if after is None:
        return ""
    return " ".join(takewhile(lambda word: word.casefold() not in taken, words_of(after["name"])[:NAMING_WORDS]))


def _is_number(word: str) -> bool:
    return word.isdigit() or word.casefold() in NUMBER_WORDS


@cache
def _never_naming() -> frozenset[str]:
    """Words that name no report; `second` may: `the second CP plan audit`."""
    others = ["next", "future", "first", "last", "other", "another", "same", "earlier", "previous", "kind", "more"]
    return frozenset((*load("question_words")["stop"].split(), *others))


def _by_description(about: str, reports: Sequence[Report]) -> set[ReportId]:
    """The reports whose account of themselves has every naming word; none where no report has them all."""
    full = [load("question_words")["abbreviations"].get(word.casefold(), word) for word in words_of(about)]
    asked = {_plain(word) for word in words_of(" ".join(full)) if word.casefold() not in stop_words()} - _generic()
    if not asked:
        return set()
    return {report.report_id for report in reports if asked <= _described_as(report)}


def _of_kind(question: str, reports: Sequence[Report]) -> list[Report]:
    """The reports of the kind of paper that a question points at, as in `the deep dive`; else none."""
    pointed = {
        _plain(word) for found in POINTED_AT.finditer(question) for word in words_of(found["kind"] or found["alone"])
    }
    kinds = ((report, report.description.kind) for report in reports)
    return [
        report for report, kind in kinds if pointed and kind and pointed <= {_plain(w) for w in words_of(kind.value)}
    ]


def _plain(word: str) -> str:
    """A word without what seldom matters in a name: case, plural."""
    bare = re.sub(r"(?<=\w{3})s$", "", _bare(word))
    return {"children": "child", "kid": "child", "min": "minute"}.get(bare, bare)


def _described_as(report: Report) -> set[str]:
    """The words of a report's own title, kind, themes, sample and agencies."""
    description = report.description
    themes = load("question_words")["themes_asked"]
    said = [description.title, description.kind.value if description.kind else ""]
    said += [
        phrase
        for theme in description.themes
        for phrase in (theme.value.replace("_", " "), *themes.get(theme.value, ()))
    ]
    said += [description.sample.words] if description.sample else []
    said += [agency.value for agency in description.agencies]
    return {_plain(word) for text in said for word in words_of(text)}
