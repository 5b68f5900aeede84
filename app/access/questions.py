"""Each question of a person, whichever way it comes: counted against their pace, and recorded without its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.access.people import Person
    from app.site import Site


def admit(site: Site, person: Person) -> None:
    """Counts one more question of a person. Raises TooOftenError where they ask too fast."""
    if site.pace:
        site.pace.check(person)


def record_question(
    site: Site, person: Person, *, status: str, kind: str | None = None, via: str | None = None
) -> None:
    """Records that a question was asked and how it turned out, never its words.

    Args:
        site: What it was asked of.
        person: Who asked it.
        status: That of the answer, or how it came to none: `failed`, `stopped` and so on.
        kind: How it was read; absent where it was not.
        via: Which way it came, where not through the chat: `api`, `mcp`.

    Raises:
        HomeError: It cannot be written.
    """
    if site.audit:
        came = {"via": via} if via else {}
        site.audit.record("asked", person.name, **came, kind=kind, status=status)
