"""The names of things in questions: terms with their other names, words that are no topic, slips mended."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from knowledge.protocols import WordIndex

SHORTEST_MENDED = 5
CLOSE = 0.8
"""How alike a word of a term must be to one that is mended: one letter wrong in five, two in nine."""
LONGEST_TERM = 6


@cache
def stop_words() -> frozenset[str]:
    """Words that are never a topic."""
    return frozenset((*load("question_words")["stop"].split(), *filler()))


@cache
def filler() -> frozenset[str]:
    """Words of talk and of judging (`tho`, `pros`), which name no topic and may still tell one passage from another."""
    return frozenset(load("filler")["filler"].split())


@cache
def abbreviations() -> Mapping[str, str]:
    """What people type short, with what it stands for."""
    return dict(load("question_words")["abbreviations"])


@cache
def _glossary() -> Mapping[str, tuple[str, ...]]:
    """Each name of a glossary term, in lower case, with the other names of that term."""
    names: dict[str, tuple[str, ...]] = {}
    for entry in load("glossary")["glossary"]:
        own = [part.strip() for part in entry["term"].split(" / ")]
        expansion = " ".join(re.sub(r"\(.*?\)", "", entry.get("expansion", "")).split())
        every = [*own, *([expansion] if len(expansion.split()) <= 7 else []), *entry.get("also", [])]
        for name in every:
            others = tuple(other for other in every if other.casefold() != name.casefold())
            names.setdefault(name.casefold(), others)
            names.setdefault(name.casefold().replace("-", " "), others)
    for every in (*load("everyday")["everyday"], *load("topics")["topics"]):
        for name in every:
            known = names.get(name.casefold(), ())
            others = (*known, *(other for other in every if other != name and other not in known))
            names[name.casefold()] = others
            names.setdefault(name.casefold().replace("-", " "), others)
    return names


def mended(word: str, index: WordIndex) -> str:
    """A word as typed, or the word of a term that it misspells, where neither the library nor our lists know it."""
    plain = word.casefold()
    known = len(plain) < SHORTEST_MENDED or not plain.isalpha() or plain in stop_words() or plain in _glossary()
    if known or plain in _words_of_terms().get(plain[0], ()) or any(index.rarity(stem) for stem in index.stem(word)):
        return word
    near = get_close_matches(plain, _words_of_terms().get(plain[0], ()), 3, CLOSE)
    # What the library does not speak of was hardly meant: `scores` is no slip for `sores`.
    return next((other for other in near if all(index.rarity(stem) for stem in index.stem(other))), word)


@cache
def _words_of_terms() -> Mapping[str, frozenset[str]]:
    """The words that terms are made of, by their first letter: people seldom mistype that."""
    words: dict[str, set[str]] = {}
    for word in (word for name in _glossary() for word in name.split() if len(word) >= SHORTEST_MENDED):
        words.setdefault(word[0], set()).add(word)
    return {letter: frozenset(found) for letter, found in words.items()}


def longest_term(words: Sequence[str], ignored: Set[str]) -> tuple[int, tuple[str, ...] | None]:
    """How many of the first words make one term, and its other names; 1 and `None` where they make none."""
    glossary = _glossary()
    for length in range(min(LONGEST_TERM, len(words)), 0, -1):
        if length > 1 and any(word.casefold() in ignored for word in words[:length]):
            continue
        name = " ".join(words[:length]).casefold()
        for spelling in (name, name.replace("-", " "), re.sub(r"(?:['’]s|s)$", "", name)):
            if spelling in glossary:
                return length, glossary[spelling]
    return 1, None
