"""An answer as a file: Word, Markdown, or text to copy; only for the person who got it, for an hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.access.people import person_of
from app.export.answer_docx import answer_docx
from app.export.answer_text import markdown_file, plain_text
from app.export.file_names import slug
from knowledge.errors import UnknownReportError
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import APIRouter

    from app.site import Site
    from knowledge.types import Answer

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
GONE = "This answer is not kept any more, or quotes a report that is no longer open."
ASK_AGAIN = "Ask the question again: answers are kept for an hour."


class UnknownAnswerError(UnknownReportError):
    """No answer of that name is kept for this person. Shown as what an unknown report is: not found."""


def router(site: Site, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> APIRouter:
    """`/answers/KEY.docx`, `.md` and `.txt`.

    Args:
        site: Its shelf holds the answers.
        now: The time, for tests.
    """
    from fastapi import APIRouter

    def serving(suffix: str) -> Callable[[Request], Response]:
        def answer_file(request: Request) -> Response:
            kept = site.shelf.kept(str(request.path_params["key"]), person_of(request).key)
            if kept is None or not may_still_be_read(site, kept.answer):
                raise UnknownAnswerError(GONE, ASK_AGAIN)
            return _file(kept.answer, kept.filtered_by, suffix, now().astimezone())

        return answer_file

    routes = APIRouter()
    for suffix in TYPES:
        routes.add_api_route(f"/answers/{{key}}.{suffix}", serving(suffix), methods=["GET"], include_in_schema=False)
    return routes


def may_still_be_read(site: Site, answer: Answer) -> bool:
    """Whether every report that it quotes is still there and open: a report is held back for what was found in it."""
    reports = {report.report_id: report for report in site.library.reports()}
    quoted = {citation.report.report_id for citation in answer.citations}
    return all(report_id in reports and not reports[report_id].held for report_id in quoted)


def _file(answer: Answer, filtered_by: str, suffix: str, made_at: datetime) -> Response:
    """The file itself: to be kept, but for the text, which a browser shows so that it can be copied from there."""
    made: bytes | str
    if suffix == "docx":
        made = answer_docx(answer, made_at, filtered_by)
    elif suffix == "md":
        made = markdown_file(answer, made_at.date(), filtered_by)
    else:
        made = plain_text(answer, made_at.date(), filtered_by)
    how = "inline" if suffix == "txt" else "attachment"
    disposition = f'{how}; filename="{file_name(answer, made_at, suffix)}"'
    return Response(made, media_type=TYPES[suffix], headers={"content-disposition": disposition})


def file_name(answer: Answer, made_at: datetime, suffix: str) -> str:
    """A name for the file: the date and words of the question, in letters that every system takes.

    A declined question is no part of it: a name is seen by more people than a file's text.
    """
    question = "" if answer.status in {Status.DECLINED, Status.FAILED} else answer.question
    name = slug(question)
    return f"audit-learning-{made_at:%Y-%m-%d}{'-' if name else ''}{name}.{suffix}"
