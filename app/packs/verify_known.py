"""What the library, as it is now, says of the quotes of a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.packs.quotations import straight, words_hash
from app.packs.receipt_lines import text_hash
from app.packs.verify_library import Place, place_in
from app.packs.verify_verdicts import Verdict
from knowledge.errors import UnknownReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.quotations import FilePiece, Quotations
    from app.packs.receipt_lines import QuoteEntry, Receipt, ReportEntry
    from knowledge.protocols import Library
    from knowledge.types import Report


@dataclass(frozen=True, slots=True)
class Known:
    """What the library says of a quote of the receipt: a verdict, where the words are, and which.

    `place` is `None`, and `words` is empty, where it does not say. `words` are there of a held report, too: to
    find them in the file again, never to be shown.
    """

    entry: QuoteEntry
    report_id: str
    verdict: Verdict
    place: Place | None = None
    words: str = ""


def known_quotes(receipt: Receipt, quotations: Quotations, library: Library) -> Iterator[Known]:
    """What the library says of each quote whose report the receipt names.

    Args:
        receipt: Of the file.
        quotations: Of the file: words that are no longer where they were in a report are looked for in all of it.
        library: The reports.
    """
    in_file = {
        piece.words_hash: piece for quotation in (*straight(quotations), *quotations.quotations) for piece in quotation
    }
    entries = {report.number: report for report in receipt.reports}
    texts: dict[int, tuple[Report, str] | None] = {
        number: _report_and_text(entry, library) for number, entry in entries.items()
    }
    for quote in receipt.quotes:
        if quote.report not in entries:
            continue
        report_id, read = entries[quote.report].report_id, texts[quote.report]
        if read is None:
            yield Known(quote, report_id, Verdict.REPORT_GONE)
        else:
            yield _known_of(quote, *read, in_file.get(quote.words_hash))


def _report_and_text(entry: ReportEntry, library: Library) -> tuple[Report, str] | None:
    try:
        return library.report(entry.report_id), library.canonical_text(entry.report_id)
    except UnknownReportError:
        return None


def _known_of(quote: QuoteEntry, report: Report, text: str, piece: FilePiece | None) -> Known:
    words = text[quote.start : quote.end]
    place: Place | None = Place(report, quote.start, quote.end)
    verdict = Verdict.STANDS
    if words_hash(words) != quote.words_hash:
        place = place_in(report, text, [piece.key]) if piece else None
        words = text[place.start : place.end] if place else ""
        verdict = Verdict.MOVED if place else Verdict.NOT_IN_REPORT
    return Known(quote, report.report_id, Verdict.REPORT_HELD if report.held else verdict, place, words)


def read_anew(receipt: Receipt, library: Library) -> Iterator[str]:
    """Which reports are not what they were when the file was made."""
    for entry in receipt.reports:
        read = _report_and_text(entry, library)
        if read and not read[0].held and text_hash(read[1]) != entry.text_hash:
            yield f"Report {entry.number} ({entry.report_id}) was read anew since the file was made."
