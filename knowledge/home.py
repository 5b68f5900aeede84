"""The data home: the one folder that everything is written to, and the lock that gives it to one process."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from knowledge.errors import HomeInUseError
from knowledge.storage_errors import file_errors

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Home:
    """The paths inside a data home."""

    folder: Path

    @property
    def catalogue(self) -> Path:
        """The SQLite catalogue."""
        return self.folder / "library.sqlite3"

    @property
    def vectors(self) -> Path:
        """The Chroma folder."""
        return self.folder / "vectors"

    @property
    def words(self) -> Path:
        """The tantivy folder."""
        return self.folder / "words-2"

    @property
    def older_words(self) -> Path:
        """The folder of an earlier version, whose entries had no labels."""
        return self.folder / "words"

    def create(self) -> None:
        """Makes the folder where absent, private to the user. Raises HomeError."""
        with file_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)


class HomeLock:
    """Holds a data home for this process until closed; the system lets go of it if the process dies.

    Args:
        home: The home to hold.

    Raises:
        HomeInUseError: Another process holds it; the message names that process.
        HomeError: The home cannot be written.
    """

    def __init__(self, home: Home) -> None:
        from filelock import FileLock, Timeout

        home.create()
        self._owner_file = home.folder / "owner.json"
        with file_errors(home.folder):
            # One lock object per holder: filelock's singleton would let one process open a home twice.
            self._lock = FileLock(home.folder / "lock", timeout=0, is_singleton=False)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise HomeInUseError(
                    f"The library in {home.folder} is in use by {_owner(self._owner_file)}.",
                    "Stop that process, or use another library with --home.",
                ) from error
            self._owner_file.write_text(json.dumps(_this_process()), encoding="utf-8")

    def close(self) -> None:
        """Lets go of the home."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _this_process() -> dict[str, str | int]:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip()
    return {"pid": os.getpid(), "command": command, "since": datetime.now(UTC).isoformat(timespec="seconds")}


def _owner(owner_file: Path) -> str:
    try:
        owner = json.loads(owner_file.read_text(encoding="utf-8"))
        return f"`{owner['command']}` (process {owner['pid']}, since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"  # it has the lock but has not yet said who it is
