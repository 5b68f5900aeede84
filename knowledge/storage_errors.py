"""What the disk and the index libraries raise, said in words for a person."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge.errors import AuditLearningError, HomeError, StorageFullError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPAIR = "Run `audit-learning doctor --repair`: it builds the indexes again from the stored reports."
FULL = "Free some space and run the command again; what was in the library is still there."
FULL_WORDS = ("no space left", "disk is full", "disk full", "os error 28", "quota exceeded")


def is_full(error: BaseException) -> bool:
    """Whether an error, from whatever library, says that the disk is full."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return True
    return any(words in str(error).lower() for words in FULL_WORDS)


@contextmanager
def file_errors(folder: Path) -> Iterator[None]:
    """Turns what the operating system says of a folder into a HomeError."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFullError(f"The disk that holds {folder} is full.", FULL) from error
        raise HomeError(
            f"{folder} cannot be written ({error.strerror or error}).",
            "Check that you may write there, or choose another folder with --home.",
        ) from error


@contextmanager
def index_errors(folder: Path, name: str, kind: type[AuditLearningError] = HomeError) -> Iterator[None]:
    """Turns what an index library raises into a HomeError, or `kind` where given.

    The libraries raise bare ValueError, RuntimeError and their own kinds, documented nowhere as a list: this is the
    one place where they are met, so that no caller catches them broadly.
    """
    try:
        yield
    except AuditLearningError:
        raise
    except Exception as error:
        if is_full(error):
            raise StorageFullError(f"The disk that holds {folder} is full.", FULL) from error
        raise kind(f"The index of {name} in {folder} cannot be used ({error}).", REPAIR) from error
