"""What programs can have done, however they come: authorised, paced, recorded; nothing here changes the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app.access.questions import admit, record_question
from app.guard.contacts import LocalContacts
from app.guard.guard import Guard
from app.programs.replies import PassageJson, passage_json, shown_reports
from knowledge.errors import AuditLearningError, ConfigError, QuestionError, UnknownReportError
from knowledge.types import Preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.access.people import Person
    from app.programs.requests import AskRequest, FiltersGiven, SearchRequest
    from app.site import Site
    from knowledge.types import Answer, Filters, Report

    Via = Literal["api", "mcp"]

ABOUT_SOMEBODY = frozenset({"identifiable_data", "live_case", "identify_person", "harmful"})
"""Why the guard stops a search, too. The rest it need not: a search answers nothing, it finds what reports say."""
ASK_INSTEAD = "Ask it as a question instead: the answer says who can help now."


class Programs:
    """Asks, searches and lists for programs; each call may block.

    Args:
        site: What is asked.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._guard = Guard(LocalContacts())

    def pace(self, person: Person) -> None:
        """Counts one more question of a person. Raises TooOftenError."""
        admit(self._site, person)

    def ask(self, person: Person, request: AskRequest, via: Via) -> Answer:
        """The answer to a question; a declined one repeats nothing that may identify anybody.

        Raises:
            QuestionError: The question is empty or too long, or a filter names what does not exist.
            UnknownReportError: A filter names a report that is not there, or not for this person.
        """
        filters = self._filters(person, request.filters)
        try:
            answer = self._site.answerer.ask(request.question, request.turns(), filters)
        except QuestionError:
            raise
        except AuditLearningError:
            record_question(self._site, person, status="failed", via=via)
            raise
        record_question(self._site, person, status=answer.status.value, kind=answer.kind.value, via=via)
        return answer

    def search(self, person: Person, request: SearchRequest, via: Via) -> list[PassageJson]:
        """The passages that fit a query, best first; of no report that is held.

        Raises:
            QuestionError: The query is about somebody, which reports are not searched for, or a filter names what does
                not exist.
            UnknownReportError: A filter names a report that is not there, or not for this person.
            ConfigError: This server has no search.
        """
        if self._site.search is None:
            raise ConfigError("This server does not search for programs.")
        filters = self._filters(person, request.filters)
        caution = self._guard.check(request.query)
        if caution and caution.reason in ABOUT_SOMEBODY:
            record_question(self._site, person, status="declined", kind="search", via=via)
            raise QuestionError(caution.message, ASK_INSTEAD)
        hits = self._site.search.search(request.query, filters, Preferences(), request.limit)
        reports = {report.report_id: report for report in self._site.library.reports() if not report.held}
        root = self._site.address.root_path
        found = [passage_json(hit, reports, root) for hit in hits if hit.passage.report_id in reports]
        status = "answered" if found else "no_evidence"
        record_question(self._site, person, status=status, kind="search", via=via)
        return found

    def reports(self, person: Person) -> Sequence[Report]:
        """The reports that a person may know of, newest audit first."""
        return shown_reports(self._site.library.reports(), person)

    def _filters(self, person: Person, given: FiltersGiven) -> Filters:
        filters = given.filters()
        if filters.report_ids - {report.report_id for report in self.reports(person)}:
            raise UnknownReportError("There is no such report.", "The ids are those that /api/reports lists.")
        return filters
