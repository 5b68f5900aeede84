"""Reads a model's reply as it arrives, sentence by sentence: JSON that keeps to our schema, or text with key marks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
MOST_PARAGRAPHS = 20
MOST_CHARACTERS = 20_000
"""Of a reply: some eight times what the prompts ask for. What goes on beyond this has no end."""
MOST_SENTENCES = 40
"""Four times what the prompts ask for at most."""
LONGEST_SENTENCE = 600
"""Characters: a sentence of an answer has some 150. What goes on beyond this is no sentence."""
THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
OPEN_THOUGHT = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
FENCE = re.compile(r"\A\s*```(?:json|JSON)?[ \t]*\n?")
JSON = re.compile(r"\{|\[\s*\{")
LIST = re.compile(r'"statements"\s*:\s*\[')
MARKS = r"(?:\s?\[[ \t]*[\w-]{1,12}(?:[ \t]*[,;][ \t]*[\w-]{1,12})*[ \t]*\])+"
SENTENCE = re.compile(
    rf"(?P<text>.*?)(?P<marks>{MARKS})(?P<end>[.!?]+(?=\s|$)|(?=\s*\n)|(?<=[.!?])|(?=\s+[A-Z“\"])|\Z)", re.DOTALL
)
"""A text with its key marks: at its end, or before its full stop."""
ENDS = frozenset(".!?”\"’')")
MARK = re.compile(r"[\w-]+")
BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as a model wrote it, unchecked. `keys` are what it gave, known or not; `paragraph` is 1-based."""

    text: str
    keys: tuple[str, ...]
    paragraph: int = 1


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    keys: list[str] = Field(default_factory=list)
    paragraph: int = 1


class ReplyReader:
    """Reads one reply, piece by piece."""

    def __init__(self) -> None:
        self._raw = ""
        self._read_to = 0
        self._paragraph = 1
        self._found = 0

    def feed(self, piece: str) -> list[Drafted]:
        """The sentences that a further piece of the reply completes.

        Raises:
            ModelError: The reply goes on without end.
        """
        self._raw += piece
        found = self._counted(self._sentences(is_over=False))
        if len(self._raw) > MOST_CHARACTERS or self._found > MOST_SENTENCES:
            raise ModelError("endless", "The model's answer did not end.")
        return found

    def end(self) -> list[Drafted]:
        """The sentences that only the end of the reply completes.

        Raises:
            ModelError: The whole reply was empty, or cannot be read.
        """
        last = self._counted(self._sentences(is_over=True))
        if not self._found:
            if not self._said or self._is_empty_list:
                raise ModelError("empty", "The model wrote nothing.")
            raise ModelError("malformed", "What the model wrote cannot be read.")
        return last

    def _counted(self, found: Iterator[Drafted]) -> list[Drafted]:
        drafted = list(found)
        self._found += len(drafted)
        return drafted

    @property
    def _said(self) -> str:
        """The reply without what the model thought aloud; nothing while it still thinks."""
        without = THOUGHT.sub("", self._raw)
        if open_thought := OPEN_THOUGHT.search(without):
            without = without[: open_thought.start()]
        return FENCE.sub("", without).strip("\ufeff \t\r\n") if without.strip() else ""

    @property
    def _is_empty_list(self) -> bool:
        found = LIST.search(self._said)
        return found is not None and self._said[found.end() :].lstrip().startswith("]")

    def _sentences(self, *, is_over: bool) -> Iterator[Drafted]:
        said = self._said
        if not said or said.rstrip() == "[":
            return iter(())
        return self._of_json(said) if JSON.match(said) else self._of_text(said, is_over)

    def _of_json(self, said: str) -> Iterator[Drafted]:
        """The objects of the list that are closed, each once."""
        if not self._read_to:
            listed = LIST.search(said)
            self._read_to = listed.end() if listed else (1 if said[0] == "[" else 0)
        if not self._read_to:
            return
        while (start := said.find("{", self._read_to)) >= 0 and said[self._read_to : start].strip(" \t\r\n,") == "":
            try:
                row, self._read_to = json.JSONDecoder().raw_decode(said, start)
            except (json.JSONDecodeError, RecursionError):
                return
            yield from _drafted_row(row)

    def _of_text(self, said: str, is_over: bool) -> Iterator[Drafted]:
        """The sentences whose marks have ended: while more may come, the last characters may still belong to one."""
        while "]" in said[self._read_to :] and (found := SENTENCE.match(said, self._read_to)):
            if not is_over and found.end() >= len(said.rstrip()):
                return
            self._read_to = found.end()
            yield from self._drafted_text(found)
        if is_over:
            self._read_to, rest = len(said), said[self._read_to :]
            # A last sentence without its end was cut off by the model's limit.
            yield from (Drafted(text, (), self._paragraph) for text in _split(rest) if text[-1] in ENDS)

    def _drafted_text(self, found: re.Match[str]) -> Iterator[Drafted]:
        """The sentence that has the marks, after any before it that have none."""
        if self._found and re.match(r"[ \t]*\n\s*\n", found["text"]):
            self._paragraph = min(self._paragraph + 1, MOST_PARAGRAPHS)
        *before, last = _split(found["text"]) or [""]
        yield from (Drafted(text, (), self._paragraph) for text in before)
        if last:
            marks = [*re.findall(MARKS, last), found["marks"]]
            text = re.sub(MARKS, "", last)
            end = found["end"] if text[-1:] not in ENDS else ""
            yield Drafted(f"{text}{end}", tuple(key for mark in marks for key in MARK.findall(mark)), self._paragraph)


def _drafted_row(row: object) -> Iterator[Drafted]:
    """The sentences of a row; what is no row counts as a sentence without words, which no check lets pass."""
    try:
        read = _Row.model_validate(row)
    except ValidationError:
        yield Drafted("", ())
        return
    for sentence in _split(read.text) or [""]:
        yield Drafted(sentence, tuple(read.keys), min(max(read.paragraph, 1), MOST_PARAGRAPHS))


def _split(text: str) -> list[str]:
    """The sentences of a text, each on one line, without the marks of a list."""
    import nupunkt

    lines = (" ".join(BULLET.sub("", line).split()) for line in re.split(r"\n+", text))
    return [sentence.strip() for line in lines if line for sentence in nupunkt.sent_tokenize(line) if sentence.strip()]
