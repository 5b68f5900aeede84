"""The words around the evidence: the opening with its count, the text where there is none, and the caveats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.said import escaped
from ingest.themes import theme_rules
from prompts.loader import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.measures import Measure
    from knowledge.types import Citation, Report, SearchHit, Statement

NEAR = 0.35
"""Least similarity of what is offered as the nearest that is held."""
SMALL_SAMPLE = 12
PERCENTAGE = re.compile(r"\d\s?(?:%|per ?cent\b)", re.IGNORECASE)
DENOMINATOR = re.compile(r"\b\d+ (?:of|out of) (?:the )?\d+\b|\bTotal: \d")


def lead_in(hits: Sequence[SearchHit], concerned: int, searched: Sequence[Report], *, filtered: bool = False) -> str:
    """How many reports have evidence, of how many searched, counted from records; or the one report asked about.

    Args:
        hits: What is shown.
        concerned: How many reports have evidence.
        searched: The reports that were searched.
        filtered: Whether a person's filters left out a part of each, so that these counts are of what is left.
    """
    if len(searched) == 1:
        return f"From {escaped(described(searched[0]))}:"
    shown = len({hit.passage.report_id for hit in hits})
    have = "has" if concerned == 1 else "have"
    if concerned == 0:
        names = "has a finding within your filters that names" if filtered else "names"
        return f"None of the {len(searched)} reports searched {names} all of this; the closest findings are:"
    text = f"**{concerned} of {len(searched)} reports** {have} findings on this{' within your filters' * filtered}"
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
    count = escaped(described(searched[0])) if len(searched) == 1 else f"{len(searched)} reports"
    missing = f" No report uses the words {', '.join(f'“{escaped(word)}”' for word in unknown)}." if unknown else ""
    headings = "; ".join(f"“{escaped(heading)}”" for heading in near)
    held = f"The nearest sections held are: {headings}." if near else "Try other words for the same thing."
    return load_prompt("no_evidence").render(searched=count, missing=missing, held=held)


@dataclass(frozen=True, slots=True)
class Offered:
    """What is held that comes near: headings to name, questions to ask instead."""

    headings: list[str]
    questions: tuple[str, ...]


def offered(hits: Sequence[SearchHit]) -> Offered:
    """The sections and themes of the passages nearest in meaning."""
    nearest = sorted((hit for hit in hits if hit.similarity >= NEAR), key=lambda hit: -hit.similarity)[:5]
    headings = dict.fromkeys(hit.passage.heading_path[-1] for hit in nearest if hit.passage.heading_path)
    labels = theme_rules().labels
    themes = dict.fromkeys(labels[theme] for hit in nearest for theme in hit.passage.themes if theme in labels)
    return Offered(list(headings)[:3], tuple(f"What did audits find about {theme}?" for theme in list(themes)[:3]))


def held_notice(held: int) -> tuple[str, ...]:
    """That reports were not searched because they are held back; nothing where none is."""
    if not held:
        return ()
    return (f"{held} {'report is' if held == 1 else 'reports are'} held back until checked, and not searched.",)


def read_as_notice(read_as: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Which words were taken for slips of spelling, so that a person can tell when they meant another; else nothing."""
    if not read_as:
        return ()
    return (f"Read as: {'; '.join(f'“{typed}” as “{other}”' for typed, other in read_as)}.",)


def notices(
    statements: Sequence[Statement], citations: Sequence[Citation], figures: Sequence[Measure] = ()
) -> tuple[str, ...]:
    """The caveats that a reader needs: fictional samples, small samples, percentages without their numbers."""
    found = []
    reports = {citation.report.report_id: citation.report for citation in citations}.values()
    if any(report.fictional for report in reports):
        found.append("This answer draws on fictional sample reports.")
    samples = [report.description.sample for report in reports if report.description.sample]
    if any(sample.size <= SMALL_SAMPLE for sample in samples):
        found.append("Samples are small: findings show what was seen in the audited cases, not how common it is.")
    told = {measure.passage.text for measure in figures if measure.whole is not None}
    if any(PERCENTAGE.search(s.text) and not DENOMINATOR.search(s.text) and s.text not in told for s in statements):
        found.append("A percentage is quoted here without its numbers: see its report for what it is a percentage of.")
    return tuple(found)
