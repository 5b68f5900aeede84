"""What the numbers of a report are counted of: answers, children, audits; as the report itself says it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.answering.inquiry import Evidence, Order
from app.evidence import whole_hit
from app.measures import measures_of
from app.said import escaped
from app.stated_shares import TIMES
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.measures import Measure
    from knowledge.types import Passage, Report, ReportId

ASKS_BASIS = re.compile(
    r"(?:%s?|\b(?:per ?cent(?:age)?s?|figures?|numbers?|stats))\W.{0,25}\b(?:of|on|about)\b.{1,40}\bor\b"
    r".{0,12}\b(?:of|on|about)\b"
    r"|\b(?:percentages?|per cent|%|figures) (?:out )?of (?:what|who|whom)\b|\bdenominators?\b"
    r"|\bwhat (?:are|is|do|does) (?:the |these |those |all )?(?:\w+ )?(?:percentages?|per cents?|%s?|figures)"
    r"\s(?:\w+ ){0,4}?(?:of|count|based on)\W*$"
    r"|\b(?:are|is|were) (?:the |these |those |all )?(?:\w+ )?(?:percentages?|%s?|figures) (?:of|about) (?:all |the )*"
    r"(?:children|kids|young people|people|cases|families|returns|audits|records)\W*$",
    re.IGNORECASE,
)
DECLARES = re.compile(
    r"\b(?:percentages?|figures|per cents?)\b[^.]{0,60}?\b(?:are|is|were|was|refer|relate|show)\b[^.]{0,40}?"
    r"\b(?:of|to) (?P<unit>(?!the number)[a-z][a-z’' -]*?)(?= that\b| who\b| which\b| and\b| rather\b|,|\.|;|\(|$)",
    re.IGNORECASE,
)


class Basis(NamedTuple):
    """What a report says that its percentages are of, and where it does."""

    unit: str
    passage: Passage


def basis_of(passages: Iterable[Passage]) -> Basis | None:
    """What a report says of all its percentages; `None` where it does not."""
    for passage in passages:
        if not passage.is_table_row and (found := DECLARES.search(passage.text)):
            return Basis(re.sub(r"^(?:all |the )+", "", found["unit"].strip()), passage)
    return None


def basis_asked(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """The answer to `are these percentages of children?`: the reports' own words; `None` where none says it."""
    if ASKS_BASIS.search(inquiry.question) is None:
        return None
    stated = [(report, basis) for report in inquiry.reports.values() if (basis := basis_of(_passages(report, sources)))]
    if not stated:
        return None
    lines = [f"The percentages are **of {escaped(b.unit)}**, in {escaped(r.description.title)}." for r, b in stated]
    chosen = [whole_hit(basis.passage) for _, basis in stated]
    return Evidence(chosen, inquiry.within, "\n\n".join(lines), order=Order.AS_GIVEN)


def _passages(report: Report, sources: Sources) -> Sequence[Passage]:
    return sources.catalogue.passages(Filters(report_ids=frozenset({report.report_id})))


def with_units(measures: Sequence[Measure], sources: Sources) -> list[Measure]:
    """The measures with what they count, where they do not say it and another place of their report does.

    That is what the report says of all its percentages, else a sentence with the same numbers, else the one thing that
    all its sentences with percentages count.
    """
    known: dict[ReportId, _Units] = {}
    named = []
    for measure in measures:
        key = measure.passage.report_id
        if not measure.counted and key not in known:
            known[key] = _Units.read(sources.catalogue.passages(Filters(report_ids=frozenset({key}))))
        named.append(measure if measure.counted else replace(measure, counted=known[key].of(measure)))
    return named


class _Units(NamedTuple):
    """What the sentences of a report say that its numbers count."""

    declared: str
    stated: tuple[Measure, ...]

    @staticmethod
    def read(passages: Sequence[Passage]) -> _Units:
        basis = basis_of(passages)
        rows = (measures_of(passage) for passage in passages if not passage.is_table_row)
        return _Units(basis.unit if basis else "", tuple(m for row in rows for m in row if m.counted))

    def of(self, measure: Measure) -> str:
        parts = (measure.percent, measure.count, measure.whole)
        same = (m.counted for m in self.stated if measure.whole and (m.percent, m.count, m.whole) == parts)
        if measure.percent is None:
            return next(same, "")
        every = {m.counted.casefold() for m in self.stated if m.percent is not None}
        return self.declared or next(same, "") or (every.pop() if len(every) == 1 else "")


def what_is_counted(measures: Sequence[Measure], reports: Mapping[ReportId, Report]) -> tuple[str, ...]:
    """That a percentage is of more answers than there were cases, so that it is none of children."""
    for measure in measures:
        report = reports.get(measure.passage.report_id)
        sample = report.description.sample if report else None
        if sample and measure.percent is not None and measure.whole is not None and measure.whole > sample.size:
            instead = f"they are of {measure.counted}" if measure.counted else "they count something else"
            return (
                f"These percentages are not of the {sample.words} that were audited: {instead}, "
                f"{measure.whole} of them here.",
            )
    return ()


def counts_time(measure: Measure) -> bool:
    """Whether it is a length of time: `20 weeks`."""
    return re.search(rf"\b(?:{TIMES})$", measure.counted, re.IGNORECASE) is not None
