"""What a question takes for granted and the reports do not say: a place, a time, a case, a grade or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.answering.about import passages_at
from app.answering.case_tables import case_rows
from app.answering.measured import ENOUGH
from app.lead_in import described
from app.measures import PERCENT, SHARE, measures_of
from app.naming import PAPER
from app.said import escaped
from app.stated_shares import number_of, percent_of
from knowledge.types import Filters, FindingType

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.measures import Measure
    from knowledge.types import Passage, Reason, Report, ReportId, Span

MOST_NAMED = 3
MOST_GIVEN = 2
"""Numbers that a corrected one is set beside."""
GRADES = {
    "outstanding": "outstanding",
    "good": "good",
    "requires improvement": "requires improvement",
    "ri": "requires improvement",
    "inadequate": "inadequate",
}
CLAIMED_GRADE = re.compile(
    r"\b(?:why|how come|how)\b.{0,40}?\b(?:was|were|is|got|get|graded|judged|rated)\b.{0,40}?"
    r"\b(?P<grade>outstanding|good|requires improvement|ri|inadequate)\b(?!\s+(?:practice|work|outcomes?|for))",
    re.IGNORECASE,
)
OF_SAMPLE = re.compile(
    r"\b(?:all|the|these|those|had|with|of|looked at)\s+(?P<number>\d{1,3})\s+(?P<unit>children|kids|cases|families"
    r"|young people)\b",
    re.IGNORECASE,
)
UNIVERSAL = re.compile(
    r"\b(?:every|all|each)(?: of)?(?: the| these| those)?(?: \w+)? (?:cases?|child(?:ren)?|famil(?:y|ies)|plans?"
    r"|records?|audits?|agenc(?:y|ies)|time|times)\b|\balways\b|\beveryone\b|\bin all (?:of )?them\b",
    re.IGNORECASE,
)
SEEKS_ASSENT = re.compile(
    r"[\s,](?:right|correct|yes|yeah|innit|true)\s*\?|\b(?:isn|didn|wasn|weren|aren|don|doesn|haven)['’]?t"
    r" (?:it|they|that)\s*\?|\bhow did they (?:manage|achieve|do) (?:it|that|this)\b",
    re.IGNORECASE,
)
"""A question that takes its own answer for granted; `was it always used?` does not."""
LIMITED = re.compile(
    r"\b(?:limited|not|no|never|rarely|seldom|inconsistent\w*|few(?:er)?|lack\w*|missing|only|variable|missed|gaps?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What the question has wrong, in words without Markdown, what kind of silence it is, and where it is said."""

    words: str
    reason: Reason
    passages: tuple[Passage, ...] = ()


def mismatch(inquiry: Inquiry, sources: Sources, all_reports: Mapping[ReportId, Report]) -> Mismatch | None:
    """The first thing that a question takes for granted and the reports contradict or do not hold."""
    return (
        _not_held(inquiry, sources, all_reports)
        or _no_such_case(inquiry, sources)
        or _other_grade(inquiry, sources)
        or _other_sample(inquiry, sources)
        or _other_number(inquiry, sources)
        or _not_always(inquiry, sources)
    )


def _not_held(inquiry: Inquiry, sources: Sources, reports: Mapping[ReportId, Report]) -> Mismatch | None:
    naming = inquiry.reading.naming
    absent = [name for name in naming.missing if name[:1].isdigit() or not _is_mentioned(name, inquiry, sources)]
    if not absent or (naming.reports and inquiry.reading.compares):
        return None
    missing = ", ".join(escaped(name.title() if name.islower() else name) for name in absent)
    if naming.reports:
        held = "; ".join(
            escaped(described(reports[key])) for key in list(naming.reports)[:MOST_NAMED] if key in reports
        )
        return Mismatch(f"No report of {missing} is in the library for answers. It has {held}.", "false_premise")
    places = [report.description.partnership for report in reports.values() if report.description.partnership]
    held = f" It has reports from {escaped(', '.join(dict.fromkeys(places[:MOST_NAMED])))}" if places else ""
    more = len(dict.fromkeys(places)) - MOST_NAMED
    others = f" and {more} more places." if more > 0 else "." if held else ""
    return Mismatch(f"No report of {missing} is in the library for answers.{held}{others}", "not_in_library")


def _is_mentioned(place: str, inquiry: Inquiry, sources: Sources) -> bool:
    """Whether a place is talked of in reports of elsewhere, and is not asked for as that of a report."""
    asked_for = re.search(
        rf"\b{re.escape(place)}(?:['’]s)?\s+(?:\w+\s+){{0,3}}{PAPER.pattern}", inquiry.question, re.IGNORECASE
    )
    return asked_for is None and not sources.search.read(place).unknown


