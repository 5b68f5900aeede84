"""Abstention: whether what cannot be answered is refused, for the right reason, and nothing else is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.metrics import Proportion, Share, proportion, share
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.answers import Reply
    from evals.questions import Question

REFUSED = frozenset({Status.NO_EVIDENCE, Status.DECLINED})
ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL})


def is_refused(question: Question, status: Status) -> bool:
    """Whether a status refuses a question: declines it or finds nothing, where finding nothing would be wrong."""
    return status is Status.DECLINED if question.may_find_nothing else status in REFUSED


@dataclass(frozen=True, slots=True)
class AbstentionRow:
    """One question's row; `reason_right` is `None` where no reason is expected or nothing was refused."""

    id: str
    type: str
    answerable: bool
    status: str
    reason: str | None
    expected_reason: str | None
    refused: bool
    reason_right: bool | None


@dataclass(frozen=True, slots=True)
class AbstentionScores:
    """All questions together.

    `precision` is the share of refusals that were right, `recall` of what had to be refused that was;
    `reasons_right` is of the right refusals that have an expected reason; `wrongly_refused` is of what can be answered.
    A question that failed is no refusal.
    """

    precision: Proportion
    recall: Proportion
    reasons_right: Share
    wrongly_refused: Proportion
    failed: int
    rows: tuple[AbstentionRow, ...]


def score_abstention(replies: Sequence[Reply]) -> AbstentionScores:
    """Scores replies; asks nothing."""
    return totals([_row(reply) for reply in replies])


def totals(rows: Sequence[AbstentionRow]) -> AbstentionScores:
    """Sums rows."""
    can, cannot = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    right, wrong = sum(row.refused for row in cannot), sum(row.refused for row in can)
    reasons = [row.reason_right for row in rows if row.reason_right is not None]
    return AbstentionScores(
        precision=proportion(right, right + wrong),
        recall=proportion(right, len(cannot)),
        reasons_right=share(sum(reasons), len(reasons)),
        wrongly_refused=proportion(wrong, len(can)),
        failed=sum(row.status == Status.FAILED for row in rows),
        rows=tuple(rows),
    )


def by_type(rows: Sequence[AbstentionRow]) -> dict[str, AbstentionScores]:
    """The rows of each type of question together, in alphabetical order."""
    types = sorted({row.type for row in rows})
    return {name: totals([row for row in rows if row.type == name]) for name in types}


def _row(reply: Reply) -> AbstentionRow:
    question = reply.question
    refused = is_refused(question, reply.status)
    reason = reply.answer.reason if reply.answer else None
    compared = refused and not question.answerable and question.reason is not None
    return AbstentionRow(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        status=reply.status.value,
        reason=reason,
        expected_reason=question.reason,
        refused=refused,
        reason_right=reason == question.reason if compared else None,
    )
