"""How like two wordings are, and in which words they differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from app.verify import normalised

NEAR: Final = 0.6
"""From which one wording is taken for the other, changed: one word of four may differ."""
LEAST_PART: Final = 0.3
"""Share of a quote's characters from which a part of it is taken for what is left of it."""
OF_A_PART: Final = 0.9
SHORT: Final = 8
"""Words up to which letters are compared, too: a word that is corrected weighs much there."""
LONGEST: Final = 1_000
"""Words that are compared at most."""
MOST_EXTRA: Final = 1.5
MOST_NAMED: Final = 3
"""Differences that are named."""
MARKS: Final = "\"'«»‹›“”‘’„‚"


def nearness(one: str, other: str) -> float:
    """How like two wordings are, from 0 to 1; one that holds the other whole is like it."""
    key, other_key = sorted((normalised(one), normalised(other)), key=len)
    if key in other_key and len(key) >= LEAST_PART * len(other_key):
        return OF_A_PART
    words, other_words = _plain(one.split()), _plain(other.split())
    matcher = SequenceMatcher(None, words, other_words, autojunk=False)
    near = matcher.ratio() if matcher.quick_ratio() >= NEAR / 2 else 0.0
    if max(len(words), len(other_words)) <= SHORT:
        near = max(near, SequenceMatcher(None, one, other, autojunk=False).ratio())
    return near


def near_words(words: str, line: str) -> str:
    """The words of a line that are most like others, but are not those; empty where none are."""
    if normalised(words) in normalised(line):
        return ""
    shown = line.split()[:LONGEST]
    wanted, held = _plain(words.split()), _plain(shown)
    if len(set(wanted) & set(held)) < NEAR * len(set(wanted)):
        return ""
    matcher = SequenceMatcher(None, wanted, held, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < NEAR * len(wanted):
        return ""
    # What was changed at either end is as long as what stood there.
    start = max(0, blocks[0].b - blocks[0].a)
    end = blocks[-1].b + len(wanted) - blocks[-1].a
    return " ".join(shown[start:end]).strip(MARKS) if end - start <= MOST_EXTRA * len(wanted) else ""


def difference(was: str, now: str) -> str:
    """In which words two wordings differ: `‘not’ became ‘never’; ‘often’ was put in`."""
    before, after = was.split()[:LONGEST], now.split()[:LONGEST]
    told = []
    matcher = SequenceMatcher(None, _plain(before), _plain(after), autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old, new = " ".join(before[start:end]), " ".join(after[new_start:new_end])
        if kind == "replace":
            told.append(f"‘{old}’ became ‘{new}’")
        elif kind == "delete":
            told.append(f"‘{old}’ was taken out")
        elif kind == "insert":
            told.append(f"‘{new}’ was put in")
    more = len(told) - MOST_NAMED
    return "; ".join([*told[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


def _plain(words: list[str]) -> list[str]:
    """Words without the quotation marks around them, which an editor may have changed."""
    return [normalised(word).strip(MARKS) for word in words[:LONGEST]]
