"""Where a place in a report is shown: the picture of its page with the words marked, or the whole text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from knowledge.types import Citation, Passage, Report, Span


def has_page_pictures(report: Report) -> bool:
    """Whether its pages can be shown as pictures: those of a PDF can."""
    return report.source_file.casefold().endswith(".pdf")


def is_on_picture(place: Citation | Passage, report: Report) -> bool:
    """Whether a place of a report is shown on the picture of its page, not in the whole text."""
    return place.page is not None and has_page_pictures(report)


def link_to(place: Citation | Passage, report: Report, check: str = "") -> str:
    """The path of the page that shows a passage or a citation marked, below the root path.

    Args:
        place: What is marked.
        report: That it is of.
        check: Of the marked words, as `app.surroundings.check_of` makes it: with it, the page marks them only while
            they still stand there.
    """
    page = place.page if is_on_picture(place, report) else None
    return _path(report, f"pages/{page}" if page else "text", place.start, place.end, check)


def link_to_text(report: Report, span: Span) -> str:
    """The path of the report's whole text with a span marked, below the root path."""
    return _path(report, "text", span.start, span.end)


def _path(report: Report, shown_as: str, start: int, end: int, check: str = "") -> str:
    checked = f"&check={check}" if check else ""
    return f"/reports/{quote(report.report_id, safe='')}/{shown_as}?quote={start}-{end}{checked}#quote"
