"""What a pack is put together from, once its findings are picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.packs.picking import PARTS

if TYPE_CHECKING:
    from datetime import date

    from app.packs.document import PackLink, SideBySide
    from app.packs.finding import PackFinding
    from app.packs.picking import Part
    from app.packs.teaching import Teaching
    from app.packs.wanted import Minutes


@dataclass(frozen=True, slots=True)
class Material:
    """The parts of a pack.

    Args:
        topic: What it is about, in words.
        findings: In their order in the pack.
        teaching: Our own words on its theme.
        disagreements: Pairs of findings that do not agree.
        links: To read more.
        minutes: How long a session is.
        date: Of the session.
        agencies: Agencies that it is limited to; empty: all.
    """

    topic: str
    findings: tuple[PackFinding, ...]
    teaching: Teaching
    disagreements: tuple[SideBySide, ...]
    links: tuple[PackLink, ...]
    minutes: Minutes
    date: date
    agencies: frozenset[str] = frozenset()

    def of(self, part: Part) -> tuple[PackFinding, ...]:
        """The findings of a part, in order; those that stand in a pair beside another are left to that pair."""
        paired = {id(finding) for pair in self.disagreements for finding in (pair.one, pair.other)}
        return tuple(
            finding
            for finding in self.findings
            if PARTS.get(finding.passage.finding_type) is part and id(finding) not in paired
        )
