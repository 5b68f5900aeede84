"""How an answer turned out, in words: what stands over it and what the status line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.types import Status

if TYPE_CHECKING:
    from knowledge.types import Answer, Reason

MARKS = {
    Status.PARTIAL: "Answered in part",
    Status.DECLINED: "Not answered",
    Status.FAILED: "Something failed",
}
"""What stands over an answer that is no full answer, so that each kind is told apart without its colour."""
MARKS_BY_REASON: dict[Reason, str] = {
    "false_premise": "The reports do not say this",
    "not_recoverable": "The reports do not give this",
}
"""In place of the above where nothing was found for a reason of its own."""
FAILED = "Something failed."


def mark(answer: Answer) -> str:
    """The words over an answer; empty over a full one."""
    if answer.status is Status.NO_EVIDENCE and answer.reason in MARKS_BY_REASON:
        return MARKS_BY_REASON[answer.reason]
    return MARKS.get(answer.status, "")


def status_line(answer: Answer) -> str:
    """One line for the status, which a screen reader reads out."""
    if answer.status is Status.FAILED:
        return FAILED
    if answer.status is Status.DECLINED:
        return "Not answered: see who can help now, and why." if answer.signposts else "Not answered: see why."
    if answer.status is Status.NO_EVIDENCE:
        return _nothing_found(answer)
    return f"Answer ready with {_sources(answer)}."


def _nothing_found(answer: Answer) -> str:
    said = MARKS_BY_REASON.get(answer.reason) if answer.reason else None
    if not answer.statements:
        return f"{said}." if said else "Nothing found in the reports."
    return f"{said or 'Not found in the reports'}: what they do say is shown with {_sources(answer)}."


def _sources(answer: Answer) -> str:
    count = len(answer.citations)
    return f"{count} source{'' if count == 1 else 's'}"
