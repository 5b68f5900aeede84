"""Checks that a sentence does not say the opposite of its passages: negations, antonyms, contrasts turned round."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.stems import stem_of
from app.support import SupportFailure
from app.support_words import ANTONYMS, HARDLY, NEGATED, NEGATIONS, STATES, TURNING
from app.writing.check_clauses import TEXTS_KEPT, clauses_of, nearest_clause, number_stems, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.support import ReadText

CONTRAST = re.compile(r"\b(?:rather than|instead of|more than|as opposed to)\b")
ALIKE = 0.5
"""A clause that shares at least this part of its stems with another one is about the same thing."""
NOT_ONLY = frozenset({"only", "just", "necessarily", "all", "every", "always", "enough", "yet"})
"""After `not` these deny something else than the next word."""
NOBODY = frozenset({"no", "nobody", "none", "neither", "nothing", "nor"})
"""These deny what stands before them, too."""
FOR_A_TIME = re.compile(r"\bfor (?:\w+ )?\w+ (?:day|week|month|year|hour)s?\b|\b(?:until|till)\b", re.IGNORECASE)
"""What was not done for so long was done then."""
NO_WANT = frozenset({"exception", "exceptions", "fail", "doubt"})
"""After `without` these deny nothing."""
PREDICATE = 2
"""Stems that two clauses must share to be about the same thing."""


def contradictions(sentence: str, passages: Sequence[str]) -> Iterator[SupportFailure]:
    """What a sentence says the other way round than the clause of its passages that is nearest to it.

    Args:
        sentence: The sentence.
        passages: What it cites, without table rows, in which `No` is the name of a column.
    """
    theirs = [clause for passage in passages for clause in clauses_of(passage)]
    mine = clauses_of(sentence)
    for clause in mine:
        near = nearest_clause(clause, theirs)
        if near is None or not _is_alike(clause, near, least=1):
            continue
        yield from _opposites(clause, near)
        yield from _denied_at_once(clause, near)
        if not _is_alike(clause, near, least=PREDICATE):
            continue
        if is_negative(clause) != is_negative(near) and _is_comparable(clause, near):
            negative, other, beside = (clause, near, theirs) if is_negative(clause) else (near, clause, mine)
            if _is_denied(negative, other, beside):
                yield SupportFailure("negation", clause.text.strip())
    yield from _exchanged(sentence, passages)
    yield from _both_or_neither(read(sentence), theirs)
    yield from _turned(sentence, passages)


def _denied_at_once(clause: ReadText, near: ReadText) -> Iterator[SupportFailure]:
    """Words with a `not` right before them that the nearest clause has without one before, or the other way round."""
    if FOR_A_TIME.search(clause.text) or FOR_A_TIME.search(near.text):
        return
    if not _counts_the_same(clause, near) or (TURNING - STATES) & {*clause.tokens, *near.tokens}:
        return
    for one, other in ((clause, near), (near, clause)):
        for stem in _not_done(one) & _affirmed(other):
            yield SupportFailure("negation", stem)


@lru_cache(maxsize=TEXTS_KEPT)
def _affirmed(clause: ReadText) -> frozenset[str]:
    """The stems of a clause up to its first negation; none where it says `nobody`, `neither` and the like."""
    if NOBODY & set(clause.tokens):
        return frozenset()
    negations = (index for index in range(len(clause.tokens)) if _is_negation(clause.tokens, index))
    return frozenset(filter(None, map(stem_of, clause.tokens[: next(negations, len(clause.tokens))])))


def _is_alike(clause: ReadText, near: ReadText, *, least: int) -> bool:
    own = clause.stems - number_stems(clause)
    shared = len(own & near.stems)
    return shared >= least and shared / len(own) >= ALIKE


def _is_comparable(clause: ReadText, near: ReadText) -> bool:
    """Whether neither clause turns its meaning with other words than a negation, nor counts something else."""
    if FOR_A_TIME.search(clause.text) or FOR_A_TIME.search(near.text):
        return False
    return not TURNING & {*clause.tokens, *near.tokens} and _counts_the_same(clause, near)


def _counts_the_same(clause: ReadText, near: ReadText) -> bool:
    counted = {number.value for number in clause.numbers if not number.is_article}
    return counted <= {number.value for number in near.numbers}


def _is_denied(negative: ReadText, other: ReadText, beside: Sequence[ReadText]) -> bool:
    """Whether one clause denies what another asserts, and no clause beside that one denies the same."""
    denied = scope_of_not(negative)
    if not denied & other.stems:
        return False
    return not any(is_negative(clause) and denied & clause.stems for clause in beside)


@lru_cache(maxsize=TEXTS_KEPT)
def scope_of_not(clause: ReadText) -> frozenset[str]:
    """The stems that a clause's negations bear on: the next few, or those before where none follow."""
    stems: set[str] = set()
    for index in range(len(clause.tokens)):
        if _is_negation(clause.tokens, index):
            after = [stem for stem in map(stem_of, clause.tokens[index + 1 :]) if stem]
            before = [stem for stem in map(stem_of, clause.tokens[:index]) if stem]
            stems |= set(after[:NEGATED] or before[-NEGATED:])
    return frozenset(stems)


