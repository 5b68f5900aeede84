"""What the page shows of a conversation: its exchanges, its sources and one line on how things stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.ui.render import question_html, stopped_html
from app.ui.sources import AnswerSources, panel_html


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what is shown for it; `complete` once nothing more will come."""

    question: str
    answer_html: str
    cards_html: str = ""
    complete: bool = False


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


def stopped(conversation: Conversation) -> View:
    """The page after Stop: an answer that was still growing is marked as cut short."""
    if not conversation or conversation[-1].complete:
        return View(conversation, "Nothing is being answered.")
    last = conversation[-1]
    cut = replace(last, answer_html=stopped_html(last.answer_html), complete=True)
    return View((*conversation[:-1], cut), "Stopped.")


def cleared(conversation: Conversation) -> View:
    """The page after Clear: empty, ready for another topic."""
    return View(status="Cleared.")
