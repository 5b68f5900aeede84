"""The ways in which a language model fails: what its server does, and which fault an answer then names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, repeat
from typing import TYPE_CHECKING

from evals.attack_writing import as_json, echo, honest, pieces_of, written
from evals.scripted_chat import Asked, Reply
from evals.scripted_model import closed_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.scripted_model import Script
    from knowledge.writing import Fault

FOR_EVER = 3600.0
"""Seconds that nobody waits."""
HUGE = 5_000_000
"""Characters of one piece."""
SECRET = "said-by-the-server"
"""Stands in what servers say of a failure: none of it may be repeated."""
NO_SUCH_HOST = "http://no-such-host.invalid/v1"
"""RFC 6761: `.invalid` never has an address."""
LOGIN_PAGE = f"<!doctype html><title>Sign in</title><form action='/login'>{SECRET}</form>".encode()


@dataclass(frozen=True, slots=True)
class Failure:
    """A way to fail.

    Args:
        name: In words.
        script: What the server does; `None` where no server is there, whose address is then `url`.
        faults: What the answer may name as the fault; none where the model's answer is to be had in spite of it.
        url: Gives the address to call in place of the server's.
        most_calls: How often it may be called, whatever the retries: where another call cannot help, or only one can,
            without the options that the server may have turned down. `None` for once more than the retries.
    """

    name: str
    script: Script | None
    faults: frozenset[Fault] = frozenset()
    url: Callable[[], str] | None = None
    most_calls: int | None = None


def refused(status: int, code: str = "", message: str = "", **headers: str) -> Reply:
    """A failure as OpenAI says it: the status with a JSON error."""
    error = {"message": f"{message or 'It failed.'} {SECRET}", "type": "error", "param": None, "code": code or None}
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps({"error": error}).encode(), headers=names)


def always(reply: Reply) -> Script:
    """Does the same each time."""
    return lambda asked: reply


def once(reply: Reply) -> Script:
    """Fails the first time, and is honest from then on."""
    return lambda asked: reply if asked.number == 1 else honest(asked)


def redirected(url: str) -> Script:
    """Sends to another address."""
    return always(refused(307, Location=f"{url}/chat/completions"))


def saying(text: str) -> Script:
    """Writes a text, whatever is asked."""
    return lambda asked: Reply(list(pieces_of(text)))


def refuses_schemas(asked: Asked) -> Reply:
    """Turns down a request with a schema, as models that know none do, and is honest with others."""
    message = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
    return refused(400, message=message) if asked.wants_schema else honest(asked)


def stalls_in_mid_stream(asked: Asked) -> Reply:
    """Writes a third of an honest answer and no more."""
    text = written(asked, echo(asked.evidence))
    return Reply([*pieces_of(text[: len(text) // 3]), FOR_EVER])


def drips(asked: Asked) -> Reply:
    """Writes one character at a time, for ever, never so slowly that it stalls."""
    return Reply(_dripped(cycle("Plans were late and ")))


def _dripped(characters: Iterator[str]) -> Iterator[str | float]:
    for character in characters:
        yield character
        yield 0.05


def never_stops(asked: Asked) -> Reply:
    """Writes for ever, as fast as it is read."""
    return Reply(repeat("Plans were late and "))


def never_stops_quoting(asked: Asked) -> Reply:
    """Writes the same true sentences for ever."""
    text = written(asked, echo(asked.evidence)).removesuffix("]}")
    rows = text.partition("[")[2] if asked.wants_schema else text
    return Reply(_followed(text, repeat(f", {rows}" if asked.wants_schema else f" {rows}")))


def _followed(first: str, others: Iterator[str]) -> Iterator[str | float]:
    yield first
    yield from others


def breaks_off(asked: Asked) -> Reply:
    """Loses the connection half way."""
    whole = list(pieces_of(written(asked, echo(asked.evidence))))
    return Reply(whole, cut_after=len(whole) // 2)


def fails_in_mid_stream(asked: Asked) -> Reply:
    """Says that it failed, in the middle of a stream that began well."""
    begun = json.dumps({"choices": [{"index": 0, "delta": {"content": '{"statem'}, "finish_reason": None}]})
    error = json.dumps({"error": {"message": SECRET, "type": "server_error", "code": None}})
    events = f"data: {begun}\n\ndata: {error}\n\n".encode()
    return Reply(body=events, content_type="text/event-stream")


def truncated(asked: Asked) -> Reply:
    """Ends within its first statement, and says that this is all."""
    text = as_json(echo(asked.evidence))
    return Reply([text[: text.index("text") + 20]])


def cut_short(asked: Asked) -> Reply:
    """Ends within its last sentence, for it may write no more."""
    text = written(asked, echo(asked.evidence))
    return Reply(list(pieces_of(text[: len(text) * 3 // 4])), finish="length")


def thinks_aloud(asked: Asked) -> Reply:
    """Thinks before it answers, as models that reason do."""
    thought = "<think>The user wants plans. I could say that all audits failed [aaaa].</think>\n\n"
    return Reply(list(pieces_of(thought + written(asked, echo(asked.evidence)))))


def fences(asked: Asked) -> Reply:
    """Puts its JSON in a Markdown fence."""
    return Reply(list(pieces_of(f"```json\n{written(asked, echo(asked.evidence))}\n```")))


def at_once(asked: Asked) -> Reply:
    """Writes an honest answer in one piece."""
    return Reply([written(asked, echo(asked.evidence))])


NOT_ALLOWED: frozenset[Fault] = frozenset({"not_allowed"})
UNREACHABLE: frozenset[Fault] = frozenset({"unreachable"})
BUSY: frozenset[Fault] = frozenset({"busy"})
BROKEN: frozenset[Fault] = frozenset({"server_error"})
NOT_FOUND: frozenset[Fault] = frozenset({"not_found"})
UNREADABLE: frozenset[Fault] = frozenset({"malformed"})
WITHOUT_END: frozenset[Fault] = frozenset({"endless", "too_slow"})

FAILURES: Sequence[Failure] = (
    Failure("connection refused", None, UNREACHABLE, closed_url),
    Failure("host not found", None, UNREACHABLE, lambda: NO_SUCH_HOST),
    Failure("401 wrong key", always(refused(401, "invalid_api_key")), NOT_ALLOWED, most_calls=1),
    Failure("403 forbidden", always(refused(403)), NOT_ALLOWED, most_calls=1),
    Failure("404 unknown model", always(refused(404, "model_not_found")), NOT_FOUND, most_calls=1),
    Failure("429, again in an instant", once(refused(429, "rate_limit_exceeded", Retry_After="0.1"))),
    Failure(
        "429, again in an hour", always(refused(429, "rate_limit_exceeded", Retry_After="3600")), BUSY, most_calls=1
    ),
    Failure("429 each time", always(refused(429, "rate_limit_exceeded", Retry_After="0.1")), BUSY),
    Failure("500 once", once(refused(500))),
    Failure("500 each time", always(refused(500)), BROKEN),
    Failure("400 knows no schema", refuses_schemas),
    Failure(
        "400 too long a request", always(refused(400, "context_length_exceeded")), frozenset({"too_long"}), None, 1
    ),
    Failure("no first byte", always(Reply(wait=FOR_EVER)), frozenset({"stalled", "too_slow"})),
    Failure("stalls in mid-stream", stalls_in_mid_stream, frozenset({"stalled", "too_slow"})),
    Failure("a character now and then, for ever", drips, WITHOUT_END),
    Failure("never stops", never_stops, WITHOUT_END),
    Failure("never stops quoting", never_stops_quoting, WITHOUT_END),
    Failure("empty reply", always(Reply()), frozenset({"empty"})),
    Failure("white space alone", saying(" \n\t " * 40), frozenset({"empty"})),
    Failure("malformed JSON", saying('{"statements": [{"text": Plans were late, "keys": }]}'), UNREADABLE),
    Failure("truncated JSON", truncated, UNREADABLE),
    Failure("connection lost in mid-stream", breaks_off, UNREACHABLE | BROKEN),
    Failure("error in mid-stream", fails_in_mid_stream, BROKEN),
    Failure("no events", always(Reply(body=b"data: {plans\n\n", content_type="text/event-stream")), UNREADABLE),
    Failure("login page", always(Reply(body=LOGIN_PAGE, content_type="text/html")), UNREADABLE | NOT_FOUND),
    Failure("one huge piece", always(Reply(["a" * HUGE])), WITHOUT_END),
    Failure(
        "stopped by a filter",
        always(Reply(["I cannot"], finish="content_filter")),
        UNREADABLE | NOT_FOUND | {"unsupported"},
    ),
    Failure("cut short by its length", cut_short),
    Failure("thinks aloud first", thinks_aloud),
    Failure("JSON in a fence", fences),
    Failure("all in one piece", at_once),
)
"""Each failure, and oddities which a model's answer is to come through."""
