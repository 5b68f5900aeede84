"""The page of one report, and what a librarian does to it: correct, hold, release, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.people import Role, librarian_of, person_of
from app.library_desk.description_form import FIELDS, LABELS, THEMES, read_form, shown_values
from app.pages.library import ACCEPTED, FORMATS, desk_of, done_words, found_in_words
from app.pages.rendering import page, see
from app.pages.report_facts import facts_of, findings_of
from app.report_links import has_page_pictures
from knowledge.errors import NotAllowedError
from knowledge.theme_counts import theme_labels
from knowledge.types import ReportId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import APIRouter
    from starlette.datastructures import FormData

    from app.site import Site
    from knowledge.types import Report

HELD = "This report is held back until a librarian has checked it."
MOST_FIELDS = 200


def router(site: Site) -> APIRouter:
    """`/reports/{id}` and what is done to it, but for replacing its file."""
    from fastapi import APIRouter

    routes = APIRouter()

    def show(request: Request) -> Response:
        return _report_page(site, request)

    def edit(request: Request) -> Response:
        librarian_of(request)
        desk_of(site)
        report = site.library.report(id_in(request))
        values = shown_values(report.description)
        return _form_page(request, report, values, values, {})

    async def save(request: Request) -> Response:
        librarian_of(request)
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        return await run_in_threadpool(_saved, site, request, form)

    def remove(request: Request) -> Response:
        librarian_of(request)
        desk_of(site)
        return _removal_page(site, request)

    def removed(request: Request) -> Response:
        desk_of(site).remove(id_in(request), librarian_of(request).name)
        return see(request, "/library?done=removed")

    def hold(request: Request) -> Response:
        report = desk_of(site).hold(id_in(request), librarian_of(request).name)
        return see(request, f"/reports/{report.report_id}?done=held")

    def release(request: Request) -> Response:
        report = desk_of(site).release(id_in(request), librarian_of(request).name)
        return see(request, f"/reports/{report.report_id}?done=released")

    pages = {"": show, "/edit": edit, "/remove": remove}
    changes = {"/edit": save, "/remove": removed, "/hold": hold, "/release": release}
    for method, handlers in (("GET", pages), ("POST", changes)):
        for path, handler in handlers.items():
            routes.add_api_route(f"/reports/{{id}}{path}", handler, methods=[method], include_in_schema=False)
    return routes


def id_in(request: Request) -> ReportId:
    """The report that an address names; it need not be there."""
    return ReportId(str(request.path_params["id"]))


def _report_page(site: Site, request: Request) -> Response:
    is_librarian = person_of(request).role is Role.LIBRARIAN
    report = site.library.report(id_in(request))
    if report.held and not is_librarian:
        raise NotAllowedError(HELD, "Ask a librarian of this library.")
    return page(
        request,
        "report.html",
        title=report.description.title,
        report=report,
        facts=facts_of(report),
        counts=site.library.passages_by_type([report.report_id]).get(report.report_id, {}),
        found=found_in_words(report),
        findings=findings_of(report) if is_librarian else [],
        is_pdf=has_page_pictures(report) and bool(report.page_count),
        limits=site.desk.limits if site.desk and is_librarian else None,
        formats=FORMATS,
        accepted=ACCEPTED,
        done=done_words(request),
    )


def _removal_page(site: Site, request: Request) -> Response:
    report = site.library.report(id_in(request))
    return page(request, "report_remove.html", title="Remove this report?", report=report)


def _saved(site: Site, request: Request, form: FormData) -> Response:
    person, desk = librarian_of(request), desk_of(site)
    report = site.library.report(id_in(request))
    path = f"/reports/{report.report_id}"
    if "reset" in form:
        desk.forget_edits(report.report_id, person.name)
        return see(request, f"{path}?done=reset")
    sent, was = _fields(form, ""), _fields(form, "was_")
    reading = read_form(sent, was)
    if reading.errors:
        return _form_page(request, report, sent, was, reading.errors)
    if not reading.changes:
        return see(request, f"{path}?done=unchanged")
    desk.edit(report.report_id, reading.changes, person.name)
    return see(request, f"{path}?done=described")


def _fields(form: FormData, prefix: str) -> dict[str, str]:
    """The fields of the form that were sent, themes that were ticked on a line each."""
    sent = {name: "\n".join(map(str, form.getlist(f"{prefix}{name}"))) for name in LABELS if f"{prefix}{name}" in form}
    return {THEMES: "", **sent}  # a form without a tick sends no theme


def _form_page(
    request: Request, report: Report, values: Mapping[str, str], was: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    title = f"Correct the description of {report.description.title}"
    return page(
        request,
        "report_edit.html",
        title=f"Error: {title}" if errors else title,
        status=400 if errors else 200,
        report=report,
        fields=FIELDS,
        themes=theme_labels(),
        chosen=values.get(THEMES, "").splitlines(),
        values={name: values.get(name, "") for name in LABELS},
        was={name: was.get(name, "") for name in LABELS},
        errors=errors,
    )
