"""Answers from a table of cases: the row of the case asked about, or the cases whose cells are what is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.answering.inquiry import Evidence, Order
from app.answering.measured import within_budget
from app.evidence import whole_hit
from app.said import escaped
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answering.inquiry import Inquiry, Sources
    from knowledge.types import Passage, Report

CASE_COLUMN = re.compile(r"case|child|young person|family|subject", re.IGNORECASE)
CASE_CELL = re.compile(r"(?:case |child |family )?([A-Z]|\d{1,2})", re.IGNORECASE)
ASKS_WHICH = re.compile(
    r"\b(?:which|what|how many|list)(?: of)?(?: the)? (?:\w+ )?(?:cases?|child(?:ren)?|kids?|young people"
    r"|famil(?:y|ies))\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not|never|no|without)\b|n['’]?t\b", re.IGNORECASE)
NO = re.compile(r"no\b", re.IGNORECASE)
YES = re.compile(r"yes\b", re.IGNORECASE)
SAME_WORDS: Mapping[str, str] = {
    r"\bRI\b": "requires improvement",
    r"\bhow old\b|\bages?\b": "age",
    r"\bCP\b": "child protection",
    r"\bCIN\b|\bCiN\b": "child in need",
    r"\bEH\b": "early help",
}
"""What people write for the words of such tables."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of a table of cases: the case, and its cells by column heading."""

    case: str
    cells: Mapping[str, str]
    passage: Passage


def case_rows(passages: Sequence[Passage]) -> list[CaseRow]:
    """The rows whose first column names a case, in reading order, each case once."""
    rows: dict[str, CaseRow] = {}
    for passage in passages:
        cells = [cell.strip() for cell in passage.text.split("\t")]
        named = CASE_CELL.fullmatch(cells[0]) if passage.is_table_row else None
        if named and CASE_COLUMN.search(passage.column_headings[0]) and len(cells) > 1:
            by_name = dict(zip(passage.column_headings[1:], cells[1:], strict=False))
            rows.setdefault(named[1].upper(), CaseRow(named[1].upper(), by_name, passage))
    return list(rows.values())


def from_case_table(inquiry: Inquiry, sources: Sources) -> Evidence | None:
    """Evidence from the one report that has a table of cases; `None` where it does not answer the question."""
    question = _in_table_words(inquiry.question)
    asks_which = ASKS_WHICH.search(question) is not None
    if inquiry.reading.case_letter is None and not asks_which:
        return None
    tables = [(r, rows) for r in inquiry.reports.values() if len(rows := _rows_of(r, sources)) > 1]
    if inquiry.reading.case_letter is None:
        chosen = [(r, rows, f) for r, rows in tables if (f := fitting(rows, question))]
        return _which(inquiry, *chosen[0]) if len(chosen) == 1 else None
    own = [(r, row) for r, rows in tables for row in rows if row.case == inquiry.reading.case_letter]
    return _one(inquiry, sources, *own[0], question) if len(own) == 1 else None


def _rows_of(report: Report, sources: Sources) -> list[CaseRow]:
    return case_rows(sources.catalogue.passages(Filters(report_ids=frozenset({report.report_id}))))


def fitting(rows: Sequence[CaseRow], question: str) -> list[CaseRow]:
    """The rows that have what a question names: the words of a cell, or `yes` or `no` under a heading that it names.

    None where the question names no cell and no such heading, or where every row has it.
    """
    kept = list(rows)
    for column in rows[0].cells:
        values = {row.cells.get(column, "") for row in rows}
        named = {value for value in values if _names(question, value)}
        if named:
            kept = [row for row in kept if row.cells.get(column) in named]
        elif all(YES.match(v) or NO.match(v) for v in values if v) and _names(question, column):
            wanted = NO if DENIED.search(question) else YES
            kept = [row for row in kept if wanted.match(row.cells.get(column, ""))]
    return kept if 0 < len(kept) < len(rows) else []


def _in_table_words(question: str) -> str:
    for words, same in SAME_WORDS.items():
        question = re.sub(words, same, question)
    return question


def _names(question: str, words: str, ending: str = "") -> bool:
    """Whether a question has some words of a table, but for `yes`, `no` and a grade of something else than a case."""
    if not re.search(r"[A-Za-z]{3}", words) or YES.match(words):
        return False
    return (
        re.search(rf"\b{re.escape(words)}{ending}\b(?! (?:practice|work|outcomes?)\b)", question, re.IGNORECASE)
        is not None
    )


def _which(inquiry: Inquiry, report: Report, rows: Sequence[CaseRow], kept: Sequence[CaseRow]) -> Evidence:
    cases = ", ".join(escaped(row.case) for row in kept)
    title = escaped(report.description.title)
    opening = f"**{len(kept)} of the {len(rows)} cases** in the table: **{cases}** ({title})."
    hits = [whole_hit(row.passage) for row in kept]
    return Evidence(within_budget(hits, inquiry, 1.4), inquiry.within, opening, order=Order.AS_GIVEN, found=hits)


def _one(inquiry: Inquiry, sources: Sources, report: Report, row: CaseRow, question: str) -> Evidence | None:
    """The row of a case of which nothing else is told; a case that is described has more than its row to say."""
    if inquiry.within.case_letter:
        return None
    asked = [name for name in row.cells if any(_names(question, word, "\\w*") for word in name.split())]
    told = "; ".join(f"{escaped(name)}: **{escaped(row.cells[name])}**" for name in asked or row.cells)
    opening = f"Case {escaped(row.case)}: {told} ({escaped(report.description.title)})."
    hits = [whole_hit(row.passage)]
    if asked or not inquiry.query.concepts or _is_told_of(row, report, sources):
        return Evidence(hits, inquiry.within, opening, order=Order.AS_GIVEN) if asked else None
    opening = f"**Nothing more is told of Case {escaped(row.case)} than its row in a table.** {opening}"
    return Evidence(hits, inquiry.within, opening, order=Order.AS_GIVEN, reason="false_premise")


def _is_told_of(row: CaseRow, report: Report, sources: Sources) -> bool:
    """Whether a report speaks of a case outside its table: `case G`, `G's mother`, `G was`."""
    told = re.compile(rf"\b(?:[Cc]ase|[Cc]hild|[Ff]amily) {row.case}\b|\b{row.case}['’]s\b|\b{row.case} [a-z]{{2,}}")
    passages = sources.catalogue.passages(Filters(report_ids=frozenset({report.report_id})))
    return any(told.search(passage.text) for passage in passages if not passage.is_table_row)
