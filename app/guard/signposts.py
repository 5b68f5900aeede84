"""Chooses where a person is pointed to, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.types import Signpost
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.guard.contacts import LocalContacts


def signposts_of(sets: Iterable[str], contacts: LocalContacts, *, domestic_abuse: bool) -> tuple[Signpost, ...]:
    """The signposts of the sets, each once, in the order of signposts.yaml.

    Args:
        sets: Names of sets, the most urgent first.
        contacts: The partnership's own; where there are none, one signpost says so.
        domestic_abuse: Whether the question is about that, so that its helplines are named, too.
    """
    listed = load("signposts")
    wanted = [name for each in sets for name in listed["sets"][each]]
    if domestic_abuse and any(each.startswith("live") for each in sets):
        wanted += listed["about_domestic_abuse"]
    ordered = sorted(dict.fromkeys(wanted), key=lambda name: name != "emergency")
    return tuple(
        signpost for name in ordered for signpost in (local(contacts) if name == "local" else (_national(name),))
    )


def local(contacts: LocalContacts) -> tuple[Signpost, ...]:
    """The partnership's own signposts, or the one that says that none were set."""
    if not contacts.are_set:
        return (_national("not_set"),)
    when = load("signposts")["local"]
    title = contacts.name or "Your local safeguarding partnership"
    numbers = ((contacts.in_hours, when["in_hours"]), (contacts.out_of_hours, when["out_of_hours"]))
    given = tuple(Signpost(title, number, contacts.url, words, local=True) for number, words in numbers if number)
    return given or (Signpost(title, "", contacts.url, when["page"], local=True),)


def _national(name: str) -> Signpost:
    return Signpost(**load("signposts")["signposts"][name])
