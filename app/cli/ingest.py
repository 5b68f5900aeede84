"""The command `ingest`: files into the library, or with --dry-run what would become of them."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.report_rows import facts_of, report_row
from app.cli.terminal import print_json, progress_bar, say
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.settings import Settings
    from app.wiring import Product
    from ingest.dry_run import Preview
    from ingest.pipeline import Outcome


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--hold-identifiable/--no-hold-identifiable",
    "hold",
    default=None,
    help="Keep reports that may identify a person out of answers until `audit-learning release`.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be read and how it would be labelled.")
@click.option("--workers", type=click.IntRange(1, 64), help="How many files to read at once. [default: one per core]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_obj
def ingest(
    settings: Settings, paths: tuple[Path, ...], hold: bool | None, dry_run: bool, workers: int | None, as_json: bool
) -> None:
    """Take report files or folders (PDF, Word, PowerPoint, web pages, text) into the library.

    Unchanged files are skipped, changed ones replace their old passages. Each report goes in whole or not at all.
    A file NAME.meta.yaml beside a report corrects its description. Ctrl-C stops after the report under way.
    The exit status is 1 where every file was refused.
    """
    from ingest.files import find_files

    files = find_files(paths)
    if not files:
        raise ConfigError(f"There is no report in {', '.join(map(str, paths))}.", "Name a folder that holds reports.")
    if workers:
        settings = settings.model_copy(update={"parse_workers": workers})
    if hold is not None:
        settings = settings.model_copy(update={"hold_identifiable": hold})
    if dry_run:
        _preview(settings, files, as_json)
    else:
        _ingest(settings, files, as_json)


def _ingest(settings: Settings, files: Sequence[Path], as_json: bool) -> None:
    from app.wiring import opened

    with opened(settings) as product:
        outcomes = _take_in(product, files, as_json)
        samples = sum(report.fictional for report in product.knowledge_base.catalogue.reports())
    counts = Counter[str](outcome.action for outcome in outcomes)
    if as_json:
        rows = [_outcome_row(outcome) for outcome in outcomes]
        print_json({"files": rows, "counts": {action: counts[action] for action in ACTIONS}})
    else:
        say(", ".join(f"{counts[action]} {action}" for action in ACTIONS if counts[action]))
        if any(outcome.held for outcome in outcomes):
            say("Held reports are in no answer until you have checked them: `audit-learning release REPORT`.")
        if samples and counts["added"]:
            say(f"The library also holds {samples} fictional samples: `audit-learning remove --samples` removes them.")
    if len(outcomes) < len(files):
        say(f"Stopped. {len(outcomes)} of {len(files)} files were done; the others were not touched.")
        sys.exit(130)
    if counts["refused"] == len(outcomes):
        sys.exit(1)


STOPPING = b"Stopping after the report under way; press Ctrl-C again to stop at once.\n"
ACTIONS = ("added", "updated", "unchanged", "refused")


def _take_in(product: Product, files: Sequence[Path], as_json: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with progress_bar(len(files)) as bar, stopped_by_ctrl_c() as stopping:
        for outcome in product.pipeline.ingest(files, bar.advance, stopping=stopping):
            bar.finish(outcome)
            outcomes.append(outcome)
            if not as_json:
                click.echo(_outcome_line(outcome))
    return outcomes


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Makes the first Ctrl-C a wish to stop after the report under way; the second one stops at once.

    Yields:
        Whether somebody wishes to stop.
    """
    import signal
    import threading

    wished = threading.Event()

    def wish(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        wished.set()
        os.write(2, STOPPING)  # buffered writing may be under way at this very moment

    before = signal.signal(signal.SIGINT, wish)
    try:
        yield wished.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _outcome_line(outcome: Outcome) -> str:
    if outcome.action == "refused":
        return f"refused    {outcome.source_file}: {outcome.message} {outcome.help_message}"
    pages = f", {outcome.pages} pages" if outcome.pages else ""
    note = f" ({outcome.message})" if outcome.message else ""
    held = " [held]" if outcome.held else ""
    line = f"{outcome.action:<10} {outcome.source_file}: {outcome.passages} passages{pages}{note}{held}"
    return "\n".join([line, *(f"           warning: {warning}" for warning in outcome.warnings)])


def _outcome_row(outcome: Outcome) -> dict[str, object]:
    return {
        "source_file": outcome.source_file,
        "action": outcome.action,
        "report_id": outcome.report_id,
        "passages": outcome.passages,
        "pages": outcome.pages,
        "message": outcome.message or None,
        "help": outcome.help_message or None,
        "warnings": list(outcome.warnings),
        "held": outcome.held,
    }


def _preview(settings: Settings, files: Sequence[Path], as_json: bool) -> None:
    from app.wiring import ingest_options, reading_if_any
    from ingest.dry_run import dry_run

    rows = []
    with reading_if_any(settings) as catalogue, progress_bar(len(files)) as bar:
        for preview in dry_run(files, ingest_options(settings), catalogue):
            bar.finish(preview)
            rows.append(_preview_row(preview))
            if not as_json:
                click.echo(_preview_text(preview))
    if as_json:
        print_json({"files": rows})
    else:
        say("Nothing was written.")
    if all(row["action"] == "refused" for row in rows):
        sys.exit(1)


def _preview_row(preview: Preview) -> dict[str, object]:
    if preview.parsed is None:
        message, way_out = (preview.error.message, preview.error.help_message) if preview.error else ("", "")
        return {"source_file": preview.source_file, "action": preview.action, "message": message, "help": way_out}
    labels = Counter((label.kind.value, label.value) for p in preview.parsed.passages for label in p.labels)
    counted: dict[str, dict[str, int]] = {}
    for (kind, value), count in labels.most_common():
        counted.setdefault(kind, {})[value] = count
    return {"action": preview.action, **report_row(preview.parsed.report), "labels": counted}


def _preview_text(preview: Preview) -> str:
    if preview.parsed is None:
        return f"refused    {preview.source_file}: {preview.error}"
    labels = _preview_row(preview)["labels"]
    assert isinstance(labels, dict)
    lines = [f"{preview.action}: {preview.source_file}", *(f"    {fact}" for fact in facts_of(preview.parsed.report))]
    for kind, counts in labels.items():
        named = ", ".join(f"{value.replace('_', ' ')} {count}" for value, count in list(counts.items())[:8])
        lines.append(f"    {kind.replace('_', ' ')}: {named}")
    return "\n".join(lines)
