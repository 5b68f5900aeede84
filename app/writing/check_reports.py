"""Checks that a sentence is told of the report that it names: areas, dates, titles and samples.

A sentence may state what a report's description says (`the Harrowmere audit of 12 children in March 2024`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.naming_dates import OF_A_LAW
from app.naming_places import place_parts
from app.stated_numbers import stated_numbers, tokens_of
from app.support import SupportFailure
from app.writing.check_clauses import stems_of
from ingest.dates import MONTH, find_dates
from ingest.description.text import UNITS
from knowledge.types import DatePrecision, Span
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.support import Kind
    from knowledge.types import AuditDate, Report, ReportId

PAPER = re.compile(
    r"\b(?P<kind>deep dive|dip sample|(?:7|seven)[\s-]min(?:ute)? briefing|learning (?:summary|brief)|at a"
    r" glance(?: summary)?"
    r"|audit|report|review|briefing|inspection|letter|summary)\b(?!\s+(?:returns?|tools?|team|panel|forms?"
    r"|questions?|cycle))",
    re.IGNORECASE,
)
KINDS = frozenset({"deep dive", "dip sample", "7 minute briefing", "learning summary", "learning brief", "at a glance"})
GENERIC = """
    multi agency partnership safeguarding case file later earlier same other another recent previous local single
    thematic follow up joint first second third full original new whole internal external independent child children
    audit report review learning summary sample briefing january february march april may june july august september
    october november december young people year social care core group chart pre birth one last next annual quality
    assurance practice serious rapid progress peer management plan conference strategy health
"""
"""Before `audit` these do not say which one."""
BEFORE = 6
UNBROKEN = re.compile(r"[^\w\s’'-]")
AFTER = re.compile(r"\s+(?:of|into|on|about|covering)\s+(?P<name>[^.,;:()]+)", re.IGNORECASE)
SAMPLED = re.compile(
    r"(?:\bof(?: (?:the|these|those|all(?: the)?))?|\bamong(?: the)?|\b(?:looked at|considered|covered|covering"
    r"|examined|reviewed"
    r"|audited|sampled|read|followed|involved|involving|about|on|concerned|included|studied|took in)(?: the|"
    r" all)?(?: records of| files of)?"
    r"|\bsample (?:was|of|were)|\ball)\s*$",
    re.IGNORECASE,
)
OF_SO_MANY = re.compile(
    rf"\b(?:\d+|{'|'.join(UNITS)}|half|all|most|none|neither|both|each|thirds?|quarters?),? of(?: the| these)?\s*$",
    re.I,
)
"""Before a sample: then it is the whole of which something is a part."""
YEAR = re.compile(r"(?<![\w/-])(?:19|20)\d\d(?![\w/-]|\s?%)")
MONTH_YEAR = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH}\s+(?:19|20)\d\d\b", re.IGNORECASE)
TAKING_PART = re.compile(
    r"\b(?:took part|taking part|takes? part|contribut\w+|participat\w+|(?:were|was) (?:involved|represented)"
    r"|brought together"
    r"|agencies (?:involved|included)|audited by|carried out by|made up of|membership)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that name a report: where they stand, and the reports of the library that they fit."""

    span: Span
    words: str
    reports: frozenset[ReportId]
    kind: Kind = "report"


@dataclass(frozen=True, slots=True)
class KnownReport:
    """A report's description as sentences may name it: stems of all that, words of its place, and its kind."""

    report: Report
    stems: frozenset[str]
    kind: str
    place: frozenset[str]
    about: str

    @classmethod
    def of(cls, report: Report) -> KnownReport:
        """Reads a report's description."""
        told = report.description
        parts = [told.title, told.partnership or "", told.kind.value if told.kind else "", told.dates_in_words]
        parts += [told.sample.words] if told.sample else []
        themes = [theme.value.replace("_", " ") for theme in told.themes]
        place = {word.casefold() for word in WORD.findall(told.partnership or "")} - place_parts()
        kind = f"{told.kind.value if told.kind else ''} {told.title}".casefold().replace("-", " ")
        return cls(report, _stems(" ".join([*parts, *themes])), kind, frozenset(place), "\n".join(parts))


