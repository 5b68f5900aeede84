"""What the command line writes: results to stdout, words for people to stderr."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

    from ingest.pipeline import FileProgress


class Counted(Protocol):
    """Something that has a number of pages, or `None` where its format has none."""

    @property
    def pages(self) -> int | None:
        """How many pages."""


def say(words: str) -> None:
    """Tells the person at the terminal."""
    click.echo(words, err=True)


def print_json(value: object) -> None:
    """Prints JSON on one line of stdout; characters as they are, so that a quote stays a quote."""
    click.echo(json.dumps(value, ensure_ascii=False))


class ProgressBar(Protocol):
    """What the work tells of itself while it goes on."""

    def advance(self, progress: FileProgress) -> None:
        """Says how far one file is."""

    def finish(self, done: Counted) -> None:
        """Says that a file is done."""


@contextmanager
def progress_bar(files: int) -> Iterator[ProgressBar]:
    """A bar on stderr over the pages of all files; silent where nobody watches.

    How many pages the files to come have is estimated from those before, and corrected as they are read.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.fields[done]} of {task.fields[files]} files"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of about {task.total:.0f} pages, {task.fields[rate]:.1f} pages/s"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _PageBar(bar, files)


class _PageBar:
    def __init__(self, bar: Progress, files: int) -> None:
        self._bar, self._files = bar, files
        self._done = self._pages_before = 0
        self._task = bar.add_task("", total=float(files), done=0, files=files, rate=0.0)

    def advance(self, progress: FileProgress) -> None:
        average = (self._pages_before + progress.pages) / (self._done + 1)
        self._show(self._pages_before + progress.done, average * self._files, progress.file[:40])

    def finish(self, done: Counted) -> None:
        self._done += 1
        self._pages_before += done.pages or 1
        self._show(self._pages_before, self._pages_before / self._done * self._files, "")

    def _show(self, pages: float, total: float, file: str) -> None:
        seconds = self._bar.tasks[0].elapsed or 0.0
        rate = pages / seconds if seconds else 0.0
        self._bar.update(self._task, completed=pages, total=total, rate=rate, description=file, done=self._done)
