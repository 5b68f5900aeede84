"""Turns the statements of an answer into safe HTML: under their finding type, or report beside report."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.lead_in import described
from app.ui.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.types import Citation, Report, ReportId, Statement


def cite_html(number: int, turn: int) -> str:
    """The link from a statement to its source."""
    return f'<a class="cite" href="#{source_id(turn, number)}">[{number}]<span class="sr"> source {number}</span></a>'


def cites_html(statement: Statement, turn: int) -> str:
    """The links from a statement to all its sources."""
    return "".join(cite_html(number, turn) for number in statement.citations)


def source_id(turn: int, number: int) -> str:
    """The id of a source in the panel."""
    return f"src-{turn}-{number}"


def by_type_html(statements: Sequence[Statement], citations: Sequence[Citation], turn: int) -> str:
    """A heading for each finding type, a list for each report in it; the report is named where there are several.

    Args:
        statements: In the order in which they are shown.
        citations: All of the answer.
        turn: Which question of the conversation is answered: 1 for the first.
    """
    return "".join(_types(statements, citations, turn))


def by_report_html(statements: Sequence[Statement], citations: Sequence[Citation], turn: int) -> str:
    """A column for each report, in the order of their first statements; each statement says its finding type.

    Args:
        statements: In the order in which they are shown.
        citations: All of the answer.
        turn: Which question of the conversation is answered: 1 for the first.
    """
    reports = _reports(citations)
    columns: dict[ReportId, list[Statement]] = {}
    for statement in statements:
        columns.setdefault(reports[statement.citations[0]].report_id, []).append(statement)
    shown = (_column(reports[said[0].citations[0]], said, turn) for said in columns.values())
    return f'<div class="beside">{"".join(shown)}</div>' if columns else ""


def _types(statements: Sequence[Statement], citations: Sequence[Citation], turn: int) -> Iterable[str]:
    reports = _reports(citations)
    several = len({report.report_id for report in reports.values()}) > 1
    named: set[str] = set()
    for kind, of_kind in groupby(statements, key=lambda statement: statement.finding_type):
        yield f"<h3>{safe(kind.label.capitalize())}</h3>"
        for report_id, said in groupby(of_kind, key=lambda s: reports[s.citations[0]].report_id):
            listed = list(said)
            if several:
                report = reports[listed[0].citations[0]]
                yield f'<p class="of">{safe(report.description.title if report_id in named else described(report))}</p>'
                named.add(report_id)
            yield f"<ul>{''.join(_statement(statement, turn) for statement in listed)}</ul>"


def _column(report: Report, said: Sequence[Statement], turn: int) -> str:
    listed = "".join(_statement(s, turn, f'<span class="type">{safe(s.finding_type.label)}</span> ') for s in said)
    return f"<section><h3>{safe(described(report))}</h3><ul>{listed}</ul></section>"


def _statement(statement: Statement, turn: int, before: str = "") -> str:
    return f'<li>{before}<span class="said">{safe(statement.text)}</span> {cites_html(statement, turn)}</li>'


def _reports(citations: Sequence[Citation]) -> dict[int, Report]:
    """The report of each citation, by its number."""
    return {citation.number: citation.report for citation in citations}
