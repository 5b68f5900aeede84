"""The records of an answer that a language model wrote: what it was asked, what came back, what was made of that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = NewType("Key", str)
"""The short random name that a passage has for the model within one answer."""

Fault = Literal[
    "unreachable",
    "not_allowed",
    "busy",
    "server_error",
    "not_found",
    "rejected",
    "too_long",
    "stalled",
    "too_slow",
    "endless",
    "empty",
    "malformed",
    "unsupported",
]
"""Why a model's answer is not shown.

It could not be had: no connection, its key was turned away, it is busy, it failed, it is not there, it turned the
request down, the request was too long for it. Or its reply was of no use: it stopped arriving, took too long, did not
end, was empty, could not be read, or its passages do not bear out most of it.
"""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What a model is asked.

    Args:
        system: The rules.
        user: The question and the evidence: data, never rules.
        reply_schema: JSON schema of the reply, for models that can be held to one; `None` for plain text.
    """

    system: str
    user: str
    reply_schema: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """A piece of a reply as it arrives: some text, and how many tokens it adds to those told before.

    `input_tokens` and `output_tokens` are `None` where the model does not tell; `attempts` counts calls so far; `ended`
    says on the last piece why the reply ended, in the provider's word (`stop`, `length`), where it tells.
    """

    text: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    attempts: int = 1
    ended: str = ""


def added(before: int | None, told: int | None) -> int | None:
    """A count with what is told further; `None` where nothing was told at all."""
    return before if told is None else (before or 0) + told


class Outcome(StrEnum):
    """What became of a sentence that a model wrote."""

    KEPT = "kept"
    CITED_ANEW = "cited_anew"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """What the checks made of one sentence; its words are not kept, for a sentence may be untrue.

    `failed` names the checks that spoke against it as it came (`number`, `agency`, ...), none where it was kept.
    """

    outcome: Outcome
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """How a model took part in an answer.

    Args:
        model: Its name, as configured.
        destination: The host that the question and the evidence went to.
        prompt: Name of the prompt.
        prompt_sha256: Of the prompt's file.
        sentences: What became of each sentence, in the order written.
        fault: Why the answer is extractive after all; `None` where the model's is shown.
        cached: Whether the reply came from the cache: the evidence was not sent.
        attempts: How often the model was called.
        input_tokens: Tokens that it read, where it tells.
        output_tokens: Tokens that it wrote, where it tells.
        model_ms: Milliseconds from the call to the end of the reply.
        first_sentence_ms: Milliseconds until the first verified sentence; `None` where there was none.
    """

    model: str
    destination: str
    prompt: str
    prompt_sha256: str
    sentences: tuple[SentenceCheck, ...] = ()
    fault: Fault | None = None
    cached: bool = False
    attempts: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    model_ms: float = 0.0
    first_sentence_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How a model took part in making a follow-up stand alone.

    Args:
        prompt_sha256: Of the prompt's file.
        used: Whether its question was searched for; otherwise the one made by rule was.
        fault: What kept the model from it; `None` where it replied.
        attempts: How often it was called.
        input_tokens: Tokens that it read, where it tells.
        output_tokens: Tokens that it wrote, where it tells.
        model_ms: Milliseconds that it took.
    """

    prompt_sha256: str
    used: bool = False
    fault: Fault | None = None
    attempts: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    model_ms: float = 0.0
