"""Lays an answer out in lines, as Markdown or for the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.lead_in import described
from app.said import escaped, unescaped
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from knowledge.types import Answer, Citation, Coverage, Report, ReportId, Resource, Statement

SEARCHED = frozenset({Status.ANSWERED, Status.PARTIAL, Status.NO_EVIDENCE})
"""How a question can end that was looked for in the reports."""

BLOCK_MARK = re.compile(r"^(\d*)([-+=.)])")
"""What Markdown could read at the start of a paragraph as the mark of a list, a heading or a rule."""


@dataclass(frozen=True, slots=True)
class ReportList:
    """Statements of one report that stand together.

    Args:
        report: What names it over them; empty where that is said elsewhere.
        title: Names it again, where the list is parted; empty where `report` is.
        statements: At least one.
    """

    report: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A finding type with a list for each report, or a report with its one list; the heading is plain text."""

    heading: str
    lists: tuple[ReportList, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All of its statements, in order."""
        return tuple(statement for one in self.lists for statement in one.statements)


def sections(statements: Sequence[Statement], citations: Sequence[Citation], *, by_report: bool) -> tuple[Section, ...]:
    """How statements stand in lists, wherever an answer is shown.

    Args:
        statements: In the order of the answer.
        citations: All of the answer.
        by_report: Report beside report in the order of their first statements; otherwise in runs of one finding type,
            and in each of these of one report, which is named where the answer cites several: in full the first time.
    """
    reports = {citation.number: citation.report for citation in citations}
    return tuple(_by_report(statements, reports) if by_report else _by_type(statements, reports))


def _by_type(statements: Sequence[Statement], reports: Mapping[int, Report]) -> Iterator[Section]:
    several = len({report.report_id for report in reports.values()}) > 1
    named: set[ReportId] = set()
    for kind, of_kind in groupby(statements, key=lambda statement: statement.finding_type):
        lists = []
        for report_id, said in groupby(of_kind, key=lambda s: reports[s.citations[0]].report_id):
            listed = tuple(said)
            report = reports[listed[0].citations[0]]
            title = report.description.title
            name = title if report_id in named else described(report)
            named.add(report_id)
            lists.append(ReportList(name, title, listed) if several else ReportList("", "", listed))
        yield Section(kind.label.capitalize(), tuple(lists))


def _by_report(statements: Sequence[Statement], reports: Mapping[int, Report]) -> Iterator[Section]:
    told: dict[ReportId, list[Statement]] = {}
    for statement in statements:
        told.setdefault(reports[statement.citations[0]].report_id, []).append(statement)
    for said in told.values():
        yield Section(described(reports[said[0].citations[0]]), (ReportList("", "", tuple(said)),))


def coverage_sentence(answer: Answer, filtered_by: str | None, opening: str = "") -> str:
    """How many reports bear on the question, and what the search was limited to; empty where neither is to be said.

    Args:
        answer: The answer.
        filtered_by: The filters that the search was under, in words; empty where there were none, `None` where that is
            said elsewhere.
        opening: What stands beside the sentence, so that it repeats no count of that.
    """
    if answer.status not in SEARCHED:
        return ""
    counted = _counted(answer.coverage, opening)
    if filtered_by:
        limits = f"limited to {filtered_by.replace('; ', ', ').replace(': ', ' ')}."
        return f"{counted}; {limits}" if counted else limits[0].upper() + limits[1:]
    nothing_found = filtered_by == "" and not answer.coverage.reports_with_evidence
    return f"{counted} searched." if counted and not nothing_found else ""


def _counted(coverage: Coverage, opening: str) -> str:
    found, searched = coverage.reports_with_evidence, coverage.reports_searched
    reports = f"{searched} report{'' if searched == 1 else 's'}"
    told = f"{found} of {reports}" in opening or (not found and reports in opening)
    if told or not searched:
        return ""
    return f"Evidence in {found} of {reports}"


def linked_in(resource: Resource, citations: Mapping[int, Citation]) -> str:
    """Where a report's link stands: `Linked in Audit of neglect, page 3`; empty for others.

    Args:
        resource: Of an answer.
        citations: Of the same answer, by number.
    """
    places = dict.fromkeys(place_of(citations[number]) for number in resource.cited_by if number in citations)
    return f"Linked in {'; '.join(places)}" if places else ""


def place_of(citation: Citation) -> str:
    """The report and page of a citation, in words."""
    page = f", page {citation.page_label}" if citation.page_label else ""
    return f"{citation.report.description.title}{page}"


def written_by(answer: Answer) -> str:
    """Who wrote the prose of an answer, in a sentence; empty where all words are the reports' own."""
    if not any(statement.paragraph for statement in answer.statements):
        return ""
    name = answer.writing.model if answer.writing else answer.answered_by
    return f"Written by {name} from the reports' findings; each sentence was checked against its sources."


def answer_markdown(answer: Answer) -> str:
    """The answer as Markdown; text of reports and models is escaped: it can make no link, tag, emphasis or citation."""
    return _laid_out(answer, escaped, lambda text: BLOCK_MARK.sub(r"\1\\\2", escaped(text)))


def answer_text(answer: Answer) -> str:
    """The answer for the terminal, laid out alike, with the text of reports as it is."""
    return _laid_out(replace(answer, lead_in=unescaped(answer.lead_in)), lambda text: text, _printable)


def _printable(text: str) -> str:
    """One line without what a terminal may take for more than text: a model may write any character."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _laid_out(answer: Answer, shown: Callable[[str], str], shown_prose: Callable[[str], str]) -> str:
    """The opening, a model's prose, then the other statements under their finding type and report."""
    prose = list(_paragraphs(answer, shown_prose))
    listed = replace(answer, statements=tuple(s for s in answer.statements if not s.paragraph))
    heading = ["**Also found, in the reports' own words**"] if prose and listed.statements else []
    lists_in_turn = _reports_in_turn if answer.by_report else _types_in_turn
    parts = [answer.lead_in, *prose, *heading, *lists_in_turn(listed, shown)]
    return "\n\n".join(part for part in parts if part)


def _paragraphs(answer: Answer, shown: Callable[[str], str]) -> Iterator[str]:
    """The prose: each sentence with its citations, those in a report's own words in quotation marks."""
    prose = (statement for statement in answer.statements if statement.paragraph)
    for _number, said in groupby(prose, key=lambda statement: statement.paragraph):
        yield " ".join(
            f"{shown(one.text) if one.written_by == 'model' else f'“{shown(one.text)}”'} {_numbers(one)}"
            for one in said
        )


def _types_in_turn(answer: Answer, shown: Callable[[str], str]) -> Iterator[str]:
    """Each finding type, and under it each report, with its statements."""
    for section in sections(answer.statements, answer.citations, by_report=False):
        yield f"**{section.heading}**"
        for one in section.lists:
            if one.report:
                yield f"*{shown(one.report)}*"
            yield "\n".join(_line(statement, shown) for statement in one.statements)


def _reports_in_turn(answer: Answer, shown: Callable[[str], str]) -> Iterator[str]:
    """Each report with its statements, every one with its finding type."""
    for section in sections(answer.statements, answer.citations, by_report=True):
        yield f"**{shown(section.heading)}**"
        yield "\n".join(
            f"{_line(statement, shown)} ({statement.finding_type.label})" for statement in section.lists[0].statements
        )


def _line(statement: Statement, shown: Callable[[str], str]) -> str:
    return f"- {shown(statement.text)} {_numbers(statement)}"


def _numbers(statement: Statement) -> str:
    return "".join(f"[{number}]" for number in statement.citations)


def sources_markdown(answer: Answer) -> str:
    """The citations and links under an answer, for the terminal."""
    lines = ["Sources"]
    for citation in answer.citations:
        page = f", page {citation.page_label}" if citation.page_label else ""
        under = f", under “{citation.heading_path[-1]}”" if citation.heading_path else ""
        lines.append(f"[{citation.number}] {described(citation.report)}{page}{under}: {citation.report.source_file}")
    for resource in answer.resources:
        numbers = "".join(f"[{number}]" for number in resource.cited_by)
        lines.append(f"Link {numbers}: {resource.title}: {resource.url or 'the report lost the address of this link'}")
    return "\n".join(lines)
