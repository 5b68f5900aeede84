"""How many passages each report has on each theme, by finding type: counted in the catalogue, kept while it holds."""

from __future__ import annotations

import threading
from collections import defaultdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from knowledge.errors import UnknownReportError
from knowledge.types import ABOUT_THE_AUDIT, LabelKind
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from knowledge.protocols import Library
    from knowledge.types import FindingType, Report, ReportId

BATCH = 100
"""Reports counted in one read: answers wait for the catalogue no longer than that takes."""


class UnknownThemeError(UnknownReportError):
    """No theme of that id is in the vocabulary."""


class Key(NamedTuple):
    """A label, such as the id of a theme, and the finding type of the passages that carry it."""

    label: str
    finding_type: FindingType


class LabelCounts:
    """Counts of passages by label, remembered for each report as long as it is the same; safe to share between threads.

    Types that tell how an audit was made are left out: they are no findings.

    Args:
        library: What is counted in.
        kind: Themes or agencies.
    """

    def __init__(self, library: Library, kind: LabelKind = LabelKind.THEME) -> None:
        self._library = library
        self._kind = kind
        self._lock = threading.Lock()
        self._counted: dict[ReportId, tuple[object, Mapping[Key, int]]] = {}

    def of(self, reports: Collection[Report]) -> Mapping[ReportId, Mapping[Key, int]]:
        """The counts of some reports.

        Args:
            reports: Those wanted; the ones held are left out.

        Returns:
            Passages (1 or more) by label and finding type, by report, in the order of `reports`.
        """
        wanted = {report.report_id: _state(report) for report in reports if not report.held}
        with self._lock:
            stale = [key for key, state in wanted.items() if self._counted.get(key, (None,))[0] != state]
            for batch in _batches(stale):
                counts: dict[ReportId, dict[Key, int]] = defaultdict(dict)
                for report_id, kind, label, passages in self._library.label_counts(self._kind, batch):
                    if kind not in ABOUT_THE_AUDIT:
                        counts[report_id][Key(label, kind)] = passages
                self._counted.update({key: (wanted[key], counts.get(key, {})) for key in batch})
            return {key: self._counted[key][1] for key in wanted}


@cache
def theme_labels() -> Mapping[str, str]:
    """The words for each theme, by its id, in the order of the vocabulary."""
    return {theme["id"]: theme["label"] for theme in load("themes")["themes"]}


def theme_label(theme: str) -> str:
    """The words for a theme. Raises UnknownThemeError."""
    if theme not in theme_labels():
        raise UnknownThemeError("There is no such theme.", "Choose one from the list of themes.")
    return theme_labels()[theme]


def _state(report: Report) -> object:
    """What is another once a report's passages may be others."""
    return report.content_hash, report.parser_version, report.added_at, report.passage_count


def _batches(report_ids: Iterable[ReportId]) -> Iterator[list[ReportId]]:
    remaining = iter(report_ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch
