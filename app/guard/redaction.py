"""Blanks whatever may be a name once a question is known to identify somebody: rather too much than too little."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.guard.names import POSSESSIVE, TOKEN, listed
from knowledge.terms import stop_words
from knowledge.types import Span
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

VOCABULARIES = (
    *("agencies", "everyday", "filler", "finding_types", "glossary"),
    *("places", "question_words", "resources", "themes", "topics"),
)
INTRODUCES = re.compile(
    r"\b(?:called|named|names? (?:is|are|was)|name'?s|about|surname|known as|child is|mum is)\s+", re.I
)
SAYS_WHO = re.compile(r"'s|\s*,|\s+(?:is|has|was|keeps|lives|says|said|told|born|dob|aged|who)\b", re.IGNORECASE)
MOST_NAMES = 2
WITH_A_BIRTH = re.compile(
    r"\b([A-Z][\w'-]+ [A-Z][\w'-]+)(?:'s)?[ ,(-]{1,3}"
    r"(?:(?:dob|d\.o\.b\.?|born|b|date of birth|aged?)[ :]{0,2}(?:on )?)?"
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?=[,)]| ?yo\b| ?y/o\b| years? old))"
)
"""Two words with capitals before a date or an age."""


def unlisted_names(text: str) -> Iterator[Span]:
    """Pairs of words that no list of ours knows, with a date or an age after them: also names that are rare here.

    Args:
        text: From `wording.cleaned`.
    """
    for found in WITH_A_BIRTH.finditer(text):
        if not any(map(_is_known, found[1].split())):
            yield Span(*found.span(1))


def likely_names(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Runs of words that no list of ours knows, where names stand.

    Args:
        text: From `wording.cleaned`, of a question in which something identifies a person.
        found: What identifies, from `identity.identifying`.
    """
    tokens = list(TOKEN.finditer(text))
    yield from _capitalised_runs(text, tokens)
    yield from _beside_first_names(text, tokens)
    for span in found:
        yield from _first_unknown(
            [each for each in reversed(tokens) if each.end() <= span.start], listed("beside_names")
        )
    for introduced in INTRODUCES.finditer(text):
        yield from _first_unknown([each for each in tokens if each.start() >= introduced.end()], frozenset())


def _capitalised_runs(text: str, tokens: Sequence[re.Match[str]]) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    for token in tokens:
        if run and (not token[0][0].isupper() or text[run[-1].end() : token.start()].strip(" -.'") != ""):
            yield from _unknown_part(text, run)
            run = []
        if token[0][0].isupper():
            run.append(token)
    yield from _unknown_part(text, run)


def _unknown_part(text: str, run: Sequence[re.Match[str]]) -> Iterator[Span]:
    """A run from its first to its last word that may be of a name; none where all its words are known."""
    strange = [token for token in run if not _is_known(token[0])]
    if not strange:
        return
    if len(run) == 1 and _opens(text, run[0]) and not SAYS_WHO.match(text, run[0].end()):
        return
    kept = [token for token in run if not _is_known(token[0]) or _may_be_of_a_name(token[0])]
    yield Span(kept[0].start(), kept[-1].end())


def _opens(text: str, token: re.Match[str]) -> bool:
    """Whether a word has its capital because a sentence begins with it."""
    before = text[: token.start()].rstrip(" \"'(")
    return not before or before[-1] in ".?!:"


def _beside_first_names(text: str, tokens: Sequence[re.Match[str]]) -> Iterator[Span]:
    """First names of the list in small letters, each with an unknown word after it."""
    for token, after in pairwise(tokens):
        is_first = token[0].casefold() in listed("first_names") and token[0].casefold() not in listed("also_words")
        if is_first and text[token.end() : after.start()].isspace() and not _is_known(after[0]):
            yield Span(token.start(), after.end())


def _first_unknown(tokens: Iterable[re.Match[str]], passed: frozenset[str]) -> Iterator[Span]:
    """The nearest words of a list that are unknown, at most two; labels are passed over before the first."""
    taken = 0
    for token in tokens:
        if not taken and token[0].casefold() in passed:
            continue
        if taken == MOST_NAMES or _is_known(token[0]):
            return
        taken += 1
        yield Span(*token.span())


def _may_be_of_a_name(word: str) -> bool:
    folded = POSSESSIVE.sub("", word).casefold()
    return folded in listed("first_names") or folded in listed("surnames") or folded in _words_of("places")


def _is_known(word: str) -> bool:
    folded = POSSESSIVE.sub("", word).casefold()
    if len(folded) == 1 or folded in stop_words() or folded in listed("not_surnames"):
        return True
    return any(folded in _words_of(name) or folded.removesuffix("s") in _words_of(name) for name in VOCABULARIES)


@cache
def _words_of(vocabulary: str) -> frozenset[str]:
    """All words that stand in one of our lists, in small letters."""
    return frozenset(token[0].casefold() for words in _strings(load(vocabulary)) for token in TOKEN.finditer(words))


def _strings(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for each in entry.values():
            yield from _strings(each)
    elif isinstance(entry, list):
        for each in entry:
            yield from _strings(each)
