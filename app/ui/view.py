"""What the page shows of a conversation: its exchanges, its sources and one line on how things stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.feedback import PRIVATE
from app.ui.render import question_html, stopped_html
from app.ui.sources import AnswerSources, panel_html
from knowledge.types import Status

if TYPE_CHECKING:
    from knowledge.types import Answer, Turn

MOST_SUGGESTIONS = 4
HEADINGS = {Status.DECLINED: "What audits can tell you", Status.NO_EVIDENCE: "Ask instead"}
"""What stands over the questions that are offered."""
NEXT = "Ask next"
EDITING = "Change the question and press Ask: its answer will be replaced."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what is shown for it.

    Args:
        question: As typed; once the answer is there, only as the answer repeats it: what may identify a person is gone.
        answer_html: What stands under it.
        cards_html: Its sources.
        complete: Whether nothing more will come.
        turns: What later questions are told of it; empty until it is answered.
        answer: Once it is shown in full.
        judged: Whether the person has said what they think of the answer.
        edited: Whether the person is changing the question: what is asked next takes its place.
    """

    question: str
    answer_html: str
    cards_html: str = ""
    complete: bool = False
    turns: tuple[Turn, ...] = ()
    answer: Answer | None = None
    judged: bool = False
    edited: bool = False


Conversation = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows.

    Args:
        conversation: All exchanges, oldest first.
        status: One line saying how things stand, read out by screen readers.
        draft: What stands in the question box: kept where the question is to be corrected or asked again.
    """

    conversation: Conversation = ()
    status: str = ""
    draft: str = ""

    @property
    def messages(self) -> list[dict[str, str]]:
        """The chat's messages, as safe HTML."""
        messages = []
        for exchange in self.conversation:
            messages.append({"role": "user", "content": question_html(exchange.question)})
            messages.append({"role": "assistant", "content": exchange.answer_html})
        return messages

    @property
    def sources(self) -> str:
        """The sources panel, as safe HTML."""
        return panel_html([AnswerSources(one.question, one.cards_html) for one in self.conversation])

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Questions offered after the last answer, the nearest first."""
        answer = self._last_answer
        return answer.suggestions[:MOST_SUGGESTIONS] if answer else ()

    @property
    def heading_of_suggestions(self) -> str:
        """What stands over them."""
        answer = self._last_answer
        return HEADINGS.get(answer.status, NEXT) if answer else NEXT

    @property
    def can_repeat(self) -> bool:
        """Whether the last question may be asked again or changed: nothing more comes for it, and it is still known."""
        answer = self._last_answer
        private = answer is not None and answer.reason in PRIVATE  # the question is then not repeated, only redacted
        return bool(self.conversation) and self.conversation[-1].complete and not private

    @property
    def is_editing(self) -> bool:
        """Whether the last question is being changed."""
        return self.can_repeat and self.conversation[-1].edited

    @property
    def to_judge(self) -> Answer | None:
        """The answer that the person is asked to judge: the last one, until they have."""
        answer = self._last_answer
        if answer is None or answer.status is Status.FAILED or self.conversation[-1].judged:
            return None
        return answer

    @property
    def _last_answer(self) -> Answer | None:
        return self.conversation[-1].answer if self.conversation else None


def stopped(conversation: Conversation) -> View:
    """The page after Stop: an answer that was still growing is marked as cut short."""
    if not conversation or conversation[-1].complete:
        return View(conversation, "Nothing is being answered.")
    last = conversation[-1]
    cut = replace(last, answer_html=stopped_html(last.answer_html), complete=True)
    return View((*conversation[:-1], cut), "Stopped.")


def editing(conversation: Conversation) -> View:
    """The page after Edit: the last question in the box; pressed once more, it is left as it was."""
    if not View(conversation).can_repeat:
        return View(conversation, "There is no question to change.")
    edited = not conversation[-1].edited
    after = (*conversation[:-1], replace(conversation[-1], edited=edited))
    return View(after, EDITING, draft=after[-1].question) if edited else View(after, "Left as it was.")


def cleared(conversation: Conversation) -> View:
    """The page after Clear: empty, ready for another topic."""
    return View(status="Cleared.")
