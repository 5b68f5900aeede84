"""Tells the marks of a text, which give the keys of a sentence, from other words in brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.writing.evidence_text import KEY_DIGITS, KEY_LENGTH, KEY_LETTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

KEY = re.compile(rf"(?:[{KEY_LETTERS}][{KEY_DIGITS}]){{{KEY_LENGTH // 2}}}")
WORD = re.compile(r"\w+")
OPENING = frozenset("[({【［")
CLOSING = frozenset("])}】］")
DEEPEST_MARK = 3
"""Brackets within brackets: `([[k7f2]])`."""
LONGEST_MARK = 120
"""Characters: a dozen keys, with a word or a comma between them."""


class KeyReader:
    """Reads keys, in small letters.

    Args:
        known: The keys of the evidence; whatever has the form of a key is one as well, so that no mark with a key that
            a model made up stays in a sentence.
    """

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = {key.casefold(): key for key in known}

    def keys_in(self, text: str) -> tuple[str, ...]:
        """The keys that stand in a text as words, each once."""
        words = WORD.findall(text.casefold())
        return tuple(dict.fromkeys(self._known.get(word, word) for word in words if self._is_key(word)))

    def keys_of_mark(self, bracketed: str) -> tuple[str, ...]:
        """The keys of a mark; none where there is no key, or more words than "see", "key:" and "and" explain."""
        words = WORD.findall(bracketed.casefold())
        keys = sum(map(self._is_key, words))
        return self.keys_in(bracketed) if len(words) <= 2 * keys + 1 else ()

    def _is_key(self, word: str) -> bool:
        return word in self._known or KEY.fullmatch(word) is not None


class Marks:
    """Takes the marks out of a text: characters go in, characters and the keys of marks come out.

    A character is looked at `DEEPEST_MARK` + 1 times at most.

    Args:
        keys: Reads the keys.
    """

    def __init__(self, keys: KeyReader) -> None:
        self._keys = keys
        self._held = ""
        self._depth = 0

    def push(self, character: str) -> Iterator[str | tuple[str, ...]]:
        """What the next character makes certain."""
        if not self._held and character not in OPENING:
            yield character
            return
        self._held += character
        self._depth += (character in OPENING) - (character in CLOSING)
        if self._depth == 0 and (keys := self._keys.keys_of_mark(self._held)):
            self._held = ""
            yield keys
        elif self._depth in {0, DEEPEST_MARK + 1} or character == "\n" or len(self._held) > LONGEST_MARK:
            yield from self._release()

    def end(self) -> Iterator[str | tuple[str, ...]]:
        """What was held back."""
        while self._held:
            yield from self._release()

    def _release(self) -> Iterator[str | tuple[str, ...]]:
        """The first bracket opens no mark; one within may."""
        held, self._held, self._depth = self._held, "", 0
        yield held[0]
        for character in held[1:]:
            yield from self.push(character)
