"""Finds the quotes of a receipt again in a file that may have been edited."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.packs.quotations import FilePiece, Quotation, Quotations, straight
from app.packs.verify_nearness import NEAR, near_words, nearness
from app.verify import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FEW_WORDS: Final = 4
"""Fewer stand by chance where no quotation marks say that they are a quote."""
MOST_COMPARED: Final = 150
"""Quotes, and quotations, that are compared each with each: a file may be made to take for ever."""
MOST_LINES: Final = 3_000
"""The same of lines."""
MARK = r"[\"'«»‹›]"
MARKED: Final = re.compile(rf"(?:{MARK}|(?:…|\.\.\.|\?)\])$"), re.compile(rf"(?:{MARK}|\[(?:…|\.\.\.|\?))")
"""What stands before and after a quote whose marks were changed, as normalised: another mark, or the sign of a gap."""
LONGEST_MARK: Final = 4
TAKEN: Final = "\0"
SURPLUS: Final = -1
"""Stands for the number of the quotation, where nobody can tell which of several copies it is."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Words that a file is to hold `times` times; `text` is empty where the library no longer says what they were."""

    words_hash: str
    times: int
    text: str


@dataclass(slots=True)
class Matched:
    """What a file holds of what it is to hold.

    Args:
        found: How often the words stand there unchanged, by their hash.
        changed: What stands there instead of copies of them, by their hash.
        added: Quotations that are none of these, or hold words that are not; of other quotation marks, those last.
    """

    found: Counter[str]
    changed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    added: tuple[Quotation, ...] = ()


def match(expected: Sequence[Expected], quotations: Quotations) -> Matched:
    """Finds quotes in a file: first as they were, then changed within their marks, then without their marks.

    Args:
        expected: Each words hash once.
        quotations: Of the file.
    """
    return _Matching(expected, quotations).matched()


class _Matching:
    """The state of matching one file: what is still to be found, and which pieces are still of no known quote."""

    def __init__(self, expected: Sequence[Expected], quotations: Quotations) -> None:
        self._expected = {one.words_hash: one for one in expected}
        self._quotations = quotations
        counted = quotations.counted
        self._matched = Matched(Counter({key: counted[key] for key in self._expected if counted[key]}))
        self._lacking = Counter({key: max(0, one.times - counted[key]) for key, one in self._expected.items()})
        self._left = [
            (number, piece)
            for number, quotation in enumerate(quotations.quotations)
            for piece in quotation
            if piece.words_hash not in self._expected
        ]
        self._left += _surplus(self._expected, quotations)

    def matched(self) -> Matched:
        """Takes all steps."""
        self._take_near(NEAR)
        self._take_unmarked()
        if not self._quotations.quotations:
            self._left = list(self._straight_pieces())
            self._take_near(NEAR)
        self._take_near(0.0, shorter_than=FEW_WORDS)
        self._take_near_unmarked()
        left = dict.fromkeys(number for number, _ in self._left if number != SURPLUS)
        self._matched.added = (*(self._quotations.quotations[number] for number in left), *self._straight())
        return self._matched

    def _wanted(self) -> list[Expected]:
        """What is still lacking and known, the longest first."""
        lacking = [one for key, one in self._expected.items() if self._lacking[key] > 0 and one.text]
        return sorted(lacking, key=lambda one: -len(one.text))[:MOST_COMPARED]

    def _take_near(self, least: float, shorter_than: int | None = None) -> None:
        """Pairs what is lacking with the pieces most like it; with `shorter_than`, only where both are that short."""

        def is_short(text: str) -> bool:
            return shorter_than is None or len(text.split()) < shorter_than

        pairs = [
            (near, one.words_hash, index)
            for one in self._wanted()
            if is_short(one.text)
            for index, (_, piece) in enumerate(self._left[:MOST_COMPARED])
            if is_short(piece.text) and (near := nearness(one.text, piece.text)) >= least
        ]
        taken = set[int]()
        for _near, key, index in sorted(pairs, key=lambda pair: -pair[0]):
            if self._lacking[key] > 0 and index not in taken:
                taken.add(index)
                self._lacking[key] -= 1
                self._matched.changed[key].append(self._left[index][1].text)
        self._left = [left for index, left in enumerate(self._left) if index not in taken]

    def _take_unmarked(self) -> None:
        """Looks for what is lacking outside of curly quotation marks: an editor may have changed or lost them."""
        outside = normalised(self._quotations.outside)
        for one in self._wanted():
            key, at = normalised(one.text), 0
            while self._lacking[one.words_hash] > 0 and (at := outside.find(key, at)) >= 0:
                end = at + len(key)
                if len(one.text.split()) >= FEW_WORDS or _is_marked(outside, at, end):
                    outside = outside[:at] + TAKEN * len(key) + outside[end:]
                    self._lacking[one.words_hash] -= 1
                    self._matched.found[one.words_hash] += 1
                at = end

    def _take_near_unmarked(self) -> None:
        """Looks for words like those that are lacking, outside of curly quotation marks."""
        lines = [line for line in self._quotations.outside.splitlines() if len(line.split()) >= FEW_WORDS]
        for one in self._wanted():
            if len(one.text.split()) < FEW_WORDS:
                continue
            for near in filter(None, (near_words(one.text, line) for line in lines[:MOST_LINES])):
                if self._lacking[one.words_hash] <= 0:
                    break
                self._lacking[one.words_hash] -= 1
                self._matched.changed[one.words_hash].append(near)

    def _straight_pieces(self) -> Iterator[tuple[int, FilePiece]]:
        """What stands in straight marks and is no known quote, nor in marks within one."""
        known = [normalised(one.text) for one in self._expected.values()]
        for piece in (piece for quotation in straight(self._quotations) for piece in quotation):
            if piece.words_hash not in self._expected and not any(f'"{piece.key}"' in key for key in known):
                yield SURPLUS, piece

    def _straight(self) -> Iterable[Quotation]:
        """What stands in other quotation marks than curly ones and is no part of a known quote."""
        known = [normalised(one.text) for one in self._expected.values() if one.text]
        known += [normalised(text) for texts in self._matched.changed.values() for text in texts]
        for quotation in straight(self._quotations):
            if length(quotation) >= FEW_WORDS and not any(_is_part(piece, known) for piece in quotation):
                yield quotation


def _surplus(expected: Mapping[str, Expected], quotations: Quotations) -> Iterator[tuple[int, FilePiece]]:
    """Copies of known quotes beyond those that there were: another quote may have been changed into one."""
    pieces = {piece.words_hash: piece for quotation in quotations.quotations for piece in quotation}
    for key, times in quotations.counted.items():
        if key in expected:
            yield from [(SURPLUS, pieces[key])] * (times - expected[key].times)


def length(quotation: Quotation) -> int:
    """How many words a quotation has."""
    return sum(len(piece.text.split()) for piece in quotation)


def _is_part(piece: FilePiece, known: Iterable[str]) -> bool:
    return any(piece.key in key or (key in piece.key and 2 * len(key) > len(piece.key)) for key in known)


def _is_marked(outside: str, start: int, end: int) -> bool:
    """Whether a mark of quotation or of a gap stands on both sides."""
    before, after = MARKED
    return bool(before.search(outside[max(0, start - LONGEST_MARK) : start]) and after.match(outside, end))
