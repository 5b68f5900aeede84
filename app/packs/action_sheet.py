"""The sections of an action sheet: recommendations by agency, each in a row to keep track in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.document import Section, Table, Words
from app.packs.teaching import our_words

if TYPE_CHECKING:
    from app.packs.document import Block
    from app.packs.finding import PackFinding
    from app.packs.material import Material

WIDTHS = (0.46, 0.13, 0.1, 0.11, 0.2)


def action_sections(material: Material) -> tuple[Section, ...]:
    """A section for each agency that a recommendation speaks of, in alphabetical order; those that name none last.

    A recommendation that speaks of several agencies stands under each; where the sheet is limited to some agencies,
    under these alone.
    """
    words = our_words("actions")
    by_agency: dict[str, list[PackFinding]] = {}
    for finding in material.findings:
        named = [name for name in finding.passage.agencies if not material.agencies or name in material.agencies]
        for name in named or [words["unnamed"]]:
            by_agency.setdefault(name, []).append(finding)
    agencies = sorted(by_agency, key=lambda name: (name == words["unnamed"], name.casefold()))
    return tuple(
        Section(_heading(name), (*_start(words["start"], number), _table(name, by_agency[name])))
        for number, name in enumerate(agencies)
    )


def _heading(agency: str) -> str:
    return agency[:1].upper() + agency[1:]


def _start(words: str, number: int) -> tuple[Block, ...]:
    return () if number else (Words(words),)


def _table(agency: str, findings: list[PackFinding]) -> Table:
    words = our_words("actions")
    rows = tuple((finding, "", "", words["status"], "") for finding in findings)
    return Table(f"Recommendations: {agency}", tuple(words["columns"]), WIDTHS, rows)
