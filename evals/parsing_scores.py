"""Scores what we read of a file against its true structure and against what other readers find in it. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from evals.matching import folded, letters
from evals.metrics import share

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from evals.metrics import Share
    from evals.structure import Structure, TableRow

NUMBERING = re.compile(r"^\s*\(?\d{1,2}(?:\.\d{1,2})*[.)]?\s+")
"""The number before a heading or item: a reader may keep it or tell it by the kind of block."""
TELLING = 20
"""Letters at the start of a block that tell its place in a file; shorter blocks are not looked for."""
EDGE_LINES = 3
"""Lines at the top and the foot of a page among which running ones are looked for."""


def key(text: str) -> str:
    """What two texts that count as the same have in common."""
    return letters(NUMBERING.sub("", text))


def found(expected: Iterable[Hashable], actual: Iterable[Hashable]) -> Share:
    """How many of what is expected is there, each as often as it is expected."""
    wanted = Counter(expected)
    return share((wanted & Counter(actual)).total(), wanted.total())


def score_structure(true: Structure, read: Structure) -> dict[str, Share]:
    """Each measure as so many found of so many true; `headings right` is of those read (precision)."""
    headings = [*map(key, read.headings), *map(key, read.titles)]
    known = [*map(key, true.headings), *map(key, true.bold_headings)]
    urls = [link.url for link in true.links]
    return {
        "headings": found(map(key, true.headings), headings),
        "headings right": found(map(key, read.headings), known) if true.complete else share(0, 0),
        "bold headings": found(map(key, true.bold_headings), headings),
        "list items whole": found(map(key, true.bullets), map(key, read.bullets)),
        "rows": found(map(_cells, true.rows), map(_cells, read.rows)),
        "rows with header": found(map(_headed, true.rows), map(_headed, read.rows)),
        "link targets": found(urls, [link.url for link in read.links]),
        "link words": found(
            [(letters(link.anchor), link.url) for link in true.links],
            [(letters(link.anchor), link.url) for link in read.links],
        ),
        "items under their heading": found(
            [(key(item.heading), key(item.text)) for item in true.items],
            [(key(item.heading), key(item.text)) for item in read.items],
        ),
        "items in order": in_order([key(item.text) for item in true.items], [key(item.text) for item in read.items]),
    }


def _cells(row: TableRow) -> tuple[str, ...]:
    return tuple(map(letters, row.cells))


def _headed(row: TableRow) -> tuple[tuple[str, ...], ...]:
    return _cells(row), tuple(map(letters, row.header))


def in_order(expected: Sequence[str], actual: Sequence[str]) -> Share:
    """How many of the expected texts stand in the expected order: the longest increasing subsequence of their places.

    Fredman 1975, "On computing the length of longest increasing subsequences", Discrete Mathematics 11(1).
    """
    places = {text: place for place, text in reversed(list(enumerate(actual)))}
    ends: list[int] = []
    for place in (places[text] for text in expected if text in places):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return share(len(ends), len(expected))


@dataclass(frozen=True, slots=True)
class Difference:
    """Letters and digits that another reader has and we lack, of all that it has, and those that only we have."""

    lost: Share
    added: Share


def difference(other: str, ours: str) -> Difference:
    """Compares two readings as bags of words, so that another reading order loses nothing.

    A word that one of them cuts in two at a line end counts for both as the same.
    """
    words, our_words = folded(other).split(), folded(ours).split()
    lost, added = Counter(words), Counter(our_words)
    common = lost & added
    lost, added = lost - common, added - common
    _join(words, lost, added)
    _join(our_words, added, lost)
    return Difference(share(_length(lost), _length(Counter(words))), share(_length(added), _length(Counter(our_words))))


def _join(words: Sequence[str], cut: Counter[str], whole: Counter[str]) -> None:
    """Takes two words in a row away from `cut` where together they are one of `whole`."""
    for first, second in pairwise(words):
        if cut[first] and cut[second] and whole[first + second] and (first != second or cut[first] > 1):
            cut.subtract([first, second])
            whole.subtract([first + second])


def _length(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def without_running_lines(pages: Sequence[str]) -> list[str]:
    """Pages without the lines that stand at the edge of at least half of them, whatever the numbers in them."""
    split = [[line for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(name for lines in split for name in {_name(lines[place]) for place in _edge(lines)})
    running = {name for name, count in seen.items() if count >= max(2, len(pages) / 2)}
    return [
        "\n".join(line for place, line in enumerate(lines) if place not in _edge(lines) or _name(line) not in running)
        for lines in split
    ]


def _edge(lines: Sequence[str]) -> set[int]:
    return {*range(min(EDGE_LINES, len(lines))), *range(max(0, len(lines) - EDGE_LINES), len(lines))}


def _name(line: str) -> str:
    return re.sub(r"\d+", "", letters(line))


def right_pages(blocks: Iterable[tuple[str, int]], pages: Sequence[str]) -> Share:
    """How many blocks begin on the page that we say.

    Args:
        blocks: Text and 1-based page of each.
        pages: The text of each page by another reader. A block whose start stands on none is not counted.
    """
    texts = [letters(page) for page in pages]
    right = told = 0
    for text, page in blocks:
        start = letters(text)[:TELLING]
        holding = [number for number, whole in enumerate(texts, start=1) if start in whole]
        if len(start) == TELLING and holding:
            told, right = told + 1, right + (page in holding)
    return share(right, told)
