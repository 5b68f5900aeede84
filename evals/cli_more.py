"""The commands of `eval` that compare, report, ablate, and run public benchmarks. Nothing heavy is imported before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import say
from evals.cli import deliver_markdown, json_option, out_option, questions_option, reports_option, setup, with_options

if TYPE_CHECKING:
    from app.settings import Settings

SUPPORT_PAIRS = Path(__file__).parent / "datasets" / "support-pairs.jsonl"
rows_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("run_a", type=rows_file)
@click.argument("run_b", type=rows_file)
@click.option("--metric", "metrics", multiple=True, help="Field of the rows; may be repeated. [default: recall]")
@click.option("--system", default="ours", show_default=True, help="Whose rows, where they name a system.")
@with_options(json_option, out_option)
@click.pass_obj
def compare(
    settings: Settings,
    run_a: Path,
    run_b: Path,
    metrics: tuple[str, ...],
    system: str,
    print_json: bool,
    out: Path | None,
) -> None:
    """Compare the rows of RUN_A and RUN_B question by question: paired difference, interval and p."""
    from evals.compare import run_compare

    found = run_compare(run_a, run_b, metrics or ("recall",), system)
    deliver_markdown(found, settings, print_json, out)


@click.command()
@click.argument("runs", nargs=-1, required=True, type=rows_file)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@click.option("--no-plots", is_flag=True, help="Tables alone.")
def report(runs: tuple[Path, ...], out: Path, no_plots: bool) -> None:
    """Write the rows of RUNS as one HTML file: measures, worst questions, refusals, lengths."""
    from evals.html_report import write_html

    write_html(runs, out, with_plots=not no_plots)
    say(f"The report is in {out}.")


@click.command()
@click.option("--wice", type=rows_file, help="Claims labelled by people, JSONL (docs/benchmarks.md).")
@click.option(
    "--pairs", type=rows_file, help="Sentences about the sample reports, JSONL. [default: those of the project]"
)
@click.option("--no-embedder", is_flag=True, help="Leave out the similarity, which takes most of the time.")
@with_options(json_option, out_option)
@click.pass_obj
def support(
    settings: Settings,
    wice: Path | None,
    pairs: Path | None,
    no_embedder: bool,
    print_json: bool,
    out: Path | None,
) -> None:
    """Measure the check of a sentence against its passages on labelled sentences or claims."""
    from app.wiring import default_embedder
    from evals.support_benchmark import run_support
    from evals.support_pairs import run_pairs

    if wice and pairs:
        raise click.UsageError("Name --wice or --pairs, not both.")
    embedder = None if no_embedder else default_embedder()
    found = run_support(wice, embedder) if wice else run_pairs(pairs or SUPPORT_PAIRS, settings, say, embedder)
    deliver_markdown(found, settings, print_json, out)


@click.command("abstain-squad")
@click.option("--squad", required=True, type=rows_file, help="Questions with paragraphs, JSONL (docs/benchmarks.md).")
@with_options(json_option, out_option)
@click.pass_obj
def abstain_squad(settings: Settings, squad: Path, print_json: bool, out: Path | None) -> None:
    """Measure our refusals on questions that a paragraph only seems to answer."""
    from evals.abstention_benchmark import run_abstain

    deliver_markdown(run_abstain(squad, settings, say), settings, print_json, out)


@click.command()
@with_options(questions_option, reports_option, json_option, out_option)
@click.pass_obj
def ablations(
    settings: Settings, questions: Path, reports: tuple[Path, ...], print_json: bool, out: Path | None
) -> None:
    """Answer every question with all parts and with each part off; compare them in pairs."""
    from evals.ablations import run_ablations

    deliver_markdown(run_ablations(setup(settings, questions, reports)), settings, print_json, out)


MORE = (compare, report, support, abstain_squad, ablations)
COMMANDS = MORE
"""As `evals.cli` asks of every module with commands."""
