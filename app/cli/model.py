"""The `model` command: which language model writes answers, whether it can be used, and the replies that are kept."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import click

from app.cli.terminal import print_json, say
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from app.settings import Settings
    from knowledge.protocols import LanguageModel


MADE_UP_KEY = "k7f2"
MADE_UP = f'''{{"question": "Were plans late?"}}
{{"key": "{MADE_UP_KEY}", "report": "A made-up audit", "text": "Plans were late."}}'''


@dataclass(frozen=True, slots=True)
class ModelState:
    """What the command tells; times are in milliseconds, and `None` where the model was not called."""

    model: str | None
    destination: str | None
    on_this_machine: bool | None
    prompts_sha256: dict[str, str]
    cached_replies: int
    first_word_ms: float | None = None
    whole_reply_ms: float | None = None
    keeps_to_schema: bool | None = None
    follows_the_rules: bool | None = None
    tells_tokens: bool | None = None


@click.command()
@click.option("--check", is_flag=True, help="Send it one made-up sentence (nothing of yours), and say how it answers.")
@click.option("--clear-cache", is_flag=True, help="Forget all replies that were kept (AUDIT_LEARNING_MODEL_CACHE).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_obj
def model(settings: Settings, check: bool, clear_cache: bool, as_json: bool) -> None:
    """Show which language model writes answers (AUDIT_LEARNING_MODEL), try it, or forget its replies.

    Without a model, answers are in the reports' own words and nothing leaves this machine.
    """
    from app.wiring import language_model, reply_cache

    if clear_cache:
        say(f"{reply_cache(settings).clear()} replies were forgotten.")
    chosen = language_model(settings)
    if check and chosen is None:
        raise ConfigError("No model is set.", "Set AUDIT_LEARNING_MODEL, such as ollama:llama3.1 (see docs/models.md).")
    state = _checked(settings, chosen) if check and chosen else _state(settings, chosen)
    if as_json:
        print_json(asdict(state))
    else:
        click.echo("\n".join(_lines(state)))


def _state(settings: Settings, chosen: LanguageModel | None) -> ModelState:
    from app.wiring import reply_cache
    from prompts.loader import TOLD_TO_A_MODEL, Prompts

    prompts = Prompts(settings.prompts)
    return ModelState(
        model=chosen.name if chosen else None,
        destination=chosen.destination if chosen else None,
        on_this_machine=chosen.is_here if chosen else None,
        prompts_sha256={name: prompts.load(name).sha256 for name in TOLD_TO_A_MODEL},
        cached_replies=reply_cache(settings).count(),
    )


def _checked(settings: Settings, chosen: LanguageModel) -> ModelState:
    """The state after one call with a made-up passage. Raises ModelError, ConfigError."""
    from app.writing.reply import PLAIN_FORMAT, REPLY_SCHEMA, STRUCTURED_FORMAT
    from knowledge.writing import ModelRequest
    from prompts.loader import Prompts

    held = chosen.keeps_to_schema
    system = Prompts(settings.prompts).load("answer").render(reply_format=STRUCTURED_FORMAT if held else PLAIN_FORMAT)
    started, first, tokens, written = time.perf_counter(), None, False, ""
    for piece in chosen.stream(ModelRequest(system, MADE_UP, REPLY_SCHEMA if held else None)):
        first = first or (_ms(started) if piece.text else None)
        tokens = tokens or piece.output_tokens is not None
        written += piece.text
    state = replace(_state(settings, chosen), first_word_ms=first, whole_reply_ms=_ms(started), tells_tokens=tokens)
    return replace(state, keeps_to_schema=_keeps_to_schema(written), follows_the_rules=_follows_the_rules(written))


def _keeps_to_schema(written: str) -> bool:
    """Whether a reply is of the shape that was asked for."""
    try:
        return isinstance(json.loads(written)["statements"], list)
    except (ValueError, KeyError, TypeError):
        return False


def _follows_the_rules(written: str) -> bool:
    """Whether a sentence came with the key of its passage. Raises ModelError where none can be read at all."""
    from app.writing.reply import ReplyReader

    reader = ReplyReader()
    return any(MADE_UP_KEY in drafted.keys for drafted in [*reader.feed(written), *reader.end()])


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _lines(state: ModelState) -> list[str]:
    if state.model is None:
        lines = ["No model is set: answers are in the reports' own words, and nothing leaves this machine."]
    elif state.on_this_machine:
        lines = [f"Answers are written by {state.model} on this machine ({state.destination})."]
    else:
        lines = [
            f"Answers are written by {state.model} at {state.destination}.",
            "Your question and the passages found for it are sent there.",
        ]
    if state.whole_reply_ms is not None:
        kept = "in the shape of our schema" if state.keeps_to_schema else "in plain text"
        times = f"first word after {state.first_word_ms} ms, done after {state.whole_reply_ms} ms"
        lines.append(f"It answered {kept}: {times}.")
        if not state.follows_the_rules:
            lines.append("It gave no key for its sentence: its answers would be thrown away. Use another model.")
    return [*lines, f"{state.cached_replies} replies are kept on disk."]
