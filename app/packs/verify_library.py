"""Where words stand in the reports of the library, whatever white space, hyphens and quote marks they have there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.support_words import HARDLY, NEGATIONS
from app.verify import DASHES, QUOTE_MARKS
from knowledge.errors import UnknownReportError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.packs.quotations import Quotation
    from knowledge.protocols import Library
    from knowledge.types import Report, ReportId

BREAK = re.compile(r"[\s-]+")
TELLING_WORD = re.compile(r"[^\W\d_]{5,}")
MOST_TELLING: Final = 8
"""Words of a quotation that are looked for before a whole report is normalised, which takes a thousand times longer."""
REACH: Final = 1_000
"""Characters that one gap may leave out: what is further away is another passage."""
MOST_TRIED: Final = 200
"""Places of the first words of a quotation from which the next ones are looked for."""
SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"'’”)]*\s+")
LONGEST_END: Final = 20
"""Characters of a full stop with the marks and spaces around it."""
ENDED: Final = re.compile(r"[.!?][\"'’”)\s]*$")
NEGATION: Final = re.compile(rf"\b(?:{'|'.join(sorted(NEGATIONS | HARDLY))})\b|n['’]t\b", re.IGNORECASE)
REMEMBERED: Final = 4
"""Texts whose normalised form is kept in mind, as several quotes of a report come one after another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: `[start, end)` of the report's canonical text."""

    report: Report
    start: int
    end: int

    @property
    def page_label(self) -> str:
        """The label of the page that they begin on; empty where the report has no pages."""
        pages = self.report.pages
        index = bisect_right([page.offset for page in pages], self.start) - 1
        return pages[index].label if index >= 0 else ""


@lru_cache(maxsize=REMEMBERED)
def normalised_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """A text as `app.verify.normalised` gives it, and for each character its offset in the text."""
    plain = DASHES.sub("-", text.translate(QUOTE_MARKS))
    characters: list[str] = []
    offsets: list[int] = []
    at = 0
    for found in [*BREAK.finditer(plain), None]:
        start, end = found.span() if found else (len(plain), len(plain))
        characters += plain[at:start]
        offsets += range(at, start)
        if found and start and plain[start - 1].isdecimal() and plain[end : end + 1].isdecimal():
            characters.append("|")
            offsets.append(start)
        at = end
    return "".join(characters), offsets


def place_in(report: Report, text: str, keys: Sequence[str]) -> Place | None:
    """Where words stand in a report, in whole words; `None` where they do not.

    Args:
        report: The report.
        text: Its canonical text.
        keys: The words, normalised. Several follow one another, with so much in between as one gap may leave out, and
            no negation of the sentence that they are of.
    """
    if not keys:
        return None
    for start, end in islice(_places(text, keys[0]), MOST_TRIED):
        last: int | None = end
        for key in keys[1:]:
            last = None if last is None else _end_of_next(text, key, last)
        if last is not None:
            return Place(report, start, last)
    return None


def _places(text: str, key: str, after: int = 0, before: int | None = None) -> Iterator[tuple[int, int]]:
    """Where normalised words stand in a text as whole words, beginning between two offsets: `[start, end)` of each."""
    key_text, offsets = normalised_with_offsets(text)
    stop = len(key_text) if before is None else bisect_right(offsets, before) + len(key)
    at = key_text.find(key, bisect_left(offsets, after), stop)
    while at >= 0:
        first, last = offsets[at], offsets[at + len(key) - 1]
        if _is_whole(text, first, last):
            yield first, last + 1
        at = key_text.find(key, at + 1, stop)


def _end_of_next(text: str, key: str, end: int) -> int | None:
    """Where the words after a gap end; `None` where they are not within reach, or the gap turns the sentence round."""
    start, next_end = next(_places(text, key, end, end + REACH), (len(text), len(text)))
    within = start < len(text) and start - end <= REACH
    return next_end if within and not _turns_round(text[max(0, end - LONGEST_END) : end], text[end:start]) else None


def _turns_round(before: str, left_out: str) -> bool:
    """Whether what is left out of a sentence of which other words are kept holds a negation.

    Sentences that are left out whole may: they turn no other one round.
    """
    sentences = SENTENCE_END.split(left_out.replace("-\n", ""))
    if ENDED.search(before):
        sentences[0] = "" if len(sentences) > 1 else sentences[0]
    return any(NEGATION.search(sentence) for sentence in {sentences[0], sentences[-1]})


def _is_whole(text: str, first: int, last: int) -> bool:
    """Whether words from the character at `first` to the one at `last` begin and end where words do."""
    begins = not (first and text[first - 1].isalnum() and text[first].isalnum())
    return begins and not (text[last].isalnum() and text[last + 1 : last + 2].isalnum())


def places_of(
    quotations: Collection[Quotation], library: Library, first: Collection[ReportId] = ()
) -> dict[Quotation, Place]:
    """Where quotations stand in the library, each in one report; held reports are not looked into.

    Args:
        quotations: What is looked for.
        library: The reports; all are read as long as anything is not found.
        first: The reports to look into first.
    """
    found: dict[Quotation, Place] = {}
    wanted = {quotation: _telling(quotation) for quotation in quotations}
    reports = [report for report in library.reports() if not report.held] if wanted else []
    for report in sorted(reports, key=lambda report: report.report_id not in first):
        if len(found) == len(wanted):
            break
        try:
            text = library.canonical_text(report.report_id)
        except UnknownReportError:  # removed in this moment
            continue
        for quotation, words in wanted.items():
            if quotation in found or not _may_hold(text, words):
                continue
            if place := place_in(report, text, [piece.key for piece in quotation]):
                found[quotation] = place
    return found


def _may_hold(text: str, words: Sequence[str]) -> bool:
    """Whether at least half of the words are in a text: any may be broken there, at the end of a line."""
    missed = 0
    for word in words:
        missed += word not in text
        if 2 * missed > len(words):
            return False
    return True


def _telling(quotation: Quotation) -> list[str]:
    words = {word for piece in quotation for word in TELLING_WORD.findall(piece.text)}
    return sorted(words, key=lambda word: (-len(word), word))[:MOST_TELLING]
