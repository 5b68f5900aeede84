"""Files as a person names them: which to ingest, what they are called, and what they hold by hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.lines import clean
from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

READABLE = frozenset({".pdf", ".docx", ".docm", ".pptx", ".pptm", ".ppsx", ".html", ".htm", ".xhtml", ".txt", ".md"})
TOLD_OF = frozenset({".doc", ".dot", ".ppt", ".pps", ".rtf", ".odt", ".odp", ".pages", ".mht", ".mhtml"})
"""Endings of reports that are not read: searched for as well, so that each is refused by name with the way out."""


def shown_name(file: Path) -> str:
    """A file's name as text in one line: names can hold line breaks, terminal codes and bytes that are no text."""
    return " ".join(clean(os.fsencode(file.name).decode("utf-8", "replace")).split())


def stored_path(path: Path) -> str:
    """A file's whole path as the catalogue holds it; bytes of it that are no text are written out."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def content_hash(path: Path) -> str:
    """The sha256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hash(file: Path) -> str:
    """The sha256 of a file that somebody named. Raises UnreadableFileError where it is none or cannot be opened."""
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


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to ingest: each path itself, or the reports under it where it is a folder, sorted.

    In a folder, files count by their ending, hidden ones not at all; a file that is named itself is tried whatever it
    is. A path that does not exist stays in the list, so that it is refused with its name.
    """
    found: list[Path] = []
    for path in paths:
        if not _is_folder(path):
            found.append(path)
            continue
        wanted = READABLE | TOLD_OF
        inside = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in wanted and file.is_file())
        found += [file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    return list(dict.fromkeys(found))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long
        return False
