"""The sections of an action sheet: recommendations by agency, each in a row to keep track in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.packs.document import Section, Table, Words
from app.packs.teaching import our_words
from ingest.agencies import agency_rules

if TYPE_CHECKING:
    from app.packs.document import Block
    from app.packs.finding import PackFinding
    from app.packs.material import Material

OPENING = re.compile(
    r"^[^.;:]{0,120}?(?::|\b(?:should|must|will|shall|to|needs? to|is asked to|are asked to|is to|are to)\b)",
    re.IGNORECASE,
)
"""As far as a recommendation says who is to do it."""
LAST = re.compile(r"(?<=[.;]\s)[^.;]+[.;]?\s*$")
SHORT = 12
"""Words of a last sentence that only names owners: `Larkfen Community Health, from September 2024.`"""
WIDTHS = (0.46, 0.13, 0.1, 0.11, 0.2)


def action_sections(material: Material) -> tuple[Section, ...]:
    """A section for each agency that a recommendation is addressed to, in alphabetical order; the others last.

    A recommendation to several agencies stands under each; where the sheet is limited to some, under these alone.
    """
    words = our_words("actions")
    by_agency: dict[str, list[PackFinding]] = {}
    for finding in material.findings:
        named = [name for name in addressed(finding) if not material.agencies or name in material.agencies]
        for name in named or [words["unnamed"]]:
            by_agency.setdefault(name, []).append(finding)
    agencies = sorted(by_agency, key=lambda name: (name == words["unnamed"], name.casefold()))
    return tuple(
        Section(_heading(name), (*_start(words["start"], number), _table(name, by_agency[name])))
        for number, name in enumerate(agencies)
    )


def addressed(finding: PackFinding) -> list[str]:
    """The agencies that a recommendation is addressed to: by its first words, or by a short last sentence.

    `Police to share ...`, `GPs: ...`, `... . Larkfen Health, by May.` One that is only spoken of (`when a meeting goes
    ahead without police`) is none of them.
    """
    text = " ".join(quote.text for quote in finding.quotes)
    opening, last = OPENING.match(text), LAST.search(text)
    parts = [opening[0] if opening else "", last[0] if last and len(last[0].split()) <= SHORT else ""]
    return list(dict.fromkeys(found.agency for part in parts for found in agency_rules().agencies_of(part)))


def _heading(agency: str) -> str:
    return agency[:1].upper() + agency[1:]


def _start(words: str, number: int) -> tuple[Block, ...]:
    return () if number else (Words(words),)


def _table(agency: str, findings: list[PackFinding]) -> Table:
    words = our_words("actions")
    rows = tuple((finding, "", "", "", "") for finding in findings)
    return Table(f"Recommendations: {agency}", tuple(words["columns"]), WIDTHS, rows)
