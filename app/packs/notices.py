"""What a reader must know of a whole pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.lead_in import SMALL_SAMPLE
from app.packs.document import PackKind
from app.packs.finding import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.packs.finding import PackFinding
    from app.packs.material import Material
    from knowledge.types import Report

OLD_YEARS = 5
FEW = 3
FEW_FINDINGS = "There is little here for a whole session: use it in supervision, or add findings on a theme near to it."
FICTIONAL = "This material quotes fictional reports: do not use it as evidence."
SMALL = "Samples are small: they show what was seen in the audited cases, not how common it is."
DIFFERENT = "The reports looked at different cases, places and times: do not rank them, or read a trend from them."


def pack_notices(material: Material, kind: PackKind, beyond: int, most_words: int) -> tuple[str, ...]:
    """The notices, those that change how the material may be used first.

    Args:
        material: What the pack is put together from.
        kind: What it is.
        beyond: How many findings are not quoted, because more of their report may not be.
        most_words: Words that may be quoted of one report.
    """
    return tuple(_notices(material, kind, beyond, most_words))


def _notices(material: Material, kind: PackKind, beyond: int, most_words: int) -> Iterator[str]:
    reports = list({finding.report.report_id: finding.report for finding in material.findings}.values())
    if any(report.fictional for report in reports):
        yield FICTIONAL
    if kind is PackKind.SESSION and len(material.findings) < FEW:
        yield FEW_FINDINGS
    samples = [report.description.sample for report in reports if report.description.sample]
    if any(sample.size <= SMALL_SAMPLE for sample in samples):
        yield SMALL
    if len(reports) > 1:
        yield DIFFERENT
    yield from _old(reports, material.date)
    if _reasons(material.findings):
        yield f"{LEFT_OUT} stands where words of a report are left out: {'; '.join(_reasons(material.findings))}."
    if beyond:
        findings = "One finding is" if beyond == 1 else f"{beyond} findings are"
        yield f"{findings} not quoted: at most {most_words} words of one report are, for they are its partnership's."


def _old(reports: Sequence[Report], today: date) -> Iterator[str]:
    years = [dates[0].value.year for report in reports if (dates := report.description.dates)]
    if years and min(years) <= today.year - OLD_YEARS:
        yield f"Some findings are of {min(years)}: names, thresholds and the law may have changed since."


def _reasons(findings: Sequence[PackFinding]) -> list[str]:
    return list(dict.fromkeys(reason for finding in findings for reason in finding.left_out))