def _no_such_case(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    letter = inquiry.reading.case_letter
    if letter is None:
        return None
    passages = sources.catalogue.passages(Filters(report_ids=frozenset(inquiry.reports)))
    in_tables = {name for p in passages for name in p.column_headings if re.fullmatch("[A-Z]", name)}
    in_tables |= {row.case for row in case_rows(passages) if row.case.isalpha()}
    in_tables |= {
        cell for p in passages if p.is_table_row for cell in p.text.split("\t")[:2] if re.fullmatch("[A-Z]", cell)
    }
    cases = sorted({p.case_letter for p in passages if p.case_letter} | in_tables)
    if letter in cases:
        return None
    held = f"The cases described are {', '.join(cases)}." if cases else "No report searched describes cases by letter."
    return Mismatch(f"There is no Case {letter} in the reports searched. {held}", "false_premise")


def _other_grade(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    """A case that is said to have another grade than its report gives."""
    letter, claimed = inquiry.reading.case_letter, CLAIMED_GRADE.search(inquiry.question)
    if letter is None or claimed is None:
        return None
    case = f"case {letter}".casefold()
    stated = [(r, g) for r in inquiry.reports.values() for g in r.description.grades if g.applies_to.casefold() == case]
    values = {grade.value for _, grade in stated}
    grade = GRADES[claimed["grade"].casefold()]
    if not values or grade in values:
        return None
    words = f"Case {letter} was not judged {grade}: the report says {escaped(', '.join(sorted(values)))}."
    passages = [passage for report, g in stated for passage in _at(report, g.span, sources)]
    return Mismatch(words, "false_premise", tuple(passages[:MOST_NAMED]))


def _other_sample(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    """More children or cases than the one audit asked about looked at."""
    claimed = OF_SAMPLE.search(inquiry.question)
    if claimed is None or len(inquiry.reports) != 1:
        return None
    report = next(iter(inquiry.reports.values()))
    sample = report.description.sample
    if sample is None or int(claimed["number"]) <= sample.size:
        return None
    words = f"This audit looked at {escaped(sample.words)}, not {claimed['number']}."
    return Mismatch(words, "false_premise", tuple(_at(report, sample.span, sources)))


def _at(report: Report, span: Span | None, sources: Sources) -> list[Passage]:
    return [hit.passage for hit in passages_at(report, [span], sources)] if span else []


def _other_number(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    """A percentage or share that no report gives for what the question is about."""
    if inquiry.reading.condition or inquiry.reading.pair:
        return None
    claimed = PERCENT.search(inquiry.question) or SHARE.search(inquiry.question)
    if claimed is None:
        return None
    value = f"{percent_of(claimed):g}%" if claimed.re is PERCENT else _share_words(claimed)
    rest = inquiry.question.replace(claimed[0], " ")
    query = sources.search.read(rest, inquiry.reading.leave_out, inquiry.reading.labels)
    measured = [m for hit in sources.hits(inquiry) for m in measures_of(hit.passage)]
    on_topic = [m for m in measured if query.coverage(sources.search.stems(m.about, *m.passage.heading_path)) >= ENOUGH]
    if any(_is(m, value) for m in on_topic) or (not query.concepts and any(_is(m, value) for m in measured)):
        return None
    said = "; ".join(f"{escaped(m.about)}: {m.in_words}{_of(m, inquiry)}" for m in _given(on_topic))
    instead = f" What they give: {said}." if said else ""
    return Mismatch(f"No report that was searched gives {value} for this.{instead}", "false_premise")


def _of(measure: Measure, inquiry: Inquiry) -> str:
    """Of which report a number is, where several were searched."""
    report = inquiry.reports.get(measure.passage.report_id)
    return f" ({escaped(report.description.title)})" if report and len(inquiry.reports) > 1 else ""


def _share_words(claimed: re.Match[str]) -> str:
    return f"{number_of(claimed[1])} of {number_of(claimed[2])}"


def _given(measures: Sequence[Measure]) -> list[Measure]:
    """The numbers that are given instead, each once, shares before bare counts, rows first: they say most briefly."""
    shares = [m for m in measures if m.percent is not None or m.whole is not None] or measures
    first: dict[tuple[ReportId, object, object], Measure] = {}
    for measure in sorted(shares, key=lambda m: not m.passage.is_table_row):
        first.setdefault((measure.passage.report_id, measure.percent or measure.count, measure.whole), measure)
    return list(first.values())[:MOST_GIVEN]


def _is(measure: Measure, value: str) -> bool:
    parts = f"{measure.count} of {measure.whole}"
    against = f"{measure.percent_against:g}%" if measure.percent_against is not None else ""
    return value in {parts, measure.value, against}


def _not_always(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    """`All of them did, right?` of a report that has a concern of limits on just that, and nothing that says so."""
    if len(inquiry.reports) != 1 or not inquiry.query.concepts:
        return None
    if not (UNIVERSAL.search(inquiry.question) and SEEKS_ASSENT.search(inquiry.question)):
        return None
    topic = SEEKS_ASSENT.sub(" ", UNIVERSAL.sub(" ", inquiry.question))
    on_topic = [hit.passage for hit in sources.hits(inquiry, question=topic) if hit.coverage >= ENOUGH]
    agree = any(UNIVERSAL.search(p.text) and p.finding_type is not FindingType.CONCERN for p in on_topic)
    limits = [p for p in on_topic if p.finding_type is FindingType.CONCERN and LIMITED.search(p.text)]
    if agree or not limits:
        return None
    title = escaped(next(iter(inquiry.reports.values())).description.title)
    words = f"That is not what {title} says: it has a concern about just this."
    return Mismatch(words, "false_premise", tuple(limits[:MOST_NAMED]))


def no_number(inquiry: Inquiry, what: str = "number") -> Mismatch:
    """That the reports asked about state no number, or no `grade`, for what is asked."""
    names = "; ".join(escaped(described(report)) for report in list(inquiry.reports.values())[:MOST_NAMED])
    verb = "gives" if len(inquiry.reports) == 1 else "give"
    return Mismatch(f"{names} {verb} no {what} for this.", "false_premise")


def elsewhere(inquiry: Inquiry, reports: Mapping[ReportId, Report], filters: Filters) -> Inquiry:
    """The same question asked of the other reports, so that what they say can be set beside the silence."""
    chosen = filters.report_ids or reports.keys()
    others = {key: report for key, report in reports.items() if key in chosen and key not in inquiry.reports}
    within = replace(filters, report_ids=frozenset(others), case_letter=None)
    return replace(inquiry, within=within, reports=others)


def named_only(inquiry: Inquiry, reports: Collection[ReportId]) -> bool:
    """Whether a question is limited to some of the reports."""
    return bool(inquiry.within.report_ids) and len(inquiry.reports) < len(reports)
