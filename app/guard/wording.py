"""Brings a question into the one form that the patterns of guard.yaml are written for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc`\u00b4]")
CONTRACTIONS = (
    (re.compile(r"\b(i)'m\b"), r"\1 am"),
    (re.compile(r"\b(you|we|they)'re\b"), r"\1 are"),
    (re.compile(r"\b(i|you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\b(i|you|we|they|he|she|it|that|who)'ll\b"), r"\1 will"),
    (re.compile(r"\b(he|she|it|that|there|what|who|where|how)'s\b"), r"\1 is"),
    (re.compile(r"\b(?:can't|cannot)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\b(i|you|we|they|he|she)'d\b"), r"\1 had"),
    (re.compile(r"n't\b"), " not"),
)
WORD = re.compile(r"(?<![\w/+=])[^\W_]+(?![\w/+=])")
SPACED_OUT = re.compile(r"(?<!\S)\w(?: \w){3,}(?!\S)")
"""Single letters in a row: a word, or several with wider gaps, spelt out to slip past."""
FOR_LETTERS = str.maketrans("013457@$!", "oieastasi")
DISGUISED = re.compile(r"\b(?=\w*[a-z])\w*[0134579@$!]\w*\b")
OF_A_CASE = re.compile(r"\b((?:case|child|family) (?:[a-z](?='s)|[b-hj-tv-z](?=s)))'?s\b")
"""`child is` is no child I."""
LETTERED = re.compile(r"\b(?:case|child|family)$")
LEAST_LETTERS = 5
"""Of a word that is put right: in a shorter one, too many others are one letter away."""


def cleaned(text: str) -> str:
    """The text in composed, everyday characters: without what is not seen, with plain apostrophes and spaces."""
    everyday = unicodedata.normalize("NFKC", text)
    seen = "".join(
        " " if char.isspace() else char for char in everyday if unicodedata.category(char) not in {"Cf", "Mn", "Cs"}
    )
    return APOSTROPHES.sub("'", seen)


def plain(text: str) -> str:
    """A question as the patterns expect it: lower case, short forms in full, single spaces, no apostrophes.

    Args:
        text: From `cleaned`.
    """
    lowered = SPACED_OUT.sub(_joined, re.sub(r" {2,}", "   ", text.lower())) if "  " in text else text.lower()
    for pattern, full in CONTRACTIONS:
        if "'" in lowered or "cannot" in lowered:
            lowered = pattern.sub(full, lowered)
    known = _in_full()
    unmarked = OF_A_CASE.sub(r"\1", lowered).replace("'", "")
    spelt = WORD.sub(lambda word: _in_place(word, known), unmarked)
    return " ".join(re.sub(r'["\u201c\u201d*_]', " ", spelt).split())


def undisguised(plain_text: str) -> str:
    """The question with digits that stand for letters put back: `pr3vious` is `previous`."""
    return DISGUISED.sub(lambda word: word[0].translate(FOR_LETTERS), plain_text)


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(" ", "")


def _in_place(word: re.Match[str], known: Mapping[str, str]) -> str:
    """The word in full, unless it is the letter of a case."""
    full = known.get(word[0])
    if full is None or (len(word[0]) == 1 and LETTERED.search(word.string[: word.start()].rstrip())):
        return word[0]
    return full


@cache
def _in_full() -> Mapping[str, str]:
    """What to put for a word: short forms, and near misses of words that matter."""
    rules = load("guard")
    right: list[str] = rules["spelt"]
    short_forms: dict[str, str] = rules["short_forms"]
    misspelt = {wrong: word for word in right if len(word) >= LEAST_LETTERS for wrong in _misspelt(word)}
    return {wrong: word for wrong, word in misspelt.items() if wrong not in right} | short_forms


def _misspelt(word: str) -> Iterator[str]:
    """The word with one letter missing, doubled, or changed about with the next; the first letter always stands."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[: at + 1] + word[at:]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
