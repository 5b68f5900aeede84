"""Reads a question into the things that it is about: stems, spelling mended, glossary variants beside each."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.terms import abbreviations, filler, longest_term, mended, stop_words
from knowledge.types import PassageLimits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

    from knowledge.protocols import WordIndex

TOPIC_PLACE = re.compile(
    r"\b(?:about|regarding|mention(?:s|ed|ing)?|around|concerning|say on|said on|findings? on|anything on|learn on"
    r"|audits? on)"
    r"\s+((?:[\w'’-]+\s*){1,4})",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
CAPITALS_FOR_STRESS = (
    "AND",
    "NOT",
    "OR",
    "ALL",
    "NO",
    "ANY",
    "IS",
    "DID",
    "WHAT",
    "HOW",
    "WHY",
    "THE",
    "BUT",
    "ONLY",
    "GOOD",
    "BAD",
)
SMALL_WORDS = frozenset(
    ["of", "the", "an", "and", "for", "to", "in", "on", "with", "or", "by", "at", "from", "as", "is", "it"]
)
VARIANT_WEIGHT = 0.3
"""What a glossary variant's stem weighs beside a word of the question; .25 to .5 measured alike, 1 hurt."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question names.

    Args:
        words: As typed.
        stems: Its stems: all of them together name it.
        variants: Other ways to name it, each a set of stems, or of the key of a label (`theme:neglect`).
        weight: Its rarity in the library, by its most common name; the largest possible where the library lacks it.
        is_known: Whether one passage has all of it, by any of its names.
    """

    words: str
    stems: frozenset[str]
    variants: tuple[frozenset[str], ...]
    weight: float
    is_known: bool

    def is_in(self, stems: Set[str]) -> bool:
        """Whether a text of these stems and labels names it."""
        return self.stems <= stems or any(variant <= stems for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question is about.

    Args:
        concepts: In the order asked; empty where the question has no topic words.
        weighted_terms: Stem to weight, for the word index.
        read_as: Words that were taken for slips of spelling, each with what it was read as.
    """

    concepts: tuple[Concept, ...]
    weighted_terms: Mapping[str, float]
    read_as: tuple[tuple[str, str], ...] = ()

    def coverage(self, stems: Set[str]) -> float:
        """The share of the concepts, weighted by rarity, that a text of these stems and labels names; in [0, 1]."""
        total = sum(concept.weight for concept in self.concepts)
        found = sum(concept.weight for concept in self.concepts if concept.is_in(stems))
        return found / total if total else 0.0

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no passage of the library has, as typed."""
        return tuple(concept.words for concept in self.concepts if not concept.is_known)


def read_query(
    question: str,
    index: WordIndex,
    leave_out: Iterable[str] = (),
    labels: Mapping[str, Collection[str]] | None = None,
) -> Query:
    """Reads a question.

    Args:
        question: The question, or the part of it that is about the topic.
        index: Gives stems, their rarity and near spellings.
        leave_out: Words of the question that are not topic, such as the name of a report that it asks about.
        labels: Keys of the labels that say the same as a word of the question, by that word in lower case.
    """
    ignored = {word.casefold() for word in leave_out}
    places = _topic_places(question)
    concepts: list[Concept] = []
    topical: list[bool] = []
    typed = WORD.findall(question)
    words = [mended(word, index) for word in typed]
    for named, variants in _things(words, ignored):
        keys = set.intersection(*({*(labels or {}).get(word.casefold(), ())} for word in named))
        concepts.append(_concept(" ".join(named), variants or (), keys, index))
        topical.append(variants is not None or bool(keys) or any(word in places for word in named))
    # A word that no report has and that stands where no topic stands is how people talk (`tho`, `gloom`): it must not
    # turn a question into "nothing found".
    meant = [concept for concept, is_topic in zip(concepts, topical, strict=True) if concept.is_known or is_topic]
    kept = meant if meant or ignored else concepts
    read_as = tuple((one, other) for one, other in zip(typed, words, strict=True) if one != other)
    return Query(tuple(kept), _weighted(kept, _aside(question, ignored, index)), read_as)


def _aside(question: str, ignored: Set[str], index: WordIndex) -> set[str]:
    """Stems of words that are no topic and may still tell one passage from another: `first`, `end`, `soon`."""
    words = [word for word in WORD.findall(question) if word.casefold() in filler() and word.casefold() not in ignored]
    return {stem for word in words for stem in index.stem(word)}


def _things(words: Sequence[str], ignored: Set[str]) -> Iterator[tuple[list[str], tuple[str, ...] | None]]:
    """The things that a question names, in order: terms of several words first, whatever words they are made of.

    Yields:
        The words of each, and the other names of the term that they are; `None` where they are no term.
    """
    taken = 0
    while taken < len(words):
        length, variants = longest_term(words[taken:], ignored)
        named = list(words[taken : taken + length])
        if length > 1:
            yield named, variants
        elif _is_topic(named[0], ignored | stop_words()):
            for full in abbreviations().get(named[0].casefold(), named[0]).split():
                yield [full], longest_term([full], ignored)[1]
        taken += length


def _topic_places(question: str) -> set[str]:
    """Words that stand where a topic stands: after `about` and the like, or with a capital inside the question."""
    after = {word for found in TOPIC_PLACE.finditer(question) for word in WORD.findall(found[1])}
    capitals = set(re.findall(r"(?<=[\w,] )[A-Z][\w-]+|\b[A-Z]{2,}\w*", question))
    return after | capitals


def _is_topic(word: str, ignored: Set[str]) -> bool:
    if word.isdigit() and len(word) < len("2016"):
        return False
    if word.isupper() and len(word) > 1 and word not in CAPITALS_FOR_STRESS:
        ignored = ignored - stop_words()  # `the YES team` is no `yes`
    bare = re.sub(r"['’]s?$", "", word.casefold())
    return bare not in ignored and word.casefold().replace("'", "").replace("’", "") not in ignored and len(bare) > 1


def _concept(words: str, variants: Iterable[str], keys: Collection[str], index: WordIndex) -> Concept:
    stems = frozenset(_known_spelling(stem, index) for stem in index.stem(words) if len(stem) > 1 or stem.isdigit())
    others = {names for variant in variants if (names := _names(variant, index))}
    others |= {frozenset({key}) for key in keys}
    known = [names for names in (stems, *others) if names and _is_somewhere(names, index)]
    rarities = [max((index.rarity(stem) for stem in names), default=0.0) for names in known]
    rarest = math.log(1 + (index.count() + 0.5) / 0.5)
    return Concept(words, stems, tuple(sorted(others, key=sorted)), min(rarities, default=rarest), bool(known))


def _names(variant: str, index: WordIndex) -> frozenset[str]:
    """The stems of another name; none where too little is left of it: `on a plan` is more than `plan`."""
    stems = frozenset(stem for stem in index.stem(variant) if len(stem) > 1 and stem not in SMALL_WORDS)
    alone = len(stems) == 1 and (len(variant.split()) > 1 or variant[-1].isdigit())
    return frozenset() if alone else stems


def _is_somewhere(names: frozenset[str], index: WordIndex) -> bool:
    """Whether one passage has all of a name: `county lines` is none where `county` and `lines` stand apart."""
    if not all(index.rarity(stem) for stem in names):
        return False
    return len(names) == 1 or bool(index.reports_naming([([names], 1.0)], 1.0, PassageLimits()))


def _known_spelling(stem: str, index: WordIndex) -> str:
    """The stem itself, or what the person will have meant where the library lacks it: an abbreviation or a slip."""
    if index.rarity(stem):
        return stem
    return index.near_spelling(stem) or stem


def _weighted(concepts: Iterable[Concept], aside: Iterable[str]) -> dict[str, float]:
    terms = dict.fromkeys(aside, VARIANT_WEIGHT)
    for concept in concepts:
        for stem in concept.stems:
            terms[stem] = 1.0
        for variant in concept.variants:
            for stem in variant:
                terms.setdefault(stem, VARIANT_WEIGHT)
    return terms
