"""Tells text from gibberish: letters of a font that does not say which letters they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST_MARKS = 4
WORD_SHARE = 0.5
"""Share of letters and figures among the marks of a page: text without a map has as many stops and signs."""
FEWEST_LETTERS = 60
FEWEST_VOWELS = 0.2
"""Share of vowels among Latin letters: English has 0.38, abbreviations in a table 0.25, shifted letters 0.15."""
UNKNOWN = re.compile("[\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""Characters without a meaning. U+F0xx are the bullets and ticks of the Symbol fonts."""


def is_gibberish(texts: Iterable[str]) -> bool:
    """Whether the text of a page cannot be what its reader sees."""
    text = "".join(texts)
    marks = re.findall(r"\S", text)
    if len(marks) < FEWEST_MARKS:
        return False
    known = sum(mark.isalnum() and not UNKNOWN.match(mark) for mark in marks)
    if known < WORD_SHARE * len(marks):
        return True
    letters = re.findall(r"[a-z]", text.casefold())
    vowels = sum(letter in "aeiouy" for letter in letters)
    return len(letters) >= FEWEST_LETTERS and vowels < FEWEST_VOWELS * len(letters)
