"""Checks that a sentence about a table row does not take those counted under `No` for those counted under `Yes`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.support import SupportFailure
from app.support_words import TURNING
from app.writing.check_clauses import meant, read, statements_of
from app.writing.check_polarity import is_negative

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from app.support import ReadText
    from knowledge.types import Passage

YES = re.compile(r"^\s*(?:yes|met|present|in place)\s*$", re.IGNORECASE)
ALL_BUT = re.compile(r"\b(?:all but|except|apart from|other than)\b", re.IGNORECASE)
ALIKE = 0.6
COMPARED = frozenset({"than", "more", "fewer", "less", "half", "most"})
NO = re.compile(r"^\s*(?:no|not met|absent|not in place)\s*$", re.IGNORECASE)


def exchanged_counts(sentence: str, passages: Sequence[Passage]) -> Iterator[SupportFailure]:
    """Numbers of those that had something, told of those that had not, or the other way round."""
    if ALL_BUT.search(sentence):
        return
    for passage in passages:
        yes, no = _counted(passage, YES), _counted(passage, NO)
        if yes is None or no is None or yes == no or _is_of_a_want(passage):
            continue
        for statement in map(read, statements_of(sentence)):
            told = {number.value for number in statement.numbers if not number.is_article}
            if _is_about(statement, passage) and len(told & {yes, no}) == 1 and (no in told) != _is_wanting(statement):
                yield SupportFailure("number", statement.text.strip())


def _is_wanting(statement: ReadText) -> bool:
    return is_negative(statement) or bool(TURNING & set(statement.tokens))


def _is_about(statement: ReadText, passage: Passage) -> bool:
    """Whether a statement has most words of what a row counts, and compares nothing."""
    cells = zip(passage.column_headings, passage.text.split("\t"), strict=False)
    measure = max((read(cell).stems for _name, cell in cells), key=len, default=frozenset())
    same = len(measure & meant(statement.stems))
    return same >= ALIKE * len(measure) and not COMPARED & set(statement.tokens)


def _counted(passage: Passage, heading: re.Pattern[str]) -> Fraction | None:
    """The number in the column with a heading; `None` where there is none or it holds something else."""
    cells = zip(passage.column_headings, passage.text.split("\t"), strict=False)
    found = [read(cell).numbers for name, cell in cells if heading.match(name)]
    return found[0][0].value if len(found) == 1 and len(found[0]) == 1 else None


def _is_of_a_want(passage: Passage) -> bool:
    """Whether what the row counts is itself that something is not there."""
    cells = zip(passage.column_headings, passage.text.split("\t"), strict=False)
    return any(is_negative(read(cell)) for name, cell in cells if not (YES.match(name) or NO.match(name)))
