"""Local accounts: who may sign in with a password, and as what."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.access.access_file import AccessFile
from app.access.passwords import Hashes, checked
from app.access.people import Person, Role
from knowledge.errors import ConfigError, TooOftenError

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?", re.IGNORECASE)
"""A colon is not among its characters: whom a provider signed in has one in the name, and is never a local account."""
COLUMNS = "account_id, name, role, created, password_version"


class AccountError(ConfigError):
    """There is no such account, or there is one already, or a name cannot be one."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in with a password.

    `created` is in UTC; `password_version` counts the passwords the account has had, from 1.
    """

    account_id: int
    name: str
    role: Role
    created: datetime
    password_version: int

    @property
    def person(self) -> Person:
        """Who this is once signed in."""
        return Person(self.name, self.role, "account", self.account_id)


class AccountStore:
    """The accounts of one data home. Names are the same whatever their case.

    Args:
        path: The file, made where absent; another process may have it open too.
        hashes: How passwords are kept.

    Raises:
        HomeError: The file cannot be used; any of the methods may raise it too.
    """

    def __init__(self, path: Path, hashes: Hashes | None = None) -> None:
        self.file = AccessFile(path)
        self._hashes = hashes or Hashes()

    def add(self, name: str, role: Role, password: str) -> Account:
        """Adds an account.

        Raises:
            AccountError: The name cannot be one, or is taken.
            PasswordError: The password may not be used.
        """
        if not NAME.fullmatch(name):
            raise AccountError(
                "That cannot be the name of an account.",
                "Use up to 64 letters, digits and . _ @ -, beginning and ending with a letter or digit.",
            )
        kept = self._hashes.of(checked(password, name))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            with self.file.changing() as db:
                db.execute(
                    "INSERT INTO account (name, role, password_hash, created) VALUES (?, ?, ?, ?)",
                    (name, role.value, kept, now),
                )
        except sqlite3.IntegrityError as error:
            raise AccountError(f"There is an account {name} already.", "Choose another name.") from error
        return self.account(name)

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        return [_account(row) for row in self.file.rows(f"SELECT {COLUMNS} FROM account ORDER BY name")]

    def account(self, name: str) -> Account:
        """The account of that name. Raises AccountError where there is none."""
        if account := self.find(name):
            return account
        raise AccountError("There is no account of that name.", "`audit-learning user list` lists them.")

    def find(self, name: str) -> Account | None:
        """The account of that name; `None` where there is none."""
        rows = self.file.rows(f"SELECT {COLUMNS} FROM account WHERE name = ?", (name,))
        return _account(rows[0]) if rows else None

    def verify(self, name: str, password: str) -> Account | None:
        """The account whose name and password these are; `None` otherwise, after the same time.

        Raises:
            TooOftenError: Too many passwords are being checked at this moment.
        """
        rows = self.file.rows(f"SELECT {COLUMNS}, password_hash FROM account WHERE name = ?", (name,))
        kept = rows[0]["password_hash"] if rows else None
        if not self._hashes.fits(password, kept) or kept is None:
            return None
        if self._hashes.is_outdated(kept):
            with suppress(TooOftenError):  # the next sign-in will do
                self._hash_again(rows[0]["account_id"], kept, password)
        return _account(rows[0])

    def set_password(self, name: str, password: str) -> Account:
        """Changes a password; whoever is signed in to the account has to sign in again, and its tokens end.

        A password is changed where somebody else may know it, and they may have made a token with it.

        Raises:
            AccountError: There is no such account.
            PasswordError: The password may not be used.
        """
        account = self.account(name)
        kept = self._hashes.of(checked(password, account.name))
        with self.file.changing() as db:
            self._change(db, account, "password_hash = ?, password_version = password_version + 1", kept)
            db.execute("DELETE FROM token WHERE account_id = ?", (account.account_id,))
        return self.account(name)

    def set_role(self, name: str, role: Role) -> Account:
        """Changes what an account may do; whoever is signed in to it has to sign in again. Raises AccountError."""
        with self.file.changing() as db:
            self._change(db, self.account(name), "role = ?", role.value)
        return self.account(name)

    def remove(self, name: str) -> Account:
        """Removes an account with its sessions and tokens; returns what it was. Raises AccountError."""
        account = self.account(name)
        with self.file.changing() as db:
            db.execute("DELETE FROM account WHERE account_id = ?", (account.account_id,))
        return account

    def close(self) -> None:
        """Closes the file."""
        self.file.close()

    @staticmethod
    def _change(db: sqlite3.Connection, account: Account, assignment: str, value: str) -> None:
        db.execute(f"UPDATE account SET {assignment} WHERE account_id = ?", (value, account.account_id))
        db.execute("DELETE FROM session WHERE account_id = ?", (account.account_id,))

    def _hash_again(self, account_id: int, kept: str, password: str) -> None:
        """Only where the hash is still the one that was checked: the password may have been changed meanwhile."""
        anew = self._hashes.of(password)
        with self.file.changing() as db:
            db.execute(
                "UPDATE account SET password_hash = ? WHERE account_id = ? AND password_hash = ?",
                (anew, account_id, kept),
            )


def _account(row: sqlite3.Row) -> Account:
    created = datetime.fromisoformat(row["created"])
    return Account(row["account_id"], row["name"], Role(row["role"]), created, row["password_version"])
