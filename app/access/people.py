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
    """

    name: str
    role: Role
    via: Literal["this machine", "account", "oidc", "token"]


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
