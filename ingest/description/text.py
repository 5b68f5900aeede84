"""The parts of a canonical text that a description is read from: its sentences with their headings, and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from knowledge.types import FindingType, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

SENTENCE = re.compile(r"(?:[^.?!\n]|[.?!](?=[^\s\"'”’)\]]))+[.?!]?")
"""A full stop inside a word or a number (`2.5`, `gov.uk`) ends nothing."""

NUMERALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen, twenty thirty forty fifty sixty seventy eighty ninety"
)
UNITS, TENS = (part.split() for part in NUMERALS.split(","))
NUMBER = rf"(?:\d{{1,4}}|(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UNITS[:9])}))?|{'|'.join(reversed(UNITS))})"
"""A count in figures or words, up to ninety-nine in words."""

A_FINDING = frozenset(
    {
        FindingType.CONCERN,
        FindingType.GOOD_PRACTICE,
        FindingType.RECOMMENDATION,
        FindingType.REFLECTIVE_QUESTION,
        FindingType.INTENDED_OUTCOME,
    }
)
"""Types of what an audit found: headings that announce one are not over how it was made."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block, where it stands, and the block."""

    text: str
    span: Span
    entry: PlacedSpan

    def within(self, start: int, end: int) -> Span:
        """The span in the canonical text of a part of the sentence."""
        return Span(self.span.start + start, self.span.start + end)


def sentences(canonical: CanonicalText) -> Iterator[Sentence]:
    """All sentences in reading order; each block begins a new one, headings are among them."""
    for entry in canonical.spans:
        yield from sentences_of(canonical, entry)


def sentences_of(canonical: CanonicalText, entry: PlacedSpan) -> Iterator[Sentence]:
    """The sentences of one block."""
    for found in SENTENCE.finditer(canonical.text, entry.span.start, entry.span.end):
        text = found[0].strip()
        if text:
            start = found.start() + found[0].index(text[0])
            yield Sentence(text, Span(start, start + len(text)), entry)


def about_the_audit(canonical: CanonicalText, rules: FindingTypeRules) -> Iterator[int]:
    """Indexes of the blocks that may tell how the audit was made.

    Those under no heading of findings, and paragraphs after the list under one: they often lost their own heading.
    """
    types: dict[str, FindingType | None] = {}
    list_seen = False
    for index, entry in enumerate(canonical.spans):
        kind = entry.placed.block.kind
        list_seen = kind is not Kind.HEADING and (list_seen or kind is Kind.LIST_ITEM)
        for heading in entry.placed.heading_path:
            if heading not in types:
                types[heading] = rules.heading_type(heading)
        under_findings = any(types[heading] in A_FINDING for heading in entry.placed.heading_path)
        if not under_findings or (list_seen and kind is Kind.PARAGRAPH):
            yield index


def number(words: str) -> int:
    """The value of what `NUMBER` matches."""
    if words.isdigit():
        return int(words)
    total = 0
    for word in re.split(r"[- ]", words.casefold()):
        total += UNITS.index(word) + 1 if word in UNITS else (TENS.index(word) + 2) * 10
    return total
