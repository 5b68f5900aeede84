"""Reading a report: its whole text with findings marked, and its pages, each as a picture with its text."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.people import librarian_of, person_of
from app.pages.reading_pictures import PagePictures, source_pdf
from app.pages.reading_text import Sheet, by_sheet, headings_of, lines_of, part_on, places_of, sheets, span_of
from app.pages.rendering import page as page_response
from app.surroundings import check_of
from knowledge.errors import UnknownReportError, UnreadableFileError
from knowledge.types import Filters, FindingType, ReportId, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import APIRouter

    from app.site import Site
    from ingest.page_picture import PictureJob
    from knowledge.types import Passage, Report

NUMBER = re.compile(r"[0-9]{1,6}")
NOT_MARKED = (
    "The quoted words cannot be marked: the link names words that this text does not have. "
    "The report may have been read anew since the link was made."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A report that somebody may read, as they asked for it.

    Args:
        report: The report.
        text: Its canonical text.
        passages: Its findings, in reading order.
        quoted: The span to mark.
        note: Why the quote that was asked for cannot be marked; else empty.
    """

    report: Report
    text: str
    passages: Sequence[Passage]
    quoted: Span | None
    note: str


def router(site: Site) -> APIRouter:
    """`/reports/{id}/text`, `/reports/{id}/pages/{n}` and `/reports/{id}/pages/{n}.png`."""
    from fastapi import APIRouter

    pictures = PagePictures()

    def whole_text(request: Request) -> Response:
        return _whole_text(request, opened(site, request))

    async def picture(request: Request) -> Response:
        return await _picture(request, site, pictures)

    def one_page(request: Request) -> Response:
        return _one_page(request, opened(site, request))

    routes = APIRouter()
    for path, handler in (
        ("/reports/{report_id}/text", whole_text),
        ("/reports/{report_id}/pages/{page}.png", picture),
        ("/reports/{report_id}/pages/{page}", one_page),
    ):
        routes.add_api_route(path, handler, methods=["GET"], include_in_schema=False)
    return routes


def opened(site: Site, request: Request) -> Opened:
    """The report that a request names.

    Raises:
        NotAllowedError: Nobody is signed in, or the report is held and the person is no librarian.
        UnknownReportError: There is no such report.
    """
    person_of(request)
    report_id = ReportId(str(request.path_params["report_id"]))
    report = site.library.report(report_id)
    if report.held:
        librarian_of(request)
    text = site.library.canonical_text(report_id)
    passages = site.library.passages(Filters(report_ids=frozenset({report_id}), include_held=True))
    asked = request.query_params.get("quote")
    quoted = span_of(asked, text, request.query_params.get("check"))
    return Opened(report, text, passages, quoted, NOT_MARKED if asked and quoted is None else "")


def _whole_text(request: Request, read: Opened) -> Response:
    kind = _type_asked(request)
    shown = [passage for passage in read.passages if kind is None or passage.finding_type is kind]
    headings = headings_of(read.passages)
    pages = sheets(read.report, read.text)
    parts = [
        (sheet, lines_of(read.text, sheet, found, headings, read.quoted))
        for sheet, found in zip(pages, by_sheet(pages, shown), strict=True)
    ]
    return page_response(
        request,
        "reading_text.html",
        title=f"{read.report.description.title}: the whole text",
        parts=parts,
        types=_types(read.passages),
        kind=kind,
        shown=shown,
        **_common(request, read, places_of(read.passages, kind)),
    )


def _types(passages: Sequence[Passage]) -> list[tuple[FindingType, int]]:
    """The types of findings that a report has, each with how many."""
    kinds = [passage.finding_type for passage in passages]
    return [(kind, kinds.count(kind)) for kind in FindingType if kind in kinds]


def _type_asked(request: Request) -> FindingType | None:
    """The type of finding that alone is to be marked; a type that there is not is as good as none."""
    asked = request.query_params.get("type")
    return FindingType(asked) if asked in set(FindingType) else None


def _one_page(request: Request, read: Opened) -> Response:
    sheet = _sheet(request, read)
    headings = headings_of(read.passages)
    on_page = part_on(sheet, read.quoted)
    try:
        source_pdf(read.report)
        missing = ""
    except UnreadableFileError as error:
        missing = str(error)
    return page_response(
        request,
        "reading_page.html",
        title=f"{read.report.description.title}: page {sheet.label}",
        sheet=sheet,
        lines=lines_of(read.text, sheet, read.passages, headings, read.quoted),
        neighbours=_neighbours(read, sheet),
        count=_count(read.report),
        missing=missing,
        on_page=on_page,
        elsewhere=_page_of_quote(read) if read.quoted and on_page is None else None,
        **_common(request, read, {}),
    )


def _common(request: Request, read: Opened, places: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "report": read.report,
        "quoted": read.quoted,
        "note": read.note,
        "places": places,
        "quote_query": _quote_query(request, read),
    }


def _quote_query(request: Request, read: Opened) -> str:
    """The part of an address that names the quote, to be kept in links; empty where none is marked."""
    if read.quoted is None:
        return ""
    check = request.query_params.get("check")
    return f"quote={read.quoted.start}-{read.quoted.end}" + (f"&check={check}" if check else "")


def _sheet(request: Request, read: Opened) -> Sheet:
    """The page that a request names, perhaps without text. Raises UnknownReportError where there is no such page."""
    asked = str(request.path_params["page"])
    number = int(asked) if NUMBER.fullmatch(asked) else 0
    for sheet in sheets(read.report, read.text):
        if sheet.page == number:
            return sheet
    if 1 <= number <= _count(read.report):
        return Sheet(number, str(number), Span(0, 0))
    raise UnknownReportError("The report has no such page.", "Open the report and choose one of its pages.")


def _count(report: Report) -> int:
    """How many pages a report has; 0 where its format has none."""
    return max(report.page_count or 0, *(page.page for page in report.pages), 0) if report.pages else 0


def _neighbours(read: Opened, sheet: Sheet) -> tuple[int | None, int | None]:
    """The pages before and after."""
    number = sheet.page or 0
    return number - 1 if number > 1 else None, number + 1 if number < _count(read.report) else None


def _page_of_quote(read: Opened) -> Sheet | None:
    """The page on which the quote begins."""
    return next((sheet for sheet in sheets(read.report, read.text) if part_on(sheet, read.quoted)), None)


async def _picture(request: Request, site: Site, pictures: PagePictures) -> Response:
    job = await run_in_threadpool(_picture_job, request, site)
    tag = _tag(job)
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    # Waited for here and not in a thread: those are few, and all of them would wait. Shielded, since others wait too.
    drawn = await asyncio.shield(asyncio.wrap_future(pictures.picture(job)))
    return Response(drawn, media_type="image/png", headers=headers)


def _picture_job(request: Request, site: Site) -> PictureJob:
    """What is to be drawn. Raises UnreadableFileError where there can be no picture."""
    from ingest.page_picture import PictureJob

    read = opened(site, request)
    sheet = _sheet(request, read)
    on_page = part_on(sheet, read.quoted)
    words = read.text[on_page.start : on_page.end] if on_page else ""
    return PictureJob(source_pdf(read.report), sheet.page or 1, source_hash=read.report.content_hash, words=words)


def _tag(job: PictureJob) -> str:
    """Names a picture by what it shows."""
    return f'"{(job.source_hash or "")[:24]}-{job.page}-{job.width}-{check_of(job.words)}"'
