"""Tokens for programs: each belongs to an account, reads only, and ends with the account's password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.access.accounts import AccountError
from app.access.people import Person, Role
from app.access.sessions import TOKEN_BYTES, hash_of

if TYPE_CHECKING:
    from app.access.access_file import AccessFile
    from app.access.accounts import Account

PREFIX = "ala_"
"""So that a token which leaked is recognised, by people and by programs that look for such."""
LONGEST_LABEL = 60
"""Characters."""
MOST_OF_ONE = 20
"""Tokens of one account."""


@dataclass(frozen=True, slots=True)
class ProgramToken:
    """What is known of a token once it was shown. `created` is in UTC."""

    token_id: int
    label: str
    created: datetime


class TokenStore:
    """The tokens of one data home.

    Args:
        file: Where their hashes are kept.
    """

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def make(self, account: Account, label: str) -> str:
        """Makes a token.

        Args:
            account: On whose behalf the program acts.
            label: What it is for, in words of the person.

        Returns:
            The token, which cannot be shown again.

        Raises:
            AccountError: The label is empty or too long, or the account has many tokens already, or is gone.
        """
        label = " ".join(label.split())
        if not label.isprintable() or not 0 < len(label) <= LONGEST_LABEL:
            raise AccountError("The token has no label, or too long a one.", f"Use 1 to {LONGEST_LABEL} characters.")
        token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._file.changing() as db:
            made = db.execute("SELECT count(*) FROM token WHERE account_id = ?", (account.account_id,)).fetchone()[0]
            if made >= MOST_OF_ONE:
                raise AccountError(f"The account has {made} tokens already.", "Revoke one that is not needed.")
            if not db.execute("SELECT 1 FROM account WHERE account_id = ?", (account.account_id,)).fetchone():
                raise AccountError("The account was removed just now.", "")
            row = (account.account_id, hash_of(token), label, now)
            db.execute("INSERT INTO token (account_id, token_hash, label, created) VALUES (?, ?, ?, ?)", row)
        return token

    def tokens(self, account: Account) -> list[ProgramToken]:
        """An account's tokens, oldest first."""
        rows = self._file.rows(
            "SELECT token_id, label, created FROM token WHERE account_id = ? ORDER BY token_id", (account.account_id,)
        )
        return [ProgramToken(row["token_id"], row["label"], datetime.fromisoformat(row["created"])) for row in rows]

    def revoke(self, account: Account, token_id: int) -> None:
        """Ends a token. Raises AccountError where the account has no such one."""
        with self._file.changing() as db:
            found = db.execute(
                "DELETE FROM token WHERE token_id = ? AND account_id = ?", (token_id, account.account_id)
            )
            if not found.rowcount:
                raise AccountError("The account has no such token.", "It may have been revoked already.")

    def person(self, token: str) -> Person | None:
        """On whose behalf a program acts, always as a reader; `None` where the token is not one (any more)."""
        if not token.startswith(PREFIX):
            return None
        rows = self._file.rows(
            "SELECT a.name, a.account_id FROM token t JOIN account a USING (account_id) WHERE t.token_hash = ?",
            (hash_of(token),),
        )
        return Person(rows[0]["name"], Role.READER, "token", rows[0]["account_id"]) if rows else None
