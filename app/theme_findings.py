"""The findings of one theme, grouped by finding type and report: what stands behind a cell of the theme matrix."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.types import ABOUT_THE_AUDIT, Filters, FindingType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.protocols import Library
    from knowledge.theme_counts import Key
    from knowledge.types import Passage, Report, ReportId

FINDING_TYPES = tuple(kind for kind in FindingType if kind not in ABOUT_THE_AUDIT)
"""The types that are findings, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class TypeOfFindings:
    """The findings of one type: `total` there are, and as many of them as are shown, by report, newest first."""

    finding_type: FindingType
    total: int
    by_report: tuple[tuple[Report, tuple[Passage, ...]], ...]


@dataclass(frozen=True, slots=True)
class ThemeFindings:
    """The findings of one theme: `total` there are, `shown` of them stand in `groups`."""

    groups: tuple[TypeOfFindings, ...]
    total: int
    shown: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Findings of one type in one report: how many there are, and how many of these are to be shown."""

    finding_type: FindingType
    report: Report
    total: int
    shown: int


def theme_findings(
    library: Library,
    counts: Mapping[ReportId, Mapping[Key, int]],
    reports: Sequence[Report],
    theme: str,
    types: Sequence[FindingType] = FINDING_TYPES,
    limit: int = 30,
) -> ThemeFindings:
    """The findings of a theme in some reports.

    Args:
        library: Holds the passages.
        counts: Passages by theme and finding type, of each report: only what is shown is read.
        reports: Oldest first, none of them held.
        theme: Its id.
        types: Those wanted, in the order in which they are shown.
        limit: How many passages at most.
    """
    parts = list(_parts(counts, reports, theme, types, limit))
    passages = _passages(library, theme, [part for part in parts if part.shown])
    groups = tuple(_group(kind, [part for part in parts if part.finding_type is kind], passages) for kind in types)
    return ThemeFindings(
        tuple(group for group in groups if group.total),
        sum(part.total for part in parts),
        sum(len(found) for group in groups for _report, found in group.by_report),
    )


def _parts(
    counts: Mapping[ReportId, Mapping[Key, int]],
    reports: Sequence[Report],
    theme: str,
    types: Sequence[FindingType],
    limit: int,
) -> Iterator[_Part]:
    left = limit
    for kind in types:
        for report in reversed(reports):
            total = sum(
                passages
                for (label, of_kind), passages in counts.get(report.report_id, {}).items()
                if label == theme and of_kind is kind
            )
            if total:
                yield _Part(kind, report, total, min(total, left))
                left -= min(total, left)


def _passages(
    library: Library, theme: str, parts: Sequence[_Part]
) -> Mapping[tuple[ReportId, FindingType], list[Passage]]:
    """The passages of the theme that the parts are made of, in reading order."""
    found: dict[tuple[ReportId, FindingType], list[Passage]] = defaultdict(list)
    if not parts:
        return found
    wanted = Filters(
        report_ids=frozenset(part.report.report_id for part in parts),
        finding_types=frozenset(part.finding_type for part in parts),
    )
    for passage in library.passages(wanted):
        if theme in passage.themes:
            found[passage.report_id, passage.finding_type].append(passage)
    return found


def _group(
    kind: FindingType, parts: Sequence[_Part], passages: Mapping[tuple[ReportId, FindingType], Sequence[Passage]]
) -> TypeOfFindings:
    shown = [(part.report, tuple(passages.get((part.report.report_id, kind), ())[: part.shown])) for part in parts]
    return TypeOfFindings(
        kind, sum(part.total for part in parts), tuple((report, found) for report, found in shown if found)
    )
