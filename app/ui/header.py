"""The top of the page: its heading, how many reports it answers from, and what it is not for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ui.safe_text import safe
from prompts.loader import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Report

TITLE = "Audit Learning Assistant"
IN_OWN_WORDS = "What did audits find, in the reports' own words?"
WRITTEN = "What did audits find? Each sentence leads to the reports' own words."
"""The heading where a language model writes the answers."""


@dataclass(frozen=True, slots=True)
class WriterNotice:
    """The language model that writes the answers.

    Args:
        model: Its name, as configured.
        destination: The host that questions and passages are sent to.
        is_here: Whether that is this machine, so that nothing leaves it.
    """

    model: str
    destination: str
    is_here: bool


def library_sentence(reports: Sequence[Report]) -> str:
    """How many reports are in the library, how many of them are made up, and how many are held back."""
    count, fictional = len(reports), sum(report.fictional for report in reports)
    if not count:
        return "No report is in the library yet: a librarian can add some on the page [Library](library)."
    there = "1 report is in the library" if count == 1 else f"{count} reports are in the library"
    return f"{there}{_fictional_words(fictional, count)}.{_held_words(sum(report.held for report in reports))}"


def writer_sentence(writer: WriterNotice) -> str:
    """Which model writes the answers, and what is sent to it where."""
    if writer.is_here:
        return f"Answers are written by {writer.model} on this machine."
    return (
        f"Answers are written by {writer.model} at {writer.destination}: "
        "your question and the passages found for it are sent there."
    )


def header(gr: Any, writer: WriterNotice | None = None) -> Any:  # noqa: ANN401 - Gradio has no types
    """Builds the header; gives the part that `library_sentence` stands in.

    Args:
        gr: Gradio.
        writer: The language model that writes the answers, where one does.
    """
    gr.Markdown(f"# {WRITTEN if writer else IN_OWN_WORDS}", elem_id="title", latex_delimiters=[])
    in_library = gr.Markdown("", elem_id="library", latex_delimiters=[])
    if writer:
        gr.Markdown(safe(writer_sentence(writer)), elem_id="writer", latex_delimiters=[])
    gr.Markdown(load_prompt("notice").render(), elem_id="notice", latex_delimiters=[])
    return in_library


def _fictional_words(fictional: int, count: int) -> str:
    if not fictional:
        return ""
    if fictional == count:
        return ": it is a **fictional** sample" if count == 1 else ": all are **fictional** samples"
    return f": {fictional} of them {'a **fictional** sample' if fictional == 1 else '**fictional** samples'}"


def _held_words(held: int) -> str:
    if not held:
        return ""
    return f" {held} {'is' if held == 1 else 'are'} held back until checked, and in no answer."
