"""What stands within quotation marks in the words of a file, taken apart where words were left out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.packs.finding import GAP
from app.verify import normalised
from ingest.lines import clean

CURLY_QUOTED: Final = re.compile("“([^“”]*)”")
OTHER_QUOTED: Final = re.compile(r"[\"«»„“”]([^\"«»„“”\n]+)[\"«»“”]")
"""What an editor may have made of curly marks; words of the report may hold such marks, too."""
SINGLE_QUOTED: Final = re.compile(r"(?<!\w)[‘‚'‹]((?:[^‘‚’'‹›\n]|(?<=\w)[’'](?=\w))+)[’'›‘](?!\w)")
"""Apostrophes within words are none of these marks."""
SOURCE_AFTER: Final = re.compile(r"[\s.,;:)|]{0,20}\[\s?(\d{1,4})\s?\]")
"""The number of its source, right after a quotation."""
NEXT_CELL: Final = re.compile(r";[^“”\n\t]{0,200}:\s*")
"""What stands between two quotations that are cells of one row (`PackFinding.words`)."""
HASH_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class FilePiece:
    """Words between two gaps of a quotation: `text` as in the file, on one line; `key` normalised; see `words_hash`."""

    text: str
    key: str
    words_hash: str


Quotation = tuple[FilePiece, ...]
"""The pieces of one pair of quotation marks, in order; never empty."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands right after a quotation: the number of its source, 0 where there is none, and whether a letter.

    `has_blank` says whether words are left out of it to be filled in, as in a quiz.
    """

    source: int = 0
    runs_on: bool = False
    has_blank: bool = False


@dataclass(frozen=True)
class Quotations:
    """The quotations of a file, in order, and the words outside of them, where each quotation left a line break.

    `beside` has for each quotation what stands with it.
    """

    quotations: tuple[Quotation, ...]
    outside: str
    beside: tuple[Beside, ...] = ()

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each piece stands there, by the hash of its words."""
        return Counter(piece.words_hash for quotation in self.quotations for piece in quotation)


def quotations_in(words: str) -> Quotations:
    """Finds what stands within curly double quotation marks.

    Args:
        words: All words of a file; a quotation may run over lines.
    """
    found: list[tuple[Quotation, Beside]] = []
    following: re.Match[str] | None = None
    source = 0
    for match in reversed(list(CURLY_QUOTED.finditer(words))):
        cited = SOURCE_AFTER.match(words, match.end())
        is_cell = following and NEXT_CELL.fullmatch(words, match.end(), following.start())
        source = int(cited[1]) if cited else source if is_cell else 0
        following = match
        if pieces := pieces_in(match[1]):
            runs_on = words[match.end() : match.end() + 1].isalpha()
            found.append((pieces, Beside(source, runs_on, "?" in "".join(GAP.findall(match[1])))))
    found.reverse()
    outside = CURLY_QUOTED.sub("\n", words)
    return Quotations(tuple(pieces for pieces, _ in found), outside, tuple(beside for _, beside in found))


def straight(quotations: Quotations) -> tuple[Quotation, ...]:
    """What stands within other quotation marks, outside of curly double ones.

    Single ones count only where the number of a source follows: people use them for what is no quotation, and so does
    the text of a pack that is ours.
    """
    outside = quotations.outside
    single = (found for found in SINGLE_QUOTED.finditer(outside) if SOURCE_AFTER.match(outside, found.end()))
    found = (pieces_in(match[1]) for match in (*OTHER_QUOTED.finditer(outside), *single))
    return tuple(filter(None, found))


def pieces_in(quoted: str) -> Quotation:
    """Takes the words of one quotation apart at the gaps; pieces without a letter or digit are left out."""
    texts = (" ".join(text.split()) for text in GAP.split(quoted))
    return tuple(FilePiece(text, normalised(clean(text)), key) for text in texts if (key := words_hash(text)))


def words_hash(text: str) -> str:
    """The first 16 hexadecimal digits of the sha256 of the normalised words; empty where there are no words."""
    key = normalised(clean(" ".join(text.split())))
    if not any(character.isalnum() for character in key):
        return ""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]
