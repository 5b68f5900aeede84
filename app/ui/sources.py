"""Turns the citations of an answer into the sources panel: each quote in its surrounding text, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.report_links import is_on_picture, link_to
from app.resources import is_safe_link
from app.surroundings import check_of, surroundings
from app.ui.safe_text import safe
from app.ui.statements import source_id
from knowledge.errors import UnknownReportError
from knowledge.types import Match

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.types import Citation, ReportId, Resource

EMPTY = "The words that an answer rests on are shown here."
NONE_NOW = "The last answer rests on no source."
MATCHES = {
    Match.EXACT: "exact quote",
    Match.NORMALISED: "exact words; spacing or quote marks differ",
}
ORIGINS = {"report": "linked in the report", "catalogue": "from the catalogue, not from the audits"}
REACH = 140
"""Characters on each side of a quote: on a phone, more would make each card a wall."""
BLANK_LINES = re.compile(r"\n\s*\n")


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


def cards_html(
    citations: Sequence[Citation],
    turn: int,
    texts: Callable[[ReportId], str] | None = None,
    resources: Sequence[Resource] = (),
) -> str:
    """The sources of one answer as cards, in the order of their numbers; empty where it cites nothing.

    Args:
        citations: Of the answer.
        turn: Which question of the conversation it answers, as in `answer_html`.
        texts: Gives a report's canonical text, for the text around each quote; raises UnknownReportError for a report
            that is gone, whose quotes then stand alone and lead nowhere.
        resources: Of the answer; each is shown with the citations that carry it.
    """
    read = cache(texts) if texts else None
    return "".join(_card(citation, turn, _text(citation, read), resources) for citation in citations)


def _text(citation: Citation, texts: Callable[[ReportId], str] | None) -> str | None:
    """The text of its report: empty where it is not to be had here, `None` where the report is gone."""
    try:
        return texts(citation.report.report_id) if texts else ""
    except UnknownReportError:
        return None


def _card(citation: Citation, turn: int, text: str | None, resources: Sequence[Resource]) -> str:
    number, name = citation.number, source_id(turn, citation.number)
    return (
        f'<article class="source" id="{name}" tabindex="-1">'
        f'<h3 id="{name}-title"><span class="number">{number}<span class="sr">,</span></span> '
        f"{safe(citation.report.description.title)}</h3>"
        f'<p class="facts">{_facts(citation)}</p>{_path(citation)}'
        f'<blockquote class="quote">{_in_its_place(citation, text or "")}</blockquote>'
        f"{_links(citation, resources)}"
        f'<p class="foot">{_badges(citation)} {_open(citation) if text is not None else ""}'
        f'<a class="back" href="#chat">Back to citation<span class="sr"> {number}</span></a></p></article>'
    )


def _facts(citation: Citation) -> str:
    """Whose report, when, how large its sample, which page: what is not stated is said to be so."""
    description = citation.report.description
    facts = [
        description.partnership or "partnership not stated",
        description.dates_in_words,
        f"sample of {description.sample.words}" if description.sample else "sample not stated",
        *_page(citation),
    ]
    return " · ".join(safe(fact) for fact in facts)


def _page(citation: Citation) -> Sequence[str]:
    """The page as it is printed, and as a PDF viewer counts where that differs; nothing where there are no pages."""
    if citation.page is None:
        return []
    label = citation.page_label or str(citation.page)
    is_counted = is_on_picture(citation, citation.report) and label != str(citation.page)
    return [f"page {label} (PDF page {citation.page})" if is_counted else f"page {label}"]


def _path(citation: Citation) -> str:
    """What sort of finding it is, and under which headings it stands."""
    under = ""
    if citation.heading_path:
        names = " › ".join(map(safe, citation.heading_path))
        under = f' <span class="sr">under the heading: </span>{names}'
    return f'<p class="path"><span class="type">{safe(citation.finding_type.label)}</span>{under}</p>'


def _in_its_place(citation: Citation, text: str) -> str:
    """The quote, marked, between what stands before and after it; alone where that is not to be had."""
    marked = f'<mark class="quoted">{safe(citation.quote)}</mark>'
    around = surroundings(citation, text, REACH)
    if around is None:
        return marked
    before = _around(around.before, "… " if around.cut_before else "", "")
    after = _around(around.after, "", " …" if around.cut_after else "")
    begins, ends = '<span class="sr">Quote: </span>', '<span class="sr"> End of quote. </span>'
    return f"{before}{begins}{marked}{ends}{after}"


def _around(text: str, lead: str, tail: str) -> str:
    shown = f"{lead}{BLANK_LINES.sub(chr(10), text)}{tail}"
    return f'<span class="around">{safe(shown)}</span>' if text.strip() else ""


def _badges(citation: Citation) -> str:
    badges = f'<span class="badge">{safe(MATCHES[citation.match])}</span>'
    if citation.report.fictional:
        badges += ' <span class="badge fictional">fictional sample</span>'
    return badges


def _open(citation: Citation) -> str:
    """The link to the place in the report: relative, since the server may be reached below any path."""
    address = link_to(citation, citation.report, check_of(citation.quote)).removeprefix("/")
    words = f"Open the report at this {'page' if is_on_picture(citation, citation.report) else 'place'}"
    told = f'<span class="sr"> (source {citation.number}, in a new tab)</span>'
    return f'<a class="open" href="{safe(address)}">{words}{told}</a> '


def _links(citation: Citation, resources: Sequence[Resource]) -> str:
    """The links that come with this citation, folded, each with where it comes from."""
    own = [resource for resource in resources if citation.number in resource.cited_by]
    if not own:
        return ""
    items = "".join(map(_link, own))
    counted = "1 linked resource" if len(own) == 1 else f"{len(own)} linked resources"
    return f'<details class="links"><summary>{counted}</summary><ul>{items}</ul></details>'


def _link(resource: Resource) -> str:
    """A link with the place that it really leads to, whatever its words claim, and who offers it."""
    title, url = safe(resource.title), resource.url or ""
    shown = f"{title} (link lost)"
    if is_safe_link(url):
        shown = f'<a href="{safe(url)}">{title}</a> ({safe(urlsplit(url).hostname or "")})'
    return f'<li><span class="said">{shown}</span> <span class="origin">{ORIGINS[resource.origin]}</span></li>'
