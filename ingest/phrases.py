"""Finds the phrases of a vocabulary in a text, however many there are, in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WORD = re.compile(r"[^\W_][\w&]*")
ENDING = r"(?:['’]?s|s['’]|es)?"
OPENINGS = (2, 3, 5)
"""Letters of a first word that a phrase may be filed under: the more, the fewer phrases are tried at each word."""
WHOLE = " "
"""Ends what a phrase is filed under where its first word has no other ending."""
WORDS_KEPT = 1 << 14
LONGEST_QUOTE = 60
"""Characters of report text in a label's rule."""


class Strength(Enum):
    """What a phrase tells of its owner."""

    STRONG = "enough alone"
    WEAK = "counts with something else only"
    HIDES = "holds a phrase of the owner and means another thing"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that speak of something.

    A word in lower case is found in any case, one with a capital only as written (`DASH` is no `dash`); the last word
    takes a plural or possessive; `*` stands for any ending, `...` for up to four words, a space also for a hyphen, and
    a hyphen also for a space or nothing.

    Args:
        words: The words.
        owner: What they speak of.
        strength: How surely; words that hide (`police station`) hide phrases of their own owner only.
    """

    words: str
    owner: str
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase and where it stands in the text that was searched."""

    phrase: Phrase
    span: Span


class PhraseFinder:
    """Phrases filed under the first letters of their first word."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._filed: dict[str, list[tuple[re.Pattern[str], Phrase]]] = {}
        for phrase in phrases:
            pattern = re.compile(_expression(phrase.words))
            for opening in _openings(phrase.words):
                self._filed.setdefault(opening, []).append((pattern, phrase))
        # Reports repeat their words, so most are looked up once only.
        self._beginning_with = lru_cache(maxsize=WORDS_KEPT)(self._look_up)

    def find(self, text: str) -> list[Found]:
        """The phrases in a text, in the order of their first letter; the longer first where two begin together.

        Inside a phrase no other of the same owner is found, so that no words count twice.
        """
        found: list[Found] = []
        for word in WORD.finditer(text):
            for pattern, phrase in self._beginning_with(word[0]):
                if matched := pattern.match(text, word.start()):
                    found.append(Found(phrase, Span(matched.start(), matched.end())))
        found.sort(key=lambda each: (each.span.start, -each.span.end))
        inside = held((each.span, each.phrase.owner) for each in found)
        hides = Strength.HIDES
        return [
            one for one, within in zip(found, inside, strict=True) if not within and one.phrase.strength is not hides
        ]

    def _look_up(self, word: str) -> tuple[tuple[re.Pattern[str], Phrase], ...]:
        first = word.casefold()
        openings = {first + WHOLE, *(first[:length] for length in OPENINGS)}
        return tuple(entry for opening in openings for entry in self._filed.get(opening, ()))


def vocabulary(entries: Iterable[Mapping[str, Any]], name: str, strengths: Mapping[str, Strength]) -> PhraseFinder:
    """A finder of the phrases of a word list.

    Args:
        entries: Its owners, each with lists of phrases.
        name: The key under which an entry has its name.
        strengths: How surely the phrases speak under each key that has some.
    """
    return PhraseFinder(
        Phrase(words, entry[name], strength)
        for entry in entries
        for key, strength in strengths.items()
        for words in entry.get(key, ())
    )


def held(owned: Iterable[tuple[Span, str]]) -> Iterator[bool]:
    """Of each span with an owner, whether an earlier one of that owner holds it.

    Args:
        owned: Sorted by their starts, the longer first where two begin together.
    """
    furthest: dict[str, int] = {}
    for span, owner in owned:
        end = furthest.get(owner, -1)
        yield span.end <= end
        furthest[owner] = max(end, span.end)


def quoted(text: str) -> str:
    """Report text in quotation marks on one line, cut to what a label's rule has room for."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"}"'


def _openings(words: str) -> set[str]:
    """What a text's word may begin with where the phrase begins."""
    first, *others = words.casefold().split()
    goes_on = first.endswith("*") or not others
    stem = first.removesuffix("*").removesuffix("y") if goes_on else first
    # A hyphen or an apostrophe may be missing in the text.
    starts = {re.split(r"[^\w&]", stem)[0], re.sub(r"[^\w&]", "", stem)}
    if not goes_on:
        return {start + WHOLE for start in starts}
    return {start[: max(length for length in OPENINGS if length <= len(start))] for start in starts}


def _expression(words: str) -> str:
    *firsts, last = words.split()
    pattern = ""
    for part in firsts:
        pattern += r"(?:[\w'’-]+[\s-]+){0,4}?" if part == "..." else _hyphened(part, last=False) + r"[\s-]+"
    return pattern + _hyphened(last, last=True) + r"(?!\w)"


def _hyphened(word: str, *, last: bool) -> str:
    *firsts, end = word.split("-")
    return r"[\s-]?".join([*(_word(piece, last=False) for piece in firsts), _word(end, last=last)])


def _word(word: str, *, last: bool) -> str:
    stem = word.removesuffix("*")
    expression = re.escape(stem).replace("'", "['’]?")
    if stem != word:
        expression += r"\w*(?:['’]s)?"
    elif last:
        expression = expression[:-1] + r"(?:y(?:['’]s)?|ies)" if re.search(r"[^aeiou]y$", word) else expression + ENDING
    return f"(?i:{expression})" if word == word.lower() else expression
