"""What the page tells whoever opens it: who they are, what the library holds, and which filters there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.access.people import person_of
from app.filter_choices import FilterChoices, filters_from
from app.ui.filters_form import asked_for
from app.ui.header import library_sentence
from app.ui.navigation import navigation_html
from app.ui.safe_text import safe
from knowledge.errors import AuditLearningError
from knowledge.types import Filters

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from app.site import Site


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is shown.

    Args:
        navigation: The links at the top, as safe HTML.
        in_library: How many reports there are, or why that is not known.
        choices: The filters that the library has.
        filters: Those that the address sets.
    """

    navigation: str
    in_library: str
    choices: FilterChoices
    filters: Filters = field(default_factory=Filters)


def arrival(site: Site, connection: HTTPConnection) -> Arrival:
    """What to show on a page that was just opened; nothing of the library to somebody who may not see it."""
    try:
        person = person_of(connection)
        choices = site.choices()
        in_library = library_sentence(site.library.reports())
    except AuditLearningError as error:
        return Arrival(navigation_html(None), safe(str(error)), FilterChoices())
    filters, _unknown = filters_from(asked_for(connection.query_params), choices)
    return Arrival(navigation_html(person), in_library, choices, filters)
