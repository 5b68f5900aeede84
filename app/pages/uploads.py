"""Uploading reports, replacing one, and the page that tells how far an upload is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.people import librarian_of
from app.library_desk.description_form import LABELS
from app.library_desk.multipart import MultipartReader, UploadBrokenError
from app.pages.library import desk_of, found_in_words
from app.pages.rendering import page, see
from app.pages.reports import id_in
from knowledge.errors import UnknownReportError

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.library_desk import Intake, LibraryDesk, UploadJob
    from app.site import Site
    from knowledge.types import Report, ReportId

ENDS = ("added", "updated", "unchanged", "refused")
FORGOTTEN = "This upload is not known any more."
LOOK = "Look in the library for what became of it."


def router(site: Site) -> APIRouter:
    """`/library/uploads`, an upload's page, and replacing a report."""
    from fastapi import APIRouter

    routes = APIRouter()

    async def upload(request: Request) -> Response:
        person, desk = librarian_of(request), desk_of(site)
        intake = await _received(request, desk, None)
        return see(request, f"/library/uploads/{desk.take_in(intake, person.name)}")

    async def replace(request: Request) -> Response:
        person, desk = librarian_of(request), desk_of(site)
        report = await run_in_threadpool(site.library.report, id_in(request))
        intake = await _received(request, desk, 1)
        return see(request, f"/library/uploads/{desk.take_in(intake, person.name, report.report_id)}")

    def progress(request: Request) -> Response:
        librarian_of(request)
        job = desk_of(site).job(str(request.path_params["job"]))
        if job is None:
            return page(request, "error.html", title="Not found", status=404, message=FORGOTTEN, help_message=LOOK)
        return _job_page(site, request, job)

    routes.add_api_route("/library/uploads", upload, methods=["POST"], include_in_schema=False)
    routes.add_api_route("/reports/{id}/replace", replace, methods=["POST"], include_in_schema=False)
    routes.add_api_route("/library/uploads/{job}", progress, methods=["GET"], include_in_schema=False)
    return routes


async def _received(request: Request, desk: LibraryDesk, most_files: int | None) -> Intake:
    """The files of a request, written as they arrive. Raises UploadBrokenError where there are none."""
    intake = desk.intake(most_files)
    try:
        reader = MultipartReader(request.headers.get("content-type", ""), intake)
        async for piece in request.stream():
            await run_in_threadpool(reader.feed, piece)
        reader.finish()
        if not intake.files:
            raise UploadBrokenError("No file was chosen.", "Choose one or more reports, then upload them.")
    except BaseException:  # also where the browser went away: nothing of it stays
        intake.discard()
        raise
    return intake


def _job_page(site: Site, request: Request, job: UploadJob) -> Response:
    return page(
        request,
        "upload.html",
        title=_title(job),
        job=job,
        reports=_reports(site, job),
        found_in_words=found_in_words,
        replaced=_held_report(site, job.replacing),
        took_its_place=bool(job.replacing and job.with_action("updated")),
        corrected=_corrected(_held_report(site, job.replacing)) if job.new_title else "",
    )


def _title(job: UploadJob) -> str:
    if not job.is_done:
        return f"Reading {_files(len(job.files))}"
    counts = Counter[str](file.outcome.action for file in job.files if file.outcome)
    return f"Upload finished: {', '.join(f'{counts[end]} {end}' for end in ENDS if counts[end])}"


def _files(number: int) -> str:
    return f"{number} {'file' if number == 1 else 'files'}"


def _reports(site: Site, job: UploadJob) -> dict[ReportId, Report]:
    """The reports that the files became and that are still there."""
    ids = {file.outcome.report_id for file in job.files if file.outcome and file.outcome.report_id}
    return {report_id: report for report_id in ids if (report := _held_report(site, report_id))}


def _corrected(report: Report | None) -> str:
    """The fields of a report that people corrected, in words."""
    return ", ".join(LABELS[name].lower() for name in report.description.overridden) if report else ""


def _held_report(site: Site, report_id: ReportId | None) -> Report | None:
    """The report, if it is in the library."""
    if report_id is None:
        return None
    try:
        return site.library.report(report_id)
    except UnknownReportError:
        return None