@cache
def _generic() -> frozenset[str]:
    return stems_of(GENERIC.split())


def _stems(text: str) -> frozenset[str]:
    return stems_of(tokens_of(text))


class ReportNames:
    """Finds the reports that sentences name. Args: reports: All reports of the library."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.known = {report.report_id: KnownReport.of(report) for report in reports}

    def of(self, report: Report) -> KnownReport:
        """A report's description, whether or not it is in the library."""
        return self.known.get(report.report_id) or KnownReport.of(report)

    def mentions(self, sentence: str, cited: Sequence[Report], source: str) -> list[Mention]:
        """The dates, places, titles, kinds and samples in a sentence, in order; those in a passage name nothing."""
        known = {**self.known, **{report.report_id: self.of(report) for report in cited}}
        here = [known[report.report_id] for report in cited]
        found = [
            *_dates(sentence, known.values(), source),
            *self._named_places(sentence, known.values(), source),
            *_papers(sentence, known.values(), here, source),
            *_samples(sentence, here),
        ]
        return sorted(found, key=lambda mention: mention.span.start)

    def _named_places(self, sentence: str, known: Iterable[KnownReport], source: str) -> Iterator[Mention]:
        there = source.casefold()
        known = list(known)
        places = {word for one in known for word in one.place}
        for word in WORD.finditer(sentence):
            name = re.sub(r"['’]s?$", "", word[0].casefold())
            if not word[0][0].isupper() or (name not in places and not _is_elsewhere(sentence, word, name)):
                continue
            fitting = frozenset(one.report.report_id for one in known if name in one.place)
            if fitting or name not in there:
                yield Mention(Span(word.start(), word.end()), word[0], fitting)


def _is_elsewhere(sentence: str, word: re.Match[str], name: str) -> bool:
    """Whether a sentence's first word, or one after `in`, is a place of the gazetteer."""
    return name in _gazetteer() and (word.start() == 0 or sentence[: word.start()].endswith((" in ", "In ")))


@cache
def _gazetteer() -> frozenset[str]:
    places = load("places")
    names = {name.casefold() for group in places["places"] for name in group}
    return frozenset(name for name in names if " " not in name) - frozenset(places["ambiguous"])


def _dates(sentence: str, known: Iterable[KnownReport], source: str) -> Iterator[Mention]:
    plain = OF_A_LAW.sub(lambda found: " " * len(found[0]), sentence)
    there = list(find_dates(source, Span(0, len(source))))
    taken: list[Span] = []
    for said in find_dates(plain, Span(0, len(plain))):
        span = said.span or Span(0, 0)
        taken.append(span)
        fitting = frozenset(
            one.report.report_id for one in known if any(_fits(said, d) for d in one.report.description.dates)
        )
        if not any(_fits(said, date) for date in there):
            yield Mention(span, sentence[span.start : span.end], fitting, "report" if fitting else "number")
    for year in YEAR.finditer(plain):
        if any(span.start <= year.start() < span.end for span in taken) or year[0] in source:
            continue
        fitting = frozenset(
            one.report.report_id
            for one in known
            if any(d.value.year == int(year[0]) for d in one.report.description.dates)
        )
        yield Mention(Span(year.start(), year.end()), year[0], fitting, "report" if fitting else "number")


def _fits(said: AuditDate, stated: AuditDate) -> bool:
    """Whether a date says nothing else, or more, than a stated one."""
    order = [DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY]
    return order.index(said.precision) <= order.index(stated.precision) and stated.iso.startswith(said.iso)


def _papers(
    sentence: str, known: Iterable[KnownReport], cited: Sequence[KnownReport], source: str
) -> Iterator[Mention]:
    """Papers that a sentence names by what they are about or their kind: `the neglect audit`, `the deep dive`."""
    known, there = list(known), _stems(source)
    for paper in PAPER.finditer(sentence):
        about, span = _about(sentence, paper, known)
        kind = re.sub(r"[\s-]+", " ", paper["kind"].casefold()).replace("seven", "7").replace("min ", "minute ")
        of_kind = kind in KINDS and any(kind in one.kind for one in known)
        if not about and not of_kind:
            continue
        fitting = [one for one in known if about <= one.stems and (not of_kind or kind in one.kind)]
        is_told = bool(about) and about <= there
        if any(one in fitting for one in cited) or (fitting and not is_told):
            ids = frozenset(one.report.report_id for one in fitting)
            yield Mention(span, sentence[span.start : span.end], ids)


