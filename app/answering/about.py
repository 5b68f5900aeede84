"""Answers about the audit itself: sample, date, grades, who took part, aims, focus, method; from the description."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.answering.measured import once
from app.evidence import whole_hit, whole_list
from app.question import Facet
from app.said import escaped
from knowledge.types import Filters, FindingType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import Grade, Passage, Report, ReportDescription, SearchHit, Span

BESIDE = 2
"""Passages on method beside those that state the fact asked for."""
BESIDE_CASE = 5
"""Findings of a case beside its grade: why it was given."""
MOST_OF_METHOD = 10
FEW_REPORTS = 2
"""Reports of which all that they say of their method can be listed."""
STATES_AIM = re.compile(
    r"\b(?:aims?|aimed|purpose|objectives?)\b|\b(?:wanted|set out|sought|in order) to\b|\bto (?:see|find out|ascertain"
    r"|establish|understand) (?:if|whether|how|what)\b|\b(?:this|the) (?:audit|deep dive|review)"
    r" (?:asks?|asked|looked)\b",
    re.IGNORECASE,
)
MOST_REPORTS = 12
"""Reports whose facts an opening lists."""
LISTED_TYPES: Mapping[Facet, frozenset[FindingType]] = {
    Facet.AIMS: frozenset({FindingType.AUDIT_QUESTION}),
    Facet.METHOD: frozenset({FindingType.METHOD}),
    Facet.FOCUS: frozenset({FindingType.METHOD, FindingType.AUDIT_QUESTION}),
    Facet.AGENCIES: frozenset({FindingType.METHOD}),
}
PLAIN_FACTS = frozenset({Facet.SAMPLE, Facet.DATE})
"""What a description states or does not: passages on method around it are no answer."""
PASSAGES_OF_METHOD = frozenset({FindingType.METHOD, FindingType.AUDIT_QUESTION})


def about_the_audit(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Evidence on what the reports say of themselves; `None` where none of them says it."""
    facets = [facet for facet in Facet if facet in inquiry.reading.facets]
    letter = inquiry.reading.case_letter
    reports = list(inquiry.reports.values())
    if Facet.GRADES in facets and not any(_grades(report.description, letter) for report in reports):
        return None
    telling = [report for report in reports if _states(report.description, facets, letter)]
    shown = telling[:MOST_REPORTS]
    pinned = [
        hit for report in shown for hit in passages_at(report, _spans(report.description, facets, letter), sources)
    ]
    if not telling and set(facets) <= PLAIN_FACTS:
        return None
    if letter and Facet.GRADES in facets:
        pinned += sources.hits(inquiry)[:BESIDE_CASE]
    listed = _listed(inquiry, sources, facets) if len(reports) <= FEW_REPORTS else ()
    most_near = MOST_OF_METHOD if not pinned else BESIDE if len(reports) == 1 else 0
    near = sources.hits(inquiry, types=PASSAGES_OF_METHOD)[:most_near]
    chosen = whole_list(once((*pinned, *(listed or near))), inquiry.budget)
    opening = _opening(telling, facets, inquiry)
    if not chosen and not opening:
        return None
    return Evidence(chosen, inquiry.within, opening, order=Order.AS_GIVEN, found=near, partial=not chosen)


def _states(description: ReportDescription, facets: Iterable[Facet], case_letter: str | None) -> bool:
    """Whether a description tells any of what is asked; a person may have set it, so that no words of the report do."""
    told = {
        Facet.SAMPLE: description.sample is not None,
        Facet.DATE: bool(description.dates),
        Facet.GRADES: bool(_grades(description, case_letter)),
        Facet.AGENCIES: bool(description.agencies),
    }
    return any(told.get(facet, False) for facet in facets)


def _spans(description: ReportDescription, facets: Iterable[Facet], case_letter: str | None) -> list[Span]:
    """Where a report says what is asked of it."""
    found: list[Span | None] = []
    for facet in facets:
        if facet is Facet.SAMPLE and description.sample:
            found.append(description.sample.span)
        elif facet is Facet.DATE:
            found += [date.span for date in description.dates]
        elif facet is Facet.GRADES:
            found += [grade.span for grade in _grades(description, case_letter)]
        elif facet is Facet.AGENCIES:
            found += [agency.span for agency in description.agencies]
    return [span for span in found if span is not None]