def _exchanged(sentence: str, passages: Sequence[str]) -> Iterator[SupportFailure]:
    """Two deeds of which each has the `not` that the other has in the passages."""
    said, source = read(sentence), read("\n".join(passages))
    mine, theirs = _not_done(said), _not_done(source)
    if mine and theirs and mine <= source.stems and theirs & said.stems and not mine & theirs:
        yield SupportFailure("negation", ", ".join(sorted(mine)))


@lru_cache(maxsize=TEXTS_KEPT)
def _not_done(text: ReadText) -> frozenset[str]:
    """The first stem after each `not`."""
    return frozenset(
        next(filter(None, map(stem_of, text.tokens[index + 1 :])), "")
        for index, word in enumerate(text.tokens)
        if (word in {"not", "never"} or word.endswith("n't")) and not NOT_ONLY & set(text.tokens[index + 1 : index + 2])
    ) - {""}


def _both_or_neither(said: ReadText, theirs: Sequence[ReadText]) -> Iterator[SupportFailure]:
    """`Both were` where the passages say that neither was."""
    there = {word for clause in theirs for word in clause.tokens}
    if "both" in said.tokens and "neither" in there and "both" not in there and not is_negative(said):
        yield SupportFailure("negation", "both")


def _opposites(clause: ReadText, near: ReadText) -> Iterator[SupportFailure]:
    """Words whose antonym the nearest clause has, and which it does not have itself."""
    mine, theirs = set(clause.tokens), set(near.tokens)
    for one, other in _both_ways():
        said = mine & one
        if (
            said
            and theirs & other
            and not theirs & one
            and not mine & other
            and is_negative(clause) == is_negative(near)
        ):
            yield SupportFailure("negation", min(said))


@lru_cache(maxsize=1)
def _both_ways() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return (*ANTONYMS, *((other, one) for one, other in ANTONYMS))


@lru_cache(maxsize=TEXTS_KEPT)
def is_negative(clause: ReadText) -> bool:
    """Whether an odd number of negations stand in a clause."""
    return sum(_is_negation(clause.tokens, index) for index in range(len(clause.tokens))) % 2 == 1


def _is_negation(tokens: Sequence[str], index: int) -> bool:
    word = tokens[index]
    if word in HARDLY:
        return index == 0 or tokens[index - 1] not in {"a", "the"}
    if word == "without" and tokens[index + 1 : index + 2] and tokens[index + 1] in NO_WANT:
        return False
    return word in NEGATIONS or word.endswith("n't")


def _turned(sentence: str, passages: Sequence[str]) -> Iterator[SupportFailure]:
    """Contrasts whose sides are exchanged, as in `"was not brought" rather than "did not attend"`."""
    said = CONTRAST.search(sentence)
    if not said:
        return
    before, after = read(sentence[: said.start()]), read(sentence[said.end() :])
    for passage in passages:
        for found in CONTRAST.finditer(passage):
            first, second = read(passage[: found.start()]), read(passage[found.end() :])
            is_crossed = len(after.stems & first.stems) > len(after.stems & second.stems)
            if is_crossed and len(second.stems & before.stems) > len(second.stems & after.stems):
                yield SupportFailure("negation", said[0])
                return
