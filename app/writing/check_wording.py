"""Tells a whole sentence of a passage from a part that was cut out of one, whose meaning the rest may turn round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from app.stated_numbers import tokens_of
from app.stems import stem_of
from app.support import SupportFailure, words_of_text
from app.support_words import HARDLY, NEGATIONS, UNSURE, words
from app.writing.check_clauses import TEXTS_KEPT, clauses_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.support import ReadText

UNIT_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
SHORT_FORM = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Prof|Rev|vs|approx|para|fig|e\.g|i\.e|cf|[A-Z]))\.$", re.IGNORECASE)
"""Before a capital letter these end no sentence: `St. Mary's`."""
LIMITS = words("without unless except excepting excluding until till only if provided barring")
"""Right after a statement these take some of it back."""
TURNS = LIMITS | words("but although though however yet despite")
"""After a part that is word for word these may, too."""
CONDITIONS = words("if unless when where whenever wherever whether once until should suppose supposing provided")
NOT_ALL = words("only some part least most")
"""Before a part these leave some out."""
JOINS = words("and but")
SUBJECTS = words("the a an he she it they this these his her their its there")
"""After `and`, what begins so is a statement of its own: what is denied before does not reach it."""
RECORDS = words("audit audits auditor auditors report reports record records return returns review panel")
"""What these say is a finding."""
REACH = 3
"""Words that must be the same, one after the other, for a clause to be of a place in a passage."""
FOLLOWING = 6
"""Words after a limit that say what it is."""


@lru_cache(maxsize=TEXTS_KEPT)
def units_of(text: str) -> tuple[str, ...]:
    """The sentences of a text as far as is certain, in order: a short form ends none, nor does a line."""
    units: list[str] = []
    for part in UNIT_END.split(text):
        if units and SHORT_FORM.search(units[-1]):
            units[-1] = f"{units[-1]} {part}"
        else:
            units.append(part)
    return tuple(unit for unit in units if unit.strip())


def is_whole(said: ReadText, texts: Sequence[str]) -> bool:
    """Whether a sentence is, word for word, one or several whole sentences of one of the texts."""
    return any(_is_made_of(said.tokens, text) for text in texts)


def _is_made_of(tokens: tuple[str, ...], text: str) -> bool:
    every = [words_of_text(unit) for unit in units_of(text)]
    ends = {0, *accumulate(map(len, every))}
    whole = sum(every, ())
    return bool(tokens) and any(
        start + len(tokens) in ends and whole[start : start + len(tokens)] == tokens for start in ends
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words stand in a sentence of a passage: before what, after what; `parted` are indexes after a mark."""

    words: tuple[str, ...]
    parted: frozenset[int]
    start: int
    end: int

    @property
    def before(self) -> tuple[str, ...]:
        """The words before, as far as no mark parts them; all of the sentence where `that` joins them."""
        last = self.words[max(self.start - 1, 0) : self.start]
        if last == ("that",):
            return self.words[: self.start]
        if set(last) <= JOINS and self.words[self.start] in SUBJECTS:
            return ()
        first = max((index for index in self.parted if index <= self.start), default=0)
        return self.words[first : self.start]

    @property
    def after(self) -> tuple[str, ...]:
        """The words after, at most a few."""
        return self.words[self.end : self.end + FOLLOWING]


def cut_short(sentence: str, texts: Sequence[str]) -> Iterator[SupportFailure]:
    """Parts of a passage's sentence that leave out what limits, denies or only reports them.

    Args:
        sentence: A sentence that is no whole one of the texts.
        texts: The texts that it cites, without their headings.
    """
    said = read(sentence)
    units = [unit for text in texts for unit in map(_marked, units_of(text))]
    part = next(_places(said.tokens, units), None)
    if part:
        if _is_turned(part, said):
            yield SupportFailure("negation", sentence.strip())
        return
    for clause in clauses_of(sentence):
        if len(clause.tokens) >= REACH and len(clause.stems) > 1 and _is_cut(clause, said, units):
            yield SupportFailure("negation", clause.text.strip())


def _is_turned(part: _Place, said: ReadText) -> bool:
    """Whether the rest of the sentence that words were cut from may turn them round."""
    first = next(iter(part.after), "")
    if first in TURNS and not _has_most(part.after, said):
        return True
    if (CONDITIONS & set(part.words[: part.start])) or _is_reported(part, said):
        return True
    return any(word in NEGATIONS | HARDLY | NOT_ALL or word.endswith("n't") for word in part.before)


def _is_cut(clause: ReadText, said: ReadText, units: Sequence[tuple[tuple[str, ...], frozenset[int]]]) -> bool:
    ends = () if (LIMITS | NEGATIONS) & set(said.tokens) else _places(clause.tokens[-REACH:], units)
    if any(place.after and place.after[0] in LIMITS and not _has_most(place.after, said) for place in ends):
        return True
    return any(_is_reported(place, said) for place in _places(clause.tokens[:REACH], units))


def _is_reported(place: _Place, said: ReadText) -> bool:
    """Whether a passage tells it only as what somebody says, thinks or is asked, which the sentence does not."""
    last = [word for word in place.before[-2:] if word != "that"][-1:]
    return bool(UNSURE & set(last)) and not RECORDS & set(place.before) and not UNSURE & set(said.tokens)


def _has_most(after: Sequence[str], said: ReadText) -> bool:
    stems = {stem_of(word) for word in after[1:]} - {""}
    return bool(stems) and 2 * len(stems & said.stems) >= len(stems)


def _places(tokens: tuple[str, ...], units: Sequence[tuple[tuple[str, ...], frozenset[int]]]) -> Iterator[_Place]:
    """Where words stand one after the other."""
    for found, parted in units:
        for start in range(len(found) - len(tokens) + 1):
            if found[start : start + len(tokens)] == tokens:
                yield _Place(found, parted, start, start + len(tokens))


@lru_cache(maxsize=TEXTS_KEPT)
def _marked(unit: str) -> tuple[tuple[str, ...], frozenset[int]]:
    """The words of a unit, and before which of them a mark stands."""
    found: list[str] = []
    parted: set[int] = set()
    for token in tokens_of(unit):
        own = words_of_text(token)
        found += own
        if not own and token not in ".?!":  # a sentence has ended elsewhere: here they belong to a short form
            parted.add(len(found))
    return tuple(found), frozenset(parted)
