"""Turns an Answer into the message of the chat: safe HTML on one line, so that no Markdown is read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.links import resources_html, signposts_html
from app.ui.outcome import MARKS, mark
from app.ui.safe_text import safe, safe_paragraphs
from app.ui.statements import by_report_html, by_type_html
from knowledge.types import Status

if TYPE_CHECKING:
    from knowledge.types import Answer

NOT_AN_ANSWER = "This is a fault, not an answer: it does not mean that the reports say nothing about it."


def question_html(question: str) -> str:
    """The person's question as they typed it."""
    return f'<div class="asked">{safe(question)}</div>'


def waiting_html() -> str:
    """What stands where the answer will be."""
    return '<div class="answer waiting"><p>Searching the reports…</p></div>'


def failed_html(message: str, help_message: str = "") -> str:
    """A fault, never to be taken for "nothing found"."""
    words = safe(f"{message} {help_message}".strip())
    return _framed(Status.FAILED, f"{_mark(MARKS[Status.FAILED])}<p>{words}</p><p>{safe(NOT_AN_ANSWER)}</p>")


def stopped_html(answer_html: str) -> str:
    """What was shown so far, marked as cut short."""
    return f'<div class="stopped">{answer_html}<p class="mark">Stopped before the answer was complete.</p></div>'


def answer_html(answer: Answer, turn: int, shown: int | None = None) -> str:
    """An answer: who can help now, what was searched for, the opening, the statements, links, then the caveats.

    Args:
        answer: The answer.
        turn: Which question of the conversation it answers: 1 for the first. Keeps the ids of turns apart.
        shown: How many statements are shown; all where absent, and only then the links and the caveats.
    """
    if answer.status is Status.FAILED:
        return failed_html(answer.lead_in)
    statements_html = by_report_html if answer.by_report else by_type_html
    parts = [
        signposts_html(answer.signposts),
        _searched_for(answer),
        _mark(mark(answer)),
        safe_paragraphs(answer.lead_in),
        statements_html(answer.statements[:shown], answer.citations, turn),
    ]
    if shown is None or shown >= len(answer.statements):
        parts += [resources_html(answer.resources, turn), *(f'<p class="caveat">{safe(n)}</p>' for n in answer.notices)]
    return _framed(answer.status, "".join(parts))


def _searched_for(answer: Answer) -> str:
    """How a follow-up was understood; nothing where it was taken as it stands, or was not searched for."""
    searched = answer.standalone_question.strip()
    if answer.status is Status.DECLINED or searched in {"", answer.question.strip()}:
        return ""
    return f'<p class="searched">Searching for: <span class="said">{safe(searched)}</span></p>'


def _mark(words: str) -> str:
    return f'<p class="mark">{safe(words)}</p>' if words else ""


def _framed(status: Status, inside: str) -> str:
    return f'<div class="answer {status.value}">{inside}</div>'
