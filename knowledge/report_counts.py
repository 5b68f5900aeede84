"""Counts the passages of each report by finding type, in the database: no passage is read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.catalogue import Catalogue
from knowledge.types import Filters, FindingType, ReportId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.protocols import Library

SQL = "SELECT report_id, finding_type, count(*) FROM passages GROUP BY report_id, finding_type"
Counts = dict[FindingType, int]


def passages_by_type(library: Library) -> Mapping[ReportId, Counts]:
    """How many passages of each type each report has, held reports too.

    Args:
        library: Counted by SQL where it is a catalogue; any other is read.

    Returns:
        Counts by report, the types in the order in which `FindingType` has them; a report without passages is left out.
    """
    if isinstance(library, Catalogue):
        rows = [(str(row[0]), str(row[1]), int(row[2])) for row in library._query(SQL)]
    else:
        passages = library.passages(Filters(include_held=True))
        rows = [(str(passage.report_id), passage.finding_type.value, 1) for passage in passages]
    found: dict[ReportId, Counts] = {}
    for report_id, kind, count in rows:
        counts = found.setdefault(ReportId(report_id), {})
        counts[FindingType(kind)] = counts.get(FindingType(kind), 0) + count
    order = list(FindingType)
    return {key: dict(sorted(counts.items(), key=lambda item: order.index(item[0]))) for key, counts in found.items()}
