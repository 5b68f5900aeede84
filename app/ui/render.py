"""Turns an Answer into the message of the chat: safe HTML on one line, so that no Markdown is read in it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.lead_in import described
from app.resources import is_safe_link
from app.ui.safe_text import safe, safe_paragraphs
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.types import Answer, Citation, Resource, Statement

MARKS = {
    Status.PARTIAL: "Answered in part",
    Status.DECLINED: "Not answered",
    Status.FAILED: "Something failed",
}
"""What stands over an answer that is no full answer, so that each kind is told apart without its colour."""
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
    return _framed(Status.FAILED, f"<p>{words}</p><p>{safe(NOT_AN_ANSWER)}</p>")


def stopped_html(answer_html: str) -> str:
    """What was shown so far, marked as cut short."""
    return f'<div class="stopped">{answer_html}<p class="mark">Stopped before the answer was complete.</p></div>'


def answer_html(answer: Answer, turn: int, shown: int | None = None) -> str:
    """An answer: the opening, statements under their finding type and report, links, then the caveats.

    Args:
        answer: The answer.
        turn: Which question of the conversation it answers: 1 for the first. Keeps the ids of turns apart.
        shown: How many statements are shown; all where absent, and only then the links and the caveats.
    """
    if answer.status is Status.FAILED:
        return failed_html(answer.lead_in)
    parts = [safe_paragraphs(answer.lead_in), *_groups(answer.statements[:shown], answer.citations, turn)]
    if shown is None or shown >= len(answer.statements):
        parts += [_resources(answer.resources, turn), *(f'<p class="caveat">{safe(n)}</p>' for n in answer.notices)]
    return _framed(answer.status, "".join(parts))


def cite_html(number: int, turn: int) -> str:
    """The link from a statement to its source."""
    return f'<a class="cite" href="#{source_id(turn, number)}">[{number}]<span class="sr"> source {number}</span></a>'


def source_id(turn: int, number: int) -> str:
    """The id of a source in the panel."""
    return f"src-{turn}-{number}"


def _framed(status: Status, inside: str) -> str:
    mark = f'<p class="mark">{MARKS[status]}</p>' if status in MARKS else ""
    return f'<div class="answer {status.value}">{mark}{inside}</div>'


def _groups(statements: Sequence[Statement], citations: Sequence[Citation], turn: int) -> Iterable[str]:
    """A heading for each finding type, a list for each report in it; the report is named where there are several."""
    by_number = {citation.number: citation for citation in citations}
    several = len({citation.report.report_id for citation in citations}) > 1
    named: set[str] = set()
    for kind, of_kind in groupby(statements, key=lambda statement: statement.finding_type):
        yield f"<h3>{safe(kind.label.capitalize())}</h3>"
        for report_id, said in groupby(of_kind, key=lambda s: by_number[s.citations[0]].report.report_id):
            listed = list(said)
            if several:
                report = by_number[listed[0].citations[0]].report
                yield f'<p class="of">{safe(report.description.title if report_id in named else described(report))}</p>'
                named.add(report_id)
            yield f"<ul>{''.join(_statement(statement, turn) for statement in listed)}</ul>"


def _statement(statement: Statement, turn: int) -> str:
    links = "".join(cite_html(number, turn) for number in statement.citations)
    return f'<li><span class="said">{safe(statement.text)}</span> {links}</li>'


def _resources(resources: Sequence[Resource], turn: int) -> str:
    if not resources:
        return ""
    return f"<h3>Links</h3><ul>{''.join(_resource(resource, turn) for resource in resources)}</ul>"


def _resource(resource: Resource, turn: int) -> str:
    """A link, with the place that it really leads to, whatever its words claim."""
    title, site = safe(resource.title), _site(resource.url)
    if site is None:
        link = f"{title} (link lost in the report)"
    else:
        link = f'<a href="{safe(resource.url or "")}">{title}</a> ({safe(site)})'
    publisher = f", {safe(resource.publisher)}" if resource.origin == "catalogue" else ""
    cited = "".join(cite_html(number, turn) for number in resource.cited_by)
    return f'<li><span class="said">{link}{publisher}</span> {cited}</li>'


def _site(url: str | None) -> str | None:
    """The host that a link leads to; `None` where it may not be a link."""
    if url is None or not is_safe_link(url):
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:  # such as an unclosed bracket
        return None
