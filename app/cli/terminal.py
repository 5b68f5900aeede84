"""What the command line writes: results to stdout, words for people to stderr."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.protocols import Progress


def say(words: str) -> None:
    """Tells the person at the terminal."""
    click.echo(words, err=True)


def print_json(value: object) -> None:
    """Prints JSON on one line of stdout; characters as they are, so that a quote stays a quote."""
    click.echo(json.dumps(value, ensure_ascii=False))


@contextmanager
def progress_bar(files: int) -> Iterator[tuple[Callable[[str], None], Progress]]:
    """A bar on stderr with the file under way, its passages and their rate; silent where nobody watches.

    Yields:
        What to call with the name of each file as it begins, and with (passages done, passages in all).
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.fields[number]} of {task.fields[files]}"),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} passages/s"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, number=0, files=files, rate="-")
        before = 0

        def begin(name: str) -> None:
            nonlocal before
            before += int(bar.tasks[0].completed)
            bar.update(task, description=name[:40], completed=0, total=None, number=bar.tasks[0].fields["number"] + 1)

        def advance(done: int, total: int) -> None:
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{(before + done) / seconds:.0f}" if seconds else "-"
            bar.update(task, completed=done, total=total, rate=rate)

        yield begin, advance
