"""A person's conversation: asks each question, shows the answer as it grows, and tells faults from findings."""

from __future__ import annotations

import logging
import traceback
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ui.arriving import arriving
from app.ui.outcome import FAILED, status_line
from app.ui.render import answer_html, failed_html, waiting_html
from app.ui.sources import cards_html
from app.ui.view import Exchange, View
from knowledge.errors import AuditLearningError, QuestionError
from knowledge.types import Status, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from app.ui.view import Conversation
    from knowledge.protocols import Answerer
    from knowledge.types import Answer, Statement

LOGGER = logging.getLogger(__name__)
SEARCHING = "Searching the reports…"
WRITING = "Writing the answer…"
TRY_AGAIN = "Ask again; if it fails again, run `audit-learning doctor`."
BEING_WRITTEN = frozenset({Status.ANSWERED, Status.PARTIAL})
"""What an answer without statements can be if they are still to come."""


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

    def is_pressed(self) -> bool:
        """Whether Stop or Clear was pressed since."""
        return self.view_after is not None


def asked(answerer: Answerer, question: str, earlier: Conversation, halt: Halt) -> Iterator[View]:
    """Asks one question, and yields the page as the answer grows, statement by statement, until it is halted.

    Args:
        answerer: Answers it.
        question: As typed.
        earlier: The exchanges before it.
        halt: Of this conversation.
    """
    halt.begin()
    view = View(earlier)
    try:
        with closing(_views(answerer, question, earlier, halt)) as views:
            for view in views:
                yield view
                if halt.is_pressed():
                    break
        if halt.view_after:
            yield halt.view_after(view.conversation)
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


def _views(answerer: Answerer, question: str, earlier: Conversation, halt: Halt) -> Generator[View, None, None]:
    exchange = Exchange(question, waiting_html())
    yield View((*earlier, exchange), SEARCHING)
    history = [turn for past in earlier for turn in past.turns]
    try:
        with closing(arriving(answerer, question, history, halt.is_pressed)) as answers:
            yield from _grown(answers, earlier, exchange, halt)
    except QuestionError as error:
        yield View(earlier, str(error), draft=question)
    except AuditLearningError as error:
        _log(error)
        yield _failed(earlier, exchange, error.message, error.help_message)
    except Exception as error:  # noqa: BLE001 - the edge: whatever failed, the person is told that it failed
        _log(error)
        yield _failed(earlier, exchange, FAILED, TRY_AGAIN)


def _grown(answers: Iterable[Answer], earlier: Conversation, exchange: Exchange, halt: Halt) -> Iterator[View]:
    """The page with each answer as it arrives; the last one is complete, unless it was halted before."""
    turn = len(earlier) + 1
    answer: Answer | None = None
    next_step = 0
    shown: tuple[Statement, ...] = ()
    for answer in answers:
        exchange = _answered(exchange, answer, turn)
        steps = _steps(answer)[next_step if answer.statements[: len(shown)] == shown else 0 :]
        for count in steps:
            grown = replace(exchange, answer_html=answer_html(answer, turn, count))
            yield View((*earlier, grown), WRITING)
            next_step, shown = count + 1, answer.statements[:count]
    if halt.is_pressed():
        return
    if answer is None:
        raise RuntimeError("the answerer ended without an answer")
    whole = replace(exchange, answer_html=answer_html(answer, turn), complete=True, answer=answer)
    yield View((*earlier, whole), status_line(answer))


def _steps(answer: Answer) -> range:
    """How many statements are shown at each step on the way to the whole answer, which is no step itself.

    Prose may be all that is there yet, so that its last sentence is a step too. The findings after it come together:
    they are folded, and nobody would see them come one by one.
    """
    prose = sum(statement.paragraph > 0 for statement in answer.statements)
    if prose or (not answer.statements and answer.status in BEING_WRITTEN):
        return range(prose + 1)
    return range(len(answer.statements))


def _answered(exchange: Exchange, answer: Answer, turn: int) -> Exchange:
    """The exchange with the answer's sources, and what later questions are told of it."""
    # The answer repeats the question without what may identify a person: the typed one is not kept beyond this.
    turns = (Turn("user", answer.question), Turn("assistant", answer.lead_in))
    return replace(exchange, question=answer.question, cards_html=cards_html(answer.citations, turn), turns=turns)


def _failed(earlier: Conversation, exchange: Exchange, message: str, help_message: str) -> View:
    shown = replace(exchange, answer_html=failed_html(message, help_message), complete=True)
    return View((*earlier, shown), FAILED, draft=exchange.question)


def _log(error: BaseException) -> None:
    """Logs what failed and where, never its words: they may repeat the question."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    LOGGER.error("An answer failed with %s at %s", type(error).__name__, " > ".join(places))
