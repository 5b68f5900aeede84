"""Writes the canonical text of a report and cuts it into passages: spans of that text, one finding each."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Block, Kind
from ingest.dates import is_only_a_date
from ingest.labels import Typed, label_passage
from knowledge.types import ABOUT_THE_AUDIT, FindingType, LabelKind, PageStart, Passage, PassageId, ReportId, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.description import Described
    from ingest.labels import FindingTypeRules
    from ingest.sections import Placed

LONGEST = 75
"""Words: a longer paragraph or list item is cut into groups of sentences."""
GROUP = 60
"""Words that a group of sentences aims at; findings of about this length ranked best (shared retrieval notes)."""
FEWEST = 2
"""Words: less is a stray mark, not a finding. Rows of a table may be shorter."""
LEAST_OF_A_TAIL = 5
"""Words: a shorter paragraph that begins in mid-sentence is a tail that lost its head; it stays in the text only."""
CLOSING = re.compile(r"^yours (?:sincerely|faithfully)\b", re.IGNORECASE)
BETWEEN = {Kind.HEADING: "\n\n", Kind.LIST_ITEM: "\n", Kind.TABLE_ROW: "\n", Kind.PARAGRAPH: "\n\n"}
LIST_MARK = "- "
HEAD_OR_FOOT = Typed(FindingType.METHOD, "head or foot of the report")


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A block and where its words stand in the canonical text."""

    placed: Placed
    span: Span


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """A report's canonical text with the place of each block and page in it."""

    text: str
    spans: tuple[PlacedSpan, ...]
    pages: tuple[PageStart, ...]

    def page_at(self, offset: int) -> PageStart | None:
        """The page that holds the character at `offset`; `None` where the format has no pages."""
        index = bisect_right(self.pages, offset, key=lambda page: page.offset) - 1
        return self.pages[max(index, 0)] if self.pages else None


def canonical_text(placed: Sequence[Placed], page_labels: Sequence[str]) -> CanonicalText:
    """Writes the blocks one under the other.

    Args:
        placed: The blocks in reading order.
        page_labels: The label of each page, in order.
    """
    parts: list[str] = []
    spans: list[PlacedSpan] = []
    pages: list[PageStart] = []
    length = 0
    for entry in placed:
        block = entry.block
        lead = (BETWEEN[block.kind] if parts else "") + (LIST_MARK if block.kind is Kind.LIST_ITEM else "")
        start = length + len(lead)
        for offset, page in block.pages:
            if not pages or pages[-1].page != page:
                pages.append(PageStart(start + offset, page, page_labels[page - 1]))
        parts += [lead, block.text]
        length = start + len(block.text)
        spans.append(PlacedSpan(entry, Span(start, length)))
    return CanonicalText("".join(parts), tuple(spans), tuple(pages))


def cut_passages(
    canonical: CanonicalText, report_id: ReportId, rules: FindingTypeRules, described: Described
) -> list[Passage]:
    """Cuts a canonical text into passages.

    Args:
        canonical: The text.
        report_id: Whose it is.
        rules: What wording tells of a passage.
        described: The report's description: its title is no passage, and what stands above it is no finding.

    Returns:
        Passages in reading order; their spans do not overlap, headings are not among them.
    """
    pieces = (
        (located, span)
        for located in _located(canonical, described, rules)
        for span in _pieces(canonical.text, located.span, located.block)
    )
    return [_passage(canonical, report_id, rules, *piece, ordinal) for ordinal, piece in enumerate(pieces)]


def uncut_passages(canonical: CanonicalText, report_id: ReportId, rules: FindingTypeRules) -> list[Passage]:
    """Every block as a passage, headings and single words too: for a text in which nothing has a finding's form."""
    blocks = [_Located(entry.placed.block, entry.span, (), False, False) for entry in canonical.spans]
    return [_passage(canonical, report_id, rules, block, block.span, ordinal) for ordinal, block in enumerate(blocks)]


