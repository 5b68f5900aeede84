"""Describes a report from its own words: title, partnership, date and sample, each with the span that it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.dates import DATE, find_date, is_only_a_date
from knowledge.types import AuditDate, FindingType, ReportDescription, Sample, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.blocks import Block
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

OPENING_BLOCKS = 25
LONGEST_TITLE = 45
"""Words."""
CLEARLY_LARGER = 1.15
"""A heading over this many times the size of those above it is the title, and they are a running header."""
LONGEST_LABEL = 16
"""Words of a line under the title."""
LABELS = 6
"""Blocks at the top among which a date in a short line is the audit's."""
REACH = 60
"""Characters between the words of an audit and its date."""

NAME = r"(?:[A-Z][\w'’]+)(?:[ -](?:(?:and|of|upon|on|the|with|under|le|by|&|in)[ -])*[A-Z][\w'’]+){0,5}"
BODIES = r"(?:Partnership|Board)"
PARTNERSHIP = re.compile(
    rf"\b{NAME}(?:'s|’s)? (?:"
    rf"(?:Local )?Safeguarding (?:Children(?:'s|’s)?|Adults?)? ?{BODIES}"
    r"|(?:Domestic Abuse|Community Safety|Children(?:'s|’s)?) Partnership)"
)
INSPECTED_AREA = re.compile(
    rf"\binspection\b.{{0,200}}?\b(?:of|in) (?:the )?({NAME}(?: (?:and|&) {NAME})*)\s*$", re.DOTALL
)
KIND_OF_PAPER = re.compile(
    r"^(?:7|seven)[ -]minute briefing$|^'?at a glance'?$|^(?:multi-agency )?(?:audit|learning|practice) "
    r"(?:report|summary|briefing)$",
    re.IGNORECASE,
)
NOT_A_PLACE = re.compile(
    r"^(?:(?:The|This|Our|Local|Dear|Children(?:'s|’s)?|Safeguarding|Multi|Joint|Each|Your|Board|Partnership|Chair"
    r"|Independent|and|of) )+"
)
DATED_AUDIT = re.compile(
    r"\b(?:audit|panel|review|inspection|exercise|deep dive|dip sample)s?\b[^.\n]{0,120}?"
    r"\b(?:of|took place|met|held|carried out|undertaken|completed|conducted|between|during|in|from|on)\b",
    re.IGNORECASE,
)
COUNTED = (
    r"(?:children and young people|children|young people|young person|cases|families|case files|records|pupils|plans)"
)
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(NUMBER_WORDS.split(), 1)}
SAMPLE = re.compile(
    rf"\b(?P<size>\d{{1,4}}|{'|'.join(NUMBERS)})\s+"
    rf"(?P<unit>(?:(?!(?:of|or|more|the|and|in|to)\s)[a-z]+\s){{0,2}}?"
    rf"(?:children\s*(?:&|and)\s*young people|{COUNTED}))\b",
    re.IGNORECASE,
)
SAMPLING = re.compile(
    r"\b(?:audit|audited|sample|sampled|selected|reviewed|comprised|case files? (?:were|was)|deep dive|looked at)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Described:
    """A description, and the headings that make up the title in the text.

    `opening_until` is the offset up to which the report only introduces itself.
    """

    description: ReportDescription
    title_parts: tuple[str, ...]
    opening_until: int


def describe(canonical: CanonicalText, file_stem: str, rules: FindingTypeRules) -> Described:
    """Describes a report.

    Args:
        canonical: Its text.
        file_stem: Its file's name, for a title where it has none.
        rules: What wording tells of a heading.
    """
    opening = canonical.spans[:OPENING_BLOCKS]
    parts = _title_parts(opening, rules)
    audit_date = _audit_date(canonical, opening, parts)
    partnership = _partnership(canonical, parts)
    title = ": ".join(part.placed.block.text.rstrip(" :") for part in parts)
    description = ReportDescription(
        title=title or _title_for(file_stem, audit_date),
        partnership=partnership[0] if partnership else None,
        partnership_span=partnership[1] if partnership else None,
        audit_date=audit_date,
        sample=_sample(canonical, rules),
    )
    words = tuple(part.placed.block.text for part in parts)
    return Described(description, words, _opening_until(opening, parts))


def _title_parts(opening: Sequence[PlacedSpan], rules: FindingTypeRules) -> list[PlacedSpan]:
    """The block that is the title; two where the first only names a kind of paper, as `7-minute briefing` does."""
    largest = _largest_at_top(opening)
    for index, entry in enumerate(opening):
        small = (entry.placed.block.size or largest) * CLEARLY_LARGER < largest
        if not small and _is_title(entry, opening[:index], rules):
            following = opening[index + 1] if index + 1 < len(opening) else None
            if KIND_OF_PAPER.match(entry.placed.block.text) and following and _is_title(following, [], rules):
                return [entry, following]
            return [entry]
    return []


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
        return block.size is not None or all(_is_letterhead(e) for e in above)
    return not above and _is_label(block) and (block.text[0].isupper() or block.text[0].isdigit())


def _is_label(block: Block) -> bool:
    """Whether a block is a short line that is no sentence, as titles and what stands under them are."""
    return block.kind is Kind.PARAGRAPH and block.words <= LONGEST_LABEL and not block.is_finished


def _opening_until(opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]) -> int:
    """Where the title and the lines under it (whose, when) end."""
    until = title[-1].span.end if title else 0
    for entry in opening[opening.index(title[-1]) + 1 :] if title else ():
        if not _is_label(entry.placed.block):
            break
        until = entry.span.end
    return until


