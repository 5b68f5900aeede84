"""The `audit-learning` command: its subcommands, each loaded only when it is called, and what an error looks like."""

from __future__ import annotations

import importlib
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from app.cli.terminal import say
from knowledge.errors import AuditLearningError

COMMANDS = {
    "ask": ("app.cli.ask", "ask", "Ask the reports a question."),
    "describe": ("app.cli.library", "describe", "Correct how a report is described."),
    "doctor": ("app.cli.doctor", "doctor", "Check what is installed and whether the library is whole."),
    "eval": ("evals.cli", "eval_group", "Measure answers, retrieval and speed."),
    "feedback": ("app.cli.feedback", "feedback", "List, export or remove what people said of answers."),
    "hold": ("app.cli.library", "hold", "Keep a report out of answers."),
    "ingest": ("app.cli.ingest", "ingest", "Take report files or folders into the library."),
    "links": ("app.cli.links", "links", "List the links of the reports; with --check, see whether they still work."),
    "model": ("app.cli.model", "model", "Show and try the language model that writes answers, if one is set."),
    "pack": ("app.cli.pack", "pack", "Make material for teaching from findings; check it later."),
    "release": ("app.cli.library", "release", "Let a held report into answers."),
    "remove": ("app.cli.library", "remove", "Remove a report from the library."),
    "reports": ("app.cli.library", "reports", "List the reports in the library."),
    "serve": ("app.cli.serve", "serve", "Open the assistant in the browser."),
    "show": ("app.cli.library", "show", "Show one report."),
    "user": ("app.cli.user", "user", "Add, list or remove people who may sign in."),
}
DISTRIBUTION = "audit-learning-assistant"


class LazyGroup(click.Group):
    """Knows its commands by name and one line each, so that `--help` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Loads one command; `None` for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _help = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_m, _n, help_line) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder that holds the library.")
@click.version_option(version(DISTRIBUTION), prog_name="audit-learning")
@click.pass_context
def cli(ctx: click.Context, home: Path | None) -> None:
    """Ask multi-agency safeguarding audit reports a question; get answers with cited, verified quotes.

    Everything stays on this machine, in the library folder (--home, or AUDIT_LEARNING_HOME), unless you set a language
    model that runs elsewhere (AUDIT_LEARNING_MODEL).
    """
    from app.settings import load_settings

    ctx.obj = load_settings(home=home)
    if not ctx.obj.model_tracing:
        keep_untraced()


def main() -> NoReturn:
    """Runs the command line; an expected error is one sentence on stderr and exit status 1."""
    keep_to_this_machine()
    try:
        cli(standalone_mode=True)
    except AuditLearningError as error:
        say(f"Error: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone: no error of ours, and nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        say(f"Error: The output cannot be written ({error.strerror or error}). Free some space, or write elsewhere.")
        sys.exit(1)
    sys.exit(0)


def keep_to_this_machine() -> None:
    """Switches off what libraries send or fetch by themselves. Read by them at import, so it comes first."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"


def keep_untraced() -> None:
    """Switches off LangSmith's tracing, which would send questions and evidence away, whatever the environment says."""
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        os.environ[name] = "false"
