"""Turns the citations of an answer into the sources panel: each quote with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.render import source_id
from app.ui.safe_text import safe
from knowledge.types import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Citation

NO_SOURCES = '<div class="sources"><p class="none">The words that an answer rests on are shown here.</p></div>'
MATCHES = {
    Match.EXACT: "exact quote",
    Match.NORMALISED: "exact words; spacing or quote marks differ",
}


def panel_html(panels: Sequence[str]) -> str:
    """The whole panel, newest answer first; those of earlier answers are folded.

    Args:
        panels: `sources_html` of each answer, oldest first; empty for one that has no sources.
    """
    filled = [panel for panel in reversed(panels) if panel]
    if not filled:
        return NO_SOURCES
    latest_has_sources = bool(panels[-1])
    open_ones = filled[:1] if latest_has_sources else []
    folded = "".join(f"<details><summary>Earlier answer</summary>{panel}</details>" for panel in filled[len(open_ones) :])
    return f'<div class="sources">{"".join(open_ones)}{folded}</div>'


def sources_html(question: str, citations: Sequence[Citation], turn: int) -> str:
    """The sources of one answer; empty where it cites nothing."""
    if not citations:
        return ""
    cards = "".join(_card(citation, turn) for citation in citations)
    return f'<section class="answer-sources"><p class="for">For: {safe(question)}</p>{cards}</section>'


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
        f'<p class="foot">{badges} <a class="back" href="#chat">Back to citation<span class="sr"> {number}</span></a></p>'
        "</article>"
    )


def _facts(citation: Citation) -> str:
    """Whose report, when, how large its sample, which page: what is not stated is said to be so."""
    description = citation.report.description
    facts = [
        description.partnership or "partnership not stated",
        description.audit_date.words if description.audit_date else "date not stated",
        f"sample of {description.sample.words}" if description.sample else "sample not stated",
        *([f"page {citation.page_label}"] if citation.page_label else []),
    ]
    return '<span class="dot"> · </span>'.join(f'<span class="fact">{safe(fact)}</span>' for fact in facts)


def _path(citation: Citation) -> str:
    if not citation.heading_path:
        return ""
    return f'<p class="path"><span class="sr">Under the heading: </span>{" › ".join(map(safe, citation.heading_path))}</p>'
