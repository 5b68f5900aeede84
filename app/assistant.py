"""The request path on one page: a question in, one verified Answer out."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.answering.answer import Answering
from app.answering.inquiry import Inquiry, Sources
from app.catalogue_resources import catalogue_resources
from app.compose.extractive import compose
from app.evidence import narrowed
from app.follow_up import standalone_question
from app.labels_asked import labels_asked
from app.lead_in import held_notice, notices, read_as_notice
from app.question import read_question
from app.resources import resources_of
from app.router import kind_of
from app.verify import Verifier
from knowledge.errors import QuestionError, RetrievalError
from knowledge.types import Answer, Coverage, Filters, QuestionKind, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answering.inquiry import Evidence
    from app.compose.extractive import Draft
    from app.evidence import Budget
    from app.guard.guard import Guard
    from app.question import QuestionReading
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.search import HybridSearch
    from knowledge.types import Caution, Report, ReportId, Resource, Turn

NOT_REPEATED = "[not repeated: it may identify a person]"
MOST_OF_OUR_OWN = 3
"""Resources of the catalogue beside those of the reports, at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the way to an answer that can be left out, to measure what each does."""

    router: bool = True
    labels: bool = True
    slots: bool = True
    guard: bool = True


class Assistant:
    """The `Answerer`: extractive, over one knowledge base.

    Args:
        knowledge_base: The reports.
        search: Finds the evidence.
        budget: How much an answer shows.
        guard: Says which questions are not searched for.
        longest_question: Most characters that a question may have.
        parts: What takes part; all of it, but for measuring.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        search: HybridSearch,
        budget: Budget,
        guard: Guard,
        longest_question: int = 2000,
        parts: Parts | None = None,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._search = search
        self._budget = budget
        self._guard = guard
        self._longest_question = longest_question
        self._parts = parts or Parts()

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """See Answerer."""
        started = time.perf_counter()
        self._check(question)
        caution = self._guard.check(question, history) if self._parts.guard else None
        answer = _declined(caution) if caution else self._found(question, self._safe(history), filters or Filters())
        return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))

    def repeatable(self, question: str) -> str:
        """What may be printed of a question that was not answered: nothing of one that may identify a person."""
        caution = self._guard.check(question)
        return question if caution is None else _shown(caution)

    def _safe(self, history: Sequence[Turn]) -> list[Turn]:
        """The turns that may be read for a topic: none of a question that the guard stops."""
        if not self._parts.guard:
            return list(history)
        return [turn for turn in history if turn.role != "user" or self._guard.check(turn.content) is None]

    def _check(self, question: str) -> None:
        if not re.search(r"\w", question):
            raise QuestionError("The question is empty.", "Type what you want to know, such as `What about DASH?`")
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise QuestionError("The question has characters that are no text.", "Type it again.")
        if len(question) > self._longest_question:
            raise QuestionError(
                f"The question has {len(question):,} characters; at most {self._longest_question:,} are read.",
                "Ask it in a sentence or two.",
            )

    def _found(self, question: str, history: Sequence[Turn], filters: Filters) -> Answer:
        reports = self._knowledge_base.catalogue.open_reports()
        standalone = standalone_question(question, history, reports)
        answer = self._answer(question, standalone, filters)
        if answer.status is Status.NO_EVIDENCE and standalone != question.strip():
            # It may have been a new topic after all: a topic carried over must not turn it into "nothing found".
            alone = self._answer(question, question.strip(), filters)
            return alone if alone.status is not Status.NO_EVIDENCE else answer
        return answer

    def _answer(self, question: str, standalone: str, filters: Filters) -> Answer:
        catalogue = self._knowledge_base.catalogue
        reports = {report.report_id: report for report in catalogue.open_reports()}
        inquiry = self._inquiry(standalone, filters, reports)
        outside = self._outside(filters, inquiry)
        evidence = Answering(Sources(self._search, catalogue), reports, filters).evidence(inquiry)
        draft = compose(evidence.chosen, reports, Verifier(catalogue.canonical_text), evidence.order)
        if evidence.chosen and not draft.statements:
            raise RetrievalError(
                "What was found no longer stands in the stored reports, so that it cannot be shown.",
                "Run `audit-learning doctor`; remove the reports that it names and ingest them again.",
            )
        return Answer(
            question,
            standalone,
            evidence.status,
            lead_in=evidence.opening,
            statements=draft.statements,
            citations=draft.citations,
            resources=self._resources(inquiry, evidence, draft),
            coverage=Coverage(evidence.concerned, len(inquiry.reports)),
            notices=(
                *outside,
                *read_as_notice(inquiry.query.read_as),
                *evidence.notices,
                *notices(draft.statements, draft.citations, evidence.figures),
                *held_notice(len(catalogue.reports()) - len(reports)),
            ),
            reason=evidence.reason,
            kind=inquiry.kind,
            by_report=evidence.is_by_report,
            figures=draft.figures(evidence.figures),
            suggestions=evidence.suggestions,
        )

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
            called = self._search.report_called(reading.naming.about, within)
            within = within if called is None else narrowed(within, frozenset({called}), None)
        has_case = reading.case_letter is None or catalogue.passages(within)
        return within if has_case else narrowed(filters, named, None)

    def _outside(self, filters: Filters, inquiry: Inquiry) -> tuple[str, ...]:
        """That the question names a report which the person's own filters leave out."""
        allowed = self._knowledge_base.catalogue.limits(filters).report_ids
        named = inquiry.reading.named_reports
        if allowed is None or not named or named & allowed:
            return ()
        return ("The question names a report that your filters leave out: this is what the others say.",)

    def _resources(self, inquiry: Inquiry, evidence: Evidence, draft: Draft) -> tuple[Resource, ...]:
        """The links of what is cited, then the catalogue's for the topic; none beside a silence."""
        own = resources_of(draft.cited())
        if evidence.status is Status.NO_EVIDENCE:
            return own
        themes = [
            key.partition(":")[2]
            for keys in inquiry.reading.labels.values()
            for key in keys
            if key.startswith("theme:")
        ]
        already = [resource.url for resource in own if resource.url]
        return (*own, *catalogue_resources(inquiry.question, themes, already, MOST_OF_OUR_OWN))


def _shown(caution: Caution) -> str:
    """What is shown of a stopped question: blanking out may miss a name, so nothing is left of one with any."""
    return NOT_REPEATED if caution.reason == "identifiable_data" else caution.redacted


def _declined(caution: Caution) -> Answer:
    """The answer to a question that is not searched for; nothing of it is repeated but what may be."""
    offered = (caution.general_question,) if caution.general_question else ()
    shown = _shown(caution)
    return Answer(
        shown,
        shown,
        Status.DECLINED,
        lead_in=caution.message,
        reason=caution.reason,
        signposts=caution.signposts,
        suggestions=offered,
    )
