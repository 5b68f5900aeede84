"""Keeps replies of a model on disk, so that the same question over the same evidence costs nothing again.

What is kept are the sentences as the model wrote them: they are checked anew each time, as if they had just arrived.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from app.writing.reply import Drafted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.writing.evidence_text import KeyedPassage
    from knowledge.writing import Writing

FILE_NAME = "model-replies.sqlite3"
MOST_KEPT = 5_000
"""Replies; the oldest are dropped beyond it."""
TABLE = "CREATE TABLE IF NOT EXISTS reply (key TEXT PRIMARY KEY, sentences TEXT NOT NULL)"
READ_BY = 1
"""Goes up where replies are read otherwise than before, so that those kept are read anew."""
UNKNOWN = ""
"""In place of a key that names none of the evidence: no key is empty."""


class ReplyCache:
    """Replies by their model, prompt, question and evidence.

    A file that cannot be read or written is as good as no cache: an answer never fails for it.

    Args:
        path: Its file, made when the first reply is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, writing: Writing, question: str, evidence: Sequence[KeyedPassage]) -> list[Drafted] | None:
        """The sentences kept for this, with the keys of this time; `None` where there are none."""
        if not self._path.exists():
            return None
        key = _key(writing, question, evidence)
        try:
            with self._opened() as database:
                row = database.execute("SELECT sentences FROM reply WHERE key = ?", (key,)).fetchone()
            return [_drafted(kept, evidence) for kept in json.loads(row[0])] if row else None
        except (sqlite3.Error, OSError, ValueError, LookupError, TypeError):
            return None

    def keep(
        self, writing: Writing, question: str, evidence: Sequence[KeyedPassage], sentences: Sequence[Drafted]
    ) -> None:
        """Keeps a whole reply."""
        places: dict[str, int] = {one.key: place for place, one in enumerate(evidence)}
        kept = [[s.text, [places.get(key, UNKNOWN) for key in s.keys], s.paragraph] for s in sentences]
        values = (_key(writing, question, evidence), json.dumps(kept))
        try:
            with self._opened() as database, database:
                database.execute("INSERT OR REPLACE INTO reply VALUES (?, ?)", values)
                database.execute(
                    "DELETE FROM reply WHERE rowid NOT IN (SELECT rowid FROM reply ORDER BY rowid DESC LIMIT ?)",
                    (MOST_KEPT,),
                )
        except (sqlite3.Error, OSError):
            return

    def count(self) -> int:
        """How many replies are kept; 0 where the file cannot be read."""
        if not self._path.exists():
            return 0
        try:
            with self._opened() as database:
                return int(database.execute("SELECT count(*) FROM reply").fetchone()[0])
        except (sqlite3.Error, OSError):
            return 0

    def clear(self) -> int:
        """Forgets all replies, and removes the file with whatever stands in it.

        Returns:
            How many replies were kept.

        Raises:
            OSError: The file cannot be removed.
        """
        count = self.count()
        for suffix in ("", "-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return count

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use: questions are answered by several threads."""
        with closing(sqlite3.connect(self._path, timeout=5)) as database:
            self._path.chmod(0o600)
            database.execute(TABLE)
            yield database


def _key(writing: Writing, question: str, evidence: Sequence[KeyedPassage]) -> str:
    """The sha256 of all that a reply depends on, but for the random keys of the evidence."""
    facts = [
        READ_BY,
        writing.model,
        writing.destination,
        writing.prompt_sha256,
        question,
        [one.facts() for one in evidence],
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _drafted(kept: list[object], evidence: Sequence[KeyedPassage]) -> Drafted:
    text, places, paragraph = kept
    if not isinstance(text, str) or not isinstance(places, list) or not isinstance(paragraph, int):
        raise TypeError
    keys = tuple(evidence[place].key if isinstance(place, int) else UNKNOWN for place in places)
    return Drafted(text, keys, paragraph)
