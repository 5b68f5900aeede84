"""Reads a model's reply as it arrives, sentence by sentence: JSON that keeps to our schema, or text with key marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from app.writing.model_faults import model_fault
from app.writing.reply_json import MOST_PARAGRAPHS, Row, Rows
from app.writing.reply_marks import KeyReader
from app.writing.reply_text import MarkedText, sentences_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from app.writing.reply_text import Marked

STRUCTURED_FORMAT = """\
Reply with JSON alone: {"statements": [{"paragraph": 1, "text": "...", "keys": ["..."]}]}. Each statement is one \
sentence; its keys are those of the passages that it says. Sentences of one paragraph have the same number."""
PLAIN_FORMAT = """\
End each sentence with the keys of the passages that it says, in square brackets, before its full stop: \
"Plans were late [k7f2]." or "Plans were late and vague [k7f2][m3x9]." Put an empty line between paragraphs."""
REPLY_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "paragraph": {"type": "integer"},
                    "text": {"type": "string"},
                    "keys": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["paragraph", "text", "keys"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}
MOST_CHARACTERS = 20_000
"""Of a reply: some eight times what the prompts ask for. What goes on beyond this has no end."""
MOST_SENTENCES = 40
"""Four times what the prompts ask for at most."""
LONGEST_SENTENCE = 600
"""Characters: a sentence of an answer has some 150. What goes on beyond this is no sentence."""
THOUGHT_OPENS = frozenset({"<think>", "<thinking>"})
THOUGHT_CLOSES = frozenset({"</think>", "</thinking>"})
JSON_OPENS = '{"'
LIST_OPENS = '[{"'


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as a model wrote it, unchecked. `keys` are what it gave, known or not; `paragraph` is 1-based."""

    text: str
    keys: tuple[str, ...]
    paragraph: int = 1


class ReplyReader:
    """Reads one reply, piece by piece; what it finds does not depend on how the reply is cut.

    Args:
        keys: Those of the evidence; where there are none, whatever has the form of a key is one.
    """

    def __init__(self, keys: Collection[str] = ()) -> None:
        self._keys = KeyReader(keys)
        self._thoughts = _Thoughts()
        self._length = 0
        self._found = 0
        self._paragraph = 1
        self._begin()

    def _begin(self) -> None:
        self._text = MarkedText(self._keys)
        self._rows: Rows | None = None
        self._last_seen = ""
        self._after_break = False

    def feed(self, piece: str) -> list[Drafted]:
        """The sentences that a further piece of the reply completes.

        Raises:
            ModelError: The reply goes on without end.
        """
        self._length += len(piece)
        if self._length > MOST_CHARACTERS:
            raise model_fault("endless")
        return [drafted for character in piece for drafted in self._counted(self._heard(character))]

    def end(self) -> list[Drafted]:
        """The sentences that only the end of the reply completes.

        Raises:
            ModelError: The reply was empty, cannot be read, or has too many sentences.
        """
        last = [drafted for character in self._thoughts.end() for drafted in self._counted(self._said(character))]
        if self._rows is None:
            read = [*self._text.end()]
            if read and not read[-1].is_whole:
                # A last sentence without its end was cut off by the model's limit.
                read.pop()
            last += self._counted(drafted for marked in read for drafted in self._marked(marked))
        if not self._found:
            raise model_fault("empty" if not self._last_seen or (self._rows and self._rows.is_empty) else "malformed")
        return last

    def _counted(self, found: Iterable[Drafted]) -> Iterator[Drafted]:
        for drafted in found:
            self._found += 1
            if self._found > MOST_SENTENCES:
                raise model_fault("endless")
            yield drafted

    def _heard(self, character: str) -> Iterator[Drafted]:
        said = self._thoughts.push(character)
        if said is None:
            self._begin()
        for one in said or "":
            yield from self._said(one)

    def _said(self, character: str) -> Iterator[Drafted]:
        """What a character completes that is no thought. JSON may begin after other words, which are then dropped."""
        if not character.isspace() and (self._last_seen or character != "\ufeff"):
            self._last_seen = (self._last_seen + character)[-len(LIST_OPENS) :]
        if self._rows is not None:
            row = self._rows.push(character)
            yield from _drafted_row(row, self._keys) if row else ()
        elif self._last_seen.endswith(JSON_OPENS) and character == JSON_OPENS[-1]:
            self._rows = Rows(in_list=self._last_seen == LIST_OPENS)
            for one in JSON_OPENS:
                self._rows.push(one)
        else:
            for marked in self._text.push(character):
                yield from self._marked(marked)

    def _marked(self, marked: Marked) -> Iterator[Drafted]:
        """A sentence of plain text; what has neither keys nor an end is a heading, or leads in."""
        self._after_break |= marked.after_break
        if marked.keys or marked.is_whole:
            if self._after_break and self._found:
                self._paragraph = min(self._paragraph + 1, MOST_PARAGRAPHS)
            self._after_break = False
            yield Drafted(marked.text, marked.keys, self._paragraph)


class _Thoughts:
    """Leaves out what a model thinks aloud."""

    def __init__(self) -> None:
        self._held = ""
        self._thinks = False

    def push(self, character: str) -> str | None:
        """What is said for certain; `None` where all that is unread turns out to have been a thought."""
        if not self._held and character != "<":
            return "" if self._thinks else character
        self._held += character
        tag = self._held.lower()
        if tag in THOUGHT_OPENS:
            self._held, self._thinks = "", True
        elif tag in THOUGHT_CLOSES:
            # Some models begin to think in their prompt: then nothing opened the thought.
            was_open, self._held, self._thinks = self._thinks, "", False
            return "" if was_open else None
        elif not any(known.startswith(tag) for known in THOUGHT_OPENS | THOUGHT_CLOSES):
            said, self._held = (self._held[:-1], "<") if character == "<" else (self._held, "")
            return "" if self._thinks else said
        return ""

    def end(self) -> str:
        """What was held back."""
        return "" if self._thinks else self._held


def _drafted_row(row: str, keys: KeyReader) -> Iterator[Drafted]:
    """The sentences of a row; what is JSON and no statement counts as one without words, which no check lets pass."""
    try:
        read = Row.of_json(row)
    except ValidationError:
        yield Drafted("", ())
        return
    except ValueError:
        return
    given = tuple(key for told in read.keys for key in keys.keys_in(told) or _unknown(told))
    marked = sentences_of(read.text, keys)
    for one in marked:
        own = (*given, *one.keys) if len(marked) == 1 or not one.keys else one.keys
        yield Drafted(one.text, tuple(dict.fromkeys(own)), read.paragraph)
    if not marked:
        yield Drafted("", given, read.paragraph)


def _unknown(told: str) -> tuple[str, ...]:
    """What stands in place of a key and has no key's form; nothing where none of it can be written down."""
    key = told.encode("ascii", "ignore").decode().strip().casefold()
    return (key,) if key else ()
