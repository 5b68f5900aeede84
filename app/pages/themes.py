"""The themes of the library: beside reports, over the years, and the findings behind each."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.access.people import librarian_of, person_of
from app.next_questions import question_about
from app.pages.rendering import page
from app.report_links import link_to
from app.theme_findings import FINDING_TYPES, theme_findings
from app.theme_matrix import SHADES, ReportChoice, by_report, by_year, year_of
from knowledge.errors import QuestionError, TooOftenError
from knowledge.theme_counts import LabelCounts, theme_label
from knowledge.types import FindingType, ReportId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fastapi import APIRouter

    from app.site import Site
    from knowledge.types import Report

REPORTS_AT_FIRST = 12
"""Columns of the matrix until a person asks for more."""
MOST_REPORTS = 60
"""Columns of the matrix at most: each adds some fifty cells, which a phone must hold."""
FINDINGS_AT_FIRST = 30
MOST_FINDINGS = 600
MOST_WAITING = 4
"""People who wait for a picture at once."""
MOST_KEPT = 16
"""Pictures of each kind that are kept: the last ones that were drawn."""
PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


class ThemePages:
    """The pages on themes of one site. Whoever is let in may read them: they tell nothing of reports that are held."""

    def __init__(self, site: Site) -> None:
        self._library = site.library
        self._counts = LabelCounts(site.library)
        self._drawing = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._drawn: dict[str, list[tuple[object, bytes]]] = {}

    def matrix(self, request: Request) -> Response:
        """`/themes?partnership=&year=&show=`."""
        person_of(request)
        open_reports = [report for report in self._library.reports() if not report.held]
        choice = _choice(request)
        reports = choice.of(open_reports)
        shown = reports[-_number(request, "show", REPORTS_AT_FIRST, MOST_REPORTS) :]
        counts = self._counts.of(reports)
        return page(
            request,
            "themes.html",
            title="Themes",
            choice=choice,
            partnerships=sorted({report.description.partnership or "" for report in open_reports} - {""}),
            years=sorted({year_of(report) for report in open_reports}),
            reports={report.report_id: report for report in shown},
            in_choice=len(reports),
            in_library=len(open_reports),
            most=MOST_REPORTS,
            matrix=by_report(shown, counts),
            timeline=by_year(reports, counts),
            shades=SHADES,
            query=_query,
        )

    def theme(self, request: Request) -> Response:
        """`/themes/THEME?report=&type=&year=&partnership=&show=`. Raises UnknownThemeError, UnknownReportError."""
        person_of(request)
        theme = str(request.path_params["theme"])
        label = theme_label(theme)
        choice, types = _choice(request), _types(request)
        report = self._named(request)
        reports = choice.of([report] if report else self._library.reports())
        show = _number(request, "show", FINDINGS_AT_FIRST, MOST_FINDINGS)
        counts = self._counts.of(reports)
        return page(
            request,
            "theme.html",
            title=label[:1].upper() + label[1:],
            theme=theme,
            label=label,
            choice=choice,
            report=report,
            types=types,
            found=theme_findings(self._library, counts, reports, theme, types or FINDING_TYPES, show),
            more=min(show + FINDINGS_AT_FIRST, MOST_FINDINGS) if show < MOST_FINDINGS else 0,
            asked={name: request.query_params.get(name, "") for name in ("report", "type", "year", "partnership")},
            query=_query,
            link_to=link_to,
            question_about=question_about,
        )

    def png(self, request: Request) -> Response:
        """`/themes/at-a-glance.png?partnership=&year=`, to be kept as a file."""
        return self._picture(request, "png")

    def svg(self, request: Request) -> Response:
        """`/themes/at-a-glance.svg?partnership=&year=`, to be kept as a file."""
        return self._picture(request, "svg")

    def _picture(self, request: Request, kind: Literal["png", "svg"]) -> Response:
        person_of(request)
        reports = _choice(request).of(self._library.reports())
        today = datetime.now(UTC).date()
        name = f"themes-at-a-glance-{today.isoformat()}.{kind}"
        return Response(
            self._draw(reports, today, kind),
            media_type=PICTURES[kind],
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    def _draw(self, reports: Sequence[Report], today: date, kind: Literal["png", "svg"]) -> bytes:
        """The picture; it takes a second or more, so that one is drawn at a time, and the last few are kept.

        Raises:
            TooOftenError: Several people wait for one already.
        """
        from app.library_picture import library_picture

        counts = self._counts.of(reports)
        told = (
            today,
            [(report.description, report.fictional, counts[report.report_id]) for report in reports],
        )
        if not self._waiting.acquire(blocking=False):
            raise TooOftenError("Several pictures are being drawn already.", "Try again in a minute.")
        try:
            with self._drawing:
                kept = self._drawn.setdefault(kind, [])
                drawn = next((picture for drawn_of, picture in kept if drawn_of == told), None)
                if drawn is None:
                    drawn = library_picture(reports, counts, today, kind)
                    self._drawn[kind] = [*kept[1 - MOST_KEPT :], (told, drawn)]
                return drawn
        finally:
            self._waiting.release()

    def _named(self, request: Request) -> Report | None:
        """The report that the address names, where the person may know of it."""
        named = request.query_params.get("report")
        report = self._library.report(ReportId(named)) if named else None
        if report is not None and report.held:
            librarian_of(request)
        return report


def router(site: Site) -> APIRouter:
    """`/themes` and what is below it."""
    from fastapi import APIRouter

    pages, routes = ThemePages(site), APIRouter()
    for path, handler in (
        ("/themes", pages.matrix),
        ("/themes/at-a-glance.png", pages.png),
        ("/themes/at-a-glance.svg", pages.svg),
        ("/themes/{theme}", pages.theme),
    ):
        routes.add_api_route(path, handler, methods=["GET"], include_in_schema=False)
    return routes


def _choice(request: Request) -> ReportChoice:
    asked = request.query_params
    return ReportChoice(asked.get("partnership", ""), asked.get("year", ""))


def _types(request: Request) -> tuple[FindingType, ...]:
    """The finding types asked for; none: all. Raises QuestionError."""
    named = [name for name in request.query_params.getlist("type") if name]
    types = tuple(kind for kind in FINDING_TYPES if kind.value in named)
    if len(types) < len(set(named)):
        raise QuestionError("There is no such finding type.", "Choose one from the page of the theme.")
    return types


def _number(request: Request, name: str, at_first: int, most: int) -> int:
    """A number asked for, kept within bounds; what is no number counts as not asked for."""
    asked = request.query_params.get(name, "")
    return min(max(int(asked), 1), most) if asked.isascii() and asked.isdigit() and len(asked) < 10 else at_first


def _query(**values: object) -> str:
    """A query string of what is not empty, with its question mark; empty where nothing is left."""
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given, doseq=True)}" if given else ""
