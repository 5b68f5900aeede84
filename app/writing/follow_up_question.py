"""Has a model make a follow-up question stand on its own; what it adds of its own is not searched for."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.stems import stems_of
from knowledge.errors import ModelError
from knowledge.writing import ModelRequest, Rewriting, added

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.protocols import LanguageModel, Stop
    from knowledge.types import Turn
    from knowledge.writing import Fault
    from prompts.loader import Prompts

LONGEST = 400
"""Characters of a question that stands alone."""
LONGEST_REPLY = 6000
"""Characters: a model may think aloud before it."""
MOST_SECONDS = 10
"""For a question alone: the rules make one too, and the answer is yet to come."""
MOST_TURNS = 3
THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
CAPITALS = re.compile(r"\b[A-Z]\b")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A follow-up after a model had a try at it: `question` is `None` where its own is not to be searched for."""

    question: str | None
    rewriting: Rewriting


def rewritten(
    model: LanguageModel, prompts: Prompts, question: str, history: Sequence[Turn], stop: Stop | None = None
) -> Rewritten:
    """The question as a model makes it stand alone.

    Every word of it must be one of the conversation's and every number and letter of a case as well, and it must hold
    what the new question names: so a model can carry a topic over, but never bring one in.

    Args:
        model: The model.
        prompts: What it is told.
        question: As typed.
        history: Earlier turns, oldest first.
        stop: Asked now and then whether to give up.
    """
    asked = [turn.content for turn in history if turn.role == "user"][-MOST_TURNS:]
    answers = [turn.content[:LONGEST] for turn in history if turn.role == "assistant"][-1:]
    told = {"asked": asked, "answered": answers, "new question": question}
    prompt = prompts.load("follow_up")
    request = ModelRequest(prompt.render(), json.dumps(told, ensure_ascii=False))
    reply = _replied(model, request, Rewriting(prompt.sha256), stop)
    written = THOUGHT.sub("", reply.question or "").strip().strip('"“”')
    if not _is_of(written, question, [*asked, *answers]):
        return Rewritten(None, reply.rewriting)
    return Rewritten(written, replace(reply.rewriting, used=True))


def _replied(model: LanguageModel, request: ModelRequest, rewriting: Rewriting, stop: Stop | None) -> Rewritten:
    """The whole reply, unchecked; none where the model failed or took too long."""
    started = time.perf_counter()

    def too_late() -> bool:
        return time.perf_counter() - started > MOST_SECONDS or (stop is not None and stop())

    written = ""
    try:
        for piece in model.stream(request, too_late):
            written += piece.text
            rewriting = replace(
                rewriting,
                attempts=piece.attempts,
                input_tokens=added(rewriting.input_tokens, piece.input_tokens),
                output_tokens=added(rewriting.output_tokens, piece.output_tokens),
            )
            if len(written) > LONGEST_REPLY:
                raise ModelError("endless", "The model's question did not end.")
        fault: Fault | None = "too_slow" if too_late() else None
    except ModelError as error:
        fault = error.fault
        rewriting = replace(rewriting, attempts=max(error.attempts, rewriting.attempts))
    spent = replace(rewriting, fault=fault, model_ms=round((time.perf_counter() - started) * 1000, 1))
    return Rewritten(None if fault else written, spent)


def _is_of(written: str, question: str, earlier: Sequence[str]) -> bool:
    """Whether a text is one line made of the words of a conversation."""
    if not written or len(written) > LONGEST or "\n" in written or not all(map(str.isprintable, written)):
        return False
    known = stems_of("\n".join((question, *earlier)))
    own = stems_of(written)
    letters = set(CAPITALS.findall(written)) - {"A", "I"}
    return (
        own <= known and _named(question) <= own and letters <= set(CAPITALS.findall("\n".join((question, *earlier))))
    )


def _named(question: str) -> set[str]:
    """The words of the new question that must stay: those with a capital inside it, and numbers."""
    named = re.findall(r"(?<!^)(?<![.?!] )\b(?:[A-Z][\w’']+|\d+)\b", question)
    return stems_of(" ".join(named))
