"""A transaction of SQLite, for connections that begin none by themselves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it, or nothing where anything at all rises, an interruption too.

    Whoever shares the connection between threads holds a lock meanwhile.

    Args:
        db: Opened with `isolation_level=None`.

    Raises:
        sqlite3.DatabaseError: As SQLite says it: another process writes, the disk is full and so on.
    """
    # At once, not with the first write: two that read before they write would each wait for the other.
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
