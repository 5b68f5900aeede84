"""A pack as Markdown: to paste into a wiki or a virtual classroom, or to keep under version control."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from app.export.answer_facts import PURPOSE
from app.export.characters import one_line
from app.packs.citing import plain
from app.packs.document import (
    Bullets,
    Findings,
    Form,
    Links,
    QuizAnswer,
    QuizQuestion,
    SideBySide,
    Table,
    Words,
)
from app.packs.wording import (
    FACILITATOR_NOTES,
    RECEIPT_FOR,
    SOURCE_COLUMNS,
    about_quote,
    dated_facts,
    finding_source,
    kind_line,
    made_words,
    source_cells,
)
from app.resources import is_safe_link
from app.said import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.packs.document import Block, PackDocument, PackLink, Section
    from app.packs.finding import PackFinding

TO_WRITE_ON: Final = "_" * 30
OPENING = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))")
"""What would make a list, a rule or a heading at the beginning of a line or of an item of a list."""


def pack_markdown(document: PackDocument) -> str:
    """The pack in CommonMark with the tables of GitHub Flavored Markdown.

    Text of reports and people is escaped with backslashes (`app.said.escaped`): it can make no link, tag or heading.
    """
    blocks = [f"# {_own(plain(document.title))}", _own(plain(kind_line(document)))]
    blocks.append(_list(f"**{escaped(plain(name))}:** {escaped(plain(fact))}" for name, fact in dated_facts(document)))
    blocks += [f"> {_own(one_line(notice))}" for notice in document.notices]
    for section in document.sections:
        blocks += _section(section, document)
    if document.sources:
        blocks += ["## Sources", _rows(SOURCE_COLUMNS, (map(escaped, source_cells(one)) for one in document.sources))]
    if document.receipt:
        blocks += ["## Receipt", RECEIPT_FOR, _fenced(document.receipt)]
    return "\n\n".join([*blocks, f"*{escaped(made_words(document))} {PURPOSE}*"]) + "\n"


def _section(section: Section, document: PackDocument) -> Iterator[str]:
    mark = f" *({escaped(plain(section.mark))})*" if section.mark else ""
    yield f"## {_own(plain(section.heading))}{mark}"
    for block in section.blocks:
        yield from _block(block, document)
    if section.notes:
        yield _quoted(f"**{FACILITATOR_NOTES}**", _list(_own(one_line(note)) for note in section.notes))


def _block(block: Block, document: PackDocument) -> Iterator[str]:
    match block:
        case Words(text):
            yield _own(one_line(text))
        case Bullets(items, numbered):
            yield _list((_own(one_line(item)) for item in items), numbered)
        case Findings(findings):
            yield from (_finding(finding, document) for finding in findings)
        case SideBySide(about, one, other):
            cells = [_cell(finding, document, in_table=False) for finding in (one, other)]
            yield f"**Side by side: {escaped(plain(about))}**"
            yield _rows(("One finding", "Another finding"), [cells])
        case Table(caption, columns, _widths, rows):
            yield f"**{escaped(plain(caption))}**"
            yield _rows(columns, ([_cell(cell, document) for cell in row] for row in rows))
        case Form(labels):
            yield _list(f"**{escaped(plain(label))}:** {TO_WRITE_ON}" for label in labels)
        case Links(links):
            yield _list(map(_link, links))
        case QuizQuestion(number, stem, shown, options):
            yield from (f"### Question {number}", _own(one_line(stem)))
            yield from [_finding(shown, document)] if shown else []
            yield _list(f"**{chr(ord('A') + place)}.** {escaped(one_line(one))}" for place, one in enumerate(options))
        case QuizAnswer(number, answer, finding):
            yield from (f"### Answer {number}", _own(one_line(answer)), _finding(finding, document))


def _finding(finding: PackFinding, document: PackDocument) -> str:
    source, about = finding_source(finding, document), about_quote(finding)
    return _quoted(_own(finding.words), _own(source), f"*{escaped(about)}*" if about else "")


def _cell(cell: str | PackFinding, document: PackDocument, in_table: bool = True) -> str:
    if isinstance(cell, str):
        return escaped(one_line(cell))
    where = ". ".join(filter(None, (finding_source(cell, document, in_table), about_quote(cell))))
    return f"{escaped(cell.words)} {escaped(where)}"


def _link(link: PackLink) -> str:
    address = f": <{link.url}>" if is_safe_link(link.url) else ""
    return f"{_own(plain(link.title))}{address} ({escaped(plain(link.mark))})"


def _own(text: str) -> str:
    """A line that begins with untrusted text."""
    return OPENING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped(text))


def _list(items: Iterable[str], numbered: bool = False) -> str:
    return "\n".join(f"{f'{place}.' if numbered else '-'} {item}" for place, item in enumerate(items, 1))


def _quoted(*paragraphs: str) -> str:
    lines = "\n\n".join(filter(None, paragraphs)).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _rows(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = [escaped(plain(name)) for name in columns]
    lines = chain([names, ["---"] * len(names)], rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _fenced(lines: tuple[str, ...]) -> str:
    longest = max((len(run) for run in re.findall("`+", "\n".join(lines))), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *lines, fence])
