"""Has a language model write an answer from the evidence, and lets through only what the evidence bears out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.compose.extractive import Draft, cite
from app.writing.editor import Edited, Editor
from app.writing.evidence_text import evidence_text, keyed
from app.writing.follow_up_question import rewritten
from app.writing.reply import PLAIN_FORMAT, REPLY_SCHEMA, STRUCTURED_FORMAT, ReplyReader
from knowledge.errors import ModelError
from knowledge.types import Citation, Passage, QuestionKind, Statement, Status
from knowledge.writing import ModelRequest, Writing, added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.found import Found
    from app.verify import Verifier
    from app.writing.evidence_text import KeyedPassage
    from app.writing.follow_up_question import Rewritten
    from app.writing.reply import Drafted
    from app.writing.reply_cache import ReplyCache
    from app.writing.sentence_checks import Cited, SentenceChecker
    from knowledge.protocols import LanguageModel, Stop
    from knowledge.types import Report, ReportId, Turn
    from knowledge.writing import ReplyPiece
    from prompts.loader import Prompts

PROMPTS = {
    QuestionKind.FINDINGS: "answer",
    QuestionKind.LIST: "answer",
    QuestionKind.NUMBER: "answer",
    QuestionKind.SESSION: "session",
}
"""The prompt of each kind of question that a model may answer.

The others are best served by the reports' own words or the records: a definition, links, reflective questions, how an
audit was made, and a comparison, whose columns keep a reader from comparing areas as if like with like.
"""
WHOLE = frozenset({"stop", "end_turn"})
"""Why a reply ended that came to its own end, in the words of the providers."""
LEAST_SURVIVING = 0.5
"""Below this share of sentences that stand as the model wrote them, none of it is shown."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written.

    Args:
        question: The question, made to stand alone.
        kind: How it was read; one of `PROMPTS`.
        evidence: What the model may see, best first; never empty.
        reports: All reports that answers may use.
        verifier: Verifies quotes of these.
        spent_seconds: What the question has taken of the model's time already.
    """

    question: str
    kind: QuestionKind
    evidence: Sequence[KeyedPassage]
    reports: Mapping[ReportId, Report]
    verifier: Verifier
    spent_seconds: float = 0


def task_of(found: Found, spent_seconds: float = 0) -> Task | None:
    """What a model is to write of what was found; `None` where the reports' own words or the records serve best."""
    kind = found.inquiry.kind
    if kind not in PROMPTS or found.evidence.status is Status.NO_EVIDENCE:
        return None
    evidence = keyed(found.evidence.chosen, found.reports, found.verifier.canonical_text)
    if not evidence:
        return None
    return Task(found.inquiry.question, kind, evidence, found.reports, found.verifier, spent_seconds)


@dataclass(frozen=True, slots=True)
class Written:
    """Prose as far as it is written; `draft` is `None` where none is to be shown, which `writing.fault` explains."""

    draft: Draft | None
    writing: Writing


@dataclass(slots=True)
class _Progress:
    """What has come of one reply so far."""

    writing: Writing
    started: float = field(default_factory=time.perf_counter)
    edited: list[Edited] = field(default_factory=list)
    ended: str = ""

    def add(self, edited: Edited) -> None:
        self.edited.append(edited)
        first = self.writing.first_sentence_ms
        self.writing = replace(
            self.writing,
            sentences=(*self.writing.sentences, edited.check),
            first_sentence_ms=self.elapsed_ms if first is None and edited.survived else first,
        )

    def note(self, piece: ReplyPiece) -> None:
        self.ended = piece.ended or self.ended
        self.writing = replace(
            self.writing,
            attempts=piece.attempts,
            model_ms=self.elapsed_ms,
            input_tokens=added(self.writing.input_tokens, piece.input_tokens),
            output_tokens=added(self.writing.output_tokens, piece.output_tokens),
        )

    def failed(self, error: ModelError) -> Writing:
        attempts = max(error.attempts, self.writing.attempts)
        return replace(self.writing, fault=error.fault, attempts=attempts, model_ms=self.elapsed_ms)

    @property
    def elapsed_ms(self) -> float:
        return round((time.perf_counter() - self.started) * 1000, 1)

    @property
    def stands(self) -> bool:
        survived = sum(edited.survived for edited in self.edited)
        return survived > 0 and survived >= LEAST_SURVIVING * len(self.edited)


