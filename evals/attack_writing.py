"""What scripted models write: the two forms of a reply that the product asks for, and honest replies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.scripted_chat import Asked, Reply, Shown

PIECE = 12
"""Characters of a piece of a stream: a few tokens."""
SLOW = 0.01
"""Seconds between the pieces of a slow reply."""
HONEST_SENTENCES = 4
FIRST_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
LIGHT_REWORDING = (
    (r"\bnot\b", "not"),
    (r"\bshowed\b", "demonstrated"),
    (r"\bwas found\b", "was seen"),
    (r"\busually\b", "generally"),
    (r"\bseldom\b", "rarely"),
    (r"\bhelp\b", "support"),
    (r"\bbegan\b", "started"),
    (r"\bcompleted\b", "filled in"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a model writes, with the keys that it gives for it; `paragraph` counts from 1."""

    text: str
    keys: tuple[str, ...]
    paragraph: int = 1


def written(asked: Asked, sentences: Sequence[Sentence]) -> str:
    """The sentences in the form that a request asked for: JSON where it gives a schema, else marked text."""
    return as_json(sentences) if asked.wants_schema else as_text(sentences)


def as_json(sentences: Sequence[Sentence]) -> str:
    """The sentences as `{"statements": [...]}`."""
    rows = [{"paragraph": one.paragraph, "text": one.text, "keys": list(one.keys)} for one in sentences]
    return json.dumps({"statements": rows}, ensure_ascii=False)


def as_text(sentences: Sequence[Sentence]) -> str:
    """The sentences as prose, each with its keys in square brackets before its full stop."""
    paragraphs = groupby(sentences, key=lambda one: one.paragraph)
    return "\n\n".join(" ".join(_marked(one) for one in inside) for _number, inside in paragraphs)


def _marked(sentence: Sentence) -> str:
    marks = "".join(f"[{key}]" for key in sentence.keys)
    text = sentence.text.rstrip()
    return f"{text[:-1]} {marks}{text[-1]}" if text[-1:] in {".", "!", "?"} and marks else f"{text} {marks}".rstrip()


def pieces_of(text: str, size: int = PIECE) -> Iterator[str]:
    """A text in pieces of a size."""
    return (text[start : start + size] for start in range(0, len(text), size))


def reply_of(text: str) -> Reply:
    """A reply that says a text as it should be said."""
    return Reply(list(pieces_of(text)))


def echo(evidence: Sequence[Shown], most: int = HONEST_SENTENCES) -> list[Sentence]:
    """The first sentence of each of the first passages, word for word, with its key."""
    return [Sentence(first_sentence(shown.text), (shown.key,)) for shown in evidence[:most]]


def first_sentence(text: str) -> str:
    """The first sentence of a text, with a full stop where it has none."""
    line = " ".join(text.split())
    found = FIRST_SENTENCE.match(line)
    return found.group() if found else f"{line}."


def reworded(sentence: str) -> str:
    """A sentence with a few words changed for others of the same meaning."""
    for words, others in LIGHT_REWORDING:
        sentence = re.sub(words, others, sentence)
    return f"Auditors noted that {_lowered(sentence)}"


def _lowered(sentence: str) -> str:
    """The sentence as it goes on after other words: names and short forms keep their capital."""
    first = sentence.split(maxsplit=1)[0] if sentence.split() else ""
    return sentence[:1].lower() + sentence[1:] if first in {"The", "A", "An", "In", "For", "Fathers"} else sentence


def honest(asked: Asked) -> Reply:
    """Quotes the first sentences of the evidence, each with its key."""
    return reply_of(written(asked, echo(asked.evidence)))


def paraphrase(asked: Asked) -> Reply:
    """Says the first sentences of the evidence in slightly other words."""
    said = [Sentence(reworded(one.text), one.keys, one.paragraph) for one in echo(asked.evidence)]
    return reply_of(written(asked, said))


def slow_but_fine(asked: Asked) -> Reply:
    """Is honest with a pause after each piece."""
    text = written(asked, echo(asked.evidence))
    return Reply([part for piece in pieces_of(text) for part in (piece, SLOW)])
