"""The library page: every report in a table, and the form to add more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.access.people import Role, librarian_of, person_of
from app.pages.rendering import page, see
from ingest.screening.screen import NAMES
from knowledge.errors import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import APIRouter

    from app.library_desk import LibraryDesk
    from app.site import Site
    from knowledge.types import FindingType, Report

FORMATS = "PDF, Word (.docx), PowerPoint (.pptx), web pages (.html) and plain text (.txt, .md)"
ACCEPTED = ".pdf,.docx,.docm,.pptx,.pptm,.ppsx,.html,.htm,.xhtml,.txt,.md"
"""For the browser's file window; what a file is, is told by its content."""
DONE = {
    "removed": "The report was removed.",
    "samples": "The fictional samples were removed.",
    "held": "The report is held back: it is in no answer until it is released.",
    "released": "The report was released: answers may use it.",
    "described": "The description was changed.",
    "unchanged": "Nothing was changed.",
    "reset": "The description is what the report says again.",
}
"""What a page says after a change, by the word in its address."""
LONGEST_FIND = 200
"""Characters to find a report by, at most."""
SORTS: dict[str, tuple[str, Callable[[Report], object]]] = {
    "newest": ("newest audit first", lambda report: 0),
    "oldest": ("oldest audit first", lambda report: 0),
    "title": ("by title", lambda report: report.description.title.casefold()),
    "added": ("last added first", lambda report: -report.added_at.timestamp()),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the table, with its passages by type and, in words, what screening found of a person in it."""

    report: Report
    counts: Mapping[FindingType, int]
    found: str

    @property
    def date(self) -> str:
        """The date that it is known by, in words; empty where none is stated."""
        return next((date.words for date in self.report.description.dates), "")


def router(site: Site) -> APIRouter:
    """`/library` and removing the samples."""
    from fastapi import APIRouter

    routes = APIRouter()

    def library(request: Request) -> Response:
        return _library_page(site, request)

    def remove_samples(request: Request) -> Response:
        person = librarian_of(request)
        desk_of(site).remove_samples(person.name)
        return see(request, "/library?done=samples")

    routes.add_api_route("/library", library, methods=["GET"], include_in_schema=False)
    routes.add_api_route("/library/samples/remove", remove_samples, methods=["POST"], include_in_schema=False)
    return routes


def _library_page(site: Site, request: Request) -> Response:
    is_librarian = person_of(request).role is Role.LIBRARIAN
    every = site.library.reports()
    shown = [report for report in every if is_librarian or not report.held]
    sort = request.query_params.get("sort", "newest")
    find = " ".join(request.query_params.get("find", "")[:LONGEST_FIND].split())
    found = [report for report in shown if _has_words(report, find)]
    counts = site.library.passages_by_type()
    return page(
        request,
        "library.html",
        title="Library",
        rows=[Row(report, counts.get(report.report_id, {}), found_in_words(report)) for report in _sorted(found, sort)],
        shown=len(shown),
        find=find,
        longest_find=LONGEST_FIND,
        sorts={name: words for name, (words, _key) in SORTS.items()},
        sort=sort if sort in SORTS else "newest",
        held=sum(report.held for report in every),
        samples=sum(report.fictional for report in every),
        passages=sum(report.passage_count for report in shown),
        limits=site.desk.limits if site.desk and is_librarian else None,
        formats=FORMATS,
        accepted=ACCEPTED,
        done=done_words(request),
    )


def _has_words(report: Report, find: str) -> bool:
    """Whether all these words, or parts of words, stand in a report's title or the name of its partnership."""
    about = report.description
    named = f"{about.title}\n{about.partnership or ''}".casefold()
    return all(word in named for word in find.casefold().split())


def _sorted(reports: Sequence[Report], sort: str) -> list[Report]:
    """The reports in an order; those without a date last. They come newest audit first."""
    if sort == "oldest":
        dated = [report for report in reports if report.description.dates]
        undated = [report for report in reports if not report.description.dates]
        return sorted(dated, key=lambda report: report.description.dates[0].value) + undated
    _words, key = SORTS.get(sort, SORTS["newest"])
    return sorted(reports, key=key)  # type: ignore[arg-type] # each order has keys of one type


def desk_of(site: Site) -> LibraryDesk:
    """The desk. Raises NotAllowedError where this server changes no library."""
    if site.desk is None:
        raise NotAllowedError("This server does not change the library.", "Use the `audit-learning` command.")
    return site.desk


def found_in_words(report: Report) -> str:
    """What may identify a person in a report, by kind and count, none of its words: `2 phone numbers`; or nothing."""
    counts = Counter(item.kind for item in report.screening if item.personal)
    return ", ".join(f"{counts[kind]} {NAMES[kind][counts[kind] > 1]}" for kind in NAMES if counts[kind])


def done_words(request: Request) -> str:
    """What was just done, where the address says so: only words of ours are shown."""
    return DONE.get(request.query_params.get("done", ""), "")
