"""Themes beside reports and beside years: how many findings of each there are. Pure: it is given the counts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from knowledge.theme_counts import theme_labels
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.theme_counts import Key
    from knowledge.types import Report, ReportId

SHADES = (1, 2, 4, 7, 11)
"""Findings from which a cell is of shade 1 to 5: fixed, so that a shade means the same whatever is filtered."""
NOT_DATED = "not dated"
SHORT_TITLE = 44
"""Characters of a short title, at most."""
START_OF_TITLE = 14
"""Of these, those of its beginning: titles of one series differ at their end."""


LONGEST_LABEL = 28
"""Characters of the label of a report in a picture, at most."""
FORM_BEFORE = re.compile(r"^(?:the\s+)?(?:(?:london|royal|metropolitan)\s+)*borough\s+of\s+", re.IGNORECASE)
FORM_AFTER = re.compile(
    r"\s+(?:local\s+)?(?:(?:safeguarding|domestic\s+abuse|multi-agency|metropolitan|(?:city|county|district|borough)"
    r"(?=\s.*council)|council|children['’]?s?\s|partnership)\b.*|scp|lscp|lscb)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Findings of one theme in one report, one year or all of them.

    A finding is a passage labelled with the theme; `other` are those that are neither a concern nor good practice:
    recommendations, figures and so on.
    """

    concerns: int = 0
    good: int = 0
    other: int = 0

    def __add__(self, cell: Cell) -> Cell:
        return Cell(self.concerns + cell.concerns, self.good + cell.good, self.other + cell.other)

    @property
    def total(self) -> int:
        """All its findings."""
        return self.concerns + self.good + self.other

    @property
    def shade(self) -> int:
        """0 (none) to 5 (most), see SHADES."""
        return self.shade_among(1)

    def shade_among(self, reports: int) -> int:
        """The shade of what each of some reports has on average: a year of many reports is not darker for that."""
        return max(sum(self.total >= least * reports for least in SHADES), 1 if self.total else 0)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column stands for: a report or a year.

    Args:
        key: The report's id, or the year; NOT_DATED where reports state none.
        name: As a person reads it.
        reports: How many reports are in it.
        total: Sum over the themes: a passage with two themes counts twice.
    """

    key: str
    name: str
    reports: int
    total: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, with a cell for each column and their sum."""

    theme: str
    label: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Which reports are looked at.

    Args:
        partnership: Only those whose partnership is named so; empty: all.
        year: Only those of this year, as `year_of` gives it; empty: all.
    """

    partnership: str = ""
    year: str = ""

    def of(self, reports: Iterable[Report]) -> list[Report]:
        """Those of some reports that are meant, oldest first; none that is held."""
        return oldest_first(report for report in reports if not report.held and self._allows(report))

    def _allows(self, report: Report) -> bool:
        in_time = not self.year or self.year == year_of(report)
        return in_time and (not self.partnership or self.partnership == report.description.partnership)


@dataclass(frozen=True, slots=True)
class ThemeMatrix:
    """Themes by reports or by years. Rows: the most told theme first; themes that none of them tells are left out."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def by_report(reports: Sequence[Report], counts: Mapping[ReportId, Mapping[Key, int]]) -> ThemeMatrix:
    """The matrix of some reports.

    Args:
        reports: Its columns, in order.
        counts: Passages by theme and finding type, of each of them.
    """
    columns = [(str(report.report_id), short_title(report.description.title), [report]) for report in reports]
    return _matrix(columns, counts)


def by_year(reports: Iterable[Report], counts: Mapping[ReportId, Mapping[Key, int]]) -> ThemeMatrix:
    """The timeline of some reports: a column for each year that has any, oldest first, then those without a date."""
    years: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        years[year_of(report)].append(report)
    return _matrix([(year, year, years[year]) for year in sorted(years, key=_year_order)], counts)


def oldest_first(reports: Iterable[Report]) -> list[Report]:
    """Reports by the date that they are known by, those without one last."""
    return sorted(reports, key=lambda report: (_year_order(year_of(report)), _day(report), report.report_id))


def year_of(report: Report) -> str:
    """The year of the audit, or of publication where only that is stated; NOT_DATED where neither is."""
    dates = report.description.dates
    return str(dates[0].value.year) if dates else NOT_DATED


def short_title(title: str) -> str:
    """A title cut to SHORT_TITLE characters in its middle."""
    if len(title) <= SHORT_TITLE:
        return title
    words = title.split()
    head = _fitting(words, START_OF_TITLE + 1)
    tail = _fitting(words[:head:-1], SHORT_TITLE - START_OF_TITLE - len(" … "))
    if not head or not tail:
        return f"{title[: SHORT_TITLE - 1]}…"
    return f"{' '.join(words[:head])} … {' '.join(words[-tail:])}"


def short_partnership(name: str) -> str:
    """The place that a partnership or council is of, cut to LONGEST_LABEL characters: `Harrowmere`, `Sutton`."""
    return cut_to_label(FORM_AFTER.sub("", FORM_BEFORE.sub("", name)).strip() or name)


def cut_to_label(words: str) -> str:
    """Words cut to LONGEST_LABEL characters at their end."""
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1].rstrip()}…"


def _fitting(words: Sequence[str], most: int) -> int:
    """How many of the first words fit into that many characters."""
    return sum(length <= most for length in accumulate(len(word) + 1 for word in words))


def _matrix(
    columns: Sequence[tuple[str, str, Sequence[Report]]], counts: Mapping[ReportId, Mapping[Key, int]]
) -> ThemeMatrix:
    cells = [_cells(reports, counts) for _key, _name, reports in columns]
    rows = (
        Row(theme, label, told, sum(told, Cell()))
        for theme, label in theme_labels().items()
        for told in [tuple(column.get(theme, Cell()) for column in cells)]
    )
    return ThemeMatrix(
        tuple(
            Column(key, name, len(reports), sum(column.values(), Cell()))
            for (key, name, reports), column in zip(columns, cells, strict=True)
        ),
        tuple(sorted((row for row in rows if row.total.total), key=lambda row: -row.total.total)),
    )


def _cells(reports: Iterable[Report], counts: Mapping[ReportId, Mapping[Key, int]]) -> dict[str, Cell]:
    """The cell of each theme that some reports tell."""
    cells: dict[str, Cell] = defaultdict(Cell)
    for report in reports:
        for (theme, kind), passages in counts.get(report.report_id, {}).items():
            if theme in theme_labels():
                cells[theme] += _cell(kind, passages)
    return dict(cells)


def _cell(kind: FindingType, passages: int) -> Cell:
    if kind is FindingType.CONCERN:
        return Cell(concerns=passages)
    return Cell(good=passages) if kind is FindingType.GOOD_PRACTICE else Cell(other=passages)


def _year_order(year: str) -> tuple[bool, str]:
    return year == NOT_DATED, year


def _day(report: Report) -> str:
    dates = report.description.dates
    return dates[0].value.isoformat() if dates else ""
