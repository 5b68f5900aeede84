"""The words around the evidence: the opening with its count, the text where there is none, and the caveats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompts.loader import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Citation, Report, Statement

SMALL_SAMPLE = 12
PERCENTAGE = re.compile(r"\d\s?(?:%|per ?cent\b)", re.IGNORECASE)
DENOMINATOR = re.compile(r"\b\d+ (?:of|out of) (?:the )?\d+\b|\bTotal: \d")


def lead_in(citations: Sequence[Citation], concerned: int, searched: Sequence[Report]) -> str:
    """How many reports have evidence, of how many searched, counted from records; or the one report asked about."""
    if len(searched) == 1:
        return f"From {described(searched[0])}:"
    shown = len({citation.report.report_id for citation in citations})
    have = "has" if concerned == 1 else "have"
    if concerned == 0:
        return f"None of the {len(searched)} reports searched names all of this; the closest findings are:"
    text = f"**{concerned} of {len(searched)} reports** {have} findings on this"
    if shown > concerned:
        return f"{text}; what is shown from others is related to it:"
    return f"{text}; the closest, from {shown} of them:" if shown < concerned else f"{text}:"


def described(report: Report) -> str:
    """A report in a line: title, partnership, date and sample, each only where the report states it."""
    description = report.description
    sample = f"sample of {description.sample.words}" if description.sample else ""
    known = (description.partnership, description.dates_in_words, sample)
    facts = (fact for fact in known if fact and fact not in description.title)
    return f"{description.title} ({'; '.join(facts)})".removesuffix(" ()")


def no_evidence_text(searched: Sequence[Report], unknown: Sequence[str], near: Sequence[str]) -> str:
    """What was searched, which words no report has, and what is held that comes near."""
    if not searched:
        return load_prompt("no_evidence").render(
            searched="no report: none fits the filters", missing="", held="Widen the filters, or add reports."
        )
    count = described(searched[0]) if len(searched) == 1 else f"{len(searched)} reports"
    missing = f" No report uses the words {', '.join(f'“{word}”' for word in unknown)}." if unknown else ""
    headings = "; ".join(f"“{heading}”" for heading in near)
    held = f"The nearest sections held are: {headings}." if near else "Try other words for the same thing."
    return load_prompt("no_evidence").render(searched=count, missing=missing, held=held)


def held_notice(held: int) -> tuple[str, ...]:
    """That reports were not searched because they are held back; nothing where none is."""
    if not held:
        return ()
    return (f"{held} {'report is' if held == 1 else 'reports are'} held back until checked, and not searched.",)


def notices(statements: Sequence[Statement], citations: Sequence[Citation]) -> tuple[str, ...]:
    """The caveats that a reader needs: fictional samples, small samples, percentages without their numbers."""
    found = []
    reports = {citation.report.report_id: citation.report for citation in citations}.values()
    if any(report.fictional for report in reports):
        found.append("This answer draws on fictional sample reports.")
    samples = [report.description.sample for report in reports if report.description.sample]
    if any(sample.size <= SMALL_SAMPLE for sample in samples):
        found.append("Samples are small: findings show what was seen in the audited cases, not how common it is.")
    if any(PERCENTAGE.search(s.text) and not DENOMINATOR.search(s.text) for s in statements):
        found.append("A percentage is quoted here without its numbers: see its report for what it is a percentage of.")
    return tuple(found)
