"""Finds what is wrong with quotes whose words are in a file unchanged: joined, under another source, spaced anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.packs.finding import shown_words
from app.packs.verify_library import normalised_with_offsets, place_in
from app.packs.verify_nearness import difference
from app.packs.verify_verdicts import STANDING, QuoteCheck, Verdict
from ingest.lines import clean
from knowledge.errors import UnknownReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.packs.quotations import Beside, FilePiece, Quotation, Quotations
    from app.packs.receipt_lines import Receipt
    from app.packs.verify_known import Known
    from knowledge.protocols import Library

JOINED: Final = "its parts do not stand together so: they are of several places, or a negation is left out between them"
RUNS_ON: Final = "a word runs on right after its closing mark"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a quote in one place of the file: the verdict, the words there, and more in words."""

    verdict: Verdict
    words: str
    detail: str


class Faults:
    """Finds the faults of quotes that the receipt knows.

    Args:
        known: What the library says of them.
        receipt: Of the file.
        library: The reports.
    """

    def __init__(self, known: Iterable[Known], receipt: Receipt, library: Library) -> None:
        self._known: dict[str, list[Known]] = defaultdict(list)
        for one in known:
            self._known[one.entry.words_hash].append(one)
        self._receipt = receipt
        self._library = library
        entries = receipt.quotes
        self._neighbours = {
            (one.words_hash, other.words_hash) for one, other in pairwise(entries) if one.report == other.report
        }

    def by_words(self, quotations: Quotations) -> dict[str, Fault]:
        """The first fault of each quote, by the hash of its words."""
        faults: dict[str, Fault] = {}
        for quotation, beside in zip(quotations.quotations, quotations.beside, strict=True):
            for key, fault in self._of(quotation, beside):
                faults.setdefault(key, fault)
        return faults

    def _of(self, quotation: Quotation, beside: Beside) -> Iterator[tuple[str, Fault]]:
        pieces = [piece for piece in quotation if piece.words_hash in self._known]
        words = " […] ".join(piece.text for piece in quotation)
        if len(pieces) == len(quotation) > 1 and not self._stand_together(quotation, beside):
            yield pieces[0].words_hash, Fault(Verdict.CHANGED, words, JOINED)
        for piece in pieces:
            if self._is_other_source(beside.source, {one.entry.report for one in self._known[piece.words_hash]}):
                yield piece.words_hash, Fault(Verdict.OTHER_SOURCE, piece.text, self._numbers(piece, beside.source))
            if spaced := self._spaced_anew(piece):
                yield piece.words_hash, Fault(Verdict.CHANGED, piece.text, spaced)
        if beside.runs_on and pieces and pieces[-1] == quotation[-1]:
            yield pieces[-1].words_hash, Fault(Verdict.CHANGED, words, RUNS_ON)

    def other_source(self, check: QuoteCheck, quotation: Quotation, quotations: Quotations) -> QuoteCheck | None:
        """The check of a quotation that stands, but by the number of a report that it is not in; else `None`."""
        pairs = zip(quotations.quotations, quotations.beside, strict=True)
        numbers = {beside.source for other, beside in pairs if other == quotation}
        wrong = [number for number in numbers if check.verdict in STANDING and not self._is_in(quotation, number)]
        detail = f"it stands by [{wrong[0]}], but is of {check.report_id}" if wrong else ""
        return replace(check, verdict=Verdict.OTHER_SOURCE, detail=detail) if wrong else None

    def _is_in(self, quotation: Quotation, number: int) -> bool:
        """Whether a quotation is in the report that has this number in the receipt; True where that says nothing."""
        entry = next((report for report in self._receipt.reports if report.number == number), None)
        if entry is None:
            return not self._is_other_source(number, ())
        try:
            report, text = self._library.report(entry.report_id), self._library.canonical_text(entry.report_id)
        except UnknownReportError:
            return False
        return place_in(report, text, [piece.key for piece in quotation]) is not None

    def _is_other_source(self, source: int, reports: Iterable[int]) -> bool:
        """Whether the number of a source that stands with words is known to be of none of the reports they are in."""
        numbers = {report.number for report in self._receipt.reports}
        return bool(source) and source not in reports and (self._receipt.whole or source in numbers)

    def _numbers(self, piece: FilePiece, source: int) -> str:
        own = sorted({one.entry.report for one in self._known[piece.words_hash]})
        return f"it stands by [{source}], but is of [{', '.join(map(str, own))}]"

    def _stand_together(self, quotation: Quotation, beside: Beside) -> bool:
        """Whether the pieces follow one another in one report; what a quiz blanks out may be any words."""
        hashes = [piece.words_hash for piece in quotation]
        if beside.has_blank and all(pair in self._neighbours for pair in pairwise(hashes)):
            return True
        places = [one.place for key in hashes for one in self._known[key]]
        reports = {place.report.report_id: place.report for place in places if place}
        keys = [piece.key for piece in quotation]
        # Without a place they stand nowhere, which is told anyway.
        return None in places or any(
            place_in(report, self._library.canonical_text(report_id), keys) for report_id, report in reports.items()
        )

    def _spaced_anew(self, piece: FilePiece) -> str:
        """How the file parts letters into other words than the report does; empty where it does not."""
        texts = [clean(shown_words(one.words)) for one in self._known[piece.words_hash] if one.words]
        if not texts or any(_same_words(text, piece.text) for text in texts):
            return ""
        return difference(texts[0], piece.text)


def _same_words(one: str, other: str) -> bool:
    """Whether no space between two letters came or went; beside a hyphen it may, where a line was broken."""
    gaps, other_gaps = list(_gaps(one)), list(_gaps(other))
    return all(gap == other_gap or "-" in (gap, other_gap) for gap, other_gap in zip(gaps, other_gaps, strict=False))


def _gaps(text: str) -> Iterator[str]:
    """What was taken from between each two characters when the text was normalised: nothing, a space or a hyphen."""
    key, offsets = normalised_with_offsets(text)
    for index, (before, after) in enumerate(pairwise(offsets)):
        if not (key[index].isalpha() and key[index + 1].isalpha()):
            yield "-"
        else:
            between = text[before + 1 : after]
            yield "-" if between.strip() else " " if between else ""
