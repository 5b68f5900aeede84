"""A person's conversation: asks each question, shows the answer as it grows, and tells faults from findings."""

from __future__ import annotations

import logging
import threading
import traceback
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ui.outcome import FAILED, status_line
from app.ui.render import answer_html, failed_html, waiting_html
from app.ui.sources import cards_html
from app.ui.view import Exchange, View
from knowledge.errors import AuditLearningError, QuestionError
from knowledge.types import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.ui.view import Conversation
    from knowledge.protocols import Answerer
    from knowledge.types import Answer

LOGGER = logging.getLogger(__name__)
SEARCHING = "Searching the reports…"
WRITING = "Writing the answer…"
TRY_AGAIN = "Ask again; if it fails again, run `audit-learning doctor`."
LOOK_EVERY_SECONDS = 0.05
"""How soon Stop is noticed."""


@dataclass(slots=True)
class Halt:
    """Lets Stop and Clear reach the answer that is under way: one for each conversation, shared by its handlers.

    Gradio's own cancelling waits until a running handler yields, and turns questions away until then.
    """

    under_way: bool = False
    view_after: Callable[[Conversation], View] | None = None

    def begin(self) -> None:
        """A new question: what was pressed before does not concern it."""
        self.under_way, self.view_after = True, None


def asked(answerer: Answerer, question: str, earlier: Conversation, halt: Halt) -> Iterator[View]:
    """Asks one question, and yields the page as the answer grows, statement by statement, until it is halted.

    Args:
        answerer: Answers it.
        question: As typed.
        earlier: The exchanges before it.
        halt: Of this conversation.
    """
    halt.begin()
    try:
        for view in _views(answerer, question, earlier, halt):
            yield view
            if halt.view_after:
                yield halt.view_after(view.conversation)
                return
    finally:
        halt.under_way = False


def halted(conversation: Conversation, halt: Halt, view_after: Callable[[Conversation], View]) -> View | None:
    """Halts the answer under way.

    Args:
        conversation: As it stands.
        halt: Of this conversation.
        view_after: Makes the page after it: `stopped` or `cleared`.

    Returns:
        The page, where no answer is under way; `None` where `asked` will show it.
    """
    if not halt.under_way:
        return view_after(conversation)
    halt.view_after = view_after
    return None


def _views(answerer: Answerer, question: str, earlier: Conversation, halt: Halt) -> Iterator[View]:
    exchange = Exchange(question, waiting_html())
    searching = View((*earlier, exchange), SEARCHING)
    yield searching
    try:
        answer = _answer(answerer, question, earlier, halt)
        yield from _growing(answer, earlier, exchange) if answer else [searching]
    except QuestionError as error:
        yield View(earlier, str(error), draft=question)
    except AuditLearningError as error:
        _log(error)
        yield _failed(earlier, exchange, error.message, error.help_message)
    except Exception as error:  # noqa: BLE001 - the edge: whatever failed, the person is told that it failed
        _log(error)
        yield _failed(earlier, exchange, FAILED, TRY_AGAIN)


def _answer(answerer: Answerer, question: str, earlier: Conversation, halt: Halt) -> Answer | None:
    """The answer, waited for until it is there or halted: an answer that nobody waits for is dropped."""
    pending: Future[Answer] = Future()
    history = [turn for past in earlier for turn in past.turns]

    def work() -> None:
        try:
            pending.set_result(answerer.ask(question, history))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            pending.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    while not halt.view_after:
        if wait([pending], LOOK_EVERY_SECONDS).done:
            return pending.result()
    return None


def _growing(answer: Answer, earlier: Conversation, exchange: Exchange) -> Iterator[View]:
    turn = len(earlier) + 1
    cards = cards_html(answer.citations, turn)
    # The answer repeats the question without what may identify a person: the typed one is not kept beyond this.
    turns = (Turn("user", answer.question), Turn("assistant", answer.lead_in))
    exchange = replace(exchange, question=answer.question, cards_html=cards, turns=turns)
    for shown in range(len(answer.statements)):
        grown = replace(exchange, answer_html=answer_html(answer, turn, shown))
        yield View((*earlier, grown), WRITING)
    whole = replace(exchange, answer_html=answer_html(answer, turn), complete=True, answer=answer)
    yield View((*earlier, whole), status_line(answer))


def _failed(earlier: Conversation, exchange: Exchange, message: str, help_message: str) -> View:
    shown = replace(exchange, answer_html=failed_html(message, help_message), complete=True)
    return View((*earlier, shown), FAILED, draft=exchange.question)


def _log(error: BaseException) -> None:
    """Logs what failed and where, never its words: they may repeat the question."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    LOGGER.error("An answer failed with %s at %s", type(error).__name__, " > ".join(places))
