"""One question on its way to an answer, and the evidence that a way gives for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from knowledge.types import Preferences, QuestionKind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.evidence import Budget
    from app.measures import Measure
    from app.question import QuestionReading
    from knowledge.catalogue import Catalogue
    from knowledge.query import Query
    from knowledge.search import HybridSearch
    from knowledge.types import Filters, FindingType, Reason, Report, ReportId, SearchHit

CANDIDATES = 40


class Order(Enum):
    """How the statements of an answer stand."""

    BY_TYPE = "grouped by finding type, then report"
    AS_GIVEN = "in the order of the evidence"
    BY_REPORT = "report beside report, oldest first"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it was read, and what it may be answered from.

    Args:
        reading: What it asks for.
        query: What it is about.
        kind: The kind of answer that it asks for.
        within: The person's own filters, further limited to what the question names.
        reports: The reports that may be searched within these, by id, newest first.
        budget: How much an answer shows.
        labels: Whether finding types, themes and agencies are used.
    """

    reading: QuestionReading
    query: Query
    kind: QuestionKind
    within: Filters
    reports: Mapping[ReportId, Report]
    budget: Budget
    labels: bool = True

    @property
    def question(self) -> str:
        """The question, made to stand alone."""
        return self.reading.question

    @property
    def is_scoped(self) -> bool:
        """Whether it is limited to some reports or a case."""
        return bool(self.within.report_ids or self.within.case_letter)

    @property
    def is_filtered(self) -> bool:
        """Whether the person's filters leave out a part of each report, so that a silence may be theirs."""
        return bool(self.within.finding_types or self.within.themes or self.within.agencies)

    @property
    def preferences(self) -> Preferences:
        """What it leans towards."""
        return Preferences(self.within.report_ids, self.reading.finding_types if self.labels else frozenset())


@dataclass(frozen=True, slots=True)
class Sources:
    """Where evidence comes from."""

    search: HybridSearch
    catalogue: Catalogue

    def hits(
        self,
        inquiry: Inquiry,
        limit: int = CANDIDATES,
        *,
        question: str | None = None,
        within: Filters | None = None,
        types: frozenset[FindingType] = frozenset(),
    ) -> Sequence[SearchHit]:
        """Searches for an inquiry, or for a part of its question.

        Args:
            inquiry: The inquiry.
            limit: How many hits at most.
            question: Other words to search for.
            within: Other filters than its own.
            types: Only findings of these types.
        """
        filters = within or inquiry.within
        if types:
            allowed = types & filters.finding_types if filters.finding_types else types
            if not allowed:
                return ()
            filters = replace(filters, finding_types=allowed)
        asked = question or inquiry.question
        query = (
            self.search.read(asked, inquiry.reading.leave_out, inquiry.reading.labels) if question else inquiry.query
        )
        preferences = Preferences(filters.report_ids, types or inquiry.preferences.finding_types)
        return self.search.search(asked, filters, preferences, limit, query)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a way found.

    Args:
        chosen: What is to be shown, in order; empty: there is no answer.
        opening: How the answer opens, Markdown; empty where the count of reports says it.
        figures: The numbers that the opening says, in its order.
        order: How the statements stand.
        within: The filters that were used.
        found: What the search gave, for saying what comes near where nothing is chosen.
        reason: Why it is no answer though something is shown (`false_premise`).
        notices: Caveats of this way.
        partial: Whether it answers only a part of the question.
        suggestions: Questions that the reports can answer.
        concerned: How many reports concern the topic, counted from records.
    """

    chosen: Sequence[SearchHit]
    within: Filters
    opening: str = ""
    figures: Sequence[Measure] = ()
    order: Order = Order.BY_TYPE
    found: Sequence[SearchHit] = ()
    reason: Reason | None = None
    notices: tuple[str, ...] = ()
    partial: bool = False
    suggestions: tuple[str, ...] = ()
    concerned: int = 0

    @property
    def status(self) -> Status:
        """How the question ended."""
        if self.reason:
            return Status.NO_EVIDENCE
        return Status.PARTIAL if self.partial else Status.ANSWERED

    @property
    def is_by_report(self) -> bool:
        """Whether reports stand side by side."""
        return self.order is Order.BY_REPORT
