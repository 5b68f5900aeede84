"""The names of people whom a provider signs in: never that of a local account, and never one name for two people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.people import Role

if TYPE_CHECKING:
    import sqlite3

    from app.access.access_file import AccessFile

PREFIX = "oidc:"
"""No local account has a colon in its name."""
LONGEST = 100
"""Characters of a name that a provider gave."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider signed in.

    Args:
        name: What the provider calls them; others may have had it before, or may take it.
        subject: The provider's issuer and its own id of the person, which never changes.
        role: What they may do, by the provider's word.
    """

    name: str
    subject: str
    role: Role


class SubjectStore:
    """Remembers which person has which name.

    Args:
        file: Where it is kept, as hashes of the subjects.
    """

    def __init__(self, file: AccessFile) -> None:
        self._file = file

    def name_of(self, identity: Identity) -> str:
        """The person's name here: `oidc:` and what the provider says; with a mark of their own where it was another's.

        Providers let people change their names and addresses, so that a name alone says nothing of who it is
        (OpenID Connect Core 1.0, 5.7).
        """
        subject = hashlib.sha256(identity.subject.encode()).hexdigest()
        name = PREFIX + " ".join(identity.name.split())[:LONGEST]
        with self._file.changing() as db:
            # The marked ones are kept too: a provider may let somebody else take a name that looks like one.
            names = (name, f"{name}#{subject[:12]}", f"{name}#{subject}")
            return next(one for one in names if _holder(db, one, subject) == subject)


def _holder(db: sqlite3.Connection, name: str, subject: str) -> str:
    """Whose a name is: the subject's from now on, if it was nobody's."""
    db.execute("INSERT OR IGNORE INTO subject VALUES (?, ?)", (name.casefold(), subject))
    return str(db.execute("SELECT subject_hash FROM subject WHERE name = ?", (name.casefold(),)).fetchone()[0])
