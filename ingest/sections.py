"""Finds headings, by look where the format tells it, else by wording, and gives each block its heading path."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.blocks import Block, Kind
from ingest.lines import Role
from knowledge.types import ABOUT_THE_AUDIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.labels import FindingTypeRules

TITLE, PART, PLAIN, CASE, SIGNAL, LABEL = range(6)
"""Ranks of headings told by wording: each resets those of its own rank and deeper."""
UNDER_DECLARED = 10
"""Rank of a heading that a file shows but does not call one, among headings that it does: deeper than those."""

MAX_WORDS = 14
MAX_LABEL_WORDS = 12
MAX_PLAIN_WORDS = 8
MAX_STYLED_WORDS = 45
LEAST_STATEMENT = 6
"""Words of a bold sentence with its full stop."""
CASE_HEADING = re.compile(
    r"^(?:case|child|family|young person)(?:\s+study)?\s+(?:[A-Z]|\d{1,2})\b[:.]?$", re.IGNORECASE
)
PART_HEADING = re.compile(r"^(?:appendix|annex|part|section)\s+(?:\d{1,2}|[A-Z])\b|^analysis\s*[–—-]", re.IGNORECASE)
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the headings above it, outermost first."""

    block: Block
    heading_path: tuple[str, ...]


def place(blocks: Sequence[Block], rules: FindingTypeRules) -> list[Placed]:
    """Tells headings from content and gives each block its heading path.

    A block that looks like a heading but has nothing under it stays content, so that no finding is lost.

    Returns:
        One entry per block, in order; headings carry the path above them.
    """
    declared = any(block.role is Role.HEADING for block in blocks)
    styled = declared or any(block.size is not None for block in blocks)
    if declared:
        ranks = _declared_ranks(blocks, rules)
    else:
        ranks = _ranks_by_look(blocks, rules) if styled else [_rank_by_wording(block, rules) for block in blocks]
    for index, rank in enumerate(ranks):
        if blocks[index].role is Role.HEADING and rank is not None:
            blocks[index].rank = rank
        elif rank is not None and _has_content(blocks, ranks, index, rules, styled):
            blocks[index].kind, blocks[index].rank = Kind.HEADING, rank
    return _paths(blocks)


def _declared_ranks(blocks: Sequence[Block], rules: FindingTypeRules) -> list[int | None]:
    """Ranks where the file itself names its headings; among those, a bold line or a telling label heads a part."""
    levels = [block.level for block in blocks if block.role is Role.HEADING]
    outermost = min(levels)
    # One heading alone at the top of all is the title, as a web page's h1.
    shift = -outermost if levels[0] == outermost and levels.count(outermost) == 1 and len(levels) > 1 else 1 - outermost
    return [
        block.level + (0 if outermost == TITLE else shift)
        if block.role is Role.HEADING
        else UNDER_DECLARED
        if _is_shown_as_heading(block, rules)
        else None
        for block in blocks
    ]


def _is_shown_as_heading(block: Block, rules: FindingTypeRules) -> bool:
    if block.kind is not Kind.PARAGRAPH or block.words > MAX_WORDS or block.text.endswith((".", ",", ";", "!")):
        return False
    worded = rules.is_heading(block.text) or CASE_HEADING.match(block.text) is not None
    return block.bold or worded


def _paths(blocks: Sequence[Block]) -> list[Placed]:
    placed: list[Placed] = []
    open_headings: list[Block] = []
    outside: list[Block] = []  # what was open when the box under way began
    box, has_content = 0, False
    for block in blocks:
        if block.box != box:
            if box and has_content:
                open_headings = outside
            outside, box, has_content = list(open_headings), block.box, False
        has_content = has_content or block.kind is not Kind.HEADING
        if block.kind is Kind.HEADING:
            open_headings = [heading for heading in open_headings if heading.rank < block.rank]
        path = tuple(heading.text.rstrip(" :") for heading in open_headings if heading.rank > TITLE)
        placed.append(Placed(block, path))
        if block.kind is Kind.HEADING:
            open_headings.append(block)
    return placed


