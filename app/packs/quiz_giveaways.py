"""Words of a finding that would tell the answer of a quiz: no question is made of such words."""

from __future__ import annotations

import re

from app.lead_in import PERCENTAGE
from app.stated_shares import NUMBER_WORDS, PERCENT, number_of

NUMBER = re.compile(rf"(?<![\d.,])\b(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
OF_WHOLE = re.compile(rf"^ (?:out )?of (?:the |all |these |those )*{NUMBER.pattern}", re.IGNORECASE)
INITIAL_WORD = re.compile(r"(?<![^\W_])(?!(?:and|of|for|the|in|to|with|on)\b)[^\W\d_]+", re.IGNORECASE)
"""Words that an abbreviation takes its letters from."""
NAMES_TYPE = re.compile(r"\b(?:concern|recommend|good practice|strength)", re.IGNORECASE)
"""Words that say how a finding was reported."""


def tells_number(count: int, before: str, after: str) -> bool:
    """Whether the words around a gap tell its number: they have it again, or a percentage that it follows from."""
    after = OF_WHOLE.sub("", after, count=1)
    again = (number_of(found[0]) for words in (before, after) for found in NUMBER.finditer(words))
    return count in again or any(PERCENTAGE.search(words) or PERCENT.search(words) for words in (before, after))


def is_spelt_out(term: str, words: str) -> bool:
    """Whether the words hold the first letters of an abbreviation, in order, as the beginnings of words in a row."""
    initials = "".join(word[0] for word in INITIAL_WORD.findall(words)).casefold()
    return term.casefold() in initials


def names_type(words: str) -> bool:
    """Whether the words themselves say how they were reported, as a concern, as good practice, as a recommendation."""
    return NAMES_TYPE.search(words) is not None
