"""Citations: whether each quote stands where it says, by our text and by another reader, and bears what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from evals.answers import MARKER
from evals.matching import folded, holds_folded, letters
from evals.metrics import Share, share
from evals.number_scores import shows_value
from evals.source_text import folded_source
from knowledge.errors import UnreadableFileError
from knowledge.types import Match, ReportId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answer_json import AnswerJson, CitationJson
    from evals.answers import Reply
    from knowledge.types import Report

LEFT_OUT = re.compile(r"\s*(?:…|\.{3})\s*")
"""Where a statement leaves words of its quote out."""


class Sources(Protocol):
    """The reports that answers cite."""

    def report(self, report_id: ReportId) -> Report | None:
        """The report, without its text; `None` where there is none of that id."""

    def canonical_text(self, report_id: ReportId) -> str:
        """Its stored text; empty where there is none of that id."""

    def reading_texts(self, report_id: ReportId) -> Mapping[tuple[int, int], str]:
        """How a person reads each passage, by its span: a table row with its column headings."""


class PageCheck(StrEnum):
    """What another reader says of the page that a citation names."""

    RIGHT = "right"
    RUNS_OVER = "runs over"
    WRONG = "wrong"
    NOT_FOUND = "not found"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """One citation: `match` is how it stands in the stored text, `None` where it does not.

    `in_source` is whether another reader finds it in the file, `None` where none reads the file.
    """

    number: int
    source_file: str
    quote: str
    match: Match | None
    in_source: bool | None
    page: PageCheck


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """One answer's citations and what leans on them.

    `unresolved` are numbers in its Markdown, statements or figures that name no citation; `markers` counts all such
    numbers. `unsupported` are statements whose words none of their citations shows, `unfounded` figures whose value
    does not stand in theirs.
    """

    id: str
    citations: tuple[CitationCheck, ...]
    markers: int
    unresolved: tuple[int, ...]
    statements: int
    unsupported: tuple[str, ...]
    figures: int
    unfounded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitationScores:
    """All answers together.

    `in_source` may miss right quotes (see `folded_source`). `page_right` is of the quotes that pypdf finds on single
    pages of a PDF; `runs_over` counts those that begin on the page named and end on the next, `page_not_found` those
    that it finds on no page.
    """

    exact: Share
    exact_or_normalised: Share
    in_source: Share
    page_right: Share
    runs_over: int
    page_not_found: int
    resolved: Share
    supported: Share
    founded: Share


def score_citations(checks: Sequence[AnswerCheck]) -> CitationScores:
    """Sums what was checked."""
    cited = [citation for check in checks for citation in check.citations]
    read = [citation.in_source for citation in cited if citation.in_source is not None]
    pages = [citation.page for citation in cited]
    right, wrong = pages.count(PageCheck.RIGHT), pages.count(PageCheck.WRONG)
    markers, statements = sum(check.markers for check in checks), sum(check.statements for check in checks)
    figures = sum(check.figures for check in checks)
    return CitationScores(
        exact=share(sum(citation.match is Match.EXACT for citation in cited), len(cited)),
        exact_or_normalised=share(sum(citation.match is not None for citation in cited), len(cited)),
        in_source=share(sum(read), len(read)),
        page_right=share(right, right + wrong),
        runs_over=pages.count(PageCheck.RUNS_OVER),
        page_not_found=pages.count(PageCheck.NOT_FOUND),
        resolved=share(markers - sum(len(check.unresolved) for check in checks), markers),
        supported=share(statements - sum(len(check.unsupported) for check in checks), statements),
        founded=share(figures - sum(len(check.unfounded) for check in checks), figures),
    )


def check_reply(reply: Reply, sources: Sources) -> AnswerCheck | None:
    """Checks the citations of one reply; `None` where its system only retrieves."""
    return None if reply.answer is None else check_answer(reply.question.id, reply.answer, sources)


def check_answer(question_id: str, answer: AnswerJson, sources: Sources) -> AnswerCheck:
    """Checks the citations of one answer."""
    shown = {cited.number: _shown(cited, sources) for cited in answer.citations}
    markers = [int(number) for number in MARKER.findall(answer.answer_markdown)]
    markers += [number for statement in answer.statements for number in statement.citations]
    markers += [figure.citation for figure in answer.figures]
    return AnswerCheck(
        id=question_id,
        citations=tuple(_checked(cited, sources) for cited in answer.citations),
        markers=len(markers),
        unresolved=tuple(number for number in markers if number not in shown),
        statements=len(answer.statements),
        unsupported=tuple(
            statement.text
            for statement in answer.statements
            if not is_supported(statement.text, [text for key in statement.citations for text in shown.get(key, ())])
        ),
        figures=len(answer.figures),
        unfounded=tuple(
            figure.value
            for figure in answer.figures
            if not any(shows_value(figure.value, text) for text in shown.get(figure.citation, ()))
        ),
    )


def is_supported(statement: str, shown: Sequence[str]) -> bool:
    """Whether a statement is made of words that its citations show: all of them, or pieces with `…` between."""
    texts = [folded(text) for text in shown]
    pieces = [folded(piece) for piece in LEFT_OUT.split(statement) if folded(piece)]
    return bool(pieces) and all(any(holds_folded(text, piece) for text in texts) for piece in pieces)


def _shown(cited: CitationJson, sources: Sources) -> list[str]:
    read = sources.reading_texts(ReportId(cited.report_id)).get((cited.start, cited.end))
    return [cited.quote] if read is None else [cited.quote, read]


def _checked(cited: CitationJson, sources: Sources) -> CitationCheck:
    from app.verify import verified

    report_id = ReportId(cited.report_id)
    report = sources.report(report_id)
    source = folded_source(report) if report else None
    return CitationCheck(
        number=cited.number,
        source_file=cited.source_file,
        quote=cited.quote,
        match=verified(cited.quote, cited.start, cited.end, sources.canonical_text(report_id)),
        in_source=None if source is None else holds_folded(source, folded(cited.quote)),
        page=_page_check(cited, report),
    )


def _page_check(cited: CitationJson, report: Report | None) -> PageCheck:
    if report is None or cited.page is None or not report.source_path.lower().endswith(".pdf"):
        return PageCheck.NOT_CHECKED
    pages = _page_letters(Path(report.source_path))
    return page_of(letters(cited.quote), cited.page, pages) if pages else PageCheck.NOT_CHECKED


def page_of(quote: str, page: int, pages: Sequence[str]) -> PageCheck:
    """What the letters of a PDF's pages say of a quote's page.

    Args:
        quote: The letters of the quote.
        page: The page that is said to hold its beginning, 1-based.
        pages: The letters of each page.
    """
    here = pages[page - 1] if 1 <= page <= len(pages) else ""
    if quote in here:
        return PageCheck.RIGHT
    if page < len(pages) and _runs_over(quote, here, pages[page]):
        return PageCheck.RUNS_OVER
    return PageCheck.WRONG if any(quote in text for text in pages) else PageCheck.NOT_FOUND


def _runs_over(quote: str, here: str, following: str) -> bool:
    """Whether a quote's beginning stands on one page and its rest on the next; running lines may stand between."""
    if quote in following:
        return False
    return any(quote[:cut] in here and quote[cut:] in following for cut in range(1, len(quote)))


@cache
def _page_letters(file: Path) -> tuple[str, ...]:
    """None where the file cannot be read."""
    from evals.pdf_reading import pypdf_pages

    try:
        return tuple(letters(page) for page in pypdf_pages(file))
    except UnreadableFileError:
        return ()
