"""Takes files into the knowledge base: finds them, skips the unchanged, stores each whole or not at all."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.lines import clean
from ingest.parse import content_hash, parse, stored_path
from knowledge.errors import IngestError, UnreadableFileError
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import Progress

READABLE = frozenset({".pdf", ".txt", ".md"})
"""Endings that a folder is searched for; a file that is named itself is tried whatever its ending."""

Action = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Args:
        source_file: Its name.
        action: What was done.
        report_id: The report that it is, where it is one.
        passages: How many passages the report has.
        pages: How many pages, `None` where the format has none.
        message: Why, where it was refused; what to know, where it was unchanged.
        help_message: What to do, where it was refused.
        warnings: What of it could not be read.
    """

    source_file: str
    action: Action
    report_id: ReportId | None = None
    passages: int = 0
    pages: int | None = None
    message: str = ""
    help_message: str = ""
    warnings: tuple[str, ...] = ()


def shown_name(file: Path) -> str:
    """A file's name as text in one line: names can hold line breaks, terminal codes and bytes that are no text."""
    return " ".join(clean(os.fsencode(file.name).decode("utf-8", "replace")).split())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long
        return False


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to ingest: each path itself, or the readable files under it where it is a folder, sorted.

    A path that does not exist stays in the list, so that it is refused with its name.
    """
    found: list[Path] = []
    for path in paths:
        if not _is_folder(path):
            found.append(path)
            continue
        inside = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in READABLE and file.is_file())
        found += [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    return list(dict.fromkeys(found))


class Pipeline:
    """Takes files into one knowledge base.

    Args:
        knowledge_base: Where the reports go.
    """

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._knowledge_base = knowledge_base

    def ingest(self, files: Iterable[Path], progress: Progress | None = None) -> Iterator[Outcome]:
        """Takes in files one after the other; an outcome each, as it is done.

        What is wrong with a file is its outcome; what is wrong with the library is raised.

        Args:
            files: As `find_files` gives them.
            progress: Called with (passages embedded, passages in all) of the file under way.

        Raises:
            HomeError: The library cannot be written.
        """
        for file in files:
            try:
                yield self.ingest_file(file, progress)
            except IngestError as error:
                yield Outcome(shown_name(file), "refused", message=error.message, help_message=error.help_message)

    def ingest_file(self, file: Path, progress: Progress | None = None) -> Outcome:
        """Takes in one file. Raises IngestError where it cannot be read."""
        catalogue = self._knowledge_base.catalogue
        source_hash = _hash(file)
        known = catalogue.report_where(content_hash=source_hash)
        path, name = stored_path(file), shown_name(file)
        previous = catalogue.report_where(source_path=path)
        if known is not None:
            if known.source_path != path and _no_longer_holds(known.source_path, source_hash):
                catalogue.repoint(known.report_id, path, name)
            if previous is not None and previous.report_id != known.report_id:
                self._knowledge_base.remove(previous.report_id)  # the file no longer holds that report
            unchanged = Outcome(
                file.name,
                "unchanged",
                known.report_id,
                known.passage_count,
                known.page_count,
                warnings=known.warnings,
            )
            same_file = known.source_file == name
            return unchanged if same_file else replace(unchanged, message=f"the same as {known.source_file}")
        report_id = previous.report_id if previous else self._new_id(file.stem)
        parsed = parse(file, report_id, source_hash, name)
        self._knowledge_base.add(parsed, progress)
        report = parsed.report
        action: Action = "updated" if previous else "added"
        return Outcome(name, action, report_id, report.passage_count, report.page_count, warnings=report.warnings)

    def _new_id(self, stem: str) -> ReportId:
        base = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:60] or "report"
        taken = {report.report_id for report in self._knowledge_base.catalogue.reports()}
        names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        return next(ReportId(name) for name in names if name not in taken)


def _no_longer_holds(path: str, source_hash: str) -> bool:
    """Whether a stored path is gone, or holds another file by now: then the report has moved."""
    try:
        return content_hash(Path(path)) != source_hash
    except OSError:
        return True


def _hash(file: Path) -> str:
    shown = shown_name(file)
    try:
        if not file.exists():
            raise UnreadableFileError(shown, f"There is no file or folder {shown}.", "Check the spelling of the path.")
        if not file.is_file():
            raise UnreadableFileError(shown, f"{shown} is not a file.", "Name a file or a folder of files.")
        return content_hash(file)
    except OSError as error:
        raise UnreadableFileError(
            shown, f"The file cannot be opened ({error.strerror or error}).", "Check that you may read it."
        ) from error
