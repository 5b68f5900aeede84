"""What a question takes for granted and the reports do not say: a place, a time, a case, a grade or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.lead_in import described
from app.measures import PERCENT, SHARE, measures_of
from app.naming import PAPER
from app.said import escaped
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from app.measures import Measure
    from knowledge.types import Reason, Report, ReportId

ENOUGH = 0.5
MOST_NAMED = 3
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


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What the question has wrong, in words, and what kind of silence it is."""

    words: str
    reason: Reason


def mismatch(inquiry: Inquiry, sources: Sources, all_reports: Mapping[ReportId, Report]) -> Mismatch | None:
    """The first thing that a question takes for granted and the reports contradict or do not hold."""
    return (
        _not_held(inquiry, sources, all_reports)
        or _no_such_case(inquiry, sources)
        or _other_grade(inquiry)
        or _other_sample(inquiry)
        or _other_number(inquiry, sources)
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
        return Mismatch(f"No report of {missing} is held here. What is held: {held}.", "false_premise")
    places = [report.description.partnership for report in reports.values() if report.description.partnership]
    held = f" Reports are held from {escaped(', '.join(dict.fromkeys(places[:MOST_NAMED])))}" if places else ""
    more = len(dict.fromkeys(places)) - MOST_NAMED
    others = f" and {more} more places." if more > 0 else "." if held else ""
    return Mismatch(f"No report of {missing} is held here.{held}{others}", "not_in_library")


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
    in_tables |= {
        cell for p in passages if p.is_table_row for cell in p.text.split("\t")[:2] if re.fullmatch("[A-Z]", cell)
    }
    cases = sorted({p.case_letter for p in passages if p.case_letter} | in_tables)
    if letter in cases:
        return None
    held = f"The cases described are {', '.join(cases)}." if cases else "No report searched describes cases by letter."
    return Mismatch(f"There is no Case {letter} in the reports searched. {held}", "false_premise")


def _other_grade(inquiry: Inquiry) -> Mismatch | None:
    """A case that is said to have another grade than its report gives."""
    letter, claimed = inquiry.reading.case_letter, CLAIMED_GRADE.search(inquiry.question)
    if letter is None or claimed is None:
        return None
    grade = GRADES[claimed["grade"].casefold()]
    stated = {
        g.value
        for r in inquiry.reports.values()
        for g in r.description.grades
        if g.applies_to.casefold() == f"case {letter}".casefold()
    }
    if not stated or grade in stated:
        return None
    return Mismatch(
        f"Case {letter} was not judged {grade}: the report says **{escaped(', '.join(sorted(stated)))}**.",
        "false_premise",
    )


def _other_sample(inquiry: Inquiry) -> Mismatch | None:
    """More children or cases than the one audit asked about looked at."""
    claimed = OF_SAMPLE.search(inquiry.question)
    if claimed is None or len(inquiry.reports) != 1:
        return None
    report = next(iter(inquiry.reports.values()))
    sample = report.description.sample
    if sample is None or int(claimed["number"]) <= sample.size:
        return None
    return Mismatch(f"This audit looked at **{escaped(sample.words)}**, not {claimed['number']}.", "false_premise")


def _other_number(inquiry: Inquiry, sources: Sources) -> Mismatch | None:
    """A percentage or share that no report gives for what the question is about."""
    if inquiry.reading.condition or inquiry.reading.pair:
        return None
    claimed = PERCENT.search(inquiry.question) or SHARE.search(inquiry.question)
    if claimed is None:
        return None
    value = f"{claimed[1]}%" if claimed.re is PERCENT else f"{claimed[1]} of {claimed[2]}"
    rest = inquiry.question.replace(claimed[0], " ")
    query = sources.search.read(rest, inquiry.reading.leave_out, inquiry.reading.labels)
    measured = [m for hit in sources.hits(inquiry) for m in measures_of(hit.passage)]
    on_topic = [m for m in measured if query.coverage(sources.search.stems(m.about, *m.passage.heading_path)) >= ENOUGH]
    if any(_is(m, value) for m in on_topic) or (not query.concepts and any(_is(m, value) for m in measured)):
        return None
    said = "; ".join(f"{escaped(m.about)}: **{m.in_words}**" for m in on_topic[:2])
    instead = f" What they give: {said}." if said else ""
    return Mismatch(f"No report that was searched gives **{value}** for this.{instead}", "false_premise")


def _is(measure: Measure, value: str) -> bool:
    shares = {f"{measure.count} of {measure.whole}", measure.value}
    return value in shares


def no_number(inquiry: Inquiry) -> Mismatch:
    """That the reports asked about state no number for what is asked."""
    names = "; ".join(escaped(described(report)) for report in list(inquiry.reports.values())[:MOST_NAMED])
    verb = "gives" if len(inquiry.reports) == 1 else "give"
    return Mismatch(f"{names} {verb} no number for this.", "false_premise")


def elsewhere(inquiry: Inquiry, reports: Mapping[ReportId, Report], filters: Filters) -> Inquiry:
    """The same question asked of the other reports, so that what they say can be set beside the silence."""
    others = {key: report for key, report in reports.items() if key not in inquiry.reports}
    within = replace(filters, report_ids=frozenset(others), case_letter=None)
    return replace(inquiry, within=within, reports=others)


def named_only(inquiry: Inquiry, reports: Sequence[ReportId]) -> bool:
    """Whether a question is limited to some of the reports."""
    return bool(inquiry.within.report_ids) and len(inquiry.reports) < len(reports)
