"""Who is asking, and what a person may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from knowledge.errors import NotAllowedError

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

KEY = "person"
"""Where the gate leaves the person in the scope of a request."""


class Role(StrEnum):
    """What a person may do: a reader asks and reads, a librarian also changes the library."""

    READER = "reader"
    LIBRARIAN = "librarian"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a request is from.

    Args:
        name: Unique among the people of one server; what the audit log says.
        role: What they may do.
        via: How it is known who they are: by being on this machine, an account, a provider's sign-in, or a program's
            token.
        account_id: Of the account that a password or a token belongs to; never given twice.
    """

    name: str
    role: Role
    via: Literal["this machine", "account", "oidc", "token"]
    account_id: int | None = None

    @property
    def key(self) -> str:
        """Whose something is that is kept in memory: unique, and never reused, though a name may be given anew.

        A person and their programs have one key. The name of whom a provider signed in stays theirs (SubjectStore).
        """
        # Neither a local name nor `this machine` has a colon, and a provider's people begin with `oidc:`.
        return self.name.casefold() if self.account_id is None else f"account:{self.account_id}"


HERE = Person("this machine", Role.LIBRARIAN, "this machine")
"""Whoever opens a page that only this machine is served."""


def person_of(connection: HTTPConnection) -> Person:
    """Who a request is from. Raises NotAllowedError where the gate let nobody in: then a handler must do nothing."""
    person = connection.scope.get(KEY)
    if not isinstance(person, Person):
        raise NotAllowedError("Nobody is signed in.", "Sign in first.")
    return person


def librarian_of(connection: HTTPConnection) -> Person:
    """The librarian that a request is from. Raises NotAllowedError where it is from anybody else."""
    person = person_of(connection)
    if person.role is not Role.LIBRARIAN:
        raise NotAllowedError("Only a librarian may do this.", "Ask a librarian of this library.")
    return person