def _is_letterhead(entry: PlacedSpan) -> bool:
    text = entry.placed.block.text
    return is_only_a_date(text) or text.startswith("Dear ") or entry.placed.block.words <= 3


def _title_for(file_stem: str, audit_date: AuditDate | None) -> str:
    if audit_date is not None:
        return f"Audit report, {audit_date.words}"
    return f"Untitled report ({file_stem})"


def _audit_date(
    canonical: CanonicalText, opening: Sequence[PlacedSpan], title: Sequence[PlacedSpan]
) -> AuditDate | None:
    """The date on a line of its own at the top, else in the title, else of an audit said to have been made."""
    alone = [entry.span for entry in opening if is_only_a_date(entry.placed.block.text)]
    labels = [e.span for e in opening[:LABELS] if e.placed.block.kind is Kind.HEADING or _is_label(e.placed.block)]
    for span in (*alone, *(part.span for part in title), *labels):
        if found := find_date(canonical.text, span):
            return found
    for said in DATED_AUDIT.finditer(canonical.text):
        dated = DATE.search(canonical.text, said.end(), said.end() + REACH)
        if dated and "." not in canonical.text[said.end() : dated.start()]:
            return find_date(canonical.text, Span(dated.start(), dated.end()))
    return None


def _partnership(canonical: CanonicalText, title: Sequence[PlacedSpan]) -> tuple[str, Span] | None:
    """The area that an inspection names in its title, else the first partnership or board named in full."""
    for part in title:
        if area := INSPECTED_AREA.search(canonical.text[part.span.start : part.span.end]):
            start = part.span.start + area.start(1)
            return area[1], Span(start, start + len(area[1]))
    for found in PARTNERSHIP.finditer(canonical.text):
        name = NOT_A_PLACE.sub("", found[0])
        if len(name.split()) > 2:
            return name, Span(found.end() - len(name), found.end())
    return None


def _sample(canonical: CanonicalText, rules: FindingTypeRules) -> Sample | None:
    """The first number of children or cases in a sentence, or under a heading, about how the audit was made."""
    for entry in canonical.spans:
        if entry.placed.block.kind is Kind.TABLE_ROW:
            continue
        text = canonical.text[entry.span.start : entry.span.end]
        kinds = [rules.heading_type(heading) for heading in entry.placed.heading_path]
        for sentence in re.finditer(r"[^.\n]+", text):
            found = SAMPLE.search(sentence[0])
            if found and (SAMPLING.search(sentence[0]) or FindingType.METHOD in kinds):
                start = entry.span.start + sentence.start() + found.start()
                size = NUMBERS.get(found["size"].lower()) or int(found["size"])
                return Sample(size, " ".join(found["unit"].split()), Span(start, start + len(found[0])))
    return None
