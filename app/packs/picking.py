"""Which findings stand in a pack: those that a person picked, or as many of each kind as there is time for."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from app.packs.document import PackKind
from app.packs.standing_alone import stands_alone
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.packs.finding import PackFinding
    from app.packs.wanted import Minutes


class Part(StrEnum):
    """What a finding is for in a pack."""

    FOUND = "found"
    GOOD = "good"
    RECOMMENDED = "recommended"
    ASKED = "asked"


PARTS: Mapping[FindingType, Part] = {
    FindingType.CONCERN: Part.FOUND,
    FindingType.FINDING: Part.FOUND,
    FindingType.STATISTIC: Part.FOUND,
    FindingType.GOOD_PRACTICE: Part.GOOD,
    FindingType.RECOMMENDATION: Part.RECOMMENDED,
    FindingType.INTENDED_OUTCOME: Part.RECOMMENDED,
    FindingType.REFLECTIVE_QUESTION: Part.ASKED,
}
"""Types that may stand in a pack, in its order; the others tell of one case or of how the audit was made."""
TYPES: Mapping[PackKind, tuple[FindingType, ...]] = {
    **dict.fromkeys(PackKind, tuple(PARTS)),
    PackKind.ACTIONS: (FindingType.RECOMMENDATION,),
    PackKind.QUIZ: (
        FindingType.STATISTIC,
        FindingType.CONCERN,
        FindingType.FINDING,
        FindingType.GOOD_PRACTICE,
        FindingType.RECOMMENDATION,
    ),
}
"""What each kind of material is made of."""
FOR_MINUTES: Mapping[Minutes, tuple[int, int, int, int]] = {30: (3, 2, 2, 2), 60: (5, 3, 3, 4), 90: (8, 5, 4, 6)}
"""Findings of each part, in the order of Part: there is time to read and talk through so many."""
FOR_KIND: Mapping[PackKind, tuple[int, int, int, int]] = {
    PackKind.BRIEFING: (3, 2, 2, 2),
    PackKind.SUPERVISION: (3, 2, 2, 4),
    PackKind.ACTIONS: (0, 0, 60, 0),
    PackKind.QUIZ: (8, 6, 6, 0),
}
ON_ONE_PAGE = 210
"""Words quoted in a briefing: more would not fit on its page."""


def room_for(kind: PackKind, minutes: Minutes) -> Mapping[Part, int]:
    """How many findings of each part a pack takes, unless a person picks them."""
    counts = FOR_MINUTES[minutes] if kind is PackKind.SESSION else FOR_KIND[kind]
    return dict(zip(Part, counts, strict=True))


def taken(findings: Sequence[PackFinding], kind: PackKind, minutes: Minutes, most_words: int) -> list[PackFinding]:
    """Those of some findings that we would take: only what stands alone, unless nothing does.

    Args:
        findings: The best first.
        kind: What they are for.
        minutes: How long a session is.
        most_words: Words that may be quoted of one report.
    """
    alone = [finding for finding in findings if stands_alone(finding.passage)]
    return _fitting(alone, kind, minutes, most_words) or _fitting(findings, kind, minutes, most_words)


def _fitting(findings: Sequence[PackFinding], kind: PackKind, minutes: Minutes, most_words: int) -> list[PackFinding]:
    """As many of each part as there is room for, within what may be quoted."""
    room, quoted = Counter(room_for(kind, minutes)), Counter[str]()
    on_page = ON_ONE_PAGE if kind is PackKind.BRIEFING else sum(finding.length for finding in findings)
    chosen: list[PackFinding] = []
    for finding in findings:
        part, report = PARTS[finding.passage.finding_type], finding.report.report_id
        fits = finding.length <= on_page and quoted[report] + finding.length <= most_words
        if room[part] > 0 and fits:
            room[part] -= 1
            quoted[report] += finding.length
            on_page -= finding.length
            chosen.append(finding)
    return chosen


def within_limit(findings: Sequence[PackFinding], most_words: int) -> tuple[list[PackFinding], list[PackFinding]]:
    """The findings as far as each report may be quoted, and those that would be more, both in order."""
    quoted = Counter[str]()
    kept: list[PackFinding] = []
    beyond: list[PackFinding] = []
    for finding in findings:
        quoted[finding.report.report_id] += finding.length
        fits = quoted[finding.report.report_id] <= most_words
        if not fits:
            quoted[finding.report.report_id] -= finding.length
        (kept if fits else beyond).append(finding)
    return kept, beyond
