"""Finds dates of birth, with the name that stands before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dates import MONTH
from knowledge.types import Identifiable, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY_OF_BIRTH = (
    r"(?:\d{1,2}(?P<between>[ ./\-\u2010-\u2013])\d{1,2}(?P=between)(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?[\s-]{MONTH}(?:,?\s|-)(?:(?:19|20)\d\d|\d\d)"
    rf"|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d)(?![\d/])"
)
"""A whole date: month or year alone fits many people."""
NAMED = r"(?:d\.?\s?o\.?\s?b\b\.?|d of b\b|date of birth|birth ?date|birthday)"
OF_BIRTH = re.compile(
    rf"(?<![\w-])(?:{NAMED}|born)(?:\s(?:is|was|on|of|the)\b){{0,2}}[\s:;,.()=\-\u2010-\u2014]{{0,4}}(?<!\d){DAY_OF_BIRTH}"
    rf"|(?<![\d/]){DAY_OF_BIRTH.replace('between', 'gap')}[\s(,\-\u2010-\u2014]{{1,3}}{NAMED}",
    re.IGNORECASE,
)
"""Not of the newborn and unborn children whom many reports speak of: nothing may stand right before `born`."""
COLUMN = re.compile(rf"\W*{NAMED}\W*", re.IGNORECASE)
WHOLE_DATE = re.compile(DAY_OF_BIRTH, re.IGNORECASE)
NAME = re.compile(
    r"(?<!\d )\b[A-Z][a-z'\u2019-]{1,20}(?: [A-Z][a-z'\u2019-]{1,20}| [A-Z]\.?){0,2} [A-Z][A-Za-z'\u2019-]{1,20}\b"
)
BETWEEN = re.compile(r"[\d@;]|[.!?] ")
"""Another finding or the end of a sentence between a name and a date: the one is not of the other."""
NAME_REACH = 60
"""Characters before a date of birth in which its name is looked for, on the same line."""


def find_births(text: str) -> Iterator[Identifiable]:
    """Whole dates that the wording, or the heading of their table column, says to be of birth."""
    for found in OF_BIRTH.finditer(text):
        yield _with_name(text, found.start(), found.end())
    for start, end in _in_columns(text):
        yield _with_name(text, start, end)


def _with_name(text: str, start: int, end: int) -> Identifiable:
    """The date of birth, from the name before it where there is one."""
    line = max(text.rfind("\n", 0, start) + 1, start - NAME_REACH)
    names = list(NAME.finditer(text, line, start))
    if not names or BETWEEN.search(text, names[-1].end(), start):
        return Identifiable("name_with_date_of_birth", Span(start, end), True, "A date said to be of birth.")
    span = Span(names[-1].start(), end)
    return Identifiable("name_with_date_of_birth", span, True, "A name beside a date said to be of birth.")


def _in_columns(text: str) -> Iterator[tuple[int, int]]:
    """Where the dates stand in table columns that are headed `Date of birth`."""
    column, offset = None, 0
    for line in text.splitlines(keepends=True):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) == 1:
            column = None
        elif any(COLUMN.fullmatch(cell) for cell in cells):
            column = next(at for at, cell in enumerate(cells) if COLUMN.fullmatch(cell))
        elif column is not None and column < len(cells):
            start = offset + sum(len(cell) + 1 for cell in cells[:column])
            if found := WHOLE_DATE.match(text, start, start + len(cells[column])):
                yield found.span()
        offset += len(line)
