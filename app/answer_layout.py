"""Lays an answer out in lines, as Markdown or for the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.lead_in import described
from app.said import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from knowledge.types import Answer, Citation, Statement

BLOCK_MARK = re.compile(r"^(\d*)([-+=.)])")
"""What Markdown could read at the start of a paragraph as the mark of a list, a heading or a rule."""


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
    by_number = {citation.number: citation for citation in answer.citations}
    lists_in_turn = _reports_in_turn if answer.by_report else _types_in_turn
    parts = [answer.lead_in, *prose, *heading, *lists_in_turn(listed, by_number, shown)]
    return "\n\n".join(part for part in parts if part)


def _paragraphs(answer: Answer, shown: Callable[[str], str]) -> Iterator[str]:
    """The prose: each sentence with its citations, those in a report's own words in quotation marks."""
    prose = (statement for statement in answer.statements if statement.paragraph)
    for _number, said in groupby(prose, key=lambda statement: statement.paragraph):
        yield " ".join(
            f"{shown(one.text) if one.written_by == 'model' else f'“{shown(one.text)}”'} {_numbers(one)}"
            for one in said
        )


def _types_in_turn(answer: Answer, by_number: Mapping[int, Citation], shown: Callable[[str], str]) -> Iterator[str]:
    """Each finding type, and under it each report, with its statements."""
    named = set[str]()
    several = len({citation.report.report_id for citation in answer.citations}) > 1
    for kind, statements in groupby(answer.statements, key=lambda statement: statement.finding_type):
        yield f"**{kind.label.capitalize()}**"
        for _report_id, said in groupby(statements, key=lambda s: by_number[s.citations[0]].report.report_id):
            listed = list(said)
            if several:
                report = by_number[listed[0].citations[0]].report
                name = report.description.title if report.report_id in named else described(report)
                yield f"*{shown(name)}*"
                named.add(report.report_id)
            yield "\n".join(_line(statement, shown) for statement in listed)


def _reports_in_turn(answer: Answer, by_number: Mapping[int, Citation], shown: Callable[[str], str]) -> Iterator[str]:
    """Each report with its statements, every one with its finding type."""
    for _report_id, said in groupby(answer.statements, key=lambda s: by_number[s.citations[0]].report.report_id):
        listed = list(said)
        yield f"**{shown(described(by_number[listed[0].citations[0]].report))}**"
        yield "\n".join(f"{_line(statement, shown)} ({statement.finding_type.label})" for statement in listed)


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