def _about(sentence: str, paper: re.Match[str], known: Sequence[KnownReport]) -> tuple[frozenset[str], Span]:
    """The stems that say what a paper is about, which stand before it or after its `of`, and where it is named."""
    about, start = _longest_known(_named_before(sentence, paper), known)
    if about:
        return about, Span(start, paper.end())
    after = AFTER.match(sentence, paper.end())
    about, end = _named_after(after, known) if after else (about, paper.end())
    return about, Span(paper.start(), end)


def _named_before(sentence: str, paper: re.Match[str]) -> list[tuple[frozenset[str], int]]:
    """The stems of the words just before a paper's name that may say which it is, nearest first and added up.

    Each with where it begins.
    """
    names: list[tuple[frozenset[str], int]] = []
    begin = max((found.end() for found in UNBROKEN.finditer(sentence, 0, paper.start())), default=0)
    stems: frozenset[str] = frozenset()
    for word in reversed(list(WORD.finditer(sentence, begin, paper.start()))[-BEFORE:]):
        parts = _stems(word[0].replace("-", " "))
        if not parts:
            break
        if parts - _generic() and not any(part.isdigit() for part in parts):
            stems = stems | (parts - _generic())
            names.append((stems, word.start()))
        elif names:
            names[-1] = (names[-1][0], word.start())
    return names


def _longest_known(
    names: Sequence[tuple[frozenset[str], int]], known: Sequence[KnownReport]
) -> tuple[frozenset[str], int]:
    """The longest name that a report of the library has, with where it begins; empty where none has any."""
    fitting = [name for name in names if any(name[0] <= one.stems for one in known)]
    return fitting[-1] if fitting else (frozenset(), 0)


def _named_after(after: re.Match[str], known: Sequence[KnownReport]) -> tuple[frozenset[str], int]:
    """The most words after `audit of` that a report's own account of itself has, and where they end."""
    best: tuple[frozenset[str], int] = (frozenset(), after.start())
    stems: frozenset[str] = frozenset()
    for word in WORD.finditer(after.string, after.start("name"), after.end("name")):
        stems = stems | (_stems(word[0]) - _generic())
        if not any(stems <= one.stems for one in known):
            break
        best = (stems, word.end()) if stems else best
    return best


def _samples(sentence: str, cited: Sequence[KnownReport]) -> Iterator[Mention]:
    """What a cited report says how many it looked at, where the sentence speaks of that: `of the 12 children`."""
    for known in cited:
        sample = known.report.description.sample
        if sample is None:
            continue
        words = r"\s+".join(re.escape(word) for word in sample.unit.split())
        for found in re.finditer(
            rf"\b(?P<n>\w+(?:-\w+)?)\s+(?:{words}|records|cases|files)\b", sentence, re.IGNORECASE
        ):
            said = [number.value for number in stated_numbers(found["n"]) if not number.is_article]
            if said == [sample.size] and SAMPLED.search(sentence[: found.start()]):
                is_whole = OF_SO_MANY.search(sentence[: found.start()])
                span = Span(found.start("n"), found.end("n") if is_whole else found.end())
                yield Mention(span, found[0], frozenset({known.report.report_id}))


def agencies_told(sentence: str, reports: Iterable[Report]) -> str:
    """The agencies that reports say took part, where a sentence speaks of that; else empty."""
    if not TAKING_PART.search(sentence):
        return ""
    return "\n".join(agency.value for report in reports for agency in report.description.agencies)


def misnamed(mentions: Sequence[Mention], cited: frozenset[ReportId]) -> Iterator[SupportFailure]:
    """Mentions of a report that is not cited, or of none."""
    for mention in mentions:
        if not mention.reports & cited:
            yield SupportFailure(mention.kind, mention.words)


def without(sentence: str, mentions: Sequence[Mention]) -> str:
    """A sentence without the words that name reports: what the passages themselves must bear out."""
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence
