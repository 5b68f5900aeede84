"""Tells the sentences of a model's text and the keys that each is given, one character at a time.

What is read never depends on how a text is cut into pieces, and nothing is searched anew when more arrives.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from app.writing.reply_marks import OPENING, Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.writing.reply_marks import KeyReader

EMPHASIS = frozenset("*_`")
BULLET = re.compile(r"\s*(?:(?:[-•–>]|#{1,6}|\d{1,2}[.)])\s+)*")
STOPS = frozenset(".!?…")
CLOSE_TO_WORDS = STOPS | frozenset(",;:")
QUOTES = frozenset("”\"’')")
OPEN_QUOTES = frozenset('“"')
ENDS = STOPS | QUOTES
BETWEEN_MARKS = re.compile(r" *(?:[,;/&|–-]|,? and)? *")
LONGEST_BETWEEN = 6
AFTER_LEADING_MARK = frozenset(":;,.–—-")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, on one line, without its marks.

    Args:
        text: Its words.
        keys: Those of its marks.
        is_whole: Whether it has an end: a full stop or the like, or a mark.
        after_break: Whether an empty line stands before it.
    """

    text: str
    keys: tuple[str, ...]
    is_whole: bool
    after_break: bool = False


@dataclass(slots=True)
class _Line:
    """A line without its marks, and where they stood in it."""

    written: list[str] = field(default_factory=list)
    marks: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    has_words: bool = False
    leads: bool = False
    """Whether its marks stand before their sentences."""

    def mark(self, keys: tuple[str, ...]) -> None:
        last = self.marks[-1][0] if self.marks else len(self.written)
        between = self.written[last : last + LONGEST_BETWEEN]
        if len(self.written) - last == len(between) and BETWEEN_MARKS.fullmatch("".join(between)):
            del self.written[last:]
        self.strip()
        self.marks.append((len(self.written), keys))

    def strip(self) -> None:
        while self.written and self.written[-1] == " ":
            self.written.pop()


@dataclass(slots=True)
class _Unread:
    """What no sentence has been made of yet.

    Args:
        goes_on: Whether it begins within a line.
        has_words: Whether any of its lines has.
        has_marks: Whether any of its lines has.
        after_mark: Whether the last words are followed by a mark, and at most a full stop.
        after_gap: Whether white space has come since the last mark.
        after_stop: Whether the last words are followed by a full stop or the like.
    """

    goes_on: bool = False
    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    has_words: bool = False
    has_marks: bool = False
    after_mark: bool = False
    after_gap: bool = False
    after_stop: bool = False


