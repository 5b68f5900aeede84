"""Finds a report's title, and what sort of paper it calls itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.dates import is_only_a_date
from ingest.description.text import sentences_of
from ingest.lines import Role
from ingest.sections import TITLE
from knowledge.types import Span, Stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.blocks import Block
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

LONGEST_TITLE = 45
"""Words."""
CLEARLY_LARGER = 1.15
"""A heading over this many times the size of those above it is the title, and they are a running header."""
LONGEST_LABEL = 16
"""Words of a line under the title."""
LABELS = 6
"""Blocks at the top among which a short line says whose the report is, of when, and what sort of paper."""
DEAR = "Dear "

AUDITING = r"(?:multi[ -]agency|single[ -]agency|partnership|thematic|themed|case|practice|follow[ -]?up|re)"
KINDS = {
    "joint targeted area inspection letter": r"joint targeted area inspection of",
    "7-minute briefing": r"(?:7|seven)[ -]minute briefing",
    "at a glance summary": r"at a glance",
    "deep dive": r"deep[ -]dive",
    "dip sample": r"dip[ -]sampl(?:e|ing)",
    "learning summary": r"learning summary",
    "learning briefing": r"learning briefing",
    "practice briefing": r"practice briefing",
    "appreciative inquiry": r"appreciative inquiry",
    "local child safeguarding practice review": r"local child safeguarding practice review|LCSPR",
    "rapid review": r"rapid review",
    "peer review": r"peer review",
    "thematic review": r"thematic review",
    "audit summary": r"audit summary",
    "audit briefing": r"audit briefing",
    "audit report": r"audit report|report (?:of|on) (?:the|a|our) (?:[\w-]+ ){0,3}audit",
    "follow-up audit": r"follow[ -]?up audit|re-?audit",
    "single-agency audit": r"single[ -]agency (?:\w+ )?audit",
    "partnership audit": r"partnership audit",
    "thematic audit": r"them(?:atic|ed) audit",
    "multi-agency audit": r"multi[ -]agency (?:\w+ ){0,2}audit",
}
"""What sorts of paper are called, the most telling first, and the words by which a report calls itself one."""
SORTS = {name: re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE) for name, words in KINDS.items()}
ONLY_A_KIND = re.compile(
    rf"['\"‘“]?(?:{'|'.join(KINDS.values())}|(?:{AUDITING} )?(?:audit|learning|practice) (?:report|summary|briefing))"
    r"['\"’”]?:?",
    re.IGNORECASE,
)
OF_ITSELF = re.compile(
    rf"\bthis (?P<paper>{'|'.join(KINDS.values())})\b"
    r"|\b(?:this|the) (?:audit|review|exercise) (?:is|was) (?:limited to )?an? [\"'“‘]?"
    r"(?P<audit>deep[ -]dive|dip[ -]sample)",
    re.IGNORECASE,
)


def title_parts(opening: Sequence[PlacedSpan], rules: FindingTypeRules) -> list[PlacedSpan]:
    """The block that is the title; two where the first only names a kind of paper, as `7-minute briefing` does."""
    for entry in opening:
        block = entry.placed.block
        if block.kind is Kind.HEADING and block.role is Role.HEADING and block.rank == TITLE:
            return [entry]  # the file itself calls it the title
    largest = _largest_at_top(opening)
    for index, entry in enumerate(opening):
        small = (entry.placed.block.size or largest) * CLEARLY_LARGER < largest
        if not small and _is_title(entry, opening[:index], rules):
            following = opening[index + 1] if index + 1 < len(opening) else None
            only_a_kind = ONLY_A_KIND.fullmatch(entry.placed.block.text.strip())
            if only_a_kind and following and _is_title(following, [], rules):
                return [entry, following]
            return [entry]
    return []


def paper_kind(canonical: CanonicalText, opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]) -> Stated | None:
    """What sort of paper a report calls itself: in its title or the lines under it, else in a sentence of itself."""
    labels = [entry for entry in opening[:LABELS] if is_label(entry.placed.block)]
    for name, words in SORTS.items():
        for entry in (*title, *labels):
            if found := words.search(canonical.text, entry.span.start, entry.span.end):
                return Stated(name, Span(*found.span()))
    for entry in canonical.spans:
        for sentence in sentences_of(canonical, entry):
            if said := OF_ITSELF.search(sentence.text):
                place = said.span(said.lastgroup or 0)
                name = next(kind for kind, words in SORTS.items() if words.search(sentence.text, *place))
                return Stated(name, sentence.within(*place))
    return None


def is_label(block: Block) -> bool:
    """Whether a block is a short line that is no sentence, as titles and what stands under them are."""
    return block.kind is Kind.PARAGRAPH and block.words <= LONGEST_LABEL and not block.is_finished


def opening_until(opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]) -> int:
    """Where the title and the lines under it (whose, when) end."""
    until = title[-1].span.end if title else 0
    for entry in opening[opening.index(title[-1]) + 1 :] if title else ():
        if not is_label(entry.placed.block):
            break
        until = entry.span.end
    return until


def _largest_at_top(opening: Sequence[PlacedSpan]) -> float:
    """The letter height of the largest heading above the first sentence under a heading; 0 where looks are unknown."""
    sizes: list[float] = []
    for entry in opening:
        block = entry.placed.block
        if block.kind is Kind.HEADING:
            sizes.append(block.size or 0.0)
        elif sizes and block.is_finished:
            break
    return max(sizes, default=0.0)


def _is_title(entry: PlacedSpan, above: Sequence[PlacedSpan], rules: FindingTypeRules) -> bool:
    """Whether a block is the title: heading-like, announcing no kind of finding, with only a letter's head above."""
    block = entry.placed.block
    if block.words > LONGEST_TITLE or rules.heading_type(block.text) or is_only_a_date(block.text):
        return False
    if block.kind is Kind.HEADING:
        greeting = max((i for i, e in enumerate(above) if e.placed.block.text.startswith(DEAR)), default=0)
        return block.size is not None or all(_is_letterhead(e) for e in above[greeting:])
    greeted = bool(above) and above[-1].placed.block.text.startswith(DEAR)
    subject_of_letter = greeted and block.kind is Kind.PARAGRAPH and not block.is_finished
    first_line = not above and is_label(block)
    return (subject_of_letter or first_line) and (block.text[0].isupper() or block.text[0].isdigit())


def _is_letterhead(entry: PlacedSpan) -> bool:
    text = entry.placed.block.text
    return is_only_a_date(text) or text.startswith(DEAR) or entry.placed.block.words <= 3
