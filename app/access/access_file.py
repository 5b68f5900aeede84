"""The file of people, their sessions and their programs' tokens: SQLite, shared by the server and the command line."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge.errors import HomeError, StorageFullError
from knowledge.storage_errors import FULL, file_errors, is_full
from knowledge.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILE_NAME = "access.sqlite3"
"""Inside the data home."""
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    account_id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: a session of a removed account stays dead
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created TEXT NOT NULL,
    password_version INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS session (
    token_hash BLOB PRIMARY KEY,
    account_id INTEGER REFERENCES account ON DELETE CASCADE, -- none: signed in by a provider
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    via TEXT NOT NULL,
    created REAL NOT NULL,
    expires REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_expires ON session (expires);
CREATE TABLE IF NOT EXISTS token (
    token_id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    label TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS subject (name TEXT PRIMARY KEY, subject_hash TEXT NOT NULL) WITHOUT ROWID;
"""
BUSY_SECONDS = 10
"""How long to wait while another process writes."""


class AccessFile:
    """Reads and writes the file; safe to share between threads, and with other processes that have it open.

    Args:
        path: Made where absent; only its owner may read it.

    Raises:
        HomeError: It cannot be opened, is not such a file, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # Two connections: who is asking is looked up at each request, and must not wait for a write.
        self._reading_lock, self._writing_lock = threading.Lock(), threading.RLock()
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its side files the same mode
            path.chmod(0o600)
        with _storage_errors(path):
            self._writing = _connected(path)
            self._check_version()
            self._reading = _connected(path)

    def _check_version(self) -> None:
        version = self._writing.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            self._writing.close()
            raise HomeError(
                f"{self.path} was written by a newer version of this program.",
                "Update Audit Learning Assistant, or choose another --home.",
            )
        if version < SCHEMA_VERSION:
            self._writing.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """What a query finds, as the file is now, whoever changed it last."""
        with self._reading_lock, _storage_errors(self.path):
            return self._reading.execute(sql, values).fetchall()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing where an error rises."""
        with self._writing_lock, _storage_errors(self.path), transaction(self._writing):
            yield self._writing

    def close(self) -> None:
        """Closes the file."""
        with self._writing_lock, self._reading_lock:
            self._reading.close()
            self._writing.close()


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA journal_mode = WAL")
    # FULL, not NORMAL: somebody who was shut out stays out after a power cut.
    db.execute("PRAGMA synchronous = FULL")
    # What is deleted is overwritten, so that no hash stays in the file.
    db.execute("PRAGMA secure_delete = ON")
    return db


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    """Says what SQLite met in words for a person."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # the caller knows what it asked for
    except sqlite3.DatabaseError as error:
        if is_full(error):
            raise StorageFullError(f"The disk that holds {path.parent} is full.", FULL) from error
        raise HomeError(
            f"The file of people who may sign in, {path}, cannot be used ({error}).",
            "Check that you may write there; if it is damaged, restore it from a backup.",
        ) from error
