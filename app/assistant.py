"""The request path on one page: a question in, one verified Answer out."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from app.catalogue_resources import catalogue_resources
from app.follow_up import standalone_question
from app.found import Finder, Parts
from app.lead_in import held_notice, notices, read_as_notice
from app.next_questions import Answerable, next_questions
from app.resources import resources_of
from app.writing.completion import completed
from app.writing.notices import extractive_after_all, replaced_notice
from app.writing.writer import task_of
from knowledge.errors import QuestionError
from knowledge.types import Answer, Coverage, Filters, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.answering.inquiry import Evidence, Inquiry
    from app.compose.extractive import Draft
    from app.evidence import Budget
    from app.found import Found
    from app.guard.guard import Guard
    from app.writing.follow_up_question import Rewritten
    from app.writing.writer import Writer
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import Stop
    from knowledge.search import HybridSearch
    from knowledge.types import Caution, Resource, Turn

NOT_REPEATED = "[not repeated: it may identify a person]"
MOST_OF_OUR_OWN = 3
"""Resources of the catalogue beside those of the reports, at most."""


class Assistant:
    """The `Answerer` over one knowledge base: in the reports' own words, or in a model's where there is one.

    Args:
        knowledge_base: The reports.
        search: Finds the evidence.
        budget: How much an answer shows.
        guard: Says which questions are not searched for.
        longest_question: Most characters that a question may have.
        parts: What takes part; all of it, but for measuring.
        writer: Writes answers with a language model; without one they are extractive.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        search: HybridSearch,
        budget: Budget,
        guard: Guard,
        longest_question: int = 2000,
        parts: Parts | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._parts = parts or Parts()
        self._finder = Finder(knowledge_base, search, budget, self._parts)
        self._answerable = Answerable(knowledge_base, search)
        self._guard = guard
        self._longest_question = longest_question
        self._writer = writer

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """See Answerer."""
        return deque(self.growing(question, history, filters), maxlen=1)[0]

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Answer]:
        """See Answerer."""
        started = time.perf_counter()
        self._check(question)
        # The guard comes first: nothing of what it stops is searched for, or told to a model.
        caution = self._guard.check(question, history) if self._parts.guard else None
        if caution:
            answers = iter((_declined(caution),))
        else:
            answers = self._answers(question, self._safe(history), filters or Filters(), stop)
        for answer in answers:
            yield replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))

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
            raise QuestionError("The question is empty.", "Type what you want to know, such as “What about DASH?”")
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise QuestionError("The question has characters that cannot be read as text.", "Type it again.")
        if len(question) > self._longest_question:
            raise QuestionError(
                f"The question has {len(question):,} characters; at most {self._longest_question:,} are read.",
                "Ask it in a sentence or two.",
            )

    def _answers(self, question: str, history: Sequence[Turn], filters: Filters, stop: Stop | None) -> Iterator[Answer]:
        """The answer as it grows."""
        rewritten = self._rewritten(question, history, stop)
        by_model = rewritten.question if rewritten else None
        found = self._finder.found(question, self._standalones(question, history, by_model), filters)
        offered = self._next_questions(found, history, filters)
        if rewritten is None:
            yield from self._written(found, offered, stop)
            return
        rewriting = replace(rewritten.rewriting, used=found.inquiry.question == by_model)
        for answer in self._written(found, offered, stop, rewriting.model_ms / 1000):
            yield replace(answer, rewriting=rewriting)

    def _rewritten(self, question: str, history: Sequence[Turn], stop: Stop | None) -> Rewritten | None:
        """A follow-up as a model makes it stand alone; `None` where there is no model, or nothing before it."""
        told = self._tellable(history) if self._writer else []
        return self._writer.standalone(question, told, stop) if self._writer and told else None

    def _tellable(self, history: Sequence[Turn]) -> list[Turn]:
        """The turns that may be told to a model: what answers said as well must not identify anybody."""
        return [turn for turn in history if turn.role == "user" or self._guard.check(turn.content) is None]

    def _standalones(self, question: str, history: Sequence[Turn], by_model: str | None) -> list[str]:
        """The ways in which a question can stand alone, each to be tried where the one before finds nothing."""
        by_rule = standalone_question(question, history, self._knowledge_base.catalogue.open_reports())
        if by_model and self._guard.check(by_model):
            by_model = None
        # It may have been a new topic after all: a topic carried over must not turn it into "nothing found".
        ways = [by_model, by_rule, question.strip()]
        return list(dict.fromkeys(way for way in ways if way))

    def _next_questions(self, found: Found, history: Sequence[Turn], filters: Filters) -> tuple[str, ...]:
        """Questions that lead on from an answer; none beside a silence, which offers its own."""
        if found.evidence.status is Status.NO_EVIDENCE or found.evidence.suggestions:
            return ()
        earlier = [turn.content for turn in history if turn.role == "user"]
        cited = [hit.passage for hit in found.evidence.chosen]
        return next_questions(
            [found.inquiry.question, found.question, *earlier], cited, self._answerable.within(filters)
        )

    def _written(
        self, found: Found, offered: tuple[str, ...], stop: Stop | None, spent_seconds: float = 0
    ) -> Iterator[Answer]:
        """What was found in the reports' own words; where a model writes, its prose as it grows."""
        whole = self._finished(found, found.extractive, offered)
        task = task_of(found, spent_seconds) if self._writer else None
        if self._writer is None or task is None:
            yield whole
            return
        begun = replace(whole, statements=(), citations=(), figures=(), resources=(), notices=())
        yield replace(begun, suggestions=found.evidence.suggestions)
        draft, writing = None, None
        for written in self._writer.write(task, stop):
            draft, writing = written.draft, written.writing
            if draft:
                yield replace(self._opened(found, draft), answered_by=writing.model, writing=writing)
        if writing is None or (stop and stop()):
            return
        if draft is None:
            yield replace(whole, writing=writing, notices=(extractive_after_all(writing), *whole.notices))
            return
        done = self._finished(found, completed(draft, found.extractive), offered)
        told = (*replaced_notice(writing), *done.notices)
        yield replace(done, answered_by=writing.model, writing=writing, notices=told)

    def _opened(self, found: Found, draft: Draft) -> Answer:
        """An answer as far as it is written: its opening and statements, and yet without what comes last."""
        inquiry, evidence = found.inquiry, found.evidence
        return Answer(
            found.question,
            inquiry.question,
            evidence.status,
            lead_in=evidence.opening,
            statements=draft.statements,
            citations=draft.citations,
            coverage=Coverage(evidence.concerned, len(inquiry.reports)),
            reason=evidence.reason,
            kind=inquiry.kind,
            by_report=evidence.is_by_report,
            figures=draft.figures(evidence.figures),
            suggestions=evidence.suggestions,
        )

    def _finished(self, found: Found, draft: Draft, offered: tuple[str, ...]) -> Answer:
        inquiry, evidence = found.inquiry, found.evidence
        return replace(
            self._opened(found, draft),
            suggestions=evidence.suggestions or offered,
            resources=self._resources(inquiry, evidence, draft),
            notices=(
                *found.outside,
                *read_as_notice(inquiry.query.read_as),
                *evidence.notices,
                *notices(draft.statements, draft.citations, evidence.figures),
                *held_notice(found.held),
            ),
        )

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
