"""What a person says of the last answer: kept, or told why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.feedback import Verdict, feedback_on
from app.ui.judging_form import NO_ONE_SOURCE
from app.ui.view import View
from knowledge.errors import AuditLearningError

if TYPE_CHECKING:
    from app.feedback import FeedbackStore
    from app.ui.view import Conversation

THANKS = "Thank you. Kept on this machine, for the people who look after this assistant."
NOTHING_CHOSEN = "Choose one of the three first."
NOTHING_TO_JUDGE = "There is no answer to judge."


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it: the page after it where it was kept (else `None`), and a status line saying so."""

    view: View | None
    status: str


def judged(
    store: FeedbackStore, conversation: Conversation, verdict: str | None, note: str, about: int | None = None
) -> Judged:
    """Keeps what a person says of the last answer.

    Args:
        store: Where it is kept.
        conversation: As it stands.
        verdict: Value of a Verdict, or `None` where none was chosen.
        note: What they added.
        about: Number of the source that is wrong; none in particular where absent or 0. With another verdict than
            "wrong citation" it was chosen before that, and counts for nothing.
    """
    answer = View(conversation).to_judge
    if answer is None:
        return Judged(None, NOTHING_TO_JUDGE)
    if verdict not in set(Verdict):
        return Judged(None, NOTHING_CHOSEN)
    try:
        wrong = about if verdict == Verdict.WRONG_CITATION and about != NO_ONE_SOURCE else None
        store.add(feedback_on(answer, Verdict(verdict), note, about=wrong))
    except AuditLearningError as error:
        return Judged(None, str(error))
    after = (*conversation[:-1], replace(conversation[-1], judged=True))
    return Judged(View(after, THANKS), THANKS)
