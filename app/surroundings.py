"""Words of a report where they stand: a quote with the text around it, and the whole text with its findings marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from app.verify import normalised, verified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.types import Citation, Passage, Span

REACH = 220
"""Characters shown on each side of a quote, at most."""
BEGINS = re.compile(r"\n|(?<=[.!?;:])\s+(?=[A-Z‘“'\"(\d])")
"""Between lines, and between sentences: where a text may begin or end without looking torn."""
SPACE = re.compile(r"\s+")
CHECK_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quote in its surrounding text: the three parts stand in the report one after the other.

    Args:
        before: What stands before it; empty at the report's beginning.
        quote: The quoted words, as the report has them.
        after: What stands after it.
        cut_before: Whether the report says more before `before`.
        cut_after: Whether it says more after `after`.
    """

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text all of which is marked alike.

    Args:
        text: Its words, never empty.
        start: Its offset in the text.
        passages: The findings that it belongs to, the outermost first.
        begins: Those of them that begin with it.
        quoted: Whether it is of the quoted span.
    """

    text: str
    start: int
    passages: tuple[Passage, ...] = ()
    begins: tuple[Passage, ...] = ()
    quoted: bool = False


def surroundings(citation: Citation, canonical_text: str, reach: int = REACH) -> Surroundings | None:
    """A citation's quote in its surrounding text.

    Args:
        citation: The citation.
        canonical_text: Of its report, as it is now.
        reach: Characters on each side, at most. They are cut between lines or sentences, or else between words.

    Returns:
        `None` where the quote does not stand there any more: the report was read anew since.
    """
    start, end = citation.start, citation.end
    if verified(citation.quote, start, end, canonical_text) is None:
        return None
    first = _first(canonical_text, start, reach)
    last = _last(canonical_text, end, reach)
    return Surroundings(
        canonical_text[first:start],
        canonical_text[start:end],
        canonical_text[end:last],
        bool(canonical_text[:first].strip()),
        bool(canonical_text[last:].strip()),
    )


def _first(text: str, start: int, reach: int) -> int:
    """Where the text before a quote begins."""
    low = max(start - reach, 0)
    if low == 0:
        return start - len(text[:start].lstrip())
    for boundary in (BEGINS, SPACE):
        found = boundary.search(text, low, start)
        if found and text[found.end() : start].strip():
            return start - len(text[found.end() : start].lstrip())
    return start


def _last(text: str, end: int, reach: int) -> int:
    """Where the text after a quote ends."""
    high = min(end + reach, len(text))
    if high == len(text):
        return end + len(text[end:].rstrip())
    for boundary in (BEGINS, SPACE):
        # A boundary at the very limit counts as well: it looks at what comes after it.
        found = [match.start() for match in boundary.finditer(text, end, high + 1) if match.start() <= high]
        if found and text[end : found[-1]].strip():
            return end + len(_without_heading(text[end : found[-1]].rstrip()))
    return end


def _without_heading(after: str) -> str:
    """What stands after a quote, without a last line that only announces what is cut off."""
    rest, line_break, line = after.rpartition("\n")
    is_whole = line.startswith("- ") or "\t" in line or line.endswith((".", "!", "?", ";", ")"))
    return after if is_whole or not line_break else rest.rstrip()


def marked(text: str, passages: Iterable[Passage], quoted: Span | None = None, edges: Iterable[int] = ()) -> list[Run]:
    """Cuts a text into runs, so that each finding and one quoted span can be marked in it.

    Args:
        text: A canonical text.
        passages: The findings to mark, in any order; they may lie in and across each other.
        quoted: The span to mark.
        edges: Further offsets at which a run is to end, such as those of pages.

    Returns:
        In order; their texts joined are the text.
    """
    size = len(text)
    found = sorted(
        (passage for passage in passages if passage.start < min(passage.end, size)),
        key=lambda passage: (passage.start, -passage.end, passage.ordinal),
    )
    cuts = {0, size, *edges, *(cut for passage in found for cut in (passage.start, passage.end))}
    cuts |= {quoted.start, quoted.end} if quoted else set()
    offsets = sorted(cut for cut in cuts if 0 <= cut <= size)
    return list(_runs(text, offsets, found, quoted))


def _runs(text: str, offsets: Sequence[int], found: Sequence[Passage], quoted: Span | None) -> Iterator[Run]:
    """The runs between offsets; `found` is sorted by start, the longest first."""
    inside: list[Passage] = []
    coming = 0
    for start, end in pairwise(offsets):
        inside = [passage for passage in inside if passage.end > start]
        first = coming
        while coming < len(found) and found[coming].start <= start:
            coming += 1
        begins = found[first:coming]
        inside += begins
        is_quoted = quoted is not None and quoted.start <= start and end <= quoted.end
        yield Run(text[start:end], start, tuple(inside), tuple(begins), is_quoted)


def check_of(words: str) -> str:
    """Some letters that tell in a link which words it means: an offset alone would mark others in a text read anew."""
    return sha256(normalised(words).encode("utf-8", "backslashreplace")).hexdigest()[:CHECK_LETTERS]
