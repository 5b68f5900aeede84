"""The commands of `eval` that score answers. Nothing heavy is imported until a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import say
from evals.cli import (
    baseline_option,
    deliver,
    deliver_markdown,
    json_option,
    out_option,
    questions_option,
    reports_option,
    setup,
    with_options,
)

if TYPE_CHECKING:
    from app.settings import Settings

GATE = Path(__file__).parent / "datasets" / "gate.json"

answers_option = click.option(
    "--answers",
    "given",
    type=click.Path(path_type=Path),
    help="Answers to score instead of asking, JSONL as `eval generate` writes.",
)


@click.command()
@with_options(questions_option, reports_option, baseline_option, json_option, out_option)
@click.option(
    "--model",
    "models",
    multiple=True,
    help="Answer with this model too (PROVIDER:MODEL, or PROVIDER:MODEL=ADDRESS), and compare; may be repeated.",
)
@click.pass_obj
def answers(
    settings: Settings,
    questions: Path,
    reports: tuple[Path, ...],
    no_baseline: bool,
    print_json: bool,
    out: Path | None,
    models: tuple[str, ...],
) -> None:
    """Answer every question; score quotes, facts, numbers, counts, refusals and length."""
    from evals.model_runs import run_models
    from evals.runs import run_answers

    asked = setup(settings, questions, reports, no_baseline)
    deliver(run_models(asked, models) if models else run_answers(asked), settings, print_json, out)


@click.command()
@with_options(questions_option, reports_option)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write an answer for each question there.")
@click.pass_obj
def generate(settings: Settings, questions: Path, reports: tuple[Path, ...], out: Path) -> None:
    """Answer every question and write the answers, to be scored with `eval score`."""
    from evals.answer_runs import run_generate

    say(f"{run_generate(setup(settings, questions, reports), out)} answers are in {out}.")


@click.command()
@with_options(questions_option, reports_option)
@click.option(
    "--answers",
    "given",
    required=True,
    type=click.Path(path_type=Path),
    help="Answers to score, JSONL as `eval generate` writes; of any run or model.",
)
@with_options(json_option, out_option)
@click.pass_obj
def score(
    settings: Settings, questions: Path, reports: tuple[Path, ...], given: Path, print_json: bool, out: Path | None
) -> None:
    """Score answers that were made before; nothing is asked."""
    from evals.answer_runs import run_score

    deliver(run_score(setup(settings, questions, reports), given), settings, print_json, out)


@click.command()
@with_options(questions_option, reports_option, answers_option, json_option, out_option)
@click.pass_obj
def citations(
    settings: Settings,
    questions: Path,
    reports: tuple[Path, ...],
    given: Path | None,
    print_json: bool,
    out: Path | None,
) -> None:
    """Check every citation: its words, its page, and what leans on it."""
    from evals.answer_runs import run_citations

    deliver(run_citations(setup(settings, questions, reports), given), settings, print_json, out)


@click.command()
@with_options(questions_option, reports_option, answers_option, json_option, out_option)
@click.pass_obj
def abstention(
    settings: Settings,
    questions: Path,
    reports: tuple[Path, ...],
    given: Path | None,
    print_json: bool,
    out: Path | None,
) -> None:
    """Score refusals: of what must be refused, of what must not, and their reasons."""
    from evals.answer_runs import run_abstention

    deliver(run_abstention(setup(settings, questions, reports), given), settings, print_json, out)


@click.command()
@with_options(questions_option, reports_option)
@click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path),
    default=GATE,
    help="Thresholds and the recalls of an earlier run. [default: those of the sample questions]",
)
@click.option("--write-baseline", is_flag=True, help="Write this run's recalls there; the thresholds stay.")
@with_options(json_option, out_option)
@click.pass_context
def gate(
    ctx: click.Context,
    questions: Path,
    reports: tuple[Path, ...],
    baseline_file: Path,
    write_baseline: bool,
    print_json: bool,
    out: Path | None,
) -> None:
    """Fail (exit status 1) where answers on the sample reports have become worse."""
    from evals.gate_run import gate_run, run_gate

    asked = setup(ctx.obj, questions, reports)
    gated = run_gate(asked, baseline_file, write=write_baseline)
    deliver_markdown(gate_run(gated), ctx.obj, print_json, out)
    if not gated.passed:
        ctx.exit(1)


COMMANDS = (answers, generate, score, citations, abstention, gate)
