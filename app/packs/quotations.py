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
STRAIGHT_QUOTED: Final = re.compile(r"[\"«]([^\"«»\n]+)[\"»]")
"""What an editor may have made of curly marks; words of the report may hold such marks, too."""
HASH_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class FilePiece:
    """Words between two gaps of a quotation: `text` as in the file, on one line; `key` normalised; see `words_hash`."""

    text: str
    key: str
    words_hash: str


Quotation = tuple[FilePiece, ...]
"""The pieces of one pair of quotation marks, in order; never empty."""


@dataclass(frozen=True)
class Quotations:
    """The quotations of a file, in order, and the words outside of them, where each quotation left a line break."""

    quotations: tuple[Quotation, ...]
    outside: str

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each piece stands there, by the hash of its words."""
        return Counter(piece.words_hash for quotation in self.quotations for piece in quotation)


def quotations_in(words: str) -> Quotations:
    """Finds what stands within curly double quotation marks.

    Args:
        words: All words of a file; a quotation may run over lines.
    """
    found = tuple(filter(None, (pieces_in(match[1]) for match in CURLY_QUOTED.finditer(words))))
    return Quotations(found, CURLY_QUOTED.sub("\n", words))


def straight(quotations: Quotations) -> tuple[Quotation, ...]:
    """What stands within other double quotation marks, outside of curly ones."""
    found = (pieces_in(match[1]) for match in STRAIGHT_QUOTED.finditer(quotations.outside))
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
