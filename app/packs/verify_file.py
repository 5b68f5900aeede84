"""Verifies the file of a pack, also after somebody edited it: whether each quote stands in the library as it is now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.packs.finding import shown_words
from app.packs.quotations import quotations_in, straight
from app.packs.receipt_lines import read_receipt
from app.packs.verify_faults import Faults
from app.packs.verify_known import known_quotes, read_anew
from app.packs.verify_library import places_of
from app.packs.verify_matching import FEW_WORDS, Expected, length, match
from app.packs.verify_nearness import difference
from app.packs.verify_verdicts import STANDING, PackCheck, QuoteCheck, Verdict
from app.verify import normalised
from ingest.lines import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from app.packs.quotations import Quotation, Quotations
    from app.packs.verify_faults import Fault
    from app.packs.verify_known import Known
    from app.packs.verify_library import Place
    from app.packs.verify_matching import Matched
    from knowledge.protocols import Library
    from knowledge.types import ReportId

NO_RECEIPT: Final = (
    "The file has no receipt, so what stands in quotation marks was looked up in the whole library; nothing can be "
    "said of quotes that were taken out, nor of quotations of fewer than 4 words."
)
NOTHING: Final = (
    "Nothing was found to verify, as there is no quotation of 4 words or more: is it a pack, with its quotation marks?"
)
DAMAGED: Final = (
    "The receipt was changed or is cut short: what it no longer says of a quote was looked up in the whole library."
)
MOST_LOOKED_UP: Final = 500
"""Quotations: looking one up can mean reading every report."""
TOO_MANY: Final = f"Only the first {MOST_LOOKED_UP} quotations that are in no receipt were looked up."


def check_file(words: str, library: Library) -> PackCheck:
    """Verifies the words of a file against the library.

    The receipt is trusted for nothing but what the file once held: whether words stand is looked up.

    Args:
        words: All words of the file (`file_words.words_of_file`).
        library: The reports; those that the receipt does not name are read only for quotations that are in none.
    """
    quotations = quotations_in(words)
    receipt = read_receipt(words)
    if receipt is None:
        return _without_receipt(quotations, library)
    known = list(known_quotes(receipt, quotations, library))
    matched = match(_expected(known), quotations)
    faults = Faults(known, receipt, library)
    first = [report.report_id for report in receipt.reports]
    added = _looked_up(matched.added, library, Verdict.ADDED, first)
    checked = [faults.other_source(check, quotation, quotations) or check for quotation, check in added]
    checks = (*_checks(known, matched, quotations, faults.by_words(quotations)), *checked)
    notices = (
        *([] if receipt.whole else [DAMAGED]),
        *([TOO_MANY] if len(matched.added) > MOST_LOOKED_UP else []),
        *read_anew(receipt, library),
    )
    return _told(PackCheck(receipt, checks, notices))


def _without_receipt(quotations: Quotations, library: Library) -> PackCheck:
    """Every quotation that is long enough to be told from words in common use."""
    held = (*quotations.quotations, *straight(quotations))
    long = [quotation for quotation in held if length(quotation) >= FEW_WORDS]
    checks = tuple(check for _, check in _looked_up(long, library, Verdict.STANDS))
    notices = (NO_RECEIPT, *([TOO_MANY] if len(long) > MOST_LOOKED_UP else []))
    return _told(PackCheck(None, checks, notices))


def _told(check: PackCheck) -> PackCheck:
    return check if check.total else replace(check, notices=(*check.notices, NOTHING))


def _looked_up(
    added: Sequence[Quotation], library: Library, verdict: Verdict, first: Collection[ReportId] = ()
) -> list[tuple[Quotation, QuoteCheck]]:
    """A check of each quotation that is in no receipt, but for titles of reports."""
    looked_up = added[:MOST_LOOKED_UP]
    found = places_of(looked_up, library, first)
    titles = [normalised(clean(shown_words(report.description.title))) for report in library.reports()]
    return [
        (quotation, _added(quotation, found.get(quotation), verdict))
        for quotation in looked_up
        if quotation in found or len(quotation) > 1 or not any(quotation[0].key in title for title in titles)
    ]


def _added(quotation: Quotation, place: Place | None, verdict: Verdict) -> QuoteCheck:
    words = " […] ".join(piece.text for piece in quotation)
    if place is None:
        return QuoteCheck(Verdict.ADDED_NOT_FOUND, words=words)
    return _placed(QuoteCheck(verdict, words=words), place)


def _placed(check: QuoteCheck, place: Place) -> QuoteCheck:
    report = place.report
    return replace(check, report_id=report.report_id, title=report.description.title, page_label=place.page_label)


def _expected(known: Iterable[Known]) -> list[Expected]:
    """What the file is to hold; the same words of several places are told apart by nobody, so they come once."""
    expected: dict[str, Expected] = {}
    for one in known:
        before = expected.get(one.entry.words_hash)
        words = shown_words(one.words) or (before.text if before else "")
        times = max(one.entry.times, before.times if before else 0)
        expected[one.entry.words_hash] = Expected(one.entry.words_hash, times, words)
    return list(expected.values())


def _checks(
    known: Sequence[Known], matched: Matched, quotations: Quotations, faults: Mapping[str, Fault]
) -> Iterator[QuoteCheck]:
    """The verdicts on the quotes of the receipt, in its order."""
    texts = {piece.words_hash: piece.text for quotation in quotations.quotations for piece in quotation}
    told = set[str]()
    for one in known:
        key = one.entry.words_hash
        changed = matched.changed.get(key, []) if key not in told else []
        told.add(key)
        for now in changed:
            yield _hidden(one, _changed(one, now, matched.found[key]))
        if not changed:
            check = _unchanged(one, matched.found, texts)
            fault = faults.get(key) if check.verdict in STANDING else None
            yield _hidden(one, _faulty(check, fault) if fault else check)


def _faulty(check: QuoteCheck, fault: Fault) -> QuoteCheck:
    return replace(check, verdict=fault.verdict, words=fault.words, detail=fault.detail)


def _changed(one: Known, now: str, unchanged: int) -> QuoteCheck:
    was = shown_words(one.words)
    copies = f"another copy of it in the file is as it was ({unchanged})" if unchanged else ""
    detail = "; ".join(filter(None, (difference(was, now), copies)))
    check = QuoteCheck(Verdict.CHANGED, one.entry.number, now, was, one.report_id, detail=detail)
    return _placed(check, one.place) if one.place else check


def _unchanged(one: Known, found: Mapping[str, int], texts: Mapping[str, str]) -> QuoteCheck:
    entry = one.entry
    times = found.get(entry.words_hash, 0)
    if not times:
        return QuoteCheck(Verdict.MISSING, entry.number, was=shown_words(one.words), report_id=one.report_id)
    detail = f"in {times} of {entry.times} places that had it" if times < entry.times else ""
    words = texts.get(entry.words_hash) or shown_words(one.words)
    check = QuoteCheck(one.verdict, entry.number, words, "", one.report_id, detail=detail)
    return _placed(check, one.place) if one.place else check


def _hidden(one: Known, check: QuoteCheck) -> QuoteCheck:
    """The same check, without a word of a report that is held."""
    if one.verdict is not Verdict.REPORT_HELD:
        return check
    verdict = Verdict.MISSING if check.verdict is Verdict.MISSING else Verdict.REPORT_HELD
    return QuoteCheck(verdict, check.number, report_id=check.report_id)
