"""An answer as a Word document: its statements under real headings, and every source in a table."""

from __future__ import annotations

import io
import re
from itertools import groupby
from typing import TYPE_CHECKING

from app.answer_layout import SEARCHED, sections
from app.export.answer_facts import LOST, PURPOSE, facts_of, notes_of, origin_of, quoted, title_of
from app.export.characters import one_line, readable
from app.export.word import (
    add_bookmark,
    add_footer,
    add_inner_link,
    add_row,
    add_table,
    add_web_link,
    blank_document,
    turn_sideways,
)
from app.said import unescaped
from app.ui.safe_text import OUR_BOLD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from knowledge.types import Answer, Citation, Statement

NOT_STATED = "not stated"
COLUMNS = {"No.": 1.1, "Quote": 9.8, "Report": 4.6, "Date": 2.7, "Sample": 2.4, "Page": 1.4, "Under the heading": 3.7}
"""Of the table of sources, each with its width in centimetres: together what a page on its side has room for."""

CLOSED = (
    (re.compile(r"(?<=; the closest findings are):$"), " below."),
    (re.compile(r"(?<=; )(the closest, from \d+ of them):$"), r"\1, are below."),
    (re.compile(r"(?<=; )(the reports say):$"), r"what \1 is below."),
    (re.compile(r"(?<=What the reports do say on this):$"), " is below."),
    (re.compile(r":$"), "."),
)
"""How an opening ends that leads to nothing: the first that fits, so that what stands there is a sentence."""


def answer_docx(answer: Answer, made_at: datetime, filtered_by: str = "") -> bytes:
    """The answer as a .docx file; text of reports and models is text in it, whatever it looks like.

    Args:
        answer: The answer.
        made_at: When it was made, with a time zone.
        filtered_by: The filters that the search was under, in words; empty where there were none, or none are known.
    """
    document = blank_document(title_of(answer), made_at)
    add_footer(document, PURPOSE)
    document.add_heading(title_of(answer), 0)
    for name, fact in facts_of(answer, made_at.date(), filtered_by):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(fact)
    _add_signposts(document, answer)
    prose = [statement for statement in answer.statements if statement.paragraph]
    opening = answer.lead_in if prose else _closed(answer.lead_in.rstrip())
    _add_opening(document, opening, "In short" if answer.status in SEARCHED else "Why")
    _add_prose(document, prose)
    _add_lists(document, answer)
    _add_links(document, answer)
    _add_bullets(document, "Notes", notes_of(answer))
    if answer.citations:
        turn_sideways(document)
        document.add_heading("Sources", 1)
        _add_sources(document, answer.citations)
    return _saved(document)


def _add_bullets(document: Document, heading: str, lines: Sequence[str]) -> None:
    if lines:
        document.add_heading(heading, 1)
    for line in lines:
        document.add_paragraph(line, "List Bullet")


def _add_signposts(document: Document, answer: Answer) -> None:
    if answer.signposts:
        document.add_heading("Who can help now", 1)
    for one in answer.signposts:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{one_line(one.title)}: ").bold = True
        paragraph.add_run(f"{one_line(one.contact)} ".lstrip())
        if add_web_link(paragraph, one.url):
            paragraph.add_run(" ")
        paragraph.add_run(one_line(one.when))


def _add_opening(document: Document, lead_in: str, heading: str) -> None:
    """Our own sentences, with their bold words; lines that begin with `- ` as a list."""
    if lead_in.strip():
        document.add_heading(heading, 1)
    for line in filter(str.strip, lead_in.splitlines()):
        is_item = line.startswith("- ")
        paragraph = document.add_paragraph(style="List Bullet" if is_item else None)
        ours_at_odd_places = OUR_BOLD.split(line.removeprefix("- "))
        for place, part in enumerate(ours_at_odd_places):
            paragraph.add_run(readable(unescaped(part))).bold = bool(place % 2)


def _closed(lead_in: str) -> str:
    """The opening without a colon at its end: what it leads to stands under a heading of its own."""
    for end, instead in CLOSED:
        if end.search(lead_in):
            return end.sub(instead, lead_in)
    return lead_in


def _add_prose(document: Document, prose: Sequence[Statement]) -> None:
    for _number, said in groupby(prose, key=lambda statement: statement.paragraph):
        paragraph = document.add_paragraph()
        for statement in said:
            _add_statement(paragraph, statement, quoted(statement))
            paragraph.add_run(" ")


def _add_lists(document: Document, answer: Answer) -> None:
    listed = [statement for statement in answer.statements if not statement.paragraph]
    if listed:
        document.add_heading("Findings" if len(listed) == len(answer.statements) else "Also found", 1)
    for section in sections(listed, answer.citations, by_report=answer.by_report):
        document.add_heading(one_line(section.heading), 2)
        for one in section.lists:
            if one.report:
                document.add_heading(one_line(one.report), 3)
            for statement in one.statements:
                paragraph = document.add_paragraph(style="List Bullet")
                _add_statement(paragraph, statement, one_line(statement.text))
                if answer.by_report:
                    paragraph.add_run(f" ({statement.finding_type.label})")


def _add_statement(paragraph: Paragraph, statement: Statement, words: str) -> None:
    paragraph.add_run(f"{words} ")
    for number in statement.citations:
        add_inner_link(paragraph, f"[{number}]", f"source_{number}")


def _add_links(document: Document, answer: Answer) -> None:
    if answer.resources:
        document.add_heading("Links", 1)
    for resource in answer.resources:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{one_line(resource.title)}: ")
        if not add_web_link(paragraph, resource.url):
            paragraph.add_run(LOST)
        paragraph.add_run(f" ({origin_of(resource, answer)})")


def _add_sources(document: Document, citations: Sequence[Citation]) -> None:
    widths = list(COLUMNS.values())
    table = add_table(document, list(COLUMNS), widths, "The sources of the answer, by number")
    for citation in citations:
        _add_source(table, citation, widths)


def _add_source(table: Table, citation: Citation, widths: Sequence[float]) -> None:
    description = citation.report.description
    report = f"{description.title}\n{description.partnership or 'Partnership not stated'}"
    row = add_row(
        table,
        [
            str(citation.number),
            citation.quote,
            f"{report}\nFictional sample report" if citation.report.fictional else report,
            description.dates_in_words,
            description.sample.words if description.sample else NOT_STATED,
            citation.page_label or "–",
            " › ".join(citation.heading_path) or "–",
        ],
        widths,
    )
    add_bookmark(row.cells[0].paragraphs[0], f"source_{citation.number}", citation.number)


def _saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
