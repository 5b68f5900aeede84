"""The extractive composer: an answer written from stored spans alone, with no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.answering.inquiry import Order
from knowledge.types import ABOUT_THE_AUDIT, Citation, Figure, FindingType, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.measures import Measure
    from app.verify import Verifier
    from knowledge.types import Passage, Report, ReportId, SearchHit

MOST_REPEATS = 2
"""Further citations of one statement, where the report prints it again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Verified statements with their citations, and the passages cited, in the order of the citation numbers."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]

    def cited(self) -> Iterator[tuple[int, Passage]]:
        """Number and passage of each citation, in order."""
        for citation, passage in zip(self.citations, self.passages, strict=True):
            yield citation.number, passage

    def figures(self, measures: Sequence[Measure]) -> tuple[Figure, ...]:
        """The numbers that are cited here, each with the citation that holds it."""
        numbers = {passage.passage_id: number for number, passage in self.cited()}
        return tuple(
            Figure(m.value, m.count, m.whole, m.counted, m.about, numbers[m.passage.passage_id])
            for m in measures
            if m.passage.passage_id in numbers
        )


def compose(
    hits: Sequence[SearchHit],
    reports: Mapping[ReportId, Report],
    verifier: Verifier,
    order: Order = Order.BY_TYPE,
) -> Draft:
    """Writes statements from hits.

    By type, groups stand in the order of their best hit. A statement whose quote does not verify is left out.

    Args:
        hits: Best first.
        reports: The reports of the hits.
        verifier: Verifies each quote.
        order: How the statements stand.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    passages: list[Passage] = []
    for hit in _grouped(hits) if order is Order.BY_TYPE else hits:
        numbers = []
        for passage in (hit.passage, *hit.repeats[:MOST_REPEATS]):
            citation = cite(passage, reports[passage.report_id], len(citations) + 1, verifier)
            if citation is not None:
                citations.append(citation)
                passages.append(passage)
                numbers.append(citation.number)
        if numbers:
            # A repeat may have verified where the first did not: what is said is what is cited first.
            said = passages[numbers[0] - 1]
            statements.append(Statement(said.reading_text, said.finding_type, tuple(numbers)))
    return Draft(tuple(statements), tuple(citations), tuple(passages))


def cite(passage: Passage, report: Report, number: int, verifier: Verifier) -> Citation | None:
    """A citation of a passage; `None` where its words do not stand in the report."""
    match = verifier.match(passage.report_id, passage.text, passage.start, passage.end)
    if match is None:
        return None
    return Citation(
        number=number,
        passage_id=passage.passage_id,
        report=report,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        match=match,
        finding_type=passage.finding_type,
        heading_path=passage.heading_path,
        page=passage.page,
        page_label=passage.page_label,
    )


def _grouped(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """Hits by finding type and report, groups in the order of their best hit, how the audit was made last."""
    first_of_type: dict[FindingType, int] = {}
    first_of_report: dict[tuple[FindingType, ReportId], int] = {}
    for rank, hit in enumerate(hits):
        kind = hit.passage.finding_type
        first_of_type.setdefault(kind, rank)
        first_of_report.setdefault((kind, hit.passage.report_id), rank)
    asked_about = hits[0].passage.finding_type in ABOUT_THE_AUDIT if hits else False

    def place(hit: SearchHit) -> tuple[bool, int, int]:
        kind = hit.passage.finding_type
        last = kind in ABOUT_THE_AUDIT and not asked_about
        return last, first_of_type[kind], first_of_report[(kind, hit.passage.report_id)]

    return sorted(hits, key=place)
