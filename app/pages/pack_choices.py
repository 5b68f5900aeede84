"""What the page on choosing findings shows: those of the pack in order, and those that may be added."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.packs.citing import report_words
from app.packs.picking import PARTS, Part
from app.theme_matrix import short_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.packs.finding import PackFinding
    from app.packs.wanted import Candidates, Wanted
    from knowledge.types import FindingType, PassageId, Report, ReportId


PART_LABELS: Mapping[Part, str] = {
    Part.FOUND: "What the audits found",
    Part.GOOD: "Good practice",
    Part.RECOMMENDED: "What the audits recommend",
    Part.ASKED: "Questions from the audits",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A finding on the page: `place` is where it stands in its part, counted from 1; 0: it is not in the pack."""

    finding: PackFinding
    finding_type: FindingType
    place: int

    @property
    def part(self) -> Part:
        """The part of a pack that it belongs to."""
        return PARTS.get(self.finding_type, Part.FOUND)

    @property
    def source(self) -> str:
        """Report, partnership, date and sample, on one line."""
        return report_words(self.finding.report)


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """Findings of one type: those shown, the best first, and how many more there are."""

    finding_type: FindingType
    offered: tuple[Offered, ...]
    more: int


@dataclass(frozen=True, slots=True)
class OfferedPart:
    """A part of the pack, which may be empty, with its findings in order."""

    part: Part
    offered: tuple[Offered, ...]

    @property
    def label(self) -> str:
        """As it is headed."""
        return PART_LABELS[self.part]


@dataclass(frozen=True, slots=True)
class WordsQuoted:
    """How many words a pack quotes of a report."""

    report_id: ReportId
    title: str
    words: int


def picked_of(candidates: Candidates, wanted: Wanted) -> tuple[PassageId, ...]:
    """The findings of the pack, in order: those picked that may stand in one, else those that we would take."""
    chosen = [one.finding.passage.passage_id for group in candidates.groups for one in group.candidates if one.chosen]
    return tuple(chosen if wanted.picked is None else (one for one in wanted.picked if one in set(chosen)))


def offered_groups(candidates: Candidates, picked: Sequence[PassageId], show: int) -> list[OfferedGroup]:
    """The candidates by type: all that are in the pack, and some of the others.

    Args:
        candidates: What there is.
        picked: The pack, in order.
        show: How many of each type to show that are not in it.
    """
    order = {passage_id: place for place, passage_id in enumerate(picked, 1)}
    groups = []
    for group in candidates.groups:
        every = [
            Offered(one.finding, group.finding_type, order.get(one.finding.passage.passage_id, 0))
            for one in group.candidates
        ]
        others = [one for one in every if not one.place]
        hidden = {id(one) for one in others[show:]}
        shown = tuple(one for one in every if id(one) not in hidden)
        groups.append(OfferedGroup(group.finding_type, shown, len(hidden)))
    return groups


def pack_parts(groups: Iterable[OfferedGroup]) -> list[OfferedPart]:
    """What is in the pack, by its parts; within each, in order."""
    pack = sorted((one for group in groups for one in group.offered if one.place), key=lambda one: one.place)
    parts = []
    for part in Part:
        of_part = (one for one in pack if one.part is part)
        parts.append(OfferedPart(part, tuple(replace(one, place=place) for place, one in enumerate(of_part, 1))))
    return parts


def words_quoted(pack: Iterable[Offered]) -> list[WordsQuoted]:
    """How much the pack quotes of each report, in the order of the first quote."""
    reports: dict[ReportId, Report] = {}
    words: dict[ReportId, int] = defaultdict(int)
    for one in pack:
        report = one.finding.report
        reports[report.report_id] = report
        words[report.report_id] += one.finding.length
    return [WordsQuoted(key, short_title(report.description.title), words[key]) for key, report in reports.items()]
