"""Sessions: who is signed in, kept on the server, so that signing out ends them there."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import TYPE_CHECKING

from app.access.access_errors import NotSignedInError
from app.access.people import Person, Role
from knowledge.errors import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.access_file import AccessFile
    from app.access.accounts import Account

TOKEN_BYTES = 32
"""256 bits of chance: the hash of such a token needs no salt."""


class SessionStore:
    """The sessions of one data home. What a browser holds is a random token; only its hash is kept.

    Args:
        file: Where they are kept.
        clock: Seconds since 1970, for tests.
    """

    def __init__(self, file: AccessFile, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def start(self, person: Person, seconds: float, account: Account | None = None) -> str:
        """Starts a session.

        Args:
            person: Who signed in.
            seconds: How long it lasts, whatever is done in it.
            account: Whose password was given, where it was one.

        Returns:
            Its token, new each time.

        Raises:
            NotAllowedError: The account was removed, or got another password, meanwhile.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._clock()
        with self._file.changing() as db:
            db.execute("DELETE FROM session WHERE expires <= ?", (now,))
            if (
                account is not None
                and not db.execute(
                    "SELECT 1 FROM account WHERE account_id = ? AND password_version = ?",
                    (account.account_id, account.password_version),
                ).fetchone()
            ):
                raise NotAllowedError("The account was changed just now.", "Sign in again.")
            account_id = account.account_id if account else None
            row = (hash_of(token), account_id, person.name, person.role.value, person.via, now, now + seconds)
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    def person(self, token: str) -> Person | None:
        """Whose session it is; `None` where it is over or never was. An account's role is read as it is now."""
        rows = self._file.rows(
            "SELECT s.via, s.expires, s.account_id, coalesce(a.name, s.name) AS name, coalesce(a.role, s.role) AS role"
            " FROM session s LEFT JOIN account a USING (account_id) WHERE s.token_hash = ?",
            (hash_of(token),),
        )
        if not rows or rows[0]["expires"] <= self._clock():
            return None
        return Person(rows[0]["name"], Role(rows[0]["role"]), rows[0]["via"], rows[0]["account_id"])

    def end(self, token: str) -> None:
        """Ends a session; nothing happens where there is none."""
        with self._file.changing() as db:
            db.execute("DELETE FROM session WHERE token_hash = ?", (hash_of(token),))

    def end_all(self, name: str) -> int:
        """Ends all sessions of a person, also of one whom a provider signed in.

        Args:
            name: Of an account, or `oidc:` and what the provider says; the same whatever its case.

        Returns:
            How many there were.

        Raises:
            NotSignedInError: Nobody of that name is signed in.
        """
        with self._file.changing() as db:
            db.execute("DELETE FROM session WHERE expires <= ?", (self._clock(),))
            # Compared here: SQLite knows the case of ASCII letters alone, and a provider's names may have others.
            rows = db.execute("SELECT token_hash, name FROM session").fetchall()
            ended = [(row["token_hash"],) for row in rows if row["name"].casefold() == name.casefold()]
            db.executemany("DELETE FROM session WHERE token_hash = ?", ended)
        if not ended:
            raise NotSignedInError(
                "Nobody of that name is signed in.",
                "Give the name as the audit log has it, such as ann or oidc:ann@council.example.",
            )
        return len(ended)


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
