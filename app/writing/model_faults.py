"""Tells what went wrong with a model, whichever provider's client it was that failed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.writing import Fault

MESSAGES: dict[Fault, tuple[str, str]] = {
    "unreachable": ("could not be reached", "Check that its server runs, and its address."),
    "not_allowed": ("turned the key away", "Check the key of the model."),
    "busy": ("is busy or its quota is used up", "Ask again later."),
    "server_error": ("failed", "Ask again later."),
    "not_found": ("was not found at its address", "Check its name and address with `audit-learning model --check`."),
    "rejected": ("turned the request down", "Check the model's name with `audit-learning model --check`."),
    "too_long": ("cannot take so long a text", "Use a model with a larger context."),
    "stalled": ("stopped answering", "Ask again, or give it longer (AUDIT_LEARNING_MODEL_STALL_SECONDS)."),
    "too_slow": ("took too long", "Give it longer (AUDIT_LEARNING_MODEL_SECONDS), or use a faster model."),
    "endless": ("did not come to an end", "Use another model."),
    "empty": ("wrote nothing", "Ask in other words."),
    "malformed": ("answered what cannot be read", "Use another model."),
    "unsupported": ("wrote what its sources do not bear out", "Use another model if this happens often."),
}
"""What a model did, after its name, and what can be done about it."""
RETRYABLE: frozenset[Fault] = frozenset({"unreachable", "busy", "server_error"})
BY_STATUS: dict[int, Fault] = {
    400: "rejected",
    401: "not_allowed",
    402: "busy",
    403: "not_allowed",
    408: "server_error",
    413: "too_long",
    422: "rejected",
    429: "busy",
}
BY_NAME: tuple[tuple[re.Pattern[str], Fault], ...] = (
    (re.compile(r"ContextOverflow"), "too_long"),
    (re.compile(r"ConnectTimeout|PoolTimeout|ConnectError"), "unreachable"),
    (re.compile(r"Timeout"), "stalled"),
    (re.compile(r"ConnectionError|TransportError|RemoteProtocolError|ReadError|NetworkError"), "unreachable"),
    (re.compile(r"APIError|APIStatusError|ResponseError|OverloadedError"), "server_error"),
)
"""What the names of an error, of its kinds and its causes tell, the first that fits. An error that a server sends
inside the stream has no status."""
CONTEXT = re.compile(
    r"context[_ ](?:length|window|size)|ContextOverflow|maximum context|too many tokens", re.IGNORECASE
)
MOST_CAUSES = 10


def model_fault(fault: Fault, retry_after: float | None = None) -> ModelError:
    """A failure in our words."""
    message, help_message = MESSAGES[fault]
    return ModelError(fault, f"The model {message}.", help_message, retry_after)


def model_error(error: BaseException) -> ModelError:
    """The failure of a client as one of ours, with none of its words: they may repeat the key or the question."""
    return model_fault(_fault(error), _retry_after(error))


def _fault(error: BaseException) -> Fault:
    status = _status(error)
    if status is not None:
        if 400 <= status < 500 and CONTEXT.search(_told(error)):
            return "too_long"
        # What is left is a wrong address: an unknown model, or a redirection, which is not followed.
        return BY_STATUS.get(status, "server_error" if status >= 500 else "not_found")
    names = " ".join(base.__name__ for cause in _causes(error) for base in type(cause).__mro__)
    by_name = next((fault for pattern, fault in BY_NAME if pattern.search(names)), None)
    if by_name:
        return by_name
    return "unreachable" if any(isinstance(cause, OSError) for cause in _causes(error)) else "malformed"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status, wherever a client keeps it."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and 300 <= status < 600:
            return status
    return None


def _told(error: BaseException) -> str:
    """What the server said, for looking only."""
    return f"{type(error).__name__} {error} {getattr(error, 'code', '')}"[:2000]


def _retry_after(error: BaseException) -> float | None:
    """The seconds that a server asked to wait; `None` where it did not, or named a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(float(headers.get("retry-after", "")), 0.0)
    except ValueError:
        return None
