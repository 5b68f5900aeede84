"""Sends a question its way: the premise first, then the way of its kind, then the honest silence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.answering.about import about_the_audit
from app.answering.case_tables import from_case_table
from app.answering.definitions import definition
from app.answering.findings import findings, session
from app.answering.inquiry import Evidence, Order
from app.answering.measured import once
from app.answering.numbers import number, stated_rows
from app.answering.premise import elsewhere, mismatch, named_only, no_number
from app.answering.resources_asked import resources_asked
from app.evidence import LEAST_COVERAGE, ON_TOPIC, is_answerable, whole_hit
from app.filter_choices import in_words
from app.lead_in import lead_in, no_evidence_text, offered
from app.measures import measures_of
from app.question import Facet
from app.router import ASKS_NUMBER, defined_term
from knowledge.types import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.answering.inquiry import Inquiry, Sources
    from app.answering.premise import Mismatch
    from knowledge.types import Filters, Report, ReportId

ASKS_SHARE = re.compile(r"%|\bper ?cent(?:age)?s?\b|\bwhat (?:share|proportion)\b", re.IGNORECASE)
NONE_HELD = (
    "**No report was searched.** The library has none that answers may use. Add some on the Library page, or with "
    "audit-learning ingest. Let those held back into answers there, or with audit-learning release."
)
NONE_FITS = "**No report was searched.** None fits the filters: widen them, or add reports."
BESIDE = 4
"""Findings shown beside a silence, at most."""


class Answering:
    """Gives the evidence for a question.

    Args:
        sources: Where evidence comes from.
        reports: All reports that answers may use.
        filters: Those that the person chose.
    """

    def __init__(self, sources: Sources, reports: Mapping[ReportId, Report], filters: Filters) -> None:
        self._sources = sources
        self._reports = reports
        self._filters = filters

    def evidence(self, inquiry: Inquiry) -> Evidence:
        """What answers a question, or why nothing does."""
        if not inquiry.reports:
            return self._nothing_searched(inquiry)
        # What a report says or does not is told by all of it, not by the findings that the filters leave.
        wrong = mismatch(self._of_whole_reports(inquiry), self._sources, self._reports)
        if wrong:
            return self._corrected(inquiry, wrong)
        evidence = self._of_kind(inquiry)
        if evidence is None or not self._fits(evidence):
            is_about_nothing_else = evidence is not None and not inquiry.query.concepts
            evidence = Evidence((), inquiry.within) if is_about_nothing_else else self._findings(inquiry)
        evidence = self._within_filters(inquiry, evidence)
        if evidence.reason:
            return evidence
        if not evidence.chosen and not evidence.partial:
            return self._silence(inquiry, evidence)
        concerned = self._concerned(inquiry, evidence)
        searched = list(inquiry.reports.values())
        opening = evidence.opening or lead_in(evidence.chosen, len(concerned), searched, filtered=inquiry.is_filtered)
        partial = evidence.partial or (not concerned and not evidence.opening)
        figures = evidence.figures or stated_rows(evidence.chosen, self._sources)
        return replace(evidence, opening=opening, figures=figures, concerned=len(concerned), partial=partial)

    def _of_whole_reports(self, inquiry: Inquiry) -> Inquiry:
        """The inquiry without the person's filters on the findings of a report, but with the case that it names."""
        if not inquiry.is_filtered:
            return inquiry
        return replace(inquiry, within=replace(inquiry.within.of_reports, case_letter=inquiry.within.case_letter))

    def _fits(self, evidence: Evidence) -> bool:
        """Whether a way shows nothing that the person's filters leave out: some draw on a table or a title page."""
        return all(self._filters.allow(hit.passage) for hit in evidence.chosen)

    def _within_filters(self, inquiry: Inquiry, evidence: Evidence) -> Evidence:
        """The evidence, saying that what its opening counts is counted of what the filters leave."""
        is_counted = bool(evidence.opening) and (evidence.reason is None or bool(evidence.figures))
        if not (is_counted and inquiry.is_filtered):
            return evidence
        told = f"Only findings that fit your filters ({in_words(self._filters)}) were read for this."
        return replace(evidence, notices=(*evidence.notices, told))

    def _of_kind(self, inquiry: Inquiry) -> Evidence | None:
        """The evidence of the question's kind; `None` where that way leads nowhere."""
        sources = self._sources
        if tabled := from_case_table(inquiry, sources):
            return tabled
        if inquiry.kind is QuestionKind.NUMBER:
            return number(inquiry, sources) or self._no_number(inquiry)
        if inquiry.kind is QuestionKind.ABOUT_THE_AUDIT:
            counted = number if ASKS_NUMBER.search(inquiry.question) else None
            told = about_the_audit(inquiry, sources) or self._no_grades(inquiry)
            return told or (counted(inquiry, sources) if counted else None)
        if inquiry.kind is QuestionKind.DEFINITION:
            term = defined_term(inquiry.question)
            return definition(inquiry, sources, term) if term else None
        if inquiry.kind is QuestionKind.RESOURCES:
            return resources_asked(inquiry, sources)
        if inquiry.kind is QuestionKind.SESSION:
            found = session(inquiry, sources)
            return found if found.chosen else None
        return None

    def _findings(self, inquiry: Inquiry) -> Evidence:
        evidence = findings(inquiry, self._sources)
        asks_of_one = inquiry.is_scoped and not inquiry.query.concepts
        if not asks_of_one and not is_answerable(evidence.found, inquiry.query):
            return replace(evidence, chosen=())
        return evidence

    def _no_number(self, inquiry: Inquiry) -> Evidence | None:
        """The silence of the reports named on a number that is asked of them, with what the others give."""
        if inquiry.is_filtered or not (named_only(inquiry, self._reports) and ASKS_NUMBER.search(inquiry.question)):
            return None
        said = any(hit.coverage >= ON_TOPIC for hit in self._sources.hits(inquiry)) and bool(inquiry.query.concepts)
        if said and not ASKS_SHARE.search(inquiry.question):
            return None
        return self._corrected(inquiry, no_number(inquiry))

    def _no_grades(self, inquiry: Inquiry) -> Evidence | None:
        if Facet.GRADES not in inquiry.reading.facets or not named_only(inquiry, self._reports):
            return None
        return self._corrected(inquiry, no_number(inquiry, "grade"))

    def _corrected(self, inquiry: Inquiry, wrong: Mismatch) -> Evidence:
        """What the reports do say, named as such, beside what the question has wrong."""
        others = elsewhere(inquiry, self._reports, self._filters)
        asks_others = inquiry.kind is QuestionKind.NUMBER and bool(inquiry.within.report_ids and others.reports)
        found = number(others, self._sources) if asks_others else None
        instead = "Other reports give numbers near it, each of its own audit only:"
        if found is None and inquiry.query.concepts:
            found = findings(replace(inquiry, kind=QuestionKind.FINDINGS), self._sources)
            asks_others, instead = False, "What the reports do say on this:"
        near = [hit for hit in (found.chosen if found else ()) if hit.coverage >= LEAST_COVERAGE]
        near = [hit for hit in near if self._filters.allow(hit.passage)]
        if asks_others:
            near = [hit for hit in near if measures_of(hit.passage)]
        said = [whole_hit(passage) for passage in wrong.passages if self._filters.allow(passage)]
        chosen = once((*said, *near))[:BESIDE]
        opening = f"{wrong.words}\n\n{instead}" if chosen else wrong.words
        return Evidence(chosen, inquiry.within, opening, order=Order.BY_REPORT, reason=wrong.reason)

    def _nothing_searched(self, inquiry: Inquiry) -> Evidence:
        """That no report was there to search: none is held for answers, or the filters leave none."""
        opening = NONE_FITS if self._reports else NONE_HELD
        return Evidence((), inquiry.within, opening, reason="not_in_library")

    def _silence(self, inquiry: Inquiry, evidence: Evidence) -> Evidence:
        """What was searched, what no report uses, and what is held that comes near."""
        near = offered(evidence.found)
        opening = no_evidence_text(list(inquiry.reports.values()), inquiry.query.unknown, near.headings)
        return replace(evidence, opening=opening, reason="not_in_library", suggestions=near.questions)

    def _concerned(self, inquiry: Inquiry, evidence: Evidence) -> set[ReportId]:
        """The reports with evidence: by record over the whole library, and those that the answer itself cites."""
        on_topic = {
            hit.passage.report_id for hit in evidence.chosen if hit.coverage >= ON_TOPIC or not inquiry.query.concepts
        }
        return self._sources.search.reports_concerned(inquiry.query, inquiry.within, ON_TOPIC) | on_topic
