"""Walks over a document: the findings in its blocks, wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.document import Findings, QuizAnswer, QuizQuestion, SideBySide, Table
from app.packs.finding import PackFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.document import Block, PackDocument


def findings_of(document: PackDocument) -> Iterator[PackFinding]:
    """The findings of a document in reading order; one that stands in several places comes as often."""
    for section in document.sections:
        for block in section.blocks:
            yield from findings_in(block)


def findings_in(block: Block) -> Iterator[PackFinding]:
    """The findings of one block, in reading order."""
    match block:
        case Findings(findings):
            yield from findings
        case SideBySide(one=one, other=other):
            yield from (one, other)
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row if isinstance(cell, PackFinding))
        case QuizQuestion(shown=shown):
            yield from () if shown is None else (shown,)
        case QuizAnswer(finding=finding):
            yield finding