class Writer:
    """Writes answers with a model.

    Args:
        model: The model.
        prompts: What it is told.
        checker: Makes the check of sentences for all reports that answers may use.
        cache: Keeps replies; none where absent.
    """

    def __init__(
        self,
        model: LanguageModel,
        prompts: Prompts,
        checker: Callable[[Sequence[Report]], SentenceChecker],
        cache: ReplyCache | None = None,
    ) -> None:
        self.model = model
        self._prompts = prompts
        self._checker = checker
        self._cache = cache
        self._too_slow_for_questions = False

    def write(self, task: Task, stop: Stop | None = None) -> Iterator[Written]:
        """Writes, and yields the prose anew with each sentence that may be shown; the last is the whole.

        Where the model fails, or most of what it writes does not hold, the last has no draft. Where `stop` says that
        nobody waits, it just ends.

        Args:
            task: What is to be written.
            stop: Asked now and then whether to give up.
        """
        editor = Editor(task.evidence, task.reports, self._checker(list(task.reports.values())))
        progress = _Progress(self._nothing_written(task.kind))
        try:
            for drafted in self._drafted(task, progress, stop):
                edited = editor.edited(drafted)
                progress.add(edited)
                if edited.cited:
                    yield Written(prose(progress.edited, task.verifier), progress.writing)
        except ModelError as error:
            yield Written(None, progress.failed(error))
            return
        if stop is not None and stop():
            return
        if progress.stands:
            yield Written(prose(progress.edited, task.verifier), progress.writing)
        else:
            yield Written(None, replace(progress.writing, fault="unsupported"))

    def standalone(self, question: str, history: Sequence[Turn], stop: Stop | None = None) -> Rewritten | None:
        """A follow-up made to stand alone; `None` where the model was too slow for one before."""
        if self._too_slow_for_questions:
            return None
        found = rewritten(self.model, self._prompts, question, history, stop)
        self._too_slow_for_questions = found.rewriting.fault == "too_slow"
        return found

    def _nothing_written(self, kind: QuestionKind) -> Writing:
        prompt = self._prompts.load(PROMPTS[kind])
        return Writing(self.model.name, self.model.destination, prompt.name, prompt.sha256)

    def _drafted(self, task: Task, progress: _Progress, stop: Stop | None) -> Iterator[Drafted]:
        """The sentences of the reply, from the cache where it has them, else as they arrive."""
        kept = self._cache.read(progress.writing, task.question, task.evidence) if self._cache else None
        if kept is not None:
            progress.writing = replace(progress.writing, cached=True)
            yield from kept
            return
        written: list[Drafted] = []
        for drafted in self._arriving(task, progress, stop):
            written.append(drafted)
            yield drafted
        if self._cache and progress.ended in WHOLE:
            self._cache.keep(progress.writing, task.question, task.evidence, written)

    def _request(self, task: Task) -> ModelRequest:
        is_structured = self.model.keeps_to_schema
        prompt = self._prompts.load(PROMPTS[task.kind])
        system = prompt.render(reply_format=STRUCTURED_FORMAT if is_structured else PLAIN_FORMAT)
        user = evidence_text(task.question, task.evidence)
        return ModelRequest(system, user, REPLY_SCHEMA if is_structured else None)

    def _arriving(self, task: Task, progress: _Progress, stop: Stop | None) -> Iterator[Drafted]:
        reader = ReplyReader([one.key for one in task.evidence])
        for piece in self.model.stream(self._request(task), stop, task.spent_seconds):
            progress.note(piece)
            yield from reader.feed(piece.text)
        if not (stop and stop()):
            yield from reader.end()


def prose(edited: Sequence[Edited], verifier: Verifier) -> Draft:
    """Edited sentences as statements with citations, numbered in the order of their first use.

    A sentence whose quotes do not verify is left out.
    """
    draft = Draft((), (), ())
    for sentence in edited:
        draft = _with(draft, sentence, verifier) if sentence.cited else draft
    return draft


def _with(draft: Draft, sentence: Edited, verifier: Verifier) -> Draft:
    citations, passages = list(draft.citations), list(draft.passages)
    known = {passage.passage_id: number for number, passage in draft.cited()}
    numbers: list[int] = []
    for one in sentence.cited:
        number = known.get(one.passage.passage_id) or _cited(one, citations, passages, verifier)
        if number and number not in numbers:
            numbers.append(number)
    if not numbers:
        return draft
    first = passages[numbers[0] - 1]
    statement = Statement(
        sentence.text or first.reading_text,
        first.finding_type,
        tuple(numbers),
        "model" if sentence.text else "report",
        sentence.paragraph,
    )
    return Draft((*draft.statements, statement), tuple(citations), tuple(passages))


def _cited(one: Cited, citations: list[Citation], passages: list[Passage], verifier: Verifier) -> int | None:
    """Adds a citation; its number, or `None` where the words do not stand in the report."""
    citation = cite(one.passage, one.report, len(citations) + 1, verifier)
    if citation is None:
        return None
    citations.append(citation)
    passages.append(one.passage)
    return citation.number
