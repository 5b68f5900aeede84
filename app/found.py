"""Finds what answers a question: its reading, the evidence, and the same in the reports' own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.answering.answer import Answering
from app.answering.inquiry import Inquiry, Sources
from app.compose.extractive import compose
from app.evidence import narrowed
from app.filter_choices import in_words
from app.labels_asked import labels_asked
from app.question import read_question
from app.router import kind_of
from app.verify import Verifier
from knowledge.errors import QuestionError, RetrievalError
from knowledge.types import Filters, QuestionKind, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Evidence
    from app.compose.extractive import Draft
    from app.evidence import Budget
    from app.question import QuestionReading
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.search import HybridSearch
    from knowledge.types import Report, ReportId

LEFT_OUT = "Your filters leave out what the reports say about this"
"""How the notice begins that an answer was found without the filters and none within them."""

ASK_AGAIN = "ask again without them"
"""The words of that notice that a page makes a link."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the way to an answer that can be left out, to measure what each does."""

    router: bool = True
    labels: bool = True
    slots: bool = True
    guard: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, before a model puts it into words.

    Args:
        question: As typed.
        inquiry: How it was read.
        evidence: What answers it, or why nothing does.
        reports: All reports that answers may use.
        outside: A notice where the filters leave out a report that the question names, or all that answers it.
        held: How many reports are held back, and were not searched.
        verifier: Verifies quotes of these reports.
        extractive: The evidence in the reports' own words.
    """

    question: str
    inquiry: Inquiry
    evidence: Evidence
    reports: dict[ReportId, Report]
    outside: tuple[str, ...]
    held: int
    verifier: Verifier
    extractive: Draft


class Finder:
    """Finds the evidence for questions over one knowledge base.

    Args:
        knowledge_base: The reports.
        search: Finds passages.
        budget: How much an answer shows.
        parts: What takes part.
    """

    def __init__(self, knowledge_base: KnowledgeBase, search: HybridSearch, budget: Budget, parts: Parts) -> None:
        self._knowledge_base = knowledge_base
        self._search = search
        self._budget = budget
        self._parts = parts

    def found(self, question: str, standalones: Sequence[str], filters: Filters) -> Found:
        """What the first way of reading the question finds that finds something, else the first way.

        Args:
            question: As typed.
            standalones: The ways in which it can stand alone, the likeliest first.
            filters: Chosen by the person.

        Raises:
            QuestionError: There is no way to read it.
            RetrievalError: What was found cannot be shown.
        """
        found = self._first(question, standalones, filters)
        if found.evidence.status is not Status.NO_EVIDENCE or filters == Filters():
            return found
        without = self._first(question, standalones, Filters())
        if without.evidence.status is Status.NO_EVIDENCE:
            return found
        return replace(found, outside=(left_out_notice(filters),))

    def _first(self, question: str, standalones: Sequence[str], filters: Filters) -> Found:
        first = None
        for standalone in standalones:
            found = self._evidence(question, standalone, filters)
            if found.evidence.status is not Status.NO_EVIDENCE:
                return found
            first = first or found
        if first is None:
            raise QuestionError("The question is empty.", "Type what you want to know, such as “What about DASH?”")
        return first

    def _evidence(self, question: str, standalone: str, filters: Filters) -> Found:
        catalogue = self._knowledge_base.catalogue
        reports = {report.report_id: report for report in catalogue.open_reports()}
        inquiry = self._inquiry(standalone, filters, reports)
        outside = self._outside(filters, inquiry)
        evidence = Answering(Sources(self._search, catalogue), reports, filters).evidence(inquiry)
        verifier = Verifier(catalogue.canonical_text)
        draft = compose(evidence.chosen, reports, verifier, evidence.order)
        if evidence.chosen and not draft.statements:
            raise RetrievalError(
                "What was found no longer stands in the stored reports, so that it cannot be shown.",
                "Whoever keeps the library can find these reports with audit-learning doctor, and take them in again.",
            )
        held = len(catalogue.reports()) - len(reports)
        return Found(question, inquiry, evidence, reports, outside, held, verifier, draft)

    def _inquiry(self, standalone: str, filters: Filters, reports: dict[ReportId, Report]) -> Inquiry:
        reading = read_question(standalone, list(reports.values()))
        labels = reading.labels if self._parts.labels else {}
        query = self._search.read(standalone, reading.leave_out, labels)
        if not query.concepts and reading.role:  # who asks is then what the findings are to be about
            query = self._search.read(reading.role, (), labels_asked(reading.role) if self._parts.labels else {})
        within = self._within(filters, reading) if self._parts.slots else filters
        allowed = self._knowledge_base.catalogue.limits(within).report_ids
        searched = {key: report for key, report in reports.items() if allowed is None or key in allowed}
        kind = kind_of(reading, query) if self._parts.router else QuestionKind.FINDINGS
        return Inquiry(reading, query, kind, within, searched, self._budget, self._parts.labels)

    def _within(self, filters: Filters, reading: QuestionReading) -> Filters:
        """The filters with what the question itself limits: reports named beyond doubt, a case that is there."""
        catalogue = self._knowledge_base.catalogue
        allowed = catalogue.limits(filters).report_ids
        of_question = frozenset() if reading.since else reading.named_reports
        named = of_question if allowed is None else of_question & allowed
        within = narrowed(filters, named, reading.case_letter)
        if not named and reading.naming.about:
            # A report is known by its account of itself, whatever findings of it are wanted.
            called = self._search.report_called(reading.naming.about, within.of_reports)
            within = within if called is None else narrowed(within, frozenset({called}), None)
        letter = reading.case_letter
        has_case = letter is None or catalogue.passages(replace(within.of_reports, case_letter=letter))
        return within if has_case else narrowed(filters, named, None)

    def _outside(self, filters: Filters, inquiry: Inquiry) -> tuple[str, ...]:
        """That the question names a report which the person's own filters leave out."""
        allowed = self._knowledge_base.catalogue.limits(filters).report_ids
        named = inquiry.reading.named_reports
        if allowed is None or not named or named & allowed:
            return ()
        return ("The question names a report that your filters leave out: this is what the others say.",)


def left_out_notice(filters: Filters) -> str:
    """That the filters are why nothing was found, which is so where the same question finds something without them."""
    return f"{LEFT_OUT} ({in_words(filters)}): {ASK_AGAIN}."
