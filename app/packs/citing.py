"""How a finding's source is written: beside the finding in a line, and in the table of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.export.characters import one_line
from app.packs.finding import CURLY

if TYPE_CHECKING:
    from app.packs.document import PackDocument
    from app.packs.finding import PackFinding
    from knowledge.types import Report

NOT_STATED = "not stated"


def source_line(finding: PackFinding, document: PackDocument) -> str:
    """Number, report, date, sample and page of a finding, on one line.

    `[2] Neglect at a glance; Fennick Safeguarding Children Partnership; March 2025; 12 children; page 3`
    """
    page = f"page {finding.passage.page_label}" if finding.passage.page_label else ""
    return "; ".join(filter(None, (f"[{document.number_of(finding)}] {report_words(finding.report)}", page)))


def short_source(finding: PackFinding, document: PackDocument) -> str:
    """The same where there is little room: `[2] March 2025; 12 children; page 3`."""
    about = finding.report.description
    page = f"page {finding.passage.page_label}" if finding.passage.page_label else ""
    facts = filter(None, (about.dates_in_words, sample_words(finding.report), page))
    return plain(f"[{document.number_of(finding)}] {'; '.join(facts)}")


def report_words(report: Report) -> str:
    """Title, partnership, date and sample of a report; what it does not state is said to be not stated."""
    about = report.description
    mark = "fictional report" if report.fictional else ""
    dates = "" if about.dates_in_words in about.title else about.dates_in_words
    facts = (about.title, about.partnership or "", dates, sample_words(report), mark)
    return plain("; ".join(filter(None, facts)))


def sample_words(report: Report) -> str:
    """The sample of a report: `10 children`, or that it states none."""
    sample = report.description.sample
    return sample.words if sample else "sample not stated"


def plain(words: str) -> str:
    """Words of a report outside its quotes, on one line: the curly quotation marks are kept for quotes."""
    return one_line(words).translate(CURLY)
