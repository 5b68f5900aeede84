"""Reads a question into the things that it is about: stems, spelling mended, glossary variants beside each."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from knowledge.protocols import WordIndex

VARIANT_WEIGHT = 0.3
"""What a glossary variant's stem weighs beside a word of the question; .25 to .5 measured alike, 1 hurt."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question names.

    Args:
        words: As typed.
        stems: Its stems: all of them together name it.
        variants: Other ways to name it, each a set of stems.
        weight: Its rarity in the library, by its most common name; the largest possible where the library lacks it.
        is_known: Whether any passage has it, by any of its names.
    """

    words: str
    stems: frozenset[str]
    variants: tuple[frozenset[str], ...]
    weight: float
    is_known: bool

    def is_in(self, stems: Set[str]) -> bool:
        """Whether a text of these stems names it."""
        return self.stems <= stems or any(variant <= stems for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question is about.

    Args:
        concepts: In the order asked; empty where the question has no topic words.
        weighted_terms: Stem to weight, for the word index.
    """

    concepts: tuple[Concept, ...]
    weighted_terms: Mapping[str, float]

    def coverage(self, stems: Set[str]) -> float:
        """The share of the concepts, weighted by rarity, that a text of these stems names; in [0, 1]."""
        total = sum(concept.weight for concept in self.concepts)
        found = sum(concept.weight for concept in self.concepts if concept.is_in(stems))
        return found / total if total else 0.0

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no passage of the library has, as typed."""
        return tuple(concept.words for concept in self.concepts if not concept.is_known)


@cache
def stop_words() -> frozenset[str]:
    """Words that are never a topic."""
    return frozenset(load("question_words")["stop"].split())


@cache
def _abbreviations() -> Mapping[str, str]:
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
    for every in load("question_words")["everyday"]:
        for name in every:
            known = names.get(name.casefold(), ())
            names[name.casefold()] = (*known, *(other for other in every if other != name and other not in known))
    return names


def read_query(question: str, index: WordIndex, leave_out: Iterable[str] = ()) -> Query:
    """Reads a question.

    Args:
        question: The question, or the part of it that is about the topic.
        index: Gives stems, their rarity and near spellings.
        leave_out: Words of the question that are not topic, such as the name of a report that it asks about.
    """
    ignored = stop_words() | {word.casefold() for word in leave_out}
    words = [word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", question) if _is_topic(word, ignored)]
    words = [full for word in words for full in _abbreviations().get(word.casefold(), word).split()]
    concepts: list[Concept] = []
    taken = 0
    while taken < len(words):
        length, variants = _longest_term(words[taken:])
        concepts.append(_concept(" ".join(words[taken : taken + length]), variants, index))
        taken += length
    return Query(tuple(concepts), _weighted(concepts))


def _is_topic(word: str, ignored: Set[str]) -> bool:
    bare = re.sub(r"['’]s?$", "", word.casefold())
    return bare not in ignored and word.casefold().replace("'", "").replace("’", "") not in ignored and len(bare) > 1


def _longest_term(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """How many of the first words make one glossary term, and its other names; 1 and none where they make none."""
    glossary = _glossary()
    for length in range(min(5, len(words)), 0, -1):
        name = " ".join(words[:length]).casefold()
        for spelling in (name, re.sub(r"(?:['’]s|s)$", "", name)):
            if spelling in glossary:
                return length, glossary[spelling]
    return 1, ()


def _concept(words: str, variants: Iterable[str], index: WordIndex) -> Concept:
    stems = frozenset(_known_spelling(stem, index) for stem in index.stem(words) if len(stem) > 1 or stem.isdigit())
    others = {frozenset(s for s in index.stem(variant) if s not in stop_words() and len(s) > 1) for variant in variants}
    others.discard(frozenset())
    known = [names for names in (stems, *others) if all(index.rarity(stem) for stem in names)]
    rarities = [max((index.rarity(stem) for stem in names), default=0.0) for names in known]
    rarest = math.log(1 + (index.count() + 0.5) / 0.5)
    return Concept(words, stems, tuple(sorted(others, key=sorted)), min(rarities, default=rarest), bool(known))


def _known_spelling(stem: str, index: WordIndex) -> str:
    """The stem itself, or what the person will have meant where the library lacks it: an abbreviation or a slip."""
    if index.rarity(stem):
        return stem
    return index.near_spelling(stem) or stem


def _weighted(concepts: Iterable[Concept]) -> dict[str, float]:
    terms: dict[str, float] = {}
    for concept in concepts:
        for stem in concept.stems:
            terms[stem] = 1.0
        for variant in concept.variants:
            for stem in variant:
                terms.setdefault(stem, VARIANT_WEIGHT)
    return terms
