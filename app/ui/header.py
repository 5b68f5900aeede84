"""The top of the page: its title, how many reports it answers from, and what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prompts.loader import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Report

TITLE = "Audit Learning Assistant"


def library_sentence(reports: Sequence[Report]) -> str:
    """How many reports are in the library, how many of them are made up, and how many are held back."""
    count, fictional = len(reports), sum(report.fictional for report in reports)
    if not count:
        return "No report is in the library yet: add some with `audit-learning ingest PATH`."
    there = "1 report is in the library" if count == 1 else f"{count} reports are in the library"
    return f"{there}{_fictional_words(fictional, count)}.{_held_words(sum(report.held for report in reports))}"


def header(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    """Builds the header; gives the part that `library_sentence` stands in."""
    gr.Markdown(f"# {TITLE}\n\nWhat did audits find, in the reports' own words?", elem_id="title", latex_delimiters=[])
    in_library = gr.Markdown("", elem_id="library", latex_delimiters=[])
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
