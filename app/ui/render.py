"""Turns an Answer into the message of the chat: safe HTML on one line, so that no Markdown is read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.answer_layout import coverage_sentence, written_by
from app.filter_choices import query_of
from app.found import ASK_AGAIN, LEFT_OUT
from app.said import unescaped
from app.ui.explained import Explained
from app.ui.links import resources_html, signposts_html
from app.ui.outcome import MARKS, mark
from app.ui.prose import folded_html, prose_html
from app.ui.safe_text import safe, safe_paragraphs
from app.ui.statements import lists_html
from knowledge.types import Filters, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def answer_html(answer: Answer, turn: int, shown: int | None = None, *, tools: str = "", filtered_by: str = "") -> str:
    """An answer: who can help now, what was searched, the opening, the statements, links, caveats, what to do with it.

    Where a model wrote prose, it stands first and the other statements are folded below it.

    Args:
        answer: The answer.
        turn: Which question of the conversation it answers: 1 for the first. Keeps the ids of turns apart.
        shown: How many statements are shown; all where absent, and only then the meanings of terms, the links, the
            caveats and the tools: a page renders an answer anew as it grows, and would shut what a person has opened.
        tools: What can be done with the answer, as `tools_html` gives it.
        filtered_by: The filters that the search was under, in words: `theme: neglect; audits of 2024`.
    """
    if answer.status is Status.FAILED:
        return failed_html(answer.lead_in)
    parts = [
        signposts_html(answer.signposts),
        _searched_for(answer),
        _coverage(answer, filtered_by),
        _mark(mark(answer)),
        _why_not_written(answer),
        safe_paragraphs(answer.lead_in),
        _statements(answer, shown, turn),
    ]
    if shown is None:
        caveats = (_caveat(notice, answer) for notice in _told_last(answer))
        parts += [resources_html(answer.resources, turn, answer.citations), *caveats, tools]
    return _framed(answer.status, "".join(parts))


def _coverage(answer: Answer, filtered_by: str) -> str:
    """What was searched, beside what the opening says of it; nothing where nothing was."""
    told = coverage_sentence(answer, filtered_by, unescaped(answer.lead_in))
    return f'<p class="coverage">{safe(told)}</p>' if told else ""


def _why_not_written(answer: Answer) -> str:
    """That prose which a person may have seen growing has gone: said before what stands in its place."""
    return _caveat(answer.notices[0], answer) if _is_extractive_after_all(answer) else ""


def _told_last(answer: Answer) -> Sequence[str]:
    return answer.notices[1:] if _is_extractive_after_all(answer) else answer.notices


def _is_extractive_after_all(answer: Answer) -> bool:
    """Whether a model was to write it and did not; the first notice then says why."""
    return answer.writing is not None and answer.writing.fault is not None and bool(answer.notices)


def _caveat(notice: str, answer: Answer) -> str:
    """A notice; that the filters leave an answer out leads to the same question without them."""
    before, again, after = notice.rpartition(ASK_AGAIN)
    if not (again and notice.startswith(LEFT_OUT)):
        return f'<p class="caveat">{safe(notice)}</p>'
    link = query_of(answer.standalone_question or answer.question, Filters())
    linked = f'<a class="again" href="{safe(link)}">{safe(again)}</a>'
    return f'<p class="caveat">{safe(before)}{linked}{safe(after)}</p>'


def _statements(answer: Answer, shown: int | None, turn: int) -> str:
    text_html = Explained(unescaped(answer.lead_in)).html if shown is None else safe
    there = answer.statements[:shown]
    prose = [statement for statement in there if statement.paragraph]
    if not prose:
        return lists_html(answer, turn, len(there), text_html)
    written = prose_html(written_by(answer), prose, turn, text_html)
    count = len(there) - len(prose)
    return written + folded_html(lists_html(answer, turn, count, text_html, fold=False), count)


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