def _passage(
    canonical: CanonicalText,
    report_id: ReportId,
    rules: FindingTypeRules,
    located: _Located,
    span: Span,
    ordinal: int,
) -> Passage:
    block, text = located.block, canonical.text[span.start : span.end]
    page = canonical.page_at(span.start)
    typed = HEAD_OR_FOOT if located.about else _typed(located, text, rules)
    labels = label_passage(typed, text, located.path, block.column_headings)
    return Passage(
        passage_id=PassageId(f"{report_id}#{ordinal}"),
        report_id=report_id,
        ordinal=ordinal,
        start=span.start,
        end=span.end,
        text=text,
        finding_type=typed.finding_type,
        heading_path=located.path,
        page=page.page if page else None,
        page_label=page.label if page else None,
        column_headings=block.column_headings,
        case_letter=next((label.value for label in labels if label.kind is LabelKind.CASE), None),
        links=tuple(link for link in block.links if link.anchor in text),
        labels=labels,
    )


@dataclass(frozen=True, slots=True)
class _Located:
    """A block of content with its span and headings.

    `lapsed`: the innermost heading spoke for a list now over. `about`: it belongs to a letter's head or foot.
    """

    block: Block
    span: Span
    path: tuple[str, ...]
    lapsed: bool
    about: bool


def _located(canonical: CanonicalText, described: Described, rules: FindingTypeRules) -> Iterator[_Located]:
    first_kind, list_over, closing = Kind.HEADING, False, False
    for entry in canonical.spans:
        block = entry.placed.block
        if block.kind is Kind.HEADING or block.text in described.title_parts:
            first_kind, list_over = Kind.HEADING, False
            closing = closing and rules.heading_type(block.text) is None  # a covering letter ends where a report begins
            continue
        if first_kind is Kind.HEADING:
            first_kind = block.kind
        path = tuple(heading for heading in entry.placed.heading_path if heading not in described.title_parts)
        after_list = first_kind is Kind.LIST_ITEM and block.kind is Kind.PARAGRAPH
        list_over = list_over or (after_list and _may_lapse(block, path, rules))
        path = (*path, block.row_group) if block.row_group else path
        closing = closing or CLOSING.match(block.text) is not None
        about = closing or entry.span.start < described.opening_until
        # Addressees and signatures stay in the text; as passages they would only show people's names.
        spoken = block.is_finished or block.kind is Kind.LIST_ITEM or rules.method.search(block.text.lower())
        letterhead = about and not spoken
        if not block.heads_rows and not is_only_a_date(block.text) and not letterhead:
            yield _Located(block, entry.span, path, list_over, about)


def _may_lapse(block: Block, path: Sequence[str], rules: FindingTypeRules) -> bool:
    """Whether a heading may have spoken for the list under it only.

    So it is in a text that lost its headings, which often goes on to another matter, and of a list of who took part.
    """
    headings_lost = block.size is None and block.role is None
    return headings_lost or (bool(path) and rules.heading_type(path[-1]) in ABOUT_THE_AUDIT)


def _typed(located: _Located, text: str, rules: FindingTypeRules) -> Typed:
    return rules.finding_type(
        located.block.kind, text, located.path, located.block.column_headings, lapsed=located.lapsed
    )


def _pieces(text: str, span: Span, block: Block) -> Iterator[Span]:
    """The span whole, or cut between sentences where it is long."""
    if block.kind is Kind.TABLE_ROW:
        if sum(1 for cell in block.text.split("\t") if re.search(r"\w", cell)) > 1 or block.words > FEWEST:
            yield span
        return
    is_tail = block.kind is Kind.PARAGRAPH and block.words < LEAST_OF_A_TAIL and block.text[0].islower()
    if is_tail or block.words < FEWEST or not re.search(r"[^\W\d_]{2}", block.text):
        return
    if block.words <= LONGEST:
        yield span
        return
    yield from _sentence_groups(text, span)


def _sentence_groups(text: str, span: Span) -> Iterator[Span]:
    sentences = sentence_spans(text[span.start : span.end])
    start, words = sentences[0].start, 0
    end = start
    for sentence in sentences:
        length = len(text[span.start + sentence.start : span.start + sentence.end].split())
        if words and words + length > GROUP:
            yield Span(span.start + start, span.start + end)
            start, words = sentence.start, 0
        words += length
        end = sentence.end
    yield Span(span.start + start, span.start + end)


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text, in order, without the spaces around them."""
    import nupunkt

    found = []
    for start, end in nupunkt.sent_spans(text):
        sentence = text[start:end]
        left = start + len(sentence) - len(sentence.lstrip())
        if sentence.strip():
            found.append(Span(left, start + len(sentence.rstrip())))
    return found or [Span(0, len(text))]
