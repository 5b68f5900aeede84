"""A person's conversation: asks each question, shows the answer as it grows, and tells faults from findings."""

from __future__ import annotations

import logging
import traceback
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ui.arriving import arriving
from app.ui.growing import grown
from app.ui.outcome import FAILED
from app.ui.render import failed_html, waiting_html
from app.ui.view import Exchange, View
from knowledge.errors import AuditLearningError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from app.ui.asking import Asking
    from app.ui.view import Conversation

LOGGER = logging.getLogger(__name__)
SEARCHING = "Searching the reports…"
TRY_AGAIN = "Ask again; if it fails again, tell the people who look after this assistant."


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


def asked(asking: Asking, earlier: Conversation, halt: Halt) -> Iterator[View]:
    """Asks one question, and yields the page as the answer grows, until it is halted.

    Args:
        asking: The question, and who asks it.
        earlier: The exchanges before it, the one that it replaces included.
        halt: Of this conversation.
    """
    halt.begin()
    view = View(earlier)
    try:
        with closing(_views(asking, earlier, halt)) as views:
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


def _views(asking: Asking, earlier: Conversation, halt: Halt) -> Generator[View, None, None]:
    exchange = Exchange(asking.question, waiting_html())
    try:
        asking.admitted()
    except AuditLearningError as error:
        yield _failed(earlier, exchange, error.message, error.help_message)
        return
    before = earlier[:-1] if asking.replaces_last else earlier
    yield View((*before, exchange), SEARCHING)
    try:
        yield from _answer_views(asking.limited(), before, exchange, halt)
    except QuestionError as error:
        yield View(earlier, str(error), draft=asking.question)
    except AuditLearningError as error:
        _log(error)
        yield _failed(before, exchange, error.message, error.help_message)
    except Exception as error:  # noqa: BLE001 - the edge: whatever failed, the person is told that it failed
        _log(error)
        yield _failed(before, exchange, FAILED, TRY_AGAIN)


def _answer_views(asking: Asking, before: Conversation, exchange: Exchange, halt: Halt) -> Iterator[View]:
    """The page as the answer grows; whatever comes of it is recorded."""
    history = [turn for past in before for turn in past.turns]
    growing = arriving(asking.site.answerer, asking.question, history, asking.filters, halt.is_pressed)
    outcome: tuple[str, str | None] = ("failed", None)
    try:
        with closing(growing) as answers:
            answer = yield from grown(asking, answers, before, exchange, halt.is_pressed)
        outcome = (answer.status.value, answer.kind.value) if answer else ("stopped", None)
    except QuestionError:
        outcome = ("refused", None)
        raise
    except GeneratorExit:
        outcome = ("stopped", None)
        raise
    finally:
        asking.record(*outcome)


def _failed(earlier: Conversation, exchange: Exchange, message: str, help_message: str) -> View:
    shown = replace(exchange, answer_html=failed_html(message, help_message), complete=True)
    return View((*earlier, shown), FAILED, draft=exchange.question)


def _log(error: BaseException) -> None:
    """Logs what failed and where, never its words: they may repeat the question."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    LOGGER.error("An answer failed with %s at %s", type(error).__name__, " > ".join(places))