def _grades(description: ReportDescription, case_letter: str | None) -> list[Grade]:
    """Grades of the case asked about; else the counts, with those of single cases only where there are no counts."""
    if case_letter:
        return [
            grade for grade in description.grades if grade.applies_to.casefold() == f"case {case_letter}".casefold()
        ]
    counted = [grade for grade in description.grades if grade.count is not None]
    return counted or list(description.grades)


def passages_at(report: Report, spans: Sequence[Span], sources: Sources) -> list[SearchHit]:
    """The passages that hold some spans, in the order of the spans."""
    passages = sources.catalogue.passages(Filters(report_ids=frozenset({report.report_id})))
    found: list[Passage] = []
    for span in spans:
        found += [p for p in passages if p.start < span.end and span.start < p.end and p not in found][:1]
    return [whole_hit(passage) for passage in found]


def _listed(inquiry: Inquiry, sources: Sources, facets: Sequence[Facet]) -> list[SearchHit]:
    """The passages of the types that hold what is asked, in reading order; nearest first where they are many."""
    types = frozenset(kind for facet in facets for kind in LISTED_TYPES.get(facet, ()))
    if not types:
        return []
    if Facet.AIMS in facets:
        types = LISTED_TYPES[Facet.AIMS]
    every = list(sources.search.every(replace(inquiry.within, finding_types=types)))
    if not every and Facet.AIMS in facets:
        every = list(sources.search.every(replace(inquiry.within, finding_types=LISTED_TYPES[Facet.METHOD])))
    if Facet.AIMS in facets:
        every.sort(key=lambda hit: STATES_AIM.search(hit.passage.text) is None)
    if len(inquiry.reports) > 1:
        return once((*sources.hits(inquiry, types=types), *every))
    words = sum(len(hit.passage.reading_text.split()) for hit in every)
    if words <= 1.2 * inquiry.budget.words:
        return every
    return list(sources.hits(inquiry, types=types)) or every


def _opening(reports: Sequence[Report], facets: Sequence[Facet], inquiry: Inquiry) -> str:
    """The facts in a line for each report that states them, and how many do not; empty where none is a plain fact."""
    lines = []
    for report in reports:
        facts = [fact for facet in facets if (fact := _fact(report.description, facet, inquiry.reading.case_letter))]
        if facts:
            lines.append(f"- {escaped(report.description.title)}: {'; '.join(facts)}")
    if not lines:
        return ""
    if len(inquiry.reports) == 1:
        return lines[0].removeprefix("- ") + "."
    more, silent = max(0, len(lines) - MOST_REPORTS), len(inquiry.reports) - len(lines)
    rest = [f"{more} more reports state it: name the one that you mean."] if more else []
    rest += [f"In {silent} others no such statement was recognised."] if silent > 0 else []
    return "\n\n".join(["The reports say of themselves:", "\n".join(lines[:MOST_REPORTS]), *rest])


def _fact(description: ReportDescription, facet: Facet, case_letter: str | None) -> str:
    write = WRITERS.get(facet)
    if facet is Facet.GRADES:
        return ", ".join(f"**{_grade_words(grade)}**" for grade in _grades(description, case_letter))
    return write(description) if write else ""


def _grade_words(grade: Grade) -> str:
    of = f"{grade.count} {grade.applies_to}".strip() if grade.count is not None else grade.applies_to
    return escaped(f"{of} {grade.value}".strip())


def _agency_words(description: ReportDescription) -> str:
    count = len(description.agencies)
    return f"**{count} {'agency' if count == 1 else 'agencies'}** named" if count else ""


WRITERS: Mapping[Facet, Callable[[ReportDescription], str]] = {
    Facet.SAMPLE: lambda d: f"a sample of **{escaped(d.sample.words)}**" if d.sample else "",
    Facet.DATE: lambda d: f"**{d.dates_in_words}**" if d.dates else "",
    Facet.AGENCIES: _agency_words,
}
