"""The partnership's own numbers, as its settings give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.settings import Settings


@dataclass(frozen=True, slots=True)
class LocalContacts:
    """Where people of one partnership turn to with a concern; all empty where nobody has set it.

    Args:
        name: Of the front door, e.g. `Anytown MASH`.
        in_hours: Its number in office hours, as it is to be read.
        out_of_hours: The number for nights and weekends.
        url: Its page, http(s), or `None`.
    """

    name: str = ""
    in_hours: str = ""
    out_of_hours: str = ""
    url: str | None = None

    @property
    def are_set(self) -> bool:
        """Whether there is anything to turn to: a name alone is nothing."""
        return bool(self.in_hours or self.out_of_hours or self.url)


def local_contacts(settings: Settings) -> LocalContacts:
    """The contacts that the settings give."""
    return LocalContacts(
        name=settings.contact_name,
        in_hours=settings.contact_in_hours,
        out_of_hours=settings.contact_out_of_hours,
        url=settings.contact_url,
    )
