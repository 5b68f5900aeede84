"""The command group `eval`. Nothing heavy is imported until a command runs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings
    from evals.runs import Run, Setup

SAMPLE_QUESTIONS = Path(__file__).parent / "datasets" / "sample-questions.jsonl"
SAMPLE_REPORTS = Path(__file__).parents[1] / "knowledge" / "sample_reports"

questions_option = click.option(
    "--questions",
    type=click.Path(path_type=Path),
    default=SAMPLE_QUESTIONS,
    help="Questions with known answers, JSONL. [default: those on the sample reports]",
)
reports_option = click.option(
    "--reports",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File or folder to make a temporary library of, instead of the one in use; may be repeated.",
)
baseline_option = click.option("--no-baseline", is_flag=True, help="Leave out the tutorial RAG that runs beside ours.")
json_option = click.option("--json", "print_json", is_flag=True, help="Print JSON alone.")
out_option = click.option(
    "--out", type=click.Path(path_type=Path), help="Write a row for each question or file there, JSONL."
)


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Gives a command several options, shown in that order."""

    def decorate(command: Any) -> Any:  # noqa: ANN401 - click's decorators are not typed more closely
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


ELSEWHERE = ("evals.cli_answers", "evals.cli_model", "evals.cli_more", "evals.cli_access", "evals.cli_load")
"""Modules with further commands: they take the options above."""


class EvalGroup(click.Group):
    """Loads the commands of other modules when it is first asked for its commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; `None` for a name that is none."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        for module in ELSEWHERE:
            for command in importlib.import_module(module).COMMANDS:
                self.add_command(command)


@click.group(name="eval", cls=EvalGroup)
def eval_group() -> None:
    """Measure search, answers and speed, beside the RAG that tutorials build."""


@eval_group.command()
@with_options(questions_option, reports_option, baseline_option, json_option, out_option)
@click.option(
    "--beir",
    type=click.Path(path_type=Path),
    help="Score the search on this folder in BEIR's layout (corpus.jsonl, queries.jsonl, qrels/test.tsv) instead.",
)
@click.pass_obj
def retrieval(
    settings: Settings,
    questions: Path,
    reports: tuple[Path, ...],
    no_baseline: bool,
    print_json: bool,
    out: Path | None,
    beir: Path | None,
) -> None:
    """Score the search: nDCG@10, R@5, R@10, RR@10, R@250w."""
    from evals.runs import run_beir, run_retrieval

    if beir and reports:
        raise click.UsageError("--beir brings its own documents: leave out --reports.")
    asked = setup(settings, questions, reports, no_baseline)
    deliver(run_beir(asked, beir) if beir else run_retrieval(asked), settings, print_json, out)


@eval_group.command()
@with_options(questions_option, reports_option, baseline_option, json_option, out_option)
@click.pass_obj
def latency(
    settings: Settings,
    questions: Path,
    reports: tuple[Path, ...],
    no_baseline: bool,
    print_json: bool,
    out: Path | None,
) -> None:
    """Time warm questions, p50 and p95 in milliseconds."""
    from evals.runs import run_latency

    deliver(run_latency(setup(settings, questions, reports, no_baseline)), settings, print_json, out)


@eval_group.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_options(baseline_option, json_option, out_option)
@click.pass_obj
def ingest(
    settings: Settings, reports: tuple[Path, ...], no_baseline: bool, print_json: bool, out: Path | None
) -> None:
    """Time the way in of REPORTS (files or folders), and parsing alone, in pages a second."""
    from evals.runs import run_ingest

    deliver_markdown(run_ingest(setup(settings, SAMPLE_QUESTIONS, reports, no_baseline)), settings, print_json, out)


@eval_group.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--truth",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the truths (NAME.gt.json, or NAME.txt of a sample report). [default: beside each file]",
)
@with_options(json_option, out_option)
@click.pass_obj
def parsing(
    settings: Settings, files: tuple[Path, ...], truth: Path | None, print_json: bool, out: Path | None
) -> None:
    """Score how FILES (or folders; else the sample reports) are read: headings, lists, tables, links and pages."""
    from evals.file_runs import run_parsing

    deliver_markdown(run_parsing(files or (SAMPLE_REPORTS,), truth), settings, print_json, out)


@eval_group.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_options(json_option, out_option)
@click.pass_obj
def hostile(settings: Settings, folder: Path, print_json: bool, out: Path | None) -> None:
    """Parse every file of FOLDER in a process of its own; count crashes, hangs and errors without words."""
    from evals.file_runs import run_hostile

    deliver_markdown(run_hostile(folder, settings, say), settings, print_json, out)


@eval_group.command()
@click.option(
    "--letters",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the inspection letters, as PDF, and INDEX.csv.",
)
@with_options(json_option, out_option)
@click.pass_obj
def labels(settings: Settings, letters: Path, print_json: bool, out: Path | None) -> None:
    """Check finding types against findings of inspection letters that were labelled by reading."""
    from evals.file_runs import run_labels

    deliver_markdown(run_labels(letters, settings), settings, print_json, out)


def setup(settings: Settings, questions: Path, reports: tuple[Path, ...], no_baseline: bool = True) -> Setup:
    """What an eval runs on, from the command line."""
    from evals.runs import Setup

    return Setup(settings, say, questions, reports, with_baseline=not no_baseline)


def deliver_markdown(run: Run, settings: Settings, print_json: bool, out: Path | None) -> None:
    """As `deliver`, with the tables in Markdown."""
    from evals.report import as_json, markdown, write_rows

    if out:
        write_rows(run, out)
    click.echo(as_json(run, settings) if print_json else markdown(run))


def deliver(run: Run, settings: Settings, print_json: bool, out: Path | None) -> None:
    """Prints what was found, as tables or as JSON, and writes its rows where a file is named."""
    from evals.report import as_json, print_table, write_rows

    if out:
        write_rows(run, out)
    if print_json:
        click.echo(as_json(run, settings))
    else:
        print_table(run)
