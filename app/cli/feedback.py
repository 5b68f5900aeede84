"""The `feedback` command: lists what people said of answers, exports it for the evaluations, removes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.terminal import print_json, say
from app.feedback import FILE_NAME, ROW, FeedbackStore, Verdict
from knowledge.errors import ConfigError
from knowledge.storage_errors import file_errors
from knowledge.types import Status

if TYPE_CHECKING:
    from app.feedback import CitedQuote, Feedback
    from app.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_context
def feedback(ctx: click.Context, as_json: bool) -> None:
    """List what people said of answers in the browser, oldest first. It is kept on this machine alone."""
    if ctx.invoked_subcommand:
        return
    rows = _store(ctx.obj).rows(say)
    if as_json:
        print_json([{"id": row.feedback_id, **ROW.dump_python(row, mode="json")} for row in rows])
        return
    for row in rows:
        click.echo("\n    ".join(_lines(row)))
    say(f"{len(rows)} {'answer was' if len(rows) == 1 else 'answers were'} judged.")


@feedback.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write, as JSONL.")
@click.pass_obj
def export(settings: Settings, out: Path) -> None:
    """Write candidate questions for `audit-learning eval answers`; a person has to review each of them."""
    rows = _store(settings).rows(say)
    kept = [candidate for row in rows if (candidate := candidate_question(row))]
    if out.exists():
        raise ConfigError(f"{out} is there already; nothing was written.", "Choose another name with --out.")
    with file_errors(out):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
        out.write_text("".join(lines), encoding="utf-8")
    say(f"{len(kept)} candidate questions were written to {out}. They are what people clicked, not what is true:")
    say("a person has to review each one, correct its quotes and add the facts that a good answer says.")
    if len(kept) < len(rows):
        say(f"{len(rows) - len(kept)} have no question, because it was about a person; they were left out.")


@feedback.command()
@click.confirmation_option(prompt="Remove all feedback for good?")
@click.pass_obj
def clear(settings: Settings) -> None:
    """Remove all feedback for good."""
    store = _store(settings)
    count = len(store.rows(lambda damaged: None))
    store.clear()
    say(f"Removed {count} {'row' if count == 1 else 'rows'} of feedback.")


def candidate_question(row: Feedback) -> dict[str, Any] | None:
    """A row of evals/datasets/README.md made of one feedback; `None` where its question was not kept.

    What was cited counts as gold only where a person found the answer helpful. A follow-up stands as it was searched
    for, so that it needs no history. Only "nothing found" or a decline that was found helpful says that there is no
    answer.
    """
    question = row.standalone_question or row.question
    if not question:
        return None
    helpful = row.verdict is Verdict.HELPFUL
    cited = dict.fromkeys((cited.source_file, cited.quote) for cited in row.citations) if helpful else {}
    return {
        "id": row.feedback_id,
        "question": question,
        "history": [],
        "type": f"feedback_{row.verdict.value}",
        "answerable": not (helpful and row.status in {Status.NO_EVIDENCE, Status.DECLINED}),
        "expected_facts": [],
        "sources": [{"file": file, "quote": quote} for file, quote in cited],
        "note": " ".join(filter(None, [f"About {_place(row.about)}." if row.about else "", row.note])),
        "split": None,
    }


def _store(settings: Settings) -> FeedbackStore:
    return FeedbackStore(settings.home / FILE_NAME)


def _lines(row: Feedback) -> list[str]:
    """A row as a person reads it."""
    outcome = " ".join(filter(None, [row.status.value, row.reason])).replace("_", " ")
    first = f"{row.when:%Y-%m-%d %H:%M} UTC  {row.verdict.label} ({outcome})"
    asked = row.question or "(the question was about a person, and was not kept)"
    searched = row.standalone_question if row.standalone_question != row.question else None
    return [
        first,
        f"Question: {asked}",
        *([f"Searched for: {searched}"] if searched else []),
        *([f"About: {_place(row.about)}"] if row.about else []),
        *([f"Note: {' '.join(row.note.split())}"] if row.note else []),
        *(f"Cited: {_place(cited)}" for cited in row.citations),
    ]


def _place(cited: CitedQuote) -> str:
    """Where a quote stands."""
    return f"{cited.source_file}, characters {cited.start} to {cited.end}"
