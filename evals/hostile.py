"""Hostile files: parses each in a process of its own, as the product does, and says what became of it."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evals.parse_jobs import parse_job
from ingest.files import file_hash
from knowledge.errors import DatasetError, IngestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ingest.options import IngestOptions
    from ingest.parser_pool import Parsed, ParserPool
    from ingest.parser_process import ParseLimits

Outcome = Literal["read", "refused", "crash", "hang", "untyped error"]
FAULTS: tuple[Outcome, ...] = ("crash", "hang", "untyped error")
MANIFEST = "MANIFEST.csv"
ABOUT_OTHERS = (".gt.json", MANIFEST, "README.md")
"""Endings of files that tell of the others."""


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file to try, with what its folder's manifest says of it."""

    path: Path
    name: str
    category: str = ""
    expectation: str = ""


@dataclass(frozen=True, slots=True)
class HostileRow:
    """What became of one file.

    `outcome`: read or refused by itself; `crash`: its process died; `hang`: it had to be ended at the time limit;
    `untyped error`: it raised what is not one of our errors. Of all of them the product tells a person in words, which
    `told` has. `peak_mb` is `None` where the process could not say.
    """

    file: str
    category: str
    expectation: str
    outcome: Outcome
    told: str
    seconds: float
    peak_mb: float | None


def hostile_files(folder: Path) -> list[HostileFile]:
    """The files of a folder: those of its manifest, else all.

    Raises:
        DatasetError: There is none, or the manifest cannot be read.
    """
    manifest = folder / MANIFEST
    if manifest.is_file():
        found = list(_in_manifest(manifest))
    else:
        files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
        kept = [file for file in files if not file.name.endswith(ABOUT_OTHERS)]
        found = [HostileFile(file, file.relative_to(folder).as_posix()) for file in kept]
    if not found:
        raise DatasetError(f"There is no file in {folder}.", "Name a folder with files to try.")
    return found


def _in_manifest(manifest: Path) -> Iterable[HostileFile]:
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened):
                name = row["file"]
                yield HostileFile(manifest.parent / name, name, row.get("category", ""), row.get("expectation", ""))
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise DatasetError(f"{manifest} cannot be read ({error!r}).", "It needs the column `file`.") from error


def try_files(files: Iterable[HostileFile], options: IngestOptions, tell: Callable[[str], None]) -> list[HostileRow]:
    """Parses each file alone, under the limits of the options."""
    from ingest.parser_pool import ParserPool

    pool = ParserPool(1, options.limits)
    rows = []
    for file in files:
        tell(file.name)
        rows.append(_tried(file, pool, options))
    return rows


def _tried(file: HostileFile, pool: ParserPool, options: IngestOptions) -> HostileRow:
    about = file.name, file.category, file.expectation
    started = time.perf_counter()
    try:
        file_hash(file.path)
    except IngestError as error:
        return HostileRow(*about, "refused", error.message, time.perf_counter() - started, None)
    parsed = pool.parse(parse_job(file.path, options))
    seconds = time.perf_counter() - started
    found = outcome_of(parsed, seconds, options.limits)
    return HostileRow(*about, found, told(parsed), seconds, parsed.peak_mb)


def outcome_of(parsed: Parsed, seconds: float, limits: ParseLimits) -> Outcome:
    """What came of a file. The pool refuses in words also where a process died or the program failed.

    Args:
        parsed: What the pool gave; `peak_mb` is `None` where the process did not end by itself.
        seconds: How long that took.
        limits: What the file was allowed.
    """
    if parsed.report is not None:
        return "read"
    if parsed.fault:
        return "untyped error"
    if parsed.peak_mb is not None:
        return "refused"
    return "hang" if seconds >= limits.seconds else "crash"


def told(parsed: Parsed) -> str:
    """What a person is told: what was read with its warnings, or why it was refused."""
    if parsed.report is None:
        return parsed.error.message if parsed.error else ""
    report = parsed.report.report
    pages = f", {report.page_count} pages" if report.page_count else ""
    return "; ".join([f"{report.passage_count} passages{pages}", *report.warnings])
