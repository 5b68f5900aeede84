"""Answers that are numbers: the value with its numbers, of which report; and the ways to rows and differences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.answering.counted import basis_asked, counts_time, what_is_counted, with_units
from app.answering.differences import difference
from app.answering.inquiry import Evidence, Order
from app.answering.measured import ENOUGH, Scored, candidates, once, ranked, row_of, within_budget
from app.answering.table_rows import filtered
from app.measures import measures_of
from app.said import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.measures import Measure
    from knowledge.types import Report, ReportId, SearchHit

ASKS_TIME = re.compile(
    r"\bhow (?:long|soon|quick\w*|old|fast)\b|\bhow many (?:weeks|months|days|hours|years|minutes)\b|\bwait\w*\b|\bage",
    re.IGNORECASE,
)
ASKS_SHARE = re.compile(r"%|\bper ?cent(?:age)?s?\b|\bpct\b|\bproportion\b|\bshare\b|\bhow often\b", re.IGNORECASE)
HOW_MANY = re.compile(
    r"\b(?:how many|number of|no\.? of)\s+(?:of\s+)?(?:the\s+|these\s+|those\s+)?(?P<unit>\w+(?: \w+)?)", re.IGNORECASE
)
NEGATES = re.compile(r"\b(?:no|not|never|without|lack\w*|none)\b|n['’]t\b", re.IGNORECASE)
ALSO = {"kids": "children", "yp": "young people", "people": "young people"}
PLURAL = re.compile(r"\w{2,}[^su\W]s|children|people|kids")
NUMERAL = re.compile(r"\d+")
MOST_SHOWN = 3
"""Measures that the opening says."""
ALIKE = 0.75
"""The share of the best score from which another report's measure is of the same thing."""
BY_UNIT = 0.1
NO_COUNT = 0.2
OTHER_EVIDENCE = 5
"""Findings beside the numbers."""


def number(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Evidence for a question that asks for a number; `None` where the reports state none for it."""
    if based := basis_asked(inquiry, sources):
        return based
    if inquiry.reading.condition:
        return filtered(inquiry, sources, inquiry.reading.condition)
    if inquiry.reading.pair:
        return difference(inquiry, sources, *inquiry.reading.pair)
    return _value(inquiry, sources)


def stated_rows(hits: Sequence[SearchHit], sources: Sources) -> list[Measure]:
    """The numbers of table rows among what is shown, in order, so that each is a figure with its denominator."""
    rows = [hit.passage for hit in hits if hit.passage.is_table_row]
    return with_units([measure for row in rows for measure in measures_of(row)], sources)


def _value(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    hits = candidates(inquiry, sources)
    scored = _fitting(ranked(hits, inquiry.query, sources, _asked_units(inquiry.question)), inquiry.question)
    scored = [s for s in scored if _counts_that(s.measure, inquiry, sources)]
    if not scored:
        return None
    best = row_of(scored)
    told = _told(scored, best, inquiry)
    by_id = {hit.passage.passage_id: hit for hit in hits}
    same = [s.measure for s in scored if _says_the_same(s.measure, best)]
    first = [by_id[m.passage.passage_id] for m in (*told, *same)]
    rest = [hit for hit in sources.hits(inquiry) if hit.coverage >= ENOUGH][: OTHER_EVIDENCE + len(first)]
    said = with_units(told, sources)
    return Evidence(
        within_budget(once((*first, *rest)), inquiry),
        inquiry.within,
        _opening(said, inquiry.reports),
        said,
        Order.AS_GIVEN,
        hits,
        notices=what_is_counted(said, inquiry.reports),
    )


def _fitting(scored: Sequence[Scored], question: str) -> list[Scored]:
    """The measures that can be the answer: of the kind asked for, and none that the question itself says."""
    said = set(NUMERAL.findall(question))
    fitting = [s for s in scored if ASKS_TIME.search(question) or not counts_time(s.measure)]
    fitting = [s for s in fitting if s.measure.whole or s.measure.percent is not None or s.measure.value not in said]
    if ASKS_SHARE.search(question):
        return [s for s in fitting if s.measure.percent is not None] or [s for s in fitting if s.measure.whole]
    return sorted(fitting, key=lambda s: -s.score - _counts_what_is_asked(s.measure, question))


def _counts_that(measure: Measure, inquiry: Inquiry, sources: Sources) -> bool:
    """Whether a measure can be the answer: it counts what is asked for, or is of all that is asked; never its opposite.

    `How many children were on a plan?` is not answered by a share of respondents on something else about children.
    """
    if NEGATES.search(inquiry.question) and not NEGATES.search(measure.about):
        return False
    units = _asked_units(inquiry.question)
    stems = sources.search.stems
    counted = stems(measure.counted)
    if not units or ASKS_SHARE.search(inquiry.question) or any(stems(ALSO.get(unit, unit)) & counted for unit in units):
        return True
    beside = [c for c in inquiry.query.concepts if not c.stems <= {stem for unit in units for stem in stems(unit)}]
    about = stems(measure.about)
    return bool(beside) and all(concept.is_in(about) for concept in beside)


def _counts_what_is_asked(measure: Measure, question: str) -> float:
    """What a measure gains for counting what `how many` asks for, and a percentage without numbers loses."""
    if HOW_MANY.search(question) is None:
        return 0.0
    # `babies - how many had`: what is counted then stands before.
    units = _asked_units(question) or set(question.casefold().split())
    gain = BY_UNIT if units & set(measure.counted.casefold().split()) else 0.0
    return gain - (NO_COUNT if measure.count is None else 0.0)


def _asked_units(question: str) -> set[str]:
    """What `how many` asks the count of: the plural just after it; empty where none stands there."""
    asked = HOW_MANY.search(question)
    words = asked["unit"].casefold().split() if asked else []
    return {word for word in words if PLURAL.fullmatch(word)}


def _told(scored: Sequence[Scored], best: Measure, inquiry: Inquiry) -> list[Measure]:
    """The best measure, and the best of each other report that is as near and of the same kind."""
    if len(inquiry.within.report_ids) == 1:
        return [best]
    first: dict[ReportId, Measure] = {best.passage.report_id: best}
    for other in scored:
        same_kind = (other.measure.percent is None) == (best.percent is None)
        if same_kind and other.score >= ALIKE * scored[0].score:
            first.setdefault(other.measure.passage.report_id, other.measure)
    return list(first.values())[:MOST_SHOWN]


def _says_the_same(measure: Measure, best: Measure) -> bool:
    same = (measure.percent, measure.count, measure.whole) == (best.percent, best.count, best.whole)
    share = measure.percent is not None and measure.percent == best.percent
    return measure.passage.report_id == best.passage.report_id and (same or share)


def _opening(measures: Sequence[Measure], reports: Mapping[ReportId, Report]) -> str:
    titles = {key: escaped(report.description.title) for key, report in reports.items()}
    if len(measures) == 1:
        title = titles.get(measures[0].passage.report_id)
        return f"**{measures[0].in_words}**: {escaped(measures[0].about)}{f' ({title})' if title else ''}."
    lines = (
        f"\n- {titles[m.passage.report_id]}: **{m.in_words}**: {escaped(m.about)}"
        for m in measures
        if m.passage.report_id in titles
    )
    return f"The reports give these numbers; they count different things and are not to be compared:\n{''.join(lines)}"
