"""Which reports a question names: by date, by place, or by what a report calls itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.naming_dates import moments_held, reports_of_dates
from app.naming_descriptions import PAPER, paper_words, reports_described
from app.naming_places import places_held, reports_of_places
from app.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Report, ReportId

__all__ = ["PAPER", "Naming", "named_reports", "words_of"]


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
    dated, date_words, no_dates = reports_of_dates(question, reports)
    placed, place_words, no_places = reports_of_places(question, reports)
    named = dated & placed if dated and placed else dated | placed
    missing = (*no_places, *no_dates)
    if dated and placed and not named:
        named, missing = placed, (*missing, *date_words)
    taken = {word.casefold() for word in (*date_words, *place_words)}
    left = [report for report in reports if not named or report.report_id in named]
    described, about_words, unsettled = reports_described(question, taken, left)
    apart = sum(map(bool, (*moments_held(question, reports), *places_held(question, reports))))
    several = len({frozenset(found) for found in described}) > 1 or (not described and apart > 1 and len(named) > 1)
    if described:
        named = set().union(*described)
    words = (*date_words, *place_words, *about_words, *paper_words(question))
    about = "" if described else unsettled
    return Naming(frozenset(named), words, about, tuple(dict.fromkeys(missing)), several)
