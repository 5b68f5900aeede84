"""The commands of `eval` on language models. Nothing heavy is imported before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import say
from evals.cli import deliver_markdown, json_option, out_option, with_options

if TYPE_CHECKING:
    from app.settings import Settings


@click.command()
@click.option("--only", multiple=True, help="Try only what has this in its name; may be repeated.")
@with_options(json_option, out_option)
@click.pass_context
def attacks(ctx: click.Context, only: tuple[str, ...], print_json: bool, out: Path | None) -> None:
    """Try failures and attacks of a language model, scripted on loopback; exit status 1 where one reached the page."""
    from evals.attacks import run_attacks

    settings: Settings = ctx.obj
    found = run_attacks(settings, say, only)
    deliver_markdown(found, settings, print_json, out)
    if any(row["untrue"] for row in found.rows):
        ctx.exit(1)


COMMANDS = (attacks,)
"""As `evals.cli` asks of every module with commands."""
