"""An answer as it grows on the page: what is shown at each step on the way to the whole."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from app.ui.outcome import status_line
from app.ui.render import answer_html
from app.ui.sources import cards_html
from app.ui.view import View
from knowledge.types import Status, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from app.ui.asking import Asking
    from app.ui.view import Conversation, Exchange
    from knowledge.types import Answer, ReportId, Statement

WRITING = "Writing the answer…"
BEING_WRITTEN = frozenset({Status.ANSWERED, Status.PARTIAL})
"""What an answer without statements can be if they are still to come."""
MOST_STEPS = 3
"""Of an answer whose statements are all there at once.

Each step costs the server about 1 ms and a browser about 8 ms of CPU, for everybody who waits. So such an answer grows
by finding type, which is what a person reads next, and never statement by statement: at most five events for each
question, so that fifty people at once wait for the search and not for the showing.
"""


def grown(
    asking: Asking,
    answers: Iterable[Answer],
    before: Conversation,
    exchange: Exchange,
    is_halted: Callable[[], bool],
) -> Generator[View, None, Answer | None]:
    """The page with each answer as it arrives.

    Args:
        asking: The question, and who asks it.
        answers: The answer each time that it has grown; the last one is whole.
        before: The exchanges before this one.
        exchange: The question without its answer.
        is_halted: Whether the person has had enough; the last one is then not taken for whole.

    Returns:
        The whole answer; `None` where it was halted before.
    """
    turn = len(before) + 1
    texts = cache(asking.site.library.canonical_text)  # not read anew each time that the answer has grown
    answer: Answer | None = None
    shown: tuple[Statement, ...] | None = None
    for answer in answers:
        exchange = _answered(texts, exchange, answer, turn)
        for count in _steps(answer):
            if shown is not None and answer.statements[:count] == shown[:count]:
                continue
            growing = answer_html(answer, turn, count, filtered_by=asking.filtered_by)
            yield View((*before, replace(exchange, answer_html=growing)), WRITING)
            shown = answer.statements[:count]
    if is_halted():
        return None
    if answer is None:
        raise RuntimeError("the answerer ended without an answer")
    told = replace(answer, notices=(*answer.notices, asking.notice)) if asking.notice else answer
    whole = answer_html(told, turn, tools=asking.tools(answer), filtered_by=asking.filtered_by)
    complete = replace(exchange, answer_html=whole, complete=True, answer=answer)
    yield View((*before, complete), status_line(answer))
    return answer


def _steps(answer: Answer) -> Sequence[int]:
    """How many statements are shown at each step on the way to the whole answer, which is no step itself.

    Prose may be all that is there yet, so that it is a step too. The findings after it come together: they are folded,
    and nobody would see them come one by one.
    """
    prose = sum(statement.paragraph > 0 for statement in answer.statements)
    if prose or (not answer.statements and answer.status in BEING_WRITTEN):
        return [prose]
    types = groupby(answer.statements, key=lambda statement: statement.finding_type)
    ends = list(accumulate(sum(1 for _ in of_type) for _, of_type in types))
    return ends[:-1][:MOST_STEPS]


def _answered(texts: Callable[[ReportId], str], exchange: Exchange, answer: Answer, turn: int) -> Exchange:
    """The exchange with the answer's sources, and what later questions are told of it."""
    # The answer repeats the question without what may identify a person: the typed one is not kept beyond this.
    turns = (Turn("user", answer.question), Turn("assistant", answer.lead_in))
    cards = cards_html(answer.citations, turn, texts, answer.resources)
    return replace(exchange, question=answer.question, cards_html=cards, turns=turns)
