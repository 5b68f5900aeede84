"""Reads the rows that an eval wrote with `--out`: one JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

T = TypeVar("T")
Row: TypeAlias = dict[str, Any]
"""A row as JSON gives it; what it holds is not trusted."""
HELP = "Rows are what an eval writes with --out."


def read_rows(path: Path) -> list[Row]:
    """Reads rows in the order of the file; blank lines count for nothing.

    Raises:
        DatasetError: The file cannot be read, has no row, or a line is no JSON object (it is named).
    """
    return read_each(path, _row, "row", HELP)


def read_each(path: Path, read: Callable[[str, str], T], kind: str, help_message: str) -> list[T]:
    """Reads each line of a file but the blank ones, in order.

    Args:
        path: The file.
        read: Makes a thing of a line and of where it stands, in words.
        kind: What it makes, in a word.
        help_message: What to do where the file holds none.

    Raises:
        DatasetError: The file cannot be read or holds none; or whatever `read` raises.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The {kind}s in {path} cannot be read ({error}).", "Check the path.") from error
    found = [read(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise DatasetError(f"{path} holds no {kind}.", help_message)
    return found


def _row(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{where} is no JSON ({error}).", HELP) from error
    if not isinstance(row, dict):
        raise DatasetError(f"{where} is no JSON object.", HELP)
    return row


def of_system(rows: Iterable[Row], system: str) -> list[Row]:
    """The rows of one system; rows that name none belong to every system."""
    return [row for row in rows if row.get("system", system) == system]


def number_in(row: Row, field: str) -> float | None:
    """A field as a number, 1 or 0 for yes or no; `None` where it is missing, null or no number."""
    value = row.get(field)
    return float(value) if isinstance(value, int | float) else None
