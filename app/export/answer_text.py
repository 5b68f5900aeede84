"""An answer as text with its sources: Markdown for a file, plain lines for pasting into an e-mail or a document."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.answer_layout import answer_markdown, sections
from app.export.answer_facts import (
    LOST,
    PURPOSE,
    facts_of,
    notes_of,
    numbers,
    origin_of,
    place_in_report,
    quoted,
    signpost_line,
    title_of,
)
from app.export.characters import one_line
from app.resources import is_safe_link
from app.said import escaped, unescaped
from app.ui.safe_text import OUR_BOLD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from knowledge.types import Answer, Citation, Resource, Statement


def markdown_file(answer: Answer, made_on: date, filtered_by: str = "") -> str:
    """The answer as a Markdown file; text of reports and models is escaped: it can make no link, tag or citation.

    Args:
        answer: The answer.
        made_on: The day of the answer.
        filtered_by: The filters that the search was under, in words.
    """
    tame = replace(answer, statements=tuple(replace(s, text=one_line(s.text)) for s in answer.statements))
    blocks = [f"# {title_of(answer)}"]
    blocks += [f"**{name}:** {escaped(fact)}" for name, fact in facts_of(answer, made_on, filtered_by)]
    blocks += _listed("## Who can help now", [escaped(signpost_line(one)) for one in answer.signposts])
    blocks.append(answer_markdown(tame))
    blocks += _listed("## Links", [_markdown_link(one, answer) for one in answer.resources])
    blocks += _listed("## Sources", [_markdown_source(citation) for citation in answer.citations])
    blocks += _listed("## Notes", [escaped(note) for note in notes_of(answer)])
    return "\n\n".join([*blocks, f"*{PURPOSE}*"]) + "\n"


def plain_text(answer: Answer, made_on: date, filtered_by: str = "") -> str:
    """The answer to paste elsewhere: each statement with its numbers, each number with its quote and where it stands.

    Args:
        answer: The answer.
        made_on: The day of the answer.
        filtered_by: The filters that the search was under, in words.
    """
    opening = OUR_BOLD.sub(r"\1", answer.lead_in)
    blocks = ["\n".join(f"{name}: {fact}" for name, fact in facts_of(answer, made_on, filtered_by))]
    blocks += _under("Who can help now", [f"• {signpost_line(one)}" for one in answer.signposts])
    blocks.append("\n".join(one_line(unescaped(line)) for line in opening.strip().splitlines()))
    blocks += _plain_statements(answer)
    blocks += _under("Links", [f"• {one_line(_plain_link(one, answer))}" for one in answer.resources])
    blocks += _under("Sources", [_plain_source(citation) for citation in answer.citations])
    blocks += _under("Notes", notes_of(answer))
    return "\n\n".join(block for block in (*blocks, PURPOSE) if block) + "\n"


def _plain_statements(answer: Answer) -> Iterator[str]:
    prose = [statement for statement in answer.statements if statement.paragraph]
    for _number, said in groupby(prose, key=lambda statement: statement.paragraph):
        yield " ".join(f"{quoted(statement)} {numbers(statement)}" for statement in said)
    listed = [statement for statement in answer.statements if not statement.paragraph]
    for section in sections(listed, answer.citations, by_report=answer.by_report):
        lines = [one_line(section.heading)]
        for one in section.lists:
            lines += [one_line(one.report)] if one.report else []
            lines += [_plain_line(statement, answer.by_report) for statement in one.statements]
        yield "\n".join(lines)


def _plain_line(statement: Statement, with_type: bool) -> str:
    kind = f" ({statement.finding_type.label})" if with_type else ""
    return f"• {one_line(statement.text)} {numbers(statement)}{kind}"


def _plain_source(citation: Citation) -> str:
    return f"[{citation.number}] “{one_line(citation.quote)}” {place_in_report(citation)}"


def _markdown_source(citation: Citation) -> str:
    return f"[{citation.number}] “{escaped(one_line(citation.quote))}” {escaped(place_in_report(citation))}"


def _plain_link(resource: Resource, answer: Answer) -> str:
    address = resource.url if is_safe_link(resource.url) else LOST
    return f"{resource.title}: {address} ({origin_of(resource, answer)})"


def _markdown_link(resource: Resource, answer: Answer) -> str:
    address = f"<{resource.url}>" if is_safe_link(resource.url) else LOST
    return f"{escaped(one_line(resource.title))}: {address} ({escaped(origin_of(resource, answer))})"


def _listed(heading: str, items: list[str]) -> list[str]:
    return [heading, "\n".join(f"- {item}" for item in items)] if items else []


def _under(heading: str, lines: list[str]) -> list[str]:
    return ["\n".join([heading, *lines])] if lines else []