class MarkedText:
    """Reads a text whose sentences have key marks: within, after or before them.

    A sentence that has a mark is told as soon as it has ended; one that has none, only with the next mark or the end.

    Args:
        keys: Reads the keys.
    """

    def __init__(self, keys: KeyReader) -> None:
        self._marks = Marks(keys)
        self._unread = _Unread()

    def push(self, character: str) -> Iterator[Marked]:
        """The sentences that the next character completes; emphasis, and what is no character, is left out."""
        if character not in EMPHASIS and not "\ud800" <= character <= "\udfff":
            for token in self._marks.push(character):
                yield from self._token(token)

    def end(self) -> Iterator[Marked]:
        """What only the end completes."""
        for token in self._marks.end():
            yield from self._token(token)
        yield from self._cut()

    def _token(self, token: str | tuple[str, ...]) -> Iterator[Marked]:
        if isinstance(token, tuple):
            yield from self._mark(token)
        elif token == "\n":
            yield from self._line_end()
        elif token.isspace():
            self._unread.after_gap = True
            self._unread.lines[-1].written.append(" ")
        else:
            if self._begins_sentence(token):
                yield from self._cut(goes_on=True)
            self._visible(token)

    def _mark(self, keys: tuple[str, ...]) -> Iterator[Marked]:
        line = self._unread.lines[-1]
        leads = line.leads or not line.has_words
        if leads and line.has_words and self._unread.after_stop:
            yield from self._cut(goes_on=True)
        unread = self._unread
        line = unread.lines[-1]
        line.leads = leads
        line.mark(keys)
        unread.has_marks, unread.after_mark, unread.after_gap = True, line.has_words, False

    def _line_end(self) -> Iterator[Marked]:
        unread = self._unread
        if unread.has_marks and unread.has_words:
            yield from self._cut()
        elif unread.goes_on and not unread.has_words:
            # Marks after the last sentence of a line whose marks stand before theirs: they belong to none.
            self._unread = _Unread()
        unread = self._unread
        unread.lines.append(_Line())
        unread.goes_on = unread.after_mark = unread.after_stop = False

    def _begins_sentence(self, character: str) -> bool:
        """Whether a visible character is the first after a sentence with its mark."""
        unread = self._unread
        if not (unread.after_mark and unread.after_gap) or character in STOPS:
            return False
        return character.isupper() or character in OPEN_QUOTES or (unread.after_stop and character not in QUOTES)

    def _visible(self, character: str) -> None:
        unread, line, is_stop = self._unread, self._unread.lines[-1], character in STOPS
        if is_stop and unread.after_mark and unread.after_stop:
            return
        if line.leads and not line.has_words and character in AFTER_LEADING_MARK:
            return
        if unread.after_mark and character in CLOSE_TO_WORDS:
            line.strip()
        elif unread.after_mark and not unread.after_gap and (character.isalnum() or character in OPENING):
            line.written.append(" ")
        line.written.append(character)
        line.has_words = line.has_words or character.isalpha()
        unread.has_words = unread.has_words or line.has_words
        unread.after_stop = is_stop or (unread.after_stop and character in QUOTES)
        unread.after_mark = unread.after_mark and (is_stop or character in QUOTES)

    def _cut(self, *, goes_on: bool = False) -> Iterator[Marked]:
        """The sentences of all that is unread, which then is nothing."""
        lines, self._unread = self._unread.lines, _Unread(goes_on)
        return _sentences(lines)


def sentences_of(text: str, keys: KeyReader) -> list[Marked]:
    """The sentences of a whole text."""
    reader = MarkedText(keys)
    return [*(marked for character in text for marked in reader.push(character)), *reader.end()]


def _sentences(lines: Sequence[_Line]) -> Iterator[Marked]:
    """The sentences of lines: marks on a line of their own are those of the last before, or else of the next."""
    waiting: Marked | None = None
    alone: tuple[str, ...] = ()
    after_break = False
    for number, line in enumerate(lines):
        found = _sentences_of_line(line)
        keys = tuple(key for _place, mark in line.marks for key in mark)
        if not found and waiting and keys:
            waiting = replace(waiting, keys=_once(waiting.keys, keys), is_whole=True)
        elif not found:
            alone += keys
            # The first line may be the rest of one that has been read.
            after_break = after_break or (number > 0 and not keys)
        for marked in found:
            if waiting:
                yield waiting
            waiting = replace(marked, keys=_once(alone, marked.keys), after_break=after_break)
            alone, after_break = (), False
    if waiting:
        yield waiting


def _sentences_of_line(line: _Line) -> list[Marked]:
    """Each mark is that of the sentence that it stands in or follows, or of the first."""
    import nupunkt

    text = "".join(line.written)
    bullet = BULLET.match(text)
    begin = bullet.end() if bullet else 0
    spans = [(begin + start, text[begin + start : begin + end]) for start, end in nupunkt.sent_spans(text[begin:])]
    spans = [(start, sentence) for start, sentence in spans if sentence.strip()]
    starts = [start for start, _sentence in spans]
    keys: list[list[str]] = [[] for _span in spans]
    ends_marked = [False for _span in spans]
    for place, mark in line.marks if spans else ():
        at = max(bisect_left(starts, place) - 1, 0)
        keys[at].extend(mark)
        ends_marked[at] |= place >= starts[at] + len(spans[at][1].rstrip())
    return [
        Marked(" ".join(sentence.split()), _once(given), is_whole=marked or sentence.rstrip()[-1] in ENDS)
        for (_start, sentence), given, marked in zip(spans, keys, ends_marked, strict=True)
    ]


def _once(*keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*keys)))
