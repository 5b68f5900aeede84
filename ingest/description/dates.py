"""Finds when an audit was made, and apart from it when its report was published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.dates import DATE, find_date, find_year, is_only_a_date
from ingest.description.titles import DEAR, LABELS, is_label
from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.passages import CanonicalText, PlacedSpan
    from knowledge.types import AuditDate

REACH = 60
"""Characters between the words of an audit and its date."""
DATED_AUDIT = re.compile(
    r"\b(?:audit|panel|review|inspection|exercise|deep dive|dip sample)s?\b[^.\n]{0,120}?"
    r"\b(?:of|took place|met|held|carried out|undertaken|completed|conducted|between|during|in|from|on)\b",
    re.IGNORECASE,
)
DATE_FIRST = re.compile(r"(?:\A|(?<=[.\n])\s*)(?:Between|From|During|In|On)\s+(?=\d|[A-Z])")
MADE = r"[^.]{0,400}?\b(?:undertook|carried out|conducted|completed|held|audited|reviewed)\b[^.]{0,60}?\b"
AUDIT_MADE = re.compile(rf"{MADE}(?:audit|exercise|deep dive|dip sample|case files|records)\b", re.IGNORECASE)
INSPECTION_MADE = re.compile(rf"{MADE}inspection\b", re.IGNORECASE)
"""Only in the letter of an inspection: any other report may tell of somebody else's."""
PUBLISHED_LABEL = re.compile(
    r"^(?:(?:date )?(?:published|issued)|(?:publication|issue|report) date"
    r"|date of (?:publication|issue|(?:this )?report))\b",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\bthis (?:\w+ ){0,2}(?:report|briefing|letter|summary|paper|document) was (?:first )?(?:published|issued)"
    r" (?:on|in)\s+",
    re.IGNORECASE,
)
OF_THE_PAPER = re.compile(
    r"^(?:next review|review (?:date|by|due)|revised|(?:last )?updated|version|due)\b", re.IGNORECASE
)


def find_audit_date(
    canonical: CanonicalText, opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]
) -> AuditDate | None:
    """When the audit was made.

    An inspection's letter says it in a sentence, and its own date stands in where it does not. Another report says it
    on a line of its own at the top, else in the title, else under it, else in a sentence about the audit; only the
    title and the lines under it are trusted with a year alone.
    """
    if letter := _letter_date(canonical, opening):
        return _date_first(canonical, INSPECTION_MADE) or _said(canonical) or letter
    lines = [span for span in _top_lines(canonical, opening, title) if not _is_of_the_paper(canonical, span)]
    dates = (find_date(canonical.text, span) for span in lines)
    years = (find_year(canonical.text, span) for span in lines)
    exact = next(filter(None, dates), None) or _said(canonical) or _date_first(canonical, AUDIT_MADE)
    return exact or next(filter(None, years), None)


def find_publication_date(canonical: CanonicalText, opening: Sequence[PlacedSpan]) -> AuditDate | None:
    """When the report was published: the date at the top of a letter, or what a line or sentence calls so."""
    if letter := _letter_date(canonical, opening):
        return letter
    for entry in canonical.spans:
        said = PUBLISHED.search(canonical.text, entry.span.start, entry.span.end)
        if said and DATE.match(canonical.text, said.end()):
            return find_date(canonical.text, Span(said.end(), entry.span.end))
        labelled = entry.placed.block.kind is not Kind.LIST_ITEM and PUBLISHED_LABEL.match(entry.placed.block.text)
        found = find_date(canonical.text, entry.span) or find_year(canonical.text, entry.span) if labelled else None
        if found:
            return found
    return None


def _letter_date(canonical: CanonicalText, opening: Sequence[PlacedSpan]) -> AuditDate | None:
    """The date on a line of its own above the salutation; `None` where there is no letter."""
    greeting = next((i for i, entry in enumerate(opening) if entry.placed.block.text.startswith(DEAR)), 0)
    alone = (entry.span for entry in opening[:greeting] if is_only_a_date(entry.placed.block.text))
    return next(filter(None, (find_date(canonical.text, span) for span in alone)), None)


def _top_lines(canonical: CanonicalText, opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]) -> Iterator[Span]:
    """Where a report dates itself, the surest place first."""
    yield from (entry.span for entry in opening if is_only_a_date(entry.placed.block.text))
    yield from (part.span for part in title)
    for entry in opening[:LABELS]:
        if entry.placed.block.kind is Kind.HEADING or is_label(entry.placed.block):
            yield entry.span


def _is_of_the_paper(canonical: CanonicalText, span: Span) -> bool:
    text = canonical.text[span.start : span.end]
    return any(pattern.match(text) for pattern in (PUBLISHED_LABEL, OF_THE_PAPER))


def _said(canonical: CanonicalText) -> AuditDate | None:
    for said in DATED_AUDIT.finditer(canonical.text):
        dated = DATE.search(canonical.text, said.end(), said.end() + REACH)
        if dated and "." not in canonical.text[said.end() : dated.start()]:
            return find_date(canonical.text, Span(dated.start(), dated.end()))
    return None


def _date_first(canonical: CanonicalText, made: re.Pattern[str]) -> AuditDate | None:
    """The date that a sentence about the audit begins with: `Between 3 and 7 May 2024, ... carried out ...`."""
    for begun in DATE_FIRST.finditer(canonical.text):
        dated = DATE.match(canonical.text, begun.end())
        if dated and made.match(canonical.text, dated.end()):
            return find_date(canonical.text, Span(*dated.span()))
    return None
