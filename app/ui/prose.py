"""Turns the prose of a language model into safe HTML, with the findings that it leaves out folded below it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.ui.safe_text import safe
from app.ui.statements import cites_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.types import Statement


def prose_html(
    written_by: str, statements: Sequence[Statement], turn: int, text_html: Callable[[str], str] = safe
) -> str:
    """Who wrote it, then its paragraphs, each sentence with the links to its sources; a report's own words are quoted.

    Args:
        written_by: A sentence that says so.
        statements: Of the prose alone, in the order in which they are shown.
        turn: Which question of the conversation is answered: 1 for the first.
        text_html: Turns the words of a sentence into safe HTML; called in the order in which they are read.
    """
    # No `<p>`: a browser ends it where a term's explanation begins.
    paragraphs = (
        f'<div class="paragraph">{" ".join(_sentence(statement, turn, text_html) for statement in said)}</div>'
        for _number, said in groupby(statements, key=lambda statement: statement.paragraph)
    )
    return f'<p class="writer">{safe(written_by)}</p>{"".join(paragraphs)}'


def folded_html(lists_html: str, count: int) -> str:
    """The findings beside the prose, folded, with their number; empty where there are none.

    Args:
        lists_html: The findings, as safe HTML.
        count: How many they are.
    """
    if not count:
        return ""
    findings = "1 more finding" if count == 1 else f"{count} more findings"
    summary = safe(f"{findings}, in the reports' own words")
    return f'<h3>Also found</h3><details class="more"><summary>{summary}</summary>{lists_html}</details>'


def _sentence(statement: Statement, turn: int, text_html: Callable[[str], str]) -> str:
    words = text_html(statement.text)
    if statement.written_by == "report":
        said = f'<span class="said quoted">{safe("“")}{words}{safe("”")}</span>'
    else:
        said = f'<span class="said">{words}</span>'
    return f"{said} {cites_html(statement, turn)}"
