"""Scores answers against what is known of each question: rows, and totals over any rows. Pure."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.abstention import ANSWERED, is_refused
from evals.answers import FIRST_WORDS, first_words, gold_share, missed_quotes, quote_recall, said_beside, shows_any
from evals.citations import check_reply
from evals.metrics import Estimate, Share, estimate, share
from evals.nuggets import forbidden_shown, missed_nuggets, nugget_recall, vital
from evals.number_scores import missed_numbers, numbers_exact
from knowledge.types import Match, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evals.answers import Reply
    from evals.citations import Sources
    from evals.questions import ExpectedNumber, GoldQuote, Question

FIRST_CITATIONS = 3
"""Citations that a person sees without scrolling."""


@dataclass(frozen=True, slots=True)
class ReplyScore:
    """One question's row. Measures are in [0, 1]; NaN where the question says nothing of what they measure.

    `precision` is the gold share of the cited quotes, a lower bound; `first_three`, `numbers` and `counts` are 1 or 0.
    `refused` is whether the question was declined or nothing was found. `missed` are gold quotes that were not shown,
    `unconfirmed` cited quotes that another reader did not find, `forbidden` what is shown though it must not be;
    `must_not_contain` says how many such wordings the question names.
    """

    id: str
    type: str
    split: str | None
    answerable: bool
    status: str
    reason: str | None
    refused: bool
    recall: float
    recall_first_words: float
    precision: float
    first_three: float
    vital_nuggets: float
    nuggets: float
    numbers: float
    counts: float
    words: int
    citations: int
    at_offsets: int
    checked_in_source: int
    in_source: int
    markers: int
    unresolved: int
    must_not_contain: int
    missed: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    missed_nuggets: tuple[str, ...]
    missed_numbers: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """All questions together.

    Recalls, precision and first three are over the answerable questions with gold quotes, the others over the questions
    that have what is measured. `in_source` is of the citations whose source file another reader can read; it may miss
    right quotes. `forbidden` counts, of the questions that say what must not be shown, those whose answer shows it.
    """

    recall: Estimate
    recall_first_words: Estimate
    precision: Estimate
    first_three: Estimate
    vital_nuggets: Estimate
    nuggets: Estimate
    numbers: Estimate
    counts: Estimate
    median_words: float
    answered: Share
    refused: Share
    failed: int
    at_offsets: Share
    in_source: Share
    resolved: Share
    forbidden: Share
    rows: tuple[ReplyScore, ...]


def score(replies: Sequence[Reply], sources: Sources) -> AnswerScores:
    """Scores replies; asks nothing.

    Args:
        replies: What `generate` gave, or `replies_of` a file of answers.
        sources: The reports that they cite.
    """
    return totals([score_reply(reply, sources) for reply in replies])


def totals(rows: Sequence[ReplyScore]) -> AnswerScores:
    """Sums rows."""
    can, cannot = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    return AnswerScores(
        recall=estimate(row.recall for row in can),
        recall_first_words=estimate(row.recall_first_words for row in can),
        precision=estimate(row.precision for row in can),
        first_three=estimate(row.first_three for row in can),
        vital_nuggets=_known(row.vital_nuggets for row in rows),
        nuggets=_known(row.nuggets for row in rows),
        numbers=_known(row.numbers for row in rows),
        counts=_known(row.counts for row in rows),
        median_words=statistics.median(row.words for row in rows) if rows else math.nan,
        answered=share(sum(Status(row.status) in ANSWERED for row in can), len(can)),
        refused=share(sum(row.refused for row in cannot), len(cannot)),
        failed=sum(row.status == Status.FAILED for row in rows),
        at_offsets=share(sum(row.at_offsets for row in rows), sum(row.citations for row in rows)),
        in_source=share(sum(row.in_source for row in rows), sum(row.checked_in_source for row in rows)),
        resolved=share(sum(row.markers - row.unresolved for row in rows), sum(row.markers for row in rows)),
        forbidden=share(sum(bool(row.forbidden) for row in rows), sum(bool(row.must_not_contain) for row in rows)),
        rows=tuple(rows),
    )


def grouped(rows: Sequence[ReplyScore], group: Callable[[ReplyScore], str | None]) -> dict[str, AnswerScores]:
    """The rows of each group together, in alphabetical order; rows without a group are left out."""
    names = sorted({name for row in rows if (name := group(row)) is not None})
    return {name: totals([row for row in rows if group(row) == name]) for name in names}


def _known(values: Iterable[float]) -> Estimate:
    """Over the questions that have a value: for what most questions say nothing of."""
    return estimate(value for value in values if not math.isnan(value))


def score_reply(reply: Reply, sources: Sources) -> ReplyScore:
    """One question's row."""
    question = reply.question
    check = check_reply(reply, sources)
    cited = check.citations if check else ()
    checked = [citation for citation in cited if citation.in_source is not None]
    unconfirmed = tuple(citation.quote for citation in checked if not citation.in_source)
    lost = missed_nuggets(question.nuggets, reply.text)
    numbers = missed_numbers(question.numbers, reply.text, reply.answer.figures if reply.answer else ())
    return ReplyScore(
        id=question.id,
        type=question.type,
        split=question.split,
        answerable=question.answerable,
        status=reply.status.value,
        reason=reply.answer.reason if reply.answer else None,
        refused=is_refused(question, reply.status),
        recall=quote_recall(question.sources, reply.shown),
        recall_first_words=quote_recall(question.sources, first_words(reply.shown, FIRST_WORDS)),
        precision=gold_share(question.sources, reply.shown),
        first_three=_first_three(question.sources, reply),
        vital_nuggets=nugget_recall(vital(question.nuggets), vital(lost)),
        nuggets=nugget_recall(question.nuggets, lost),
        numbers=numbers_exact(question.numbers, numbers),
        counts=_counts_exact(question, reply),
        words=reply.words,
        citations=len(cited),
        at_offsets=sum(citation.match is Match.EXACT for citation in cited),
        checked_in_source=len(checked),
        in_source=len(checked) - len(unconfirmed),
        markers=check.markers if check else 0,
        unresolved=len(check.unresolved) if check else 0,
        must_not_contain=len(question.must_not_contain),
        missed=tuple(source.quote for source in missed_quotes(question.sources, reply.shown)),
        unconfirmed=unconfirmed,
        missed_nuggets=tuple(nugget.text for nugget in lost),
        missed_numbers=tuple(map(_in_words, numbers)),
        forbidden=tuple(_forbidden(question, reply)),
    )


def _first_three(sources: Sequence[GoldQuote], reply: Reply) -> float:
    """1 where a gold quote is among the first three that are cited, else 0; NaN without gold quotes."""
    return share(int(shows_any(sources, reply.shown[:FIRST_CITATIONS])), 1 if sources else 0).value


def _counts_exact(question: Question, reply: Reply) -> float:
    """1 where the reports with evidence and searched are counted as they are, else 0; NaN where none is expected."""
    coverage = reply.answer.coverage if reply.answer else None
    counted = (coverage.reports_with_evidence, coverage.reports_searched) if coverage else (None, None)
    expected = (question.reports_with_evidence, question.reports_searched)
    known = [(right, found) for right, found in zip(expected, counted, strict=True) if right is not None]
    return share(int(all(right == found for right, found in known)), 1 if known else 0).value


def _forbidden(question: Question, reply: Reply) -> list[str]:
    beside = said_beside(reply.answer) if reply.answer else ""
    return forbidden_shown(question.must_not_contain, f"{reply.text}\n{beside}")


def _in_words(number: ExpectedNumber) -> str:
    return number.value if number.whole is None else f"{number.value} ({number.count} of {number.whole})"
