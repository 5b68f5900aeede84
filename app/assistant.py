"""The request path on one page: a question in, one verified Answer out."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.compose.extractive import compose
from app.evidence import (
    ON_TOPIC,
    Budget,
    Evidence,
    choose,
    is_answerable,
    narrowed,
    on_topic_first,
    side_by_side,
    whole_list,
)
from app.follow_up import standalone_question
from app.lead_in import held_notice, lead_in, no_evidence_text, notices
from app.question import read_question
from app.resources import resources_of
from app.verify import Verifier
from knowledge.errors import QuestionError, RetrievalError
from knowledge.types import Answer, Coverage, Filters, Preferences, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.question import QuestionReading
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.query import Query
    from knowledge.search import HybridSearch
    from knowledge.types import Report, ReportId, SearchHit, Turn

CANDIDATES = 40
NEAR = 0.35
"""Least similarity of what is offered as the nearest that is held."""


class Assistant:
    """The `Answerer`: extractive, over one knowledge base.

    Args:
        knowledge_base: The reports.
        search: Finds the evidence.
        budget: How much an answer shows.
        longest_question: Most characters that a question may have.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        search: HybridSearch,
        budget: Budget,
        longest_question: int = 2000,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._search = search
        self._budget = budget
        self._longest_question = longest_question

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """See Answerer."""
        started = time.perf_counter()
        self._check(question)
        standalone = standalone_question(question, history)
        answer = self._answer(question, standalone, filters or Filters())
        if answer.status is Status.NO_EVIDENCE and standalone != question.strip():
            # It may have been a new topic after all: a topic carried over must not turn it into "nothing found".
            answer = self._answer(question, question.strip(), filters or Filters())
        return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))

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

    def _answer(self, question: str, standalone: str, filters: Filters) -> Answer:
        catalogue = self._knowledge_base.catalogue
        reports = {report.report_id: report for report in catalogue.open_reports()}
        reading = read_question(standalone, list(reports.values()))
        within = self._within(filters, reading)
        query = self._search.read(standalone, reading.leave_out)
        evidence = self._evidence(standalone, reading, query, within)
        within = evidence.within
        searched = self._searched(reports, within)
        held = held_notice(len(catalogue.reports()) - len(reports))
        blank = Answer(
            question,
            standalone,
            Status.NO_EVIDENCE,
            coverage=Coverage(0, len(searched)),
            reason="not_in_library",
            notices=held,
        )
        if not evidence.chosen:
            return replace(blank, lead_in=no_evidence_text(searched, query.unknown, _sections(evidence.found)))
        draft = compose(evidence.chosen, reports, Verifier(catalogue.canonical_text))
        if not draft.statements:
            raise RetrievalError(
                "What was found no longer stands in the stored reports, so that it cannot be shown.",
                "Run `audit-learning doctor`; remove the reports that it names and ingest them again.",
            )
        concerned = self._concerned(query, evidence)
        return replace(
            blank,
            status=Status.ANSWERED if concerned else Status.PARTIAL,
            reason=None,
            lead_in=lead_in(draft.citations, len(concerned), searched),
            statements=draft.statements,
            citations=draft.citations,
            resources=resources_of(draft.cited()),
            coverage=Coverage(len(concerned), len(searched)),
            notices=(*notices(draft.statements, draft.citations), *held),
        )

    def _within(self, filters: Filters, reading: QuestionReading) -> Filters:
        """The filters with what the question itself limits: reports named beyond doubt, a case that is there."""
        catalogue = self._knowledge_base.catalogue
        allowed = catalogue.limits(filters).report_ids
        named = reading.named_reports if allowed is None else reading.named_reports & allowed
        within = narrowed(filters, named, reading.case_letter)
        has_case = reading.case_letter is None or catalogue.passages(within)
        return within if has_case else narrowed(filters, named, None)

    def _searched(self, reports: dict[ReportId, Report], within: Filters) -> list[Report]:
        allowed = self._knowledge_base.catalogue.limits(within).report_ids
        return [report for key, report in reports.items() if allowed is None or key in allowed]

    def _evidence(self, standalone: str, reading: QuestionReading, query: Query, within: Filters) -> Evidence:
        """Finds and chooses what to show."""
        called = self._search.report_called(reading.naming, within) if reading.naming else None
        meant = within if called is None else narrowed(within, frozenset({called}), None)
        asks_for_list = bool(reading.finding_types) and (reading.wants_all or not query.concepts)
        if asks_for_list and (meant.report_ids or meant.case_letter):
            kinds = within.finding_types or reading.finding_types
            listed = self._search.every(replace(meant, finding_types=kinds))
            if listed:
                return Evidence(listed, whole_list(listed, self._budget), meant)
        preferences = Preferences(meant.report_ids, reading.finding_types)
        hits = self._search.search(standalone, within, preferences, CANDIDATES, query)
        if not is_answerable(hits, query):
            return Evidence(hits, (), within)
        in_depth = bool(within.report_ids) and not reading.compares
        ordered = on_topic_first(hits if in_depth else side_by_side(hits))
        return Evidence(hits, choose(ordered, self._budget, reading.finding_types), within)

    def _concerned(self, query: Query, evidence: Evidence) -> set[ReportId]:
        """The reports with evidence: by record over the whole library, and those that the answer itself cites."""
        on_topic = {hit.passage.report_id for hit in evidence.chosen if hit.coverage >= ON_TOPIC or not query.concepts}
        return self._search.reports_concerned(query, evidence.within, ON_TOPIC) | on_topic


def _sections(hits: Sequence[SearchHit]) -> list[str]:
    """Headings under which the nearest passages stand: what the library does hold."""
    nearest = sorted((hit for hit in hits if hit.similarity >= NEAR), key=lambda hit: -hit.similarity)[:5]
    return list(dict.fromkeys(hit.passage.heading_path[-1] for hit in nearest if hit.passage.heading_path))[:3]
