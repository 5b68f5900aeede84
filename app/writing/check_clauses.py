"""Parts sentences into clauses, so that what is said of one thing is not taken for what is said of another."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from app.stated_numbers import ONES, ORDINALS, PARTS, ROUND, SCALES
from app.stems import stem_of
from app.support import ReadText
from app.support_words import SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

TEXTS_KEPT = 1 << 12
CLAUSE = re.compile(
    r"[;:!?\n]|\.(?=\s|$)|,(?=\s)|\s[–—-]\s|[()]"
    r"|\b(?:and|but|while|whilst|although|though|whereas|because|since|so|yet|when|where|which|who|as|that|after"
    r"|before"
    r"|until|unless|if)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
BROAD = re.compile(
    r"[;:!?\n]|\.(?=\s|$)|,?\s(?:and|but|while|whilst|whereas|although|though|yet|against)\s(?!\d)|\bcompared\b",
    re.IGNORECASE,
)
"""Between statements, not between the things of a list."""


@lru_cache(maxsize=TEXTS_KEPT)
def read(text: str) -> ReadText:
    """A text with what the checks compare; texts are cited again and again."""
    return ReadText(text)


@lru_cache(maxsize=TEXTS_KEPT)
def clauses_of(text: str) -> tuple[ReadText, ...]:
    """The clauses of a text, in order, that have a word of content."""
    return tuple(clause for part in CLAUSE.split(text) if part.strip() and (clause := read(part)).stems)


def statements_of(text: str) -> list[str]:
    """The statements of a sentence: what `and`, `while` and the like join, commas with what they part."""
    return [part for part in BROAD.split(text) if part and part.strip()]


def parts_of(statement: str) -> list[str]:
    """The parts of a statement between commas and `to`."""
    return [part for part in re.split(r",\s|\sto\s", statement) if part.strip()]


@lru_cache(maxsize=TEXTS_KEPT)
def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [part for part in SENTENCE_END.split(text) if part.strip()]


@lru_cache(maxsize=TEXTS_KEPT)
def number_stems(text: ReadText) -> frozenset[str]:
    """The stems of a text that are numbers: whether those are borne out is checked by what they count."""
    return frozenset(stem for stem in text.stems if stem.isdigit()) | (text.stems & _spelt())


@cache
def _meanings() -> Mapping[str, frozenset[str]]:
    """Of each stem that has synonyms, all of them."""
    groups = [frozenset(map(stem_of, line.split())) - {""} for line in SYNONYMS.strip().splitlines()]
    stems = {stem for group in groups for stem in group}
    return {stem: frozenset().union(*(group for group in groups if stem in group)) for stem in stems}


@lru_cache(maxsize=TEXTS_KEPT)
def meant(stems: frozenset[str]) -> frozenset[str]:
    """Some stems with their synonyms."""
    return stems.union(*(_meanings().get(stem, frozenset()) for stem in stems))


@cache
def _spelt() -> frozenset[str]:
    return stems_of((*ONES, *ROUND, *SCALES, *ORDINALS, *PARTS, "hundred", "twice"))


def stems_of(listed: Iterable[str]) -> frozenset[str]:
    """The stems of some words."""
    return frozenset(map(stem_of, listed)) - {""}


def weight_of(stems: Iterable[str], rarity: Callable[[str], float] | None) -> float:
    """How much some stems say: their rarities, a stem that is nowhere counting as much as a rare one."""
    return sum((rarity(stem) or RAREST) if rarity else 1.0 for stem in stems)


RAREST = 6.0


def nearest_clause(clause: ReadText, others: Sequence[ReadText]) -> ReadText | None:
    """The clause that has most stems of another one; of several, the shortest. `None` where none has any."""
    best = max(others, key=lambda other: (len(clause.stems & other.stems), -len(other.stems)), default=None)
    return best if best and clause.stems & best.stems else None