def _ranks_by_look(blocks: Sequence[Block], rules: FindingTypeRules) -> list[int | None]:
    """Ranks by letter size and weight: what is larger than the body, or bold in a body that is not.

    Blocks without a size stand on pages read by OCR: there the wording alone tells.
    """
    letters: Counter[tuple[float, bool]] = Counter()
    for block in blocks:
        letters[(block.size or 0.0, block.bold)] += len(block.text)
    body_size, body_bold = letters.most_common(1)[0][0]

    listed = _in_bold_lists(blocks)

    def stands_out(block: Block) -> bool:
        size = block.size or body_size
        if block.kind is Kind.TABLE_ROW or block.words > MAX_STYLED_WORDS or not re.search(r"\w", block.text):
            return False
        if size > body_size + 0.9:
            return True
        return (
            block.bold
            and not body_bold
            and size >= body_size - 0.6
            and not _is_statement(block)
            and id(block) not in listed
        )

    looks = sorted({(-(b.size or body_size), not b.bold) for b in blocks if stands_out(b)})
    offset = _title_offset(blocks, stands_out, looks)

    def rank(block: Block) -> int | None:
        if block.size is None:
            worded = _rank_by_wording(block, rules)
            return None if worded is None else len(looks) + offset + worded
        return looks.index((-block.size, not block.bold)) + offset if stands_out(block) else None

    return [rank(block) for block in blocks]


def _is_statement(block: Block) -> bool:
    """Whether a bold text is a sentence that somebody wanted to be seen, not a heading."""
    return block.text.endswith(".") and block.words >= LEAST_STATEMENT


def _in_bold_lists(blocks: Sequence[Block]) -> set[int]:
    """The ids of list items next to another one as bold: a heading with a number has text under it."""
    pairs = [
        pair
        for pair in pairwise(blocks)
        if all(block.kind is Kind.LIST_ITEM and block.bold for block in pair) and pair[0].size == pair[1].size
    ]
    return {id(block) for pair in pairs for block in pair}


def _title_offset(blocks: Sequence[Block], stands_out: Callable[[Block], bool], looks: list[tuple[float, bool]]) -> int:
    """0 where one block alone has the largest look (it is the title), else 1: then all headings are sections."""
    if not looks:
        return 1
    largest = [b for b in blocks if stands_out(b) and (-(b.size or 0.0), not b.bold) == looks[0]]
    return 0 if len(largest) == 1 and len(looks) > 1 else 1


def _rank_by_wording(block: Block, rules: FindingTypeRules) -> int | None:
    text = block.text
    numbered = block.kind is Kind.LIST_ITEM and block.gap_before and rules.is_heading(text)
    if (
        (block.kind is not Kind.PARAGRAPH and not numbered)
        or block.words > MAX_WORDS
        or text.endswith((".", ",", ";", "!"))
    ):
        return None
    if not text[0].isupper() and not text[0].isdigit():
        return None
    if CASE_HEADING.match(text):
        return CASE
    if PART_HEADING.match(text):
        return PART
    if rules.is_heading(text):
        # "Context" opens a new part of a report; "Strengths:" is a label inside one.
        about_audit = rules.heading_type(text) in ABOUT_THE_AUDIT and not text.endswith(":")
        return PLAIN if about_audit else SIGNAL
    if text.endswith(":") and block.words <= MAX_LABEL_WORDS:
        return LABEL
    if text.endswith("?") or not block.gap_before or rules.is_imperative(text):
        return None
    return PLAIN if block.words <= MAX_PLAIN_WORDS or _in_title_case(text) else None


def _in_title_case(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’]*", text) if word.casefold() not in SMALL_WORDS]
    return len(words) > 0 and all(word[0].isupper() for word in words)


def _has_content(
    blocks: Sequence[Block], ranks: Sequence[int | None], index: int, rules: FindingTypeRules, styled: bool
) -> bool:
    """Whether something stands under a heading-like block, so that it heads something."""
    block, rank = blocks[index], ranks[index]
    if index + 1 == len(blocks):
        return False
    following, following_rank = blocks[index + 1], ranks[index + 1]
    if styled or rank in {PART, CASE, SIGNAL} or rules.is_heading(block.text):
        return True
    if following.kind is not Kind.PARAGRAPH:
        return True
    if following_rank is None:
        return following.is_finished or rank == LABEL
    return following_rank in {PART, CASE, SIGNAL, LABEL} and (rank == LABEL or _in_title_case(block.text))
