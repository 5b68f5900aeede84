"""The receipt of a pack: made once each quote was found in the library, and in the file that the pack became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.packs.errors import PackError
from app.packs.finding import GAP
from app.packs.quotations import quotations_in, words_hash
from app.packs.receipt_lines import QuoteEntry, Receipt, ReportEntry, receipt_lines, text_hash
from app.packs.walking import findings_of
from app.verify import verified

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from app.packs.document import PackDocument, Source
    from app.packs.finding import Quote
    from knowledge.types import ReportId

SHORTENED: Final = 60
"""Characters of a quote that an error names it by."""
FAULT: Final = "This is a fault of the program: please report it, and choose another format until then."


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a report that stand in a file without a gap: of a `Quote`, whose text may itself hold a gap."""

    report_id: ReportId
    text: str
    start: int
    end: int


def receipt_of(document: PackDocument, words: str, canonical_text: Callable[[ReportId], str]) -> tuple[str, ...]:
    """The receipt of a document that was written to a file without one.

    Args:
        document: What was written.
        words: All words of that file (`words_of_file`).
        canonical_text: Gives a report's canonical text.

    Returns:
        The lines of the receipt.

    Raises:
        PackError: A quote does not stand in the library, or not in the file; or the file has one that the document
            has not.
    """
    texts = {source.report.report_id: canonical_text(source.report.report_id) for source in document.sources}
    pieces = _verified_pieces(document, texts)
    counted = quotations_in(words).counted
    _check_file(pieces, counted)
    entries = (_report_entry(source, texts) for source in document.sources)
    quotes = (_quote_entry(number, piece, document, counted) for number, piece in enumerate(pieces, 1))
    made = document.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    receipt = Receipt(document.version, document.kind.value, made, tuple(entries), tuple(quotes))
    return tuple(receipt_lines(receipt, document.topic))


def _report_entry(source: Source, texts: dict[ReportId, str]) -> ReportEntry:
    report = source.report
    return ReportEntry(source.number, report.report_id, report.content_hash, text_hash(texts[report.report_id]))


def _quote_entry(number: int, piece: Piece, document: PackDocument, counted: Counter[str]) -> QuoteEntry:
    key = words_hash(piece.text)
    source = next(one.number for one in document.sources if one.report.report_id == piece.report_id)
    return QuoteEntry(number, source, piece.start, piece.end, key, counted[key])


def _verified_pieces(document: PackDocument, texts: dict[ReportId, str]) -> list[Piece]:
    """What the file is to hold, each piece once, in reading order."""
    pieces: dict[tuple[ReportId, int, int], Piece] = {}
    for finding in findings_of(document):
        for quote in finding.quotes:
            text = texts.get(quote.report_id)
            if text is None or verified(quote.text, quote.start, quote.end, text) is None:
                raise PackError(
                    f"A quote does not stand in its report ({quote.report_id}): {_shortened(quote.text)}",
                    "Make the pack again: the report may have been read anew meanwhile.",
                )
            for piece in _pieces(quote):
                pieces.setdefault((quote.report_id, piece.start, piece.end), piece)
    return list(pieces.values())


def _pieces(quote: Quote) -> Iterator[Piece]:
    """A quote, parted where the report itself has what reads as a gap."""
    gaps = [(0, 0), *(found.span() for found in GAP.finditer(quote.text)), (len(quote.text),) * 2]
    for (_, start), (end, _) in pairwise(gaps):
        if words_hash(text := quote.text[start:end]):
            yield Piece(quote.report_id, text, quote.start + start, quote.start + end)


def _check_file(pieces: list[Piece], counted: Counter[str]) -> None:
    for piece in pieces:
        if not counted[words_hash(piece.text)]:
            raise PackError(
                f"A quote does not stand whole in the file: {_shortened(piece.text)}",
                FAULT,
            )
    if len(counted) > len({words_hash(piece.text) for piece in pieces}):
        raise PackError(
            "The file has words in quotation marks that are no quote of a report.",
            FAULT,
        )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORTENED else f"{line[: SHORTENED - 1]}…"
