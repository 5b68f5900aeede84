"""Turns the statements of an answer into safe HTML: under their finding type, or report beside report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.answer_layout import sections
from app.ui.safe_text import safe
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.answer_layout import ReportList, Section
    from knowledge.types import Answer, Statement

AT_FIRST = 3
"""Statements of a section that are shown before the rest is folded, at most; never is a single one folded."""
PLACES = 8
"""Statements that are shown of all sections together, shared out in turn; each section has one at least."""
MANY = {FindingType.GOOD_PRACTICE: "examples of good practice", FindingType.METHOD: "statements on method"}
"""What several statements of a type are called, where it is not their label with an `s`."""


def cite_html(number: int, turn: int) -> str:
    """The link from a statement to its source."""
    return f'<a class="cite" href="#{source_id(turn, number)}">[{number}]<span class="sr"> source {number}</span></a>'


def cites_html(statement: Statement, turn: int) -> str:
    """The links from a statement to all its sources."""
    return "".join(cite_html(number, turn) for number in statement.citations)


def source_id(turn: int, number: int) -> str:
    """The id of a source in the panel."""
    return f"src-{turn}-{number}"


def lists_html(
    answer: Answer, turn: int, shown: int | None = None, text_html: Callable[[str], str] = safe, *, fold: bool = True
) -> str:
    """The statements that are no prose: a heading for each finding type, or a column for each report.

    Args:
        answer: All of it, so that what is folded while it grows is what is folded at the end, and nothing moves.
        turn: Which question of the conversation it answers: 1 for the first.
        shown: How many of these statements are there yet; all where absent.
        text_html: Turns the words of a statement into safe HTML; called in the order in which they are read.
        fold: Whether the rest of a long list is folded.
    """
    listed = [statement for statement in answer.statements if not statement.paragraph]
    lists = _Lists(turn, text_html, answer.by_report)
    room = len(listed) if shown is None else shown
    made = ""
    laid_out = sections(listed, answer.citations, by_report=answer.by_report)
    wholes = [len(section.statements) for section in laid_out]
    for section, at_first in zip(laid_out, _at_first(wholes) if fold else wholes, strict=True):
        made += lists.section(section, at_first, room)
        room = max(0, room - len(section.statements))
    return f'<div class="beside">{made}</div>' if answer.by_report and made else made


def _at_first(wholes: Sequence[int]) -> list[int]:
    """How many statements of each section are shown before the rest is folded.

    Args:
        wholes: How many each has, at least 1.
    """
    shown = [1 for _ in wholes]
    for round_number in range(2, AT_FIRST + 1):
        for place, whole in enumerate(wholes):
            if whole >= round_number and sum(shown) < PLACES:
                shown[place] = round_number
    return [whole if whole - count == 1 else count for count, whole in zip(shown, wholes, strict=True)]


@dataclass(frozen=True, slots=True)
class _Lists:
    """Writes the lists of one answer; beside each other, reports are columns and each statement says its type."""

    turn: int
    text_html: Callable[[str], str]
    beside: bool

    def section(self, section: Section, at_first: int, room: int) -> str:
        """As much of a section as there is room for, folded after the first ones."""
        if not room:
            return ""
        made = f"<h3>{safe(section.heading)}</h3>{self._lists(_part(section.lists, 0, min(at_first, room)))}"
        if min(room, len(section.statements)) > at_first:
            words = _more(section, at_first, self.beside)
            rest = self._lists(_part(section.lists, at_first, room))
            made += f'<details class="more"><summary>{safe(words)}</summary>{rest}</details>'
        return f"<section>{made}</section>" if self.beside else made

    def _lists(self, lists: Iterable[ReportList]) -> str:
        return "".join(map(self._list, lists))

    def _list(self, one: ReportList) -> str:
        of = f'<p class="of">{safe(one.report)}</p>' if one.report else ""
        return f"{of}<ul>{''.join(map(self._statement, one.statements))}</ul>"

    def _statement(self, statement: Statement) -> str:
        kind = f'<span class="type">{safe(statement.finding_type.label)}</span> ' if self.beside else ""
        said = f'<span class="said">{self.text_html(statement.text)}</span>'
        return f"<li>{kind}{said} {cites_html(statement, self.turn)}</li>"


def _part(lists: Sequence[ReportList], start: int, end: int) -> Iterator[ReportList]:
    """The lists with their statements from `start` to `end`, counted over all of them; one that is parted is named."""
    before = 0
    for one in lists:
        first, last = max(start - before, 0), max(end - before, 0)
        if one.statements[first:last]:
            yield replace(one, report=one.title if first else one.report, statements=one.statements[first:last])
        before += len(one.statements)


def _more(section: Section, at_first: int, beside: bool) -> str:
    """What is folded, in words: `Show 5 more concerns, from 2 reports`."""
    kind = section.statements[0].finding_type
    named = "findings" if beside else MANY.get(kind, f"{kind.label}s")
    reports = {one.title for one in _part(section.lists, at_first, len(section.statements))}
    return f"Show {len(section.statements) - at_first} more {named}" + (
        f", from {len(reports)} reports" if len(reports) > 1 else ""
    )
