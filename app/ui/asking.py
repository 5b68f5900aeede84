"""One question on its way: who asks it, within which limits, and what is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.access.people import person_of
from app.access.questions import admit, record_question
from app.filter_choices import in_words, query_of
from app.ui.filters_form import chosen_filters
from app.ui.tools import tools_html
from knowledge.types import Filters, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import HTTPConnection

    from app.access.people import Person
    from app.site import Site
    from knowledge.types import Answer

KEPT = frozenset({Status.ANSWERED, Status.PARTIAL, Status.NO_EVIDENCE})
"""Outcomes that may be taken along: a question that was declined is repeated in no file and no link."""

NOT_HERE = "The reports here have none of these filters, so they were left out:"


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of one person.

    Args:
        site: What it is asked of.
        connection: The request that it came with: says who asks.
        question: As typed.
        chosen: The filters, as in a deep link; from a browser, so anything may be in it.
        replaces_last: Whether it takes the place of the conversation's last question.
        filters: Limits on what is searched; `limited` makes them of what was chosen.
        notice: What the person is to be told of their choice: a filter that the library has not.
    """

    site: Site
    connection: HTTPConnection
    question: str
    chosen: Sequence[tuple[str, str]] = ()
    replaces_last: bool = False
    filters: Filters = field(default_factory=Filters)
    notice: str = ""

    def admitted(self) -> Person:
        """Who asks. Raises NotAllowedError where nobody is signed in, TooOftenError where they ask too fast."""
        person = person_of(self.connection)
        admit(self.site, person)
        return person

    def limited(self) -> Asking:
        """The question with its filters, of those that the library has. Raises HomeError."""
        filters, ignored = chosen_filters(self.site, self.chosen)
        return replace(self, filters=filters, notice=f"{NOT_HERE} {ignored}." if ignored else "")

    def record(self, status: str, kind: str | None = None) -> None:
        """Records that it was asked and how it turned out, never its words. Raises HomeError."""
        record_question(self.site, person_of(self.connection), status=status, kind=kind)

    def tools(self, answer: Answer) -> str:
        """Copy, download and link for a whole answer, as safe HTML; empty where it may not be taken along."""
        if answer.status not in KEPT:
            return ""
        key = self.site.shelf.keep(answer, person_of(self.connection).key, self.filtered_by)
        permalink = query_of(answer.standalone_question or answer.question, self.filters)
        return tools_html(key, permalink, teaches=self.site.packs is not None and bool(answer.citations))

    @property
    def filtered_by(self) -> str:
        """The limits in words; empty where there are none."""
        return in_words(self.filters)
