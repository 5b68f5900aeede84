"""Answers: asks the questions (slow), then scores what came (pure)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.matching import folded, holds_folded
from evals.metrics import Estimate, Share, estimate, share
from knowledge.errors import AuditLearningError
from knowledge.types import Status

if TYPE_CHECKING:
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import GoldQuote, Question
    from knowledge.protocols import Answerer
    from knowledge.types import Citation, Report, ReportId

FIRST_WORDS = 250
"""How much a person reads: recall within so many words is fair between short passages and long chunks."""
REFUSED = frozenset({Status.NO_EVIDENCE, Status.DECLINED})
ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL})


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of a file that was shown for a question."""

    source_file: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What one system gave for one question; `words` counts what a person reads, without the question."""

    question: Question
    status: Status
    shown: tuple[Shown, ...]
    words: int
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyScore:
    """One question's row. Recalls are in [0, 1]; NaN where nothing is to be found.

    `missed` are gold quotes that were not shown, `unconfirmed` cited quotes that another reader did not find.
    """

    id: str
    type: str
    answerable: bool
    status: str
    recall: float
    recall_first_words: float
    words: int
    citations: int
    at_offsets: int
    checked_in_source: int
    in_source: int
    missed: tuple[str, ...]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """All questions together.

    Recalls are over the answerable questions: the share of a question's gold quotes that a shown text of the same file
    holds. `in_source` is of the citations whose source file another reader can read; it may miss right quotes.
    """

    recall: Estimate
    recall_first_words: Estimate
    median_words: float
    answered: Share
    refused: Share
    failed: int
    at_offsets: Share
    in_source: Share
    rows: tuple[ReplyScore, ...]


def generate(assistant: Answerer, questions: Sequence[Question]) -> list[Reply]:
    """Asks the assistant every question with its history."""
    from app.answer_json import answer_markdown

    replies = []
    for question in questions:
        try:
            answer = assistant.ask(question.question, question.history)
        except AuditLearningError:
            replies.append(Reply(question, Status.FAILED, (), 0))
            continue
        shown = tuple(Shown(citation.report.source_file, citation.quote) for citation in answer.citations)
        words = len(answer_markdown(answer).split())
        replies.append(Reply(question, answer.status, shown, words, answer.citations))
    return replies


def generate_baseline(baseline: TutorialRag, questions: Sequence[Question]) -> list[Reply]:
    """What the baseline would hand to a language model: its chunks. It never refuses.

    A follow-up is made standalone for it as for us, which tutorials leave out.
    """
    from app.follow_up import standalone_question

    replies = []
    for question in questions:
        chunks = baseline.search(standalone_question(question.question, question.history))
        shown = tuple(Shown(chunk.source_file, chunk.text) for chunk in chunks)
        words = sum(len(chunk.text.split()) for chunk in chunks)
        replies.append(Reply(question, Status.ANSWERED if chunks else Status.NO_EVIDENCE, shown, words))
    return replies


def score(
    replies: Sequence[Reply],
    canonical_text: Callable[[ReportId], str],
    folded_source: Callable[[Report], str | None],
) -> AnswerScores:
    """Scores replies; asks nothing.

    Args:
        replies: What `generate` gave.
        canonical_text: Gives the stored text of a report.
        folded_source: Gives the folded text of its source file by another reader; `None` where it reads none.
    """
    rows = tuple(_row(reply, canonical_text, folded_source) for reply in replies)
    can, cannot = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    return AnswerScores(
        recall=estimate(row.recall for row in can),
        recall_first_words=estimate(row.recall_first_words for row in can),
        median_words=statistics.median(row.words for row in rows) if rows else math.nan,
        answered=share(sum(row.status in ANSWERED for row in can), len(can)),
        refused=share(sum(row.status in REFUSED for row in cannot), len(cannot)),
        failed=sum(row.status == Status.FAILED for row in rows),
        at_offsets=share(sum(row.at_offsets for row in rows), sum(row.citations for row in rows)),
        in_source=share(sum(row.in_source for row in rows), sum(row.checked_in_source for row in rows)),
        rows=rows,
    )


def _row(
    reply: Reply, canonical_text: Callable[[ReportId], str], folded_source: Callable[[Report], str | None]
) -> ReplyScore:
    question = reply.question
    missed = missed_quotes(question.sources, reply.shown)
    sources = [(citation, folded_source(citation.report)) for citation in reply.citations]
    checked = [(citation.quote, text) for citation, text in sources if text is not None]
    unconfirmed = [quote for quote, text in checked if not holds_folded(text, folded(quote))]
    return ReplyScore(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        status=reply.status.value,
        recall=quote_recall(question.sources, reply.shown),
        recall_first_words=quote_recall(question.sources, first_words(reply.shown, FIRST_WORDS)),
        words=reply.words,
        citations=len(reply.citations),
        at_offsets=sum(
            canonical_text(citation.report.report_id)[citation.start : citation.end] == citation.quote
            for citation in reply.citations
        ),
        checked_in_source=len(checked),
        in_source=len(checked) - len(unconfirmed),
        missed=tuple(source.quote for source in missed),
        unconfirmed=tuple(unconfirmed),
    )


def missed_quotes(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> list[GoldQuote]:
    """The gold quotes that no shown text of the same file holds."""
    texts = [(text.source_file, folded(text.text)) for text in shown]
    return [
        source
        for source in sources
        if not any(file == source.file and holds_folded(text, folded(source.quote)) for file, text in texts)
    ]


def quote_recall(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> float:
    """The share of gold quotes that are shown, in [0, 1]; NaN where there are none."""
    return share(len(sources) - len(missed_quotes(sources, shown)), len(sources)).value


def first_words(shown: Sequence[Shown], limit: int) -> list[Shown]:
    """The shown texts as far as their first `limit` words; the one that goes over is cut."""
    kept: list[Shown] = []
    left = limit
    for text in shown:
        words = text.text.split()[:left]
        kept.append(Shown(text.source_file, " ".join(words)))
        left -= len(words)
    return kept
