"""The commands of `eval` that start a server: many people at once, and one page in a browser. Nothing heavy before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import say
from evals.cli import SAMPLE_QUESTIONS, baseline_option, deliver_markdown, json_option, out_option, with_options

if TYPE_CHECKING:
    from app.settings import Settings

asked_option = click.option(
    "--ask",
    "questions_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=SAMPLE_QUESTIONS,
    help="What is asked, JSONL. [default: the questions on the sample reports]",
)


@click.command()
@click.option("--people", type=click.IntRange(1, 500), default=50, show_default=True, help="How many ask at once.")
@click.option(
    "--questions", "wanted", type=click.IntRange(1), default=500, show_default=True, help="How many questions in all."
)
@with_options(asked_option, baseline_option, json_option, out_option)
@click.pass_obj
def load(
    settings: Settings,
    people: int,
    wanted: int,
    questions_file: Path,
    no_baseline: bool,
    print_json: bool,
    out: Path | None,
) -> None:
    """Have many people ask at once over HTTP, ours and a bare chat over the tutorial baseline, one after the other.

    Each is served by a process of its own on this machine, over the sample reports.
    """
    from evals.load_runs import run_load

    found = run_load(questions_file, people, wanted, say, with_baseline=not no_baseline)
    deliver_markdown(found, settings, print_json, out)


@click.command()
@click.option(
    "--questions", "wanted", type=click.IntRange(1), default=10, show_default=True, help="How many questions in all."
)
@with_options(asked_option, json_option, out_option)
@click.pass_obj
def page(settings: Settings, wanted: int, questions_file: Path, print_json: bool, out: Path | None) -> None:
    """Time answers in a real browser (Chromium), from Enter to the first words and to the whole answer."""
    from evals.load_runs import run_page

    deliver_markdown(run_page(questions_file, wanted, say), settings, print_json, out)


COMMANDS = (load, page)
"""As `evals.cli` asks of every module with commands."""
