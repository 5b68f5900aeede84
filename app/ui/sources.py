"""Turns the citations of an answer into the sources panel: each quote with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.safe_text import safe
from app.ui.statements import source_id
from knowledge.types import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Citation

EMPTY = "The words that an answer rests on are shown here."
NONE_NOW = "The last answer rests on no source."
MATCHES = {
    Match.EXACT: "exact quote",
    Match.NORMALISED: "exact words; spacing or quote marks differ",
}


@dataclass(frozen=True, slots=True)
class AnswerSources:
    """The sources of one answer.

    Args:
        question: What was asked.
        cards: As `cards_html` gives them.
    """

    question: str
    cards: str


def panel_html(answers: Sequence[AnswerSources]) -> str:
    """The whole panel, newest answer first; those of earlier answers are folded.

    Args:
        answers: Oldest first.
    """
    *earlier, latest = answers or [AnswerSources("", "")]
    shown = [_latest(latest, bool(answers)), *(_folded(answer) for answer in reversed(earlier) if answer.cards)]
    return f'<div class="sources">{"".join(shown)}</div>'


def _latest(answer: AnswerSources, was_asked: bool) -> str:
    if not answer.cards:
        return f'<p class="none">{NONE_NOW if was_asked else EMPTY}</p>'
    return f'<section><p class="for">For: {safe(answer.question)}</p>{answer.cards}</section>'


def _folded(answer: AnswerSources) -> str:
    return f"<details><summary>For: {safe(answer.question)}</summary>{answer.cards}</details>"


def cards_html(citations: Sequence[Citation], turn: int) -> str:
    """The sources of one answer as cards, in the order of their numbers; empty where it cites nothing.

    Args:
        citations: Of the answer.
        turn: Which question of the conversation it answers, as in `answer_html`.
    """
    return "".join(_card(citation, turn) for citation in citations)


def _card(citation: Citation, turn: int) -> str:
    number, name = citation.number, source_id(turn, citation.number)
    badges = f'<span class="badge">{safe(MATCHES[citation.match])}</span>'
    if citation.report.fictional:
        badges += ' <span class="badge fictional">fictional sample</span>'
    return (
        f'<article class="source" id="{name}" tabindex="-1">'
        f'<h3 id="{name}-title"><span class="number">{number}<span class="sr">,</span></span> '
        f"{safe(citation.report.description.title)}</h3>"
        f'<p class="facts">{_facts(citation)}</p>{_path(citation)}'
        f'<blockquote class="quote">{safe(citation.quote)}</blockquote>'
        f'<p class="foot">{badges} <a class="back" href="#chat">Back to citation<span class="sr"> {number}</span></a>'
        "</p></article>"
    )


def _facts(citation: Citation) -> str:
    """Whose report, when, how large its sample, which page: what is not stated is said to be so."""
    description = citation.report.description
    facts = [
        description.partnership or "partnership not stated",
        description.dates_in_words,
        f"sample of {description.sample.words}" if description.sample else "sample not stated",
        *([f"page {citation.page_label}"] if citation.page_label else []),
    ]
    return " · ".join(safe(fact) for fact in facts)


def _path(citation: Citation) -> str:
    if not citation.heading_path:
        return ""
    return (
        f'<p class="path"><span class="sr">Under the heading: </span>{" › ".join(map(safe, citation.heading_path))}</p>'
    )
