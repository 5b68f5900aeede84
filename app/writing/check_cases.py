"""Checks that what a sentence says of a case is said of that case: cases are letters, often without `Case` before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.support import CASE, SupportFailure
from app.writing.check_clauses import read, sentences_of, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LETTER = re.compile(r"(?<![\w.'’&-])([A-HJ-Z])(?![\w&.-]|['’](?!s\b))")
FIRST_A = re.compile(
    r"(?:^|[.!?:;]\s+|[\"“(]\s*)"
    r"A(?!['’]s|\s*(?:,|and [A-Z]\b|was|were|had|has|is|lived|did|told|said|went|could|felt|saw)\b)"
)
"""The article at a sentence's beginning."""
LIST = re.compile(r"\b[A-Z](?:\s*(?:,|&|\band\b|,\s*and\b)\s*[A-Z]\b)+")
CLEARLY = 0.15
"""By so much of a statement's words another case must fit better to be the one that it was told of."""


def letters_of(text: str) -> Mapping[str, str]:
    """The case letters of a text with the words that name each."""
    plain = FIRST_A.sub(lambda found: " " * len(found[0]), text)
    named = {letter: found[0] for found in CASE.finditer(text) for letter in re.findall(r"\b[A-Z]\b", found[1])}
    return named | {found[1]: named.get(found[1], found[1]) for found in LETTER.finditer(plain)}


def cases(sentence: str, passages: Sequence[tuple[str, str | None]]) -> Iterator[SupportFailure]:
    """Cases of a sentence that its passages do not speak of, or of which they tell something else.

    Args:
        sentence: The sentence.
        passages: The texts that it cites, each with the letter of its case, if it is of one.
    """
    said = letters_of(sentence)
    if not said:
        return
    there = {letter for text, _case in passages for letter in letters_of(text)} | {
        case for _text, case in passages if case
    }
    missing = [letter for letter in said if letter not in there]
    for letter in missing:
        yield SupportFailure("case", said[letter])
    if not missing and len(there) > 1:
        yield from _mixed_lists(sentence, passages)
        yield from _told_of_another(sentence, passages)


def _mixed_lists(sentence: str, passages: Sequence[tuple[str, str | None]]) -> Iterator[SupportFailure]:
    """Lists of cases that take some from one list of the passages and some from another."""
    lists = [set(re.findall(r"\b[A-Z]\b", found[0])) for text, _case in passages for found in LIST.finditer(text)]
    for found in LIST.finditer(sentence):
        letters = set(re.findall(r"\b[A-Z]\b", found[0]))
        parts = [letters & known for known in lists if letters & known]
        if len(parts) > 1 and not any(letters <= known for known in lists):
            yield SupportFailure("case", found[0])


def _told_of_another(sentence: str, passages: Sequence[tuple[str, str | None]]) -> Iterator[SupportFailure]:
    """Statements that name one case and whose words stand where the passages speak of another."""
    told = [(read(statement), _owners(statement, case)) for text, case in passages for statement in sentences_of(text)]
    for statement in statements_of(sentence):
        said, letters = read(statement), set(letters_of(statement))
        if not letters or not said.stems:
            continue
        own = max((len(said.stems & text.stems) for text, of in told if not of or letters & of), default=0)
        others = max((len(said.stems & text.stems) for text, of in told if of and not letters & of), default=0)
        if (others - own) / len(said.stems) > CLEARLY:
            yield SupportFailure("case", next(iter(letters_of(statement).values())))


def _owners(statement: str, case: str | None) -> set[str]:
    named = set(letters_of(statement))
    return named or ({case} if case else set())
