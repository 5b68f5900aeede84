"""The reports that a question names by what they call themselves, as in `the neglect audit` or `the deep dive`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from app.measures import NUMBER_WORDS
from app.naming_dates import YEAR
from app.words import bare, words_of
from knowledge.terms import stop_words
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from knowledge.types import Report, ReportId

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
NAMING_WORDS = 5
_NAMES_NO_REPORT = frozenset(["multi", "agency", "partnership", "safeguarding", "the", "of", "and", "children"])
BETWEEN_NAMES = re.compile(r",|&|\b(?:and|or|vs?|versus|n)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a report: the words that say which, and the kind of paper that it points at (may be empty)."""

    about: str
    kind: str


def reports_described(
    question: str, taken: Collection[str], reports: Sequence[Report]
) -> tuple[list[set[ReportId]], list[str], str]:
    """The reports that a question names by their own account of themselves.

    Args:
        question: The question.
        taken: Its words that name a date or a place, in lower case.
        reports: Those that may be meant.

    Returns:
        The reports of each naming that fits any; the words that name them; those of the first naming that fits none.
    """
    found: list[set[ReportId]] = []
    words: list[str] = []
    unsettled = ""
    for mention in _mentions(question, taken):
        meant = _meant(mention, reports)
        if meant and len(meant) < len(reports):
            found.append(meant)
        elif mention.about and not meant:
            unsettled = unsettled or mention.about
        words += words_of(mention.about)
    return found, words, unsettled


def paper_words(question: str) -> list[str]:
    """The words of a question that only say that a report is meant."""
    return [word for paper in PAPER.finditer(question) for word in words_of(paper[0])]


def _mentions(question: str, taken: Collection[str]) -> Iterator[Mention]:
    """The namings of reports in a question: words before `audit` and the like; else those just after it."""
    pointed = {(found.end(), found["kind"] or found["alone"]) for found in POINTED_AT.finditer(question)}
    any_found = False
    for paper in [*PAPER.finditer(question), *ONE.finditer(question)]:
        kind = next((words for end, words in pointed if paper.start() < end <= paper.end() + 1), "")
        for about in _before(question[: paper.start()], taken, several=paper[0].casefold().endswith("s")):
            if about or kind:
                any_found = True
                yield Mention(about, kind)
    after = None if any_found else NAMED_AFTER.search(question)
    if after:
        named = takewhile(lambda word: word.casefold() not in taken, words_of(after["name"])[:NAMING_WORDS])
        yield Mention(" ".join(named), "")


def _before(text: str, taken: Collection[str], *, several: bool) -> list[str]:
    """The naming words at the end of a text; of each part of a list where several reports are named at once."""
    unbroken = re.split(r"[^\w\s'’/,&-]|\s[-–—]\s", text)[-1]
    parts = BETWEEN_NAMES.split(unbroken) if several else re.split(r"[,&]", unbroken)[-1:]
    abouts = []
    for part in reversed(parts):
        last = reversed(words_of(part)[-NAMING_WORDS:])
        named = list(takewhile(lambda word: word.casefold() not in _never_naming() or word.isdigit(), last))
        kept = [word for word in reversed(named) if word.casefold() not in taken and not YEAR.fullmatch(word)]
        if several and all(map(_is_number, kept)):
            kept = []
        abouts.append(" ".join(kept))
        if len(named) < len(words_of(part)) and len(abouts) > 1:
            break  # the list begins here: what stands before is the question
    return abouts


def _is_number(word: str) -> bool:
    return word.isdigit() or word.casefold() in NUMBER_WORDS


@cache
def _never_naming() -> frozenset[str]:
    """Words that name no report; `second` may: `the second CP plan audit`."""
    others = [
        "ofsted",
        "cqc",
        "jtai",
        "inspectorate",
        "published",
        "official",
        "next",
        "future",
        "first",
        "last",
        "other",
        "another",
        "same",
        "earlier",
        "previous",
        "kind",
        "more",
    ]
    return frozenset((*load("question_words")["stop"].split(), *others))


def _meant(mention: Mention, reports: Sequence[Report]) -> set[ReportId]:
    """The reports of a naming: those with all its words in the title, else in their whole account of themselves."""
    kind = {_plain(word) for word in words_of(mention.kind)}
    of_kind = [r for r in reports if kind and r.description.kind and kind <= _plain_words(r.description.kind.value)]
    if kind and not of_kind:
        return set()
    candidates = of_kind or reports
    full = [load("question_words")["abbreviations"].get(word.casefold(), word) for word in words_of(mention.about)]
    asked = {
        _plain(word) for word in words_of(" ".join(full)) if word.casefold() not in stop_words()
    } - _NAMES_NO_REPORT
    if not asked:
        return {report.report_id for report in of_kind}
    titled = {report.report_id for report in candidates if asked <= _plain_words(report.description.title)}
    return titled or {report.report_id for report in candidates if asked <= _described_as(report)}


def _plain_words(text: str) -> set[str]:
    return {_plain(word) for word in words_of(text)}


def _plain(word: str) -> str:
    """A word without what seldom matters in a name: case, plural."""
    single = re.sub(r"(?<=\w{3})s$", "", bare(word))
    return {"children": "child", "kid": "child", "min": "minute"}.get(single, single)


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
