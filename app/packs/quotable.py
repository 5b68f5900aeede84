"""Makes a passage into a finding that teaching material may show: verified words, less what must not be shown."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from app.export.characters import one_line
from app.packs.case_details import Detail, LeftOut, case_details, is_of_a_case, is_of_few_cases
from app.packs.finding import GAP, PackFinding, Quote, Quoted
from app.packs.percentages import lacks_denominator, row_lacks_denominator
from app.packs.standing_alone import leans_on_others
from ingest.passages import sentence_spans
from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.verify import Verifier
    from knowledge.types import Passage, Report

LEAST_SHARE = 0.5
"""Of a passage's words, those that must be left: less would be a finding of ours, not of the report."""
LEAST_WORDS = 4
WORD = re.compile(r"[^\W_]+")


def quotable(passage: Passage, report: Report, verifier: Verifier) -> PackFinding | Detail | None:
    """The finding that a passage makes.

    Args:
        passage: Of the report.
        report: Whose it is.
        verifier: Verifies each quote.

    Returns:
        The finding; why it is withheld, where too little of it may be shown; `None` where its words do not stand in the
        report, or no file may hold them.
    """
    if one_line(passage.text) != " ".join(passage.text.split()):
        return None  # characters that no file may hold, or that turn the writing round
    if any(each.personal and _overlap(each.span, passage) for each in report.screening):
        return Detail.PERSONAL
    if is_of_a_case(passage):
        return Detail.SINGLE_CASE
    if is_of_few_cases(passage, report):
        return Detail.FEW_CASES
    if passage.is_table_row:
        return _row(passage, report, verifier)
    left_out = list(_left_out(passage))
    quoted = _quoted(passage, Span(0, len(passage.text)), left_out, verifier)
    kept = sum(len(WORD.findall(quote.text)) for quote in quoted.quotes) if quoted else 0
    if quoted is None or kept < max(LEAST_SHARE * len(WORD.findall(passage.text)), min(LEAST_WORDS, _words(passage))):
        return left_out[0].detail if left_out else None
    return PackFinding(passage, report, (quoted,), left_out=_reasons(left_out))


def _words(passage: Passage) -> int:
    return len(WORD.findall(passage.text))


def _overlap(span: Span, passage: Passage) -> bool:
    return span.start < passage.end and passage.start < span.end


def _reasons(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.detail.value for each in left_out))


def _left_out(passage: Passage) -> Iterator[LeftOut]:
    """What is left out of a passage of prose. A story, once begun, goes on: nothing after it is kept."""
    whole = GAP.sub(lambda gap: "_" * len(gap[0]), passage.text)  # the dots of a gap end no sentence
    cut: Detail | None = None  # why the sentence before is missing
    for sentence in sentence_spans(whole):
        text = passage.text[sentence.start : sentence.end]
        found = list(case_details(text, passage.finding_type))
        if any(each.detail is Detail.SINGLE_CASE for each in found):
            yield LeftOut(Span(sentence.start, len(passage.text)), Detail.SINGLE_CASE)
            return
        cut = _why_missing(text, found, cut)
        if cut:
            yield LeftOut(sentence, cut)
            continue
        for each in found:
            yield LeftOut(Span(sentence.start + each.span.start, sentence.start + each.span.end), each.detail)


def _why_missing(sentence: str, found: Sequence[LeftOut], before: Detail | None) -> Detail | None:
    """Why a sentence is left out whole: for what it says, or because it leans on one before it that is missing."""
    if lacks_denominator(sentence):
        return Detail.PERCENTAGE
    if found and found[0].span == Span(0, len(sentence)):
        return found[0].detail
    return before if before and leans_on_others(sentence) else None


def _row(passage: Passage, report: Report, verifier: Verifier) -> PackFinding | Detail | None:
    """A row of a table, cell by cell, each under its column heading."""
    if row_lacks_denominator(passage):
        return Detail.PERCENTAGE
    parts: list[Quoted] = []
    start = 0
    for index, cell in enumerate(passage.text.split("\t")):
        span, start = Span(start, start + len(cell)), start + len(cell) + 1
        heading = passage.column_headings[index] if index < len(passage.column_headings) else ""
        details = [found.detail for words in (cell, heading) for found in case_details(words, passage.finding_type)]
        if details:
            return details[0]
        quoted = _quoted(passage, span, (), verifier, heading)
        if quoted:
            parts.append(quoted)
    return PackFinding(passage, report, tuple(parts)) if parts else None


def _quoted(
    passage: Passage, span: Span, left_out: Sequence[LeftOut], verifier: Verifier, heading: str = ""
) -> Quoted | None:
    """What is left of a part of a passage, each piece of it verified; `None` where that is nothing."""
    cuts = [each.span for each in left_out]
    cuts += [Span(*found.span()) for found in GAP.finditer(passage.text, span.start, span.end)]
    edges = [Span(span.start, span.start), *_apart(cuts), Span(span.end, span.end)]
    pieces = [_piece(passage, before.end, after.start) for before, after in pairwise(edges)]
    quotes = [piece for piece in pieces if piece is not None and _stands(piece, verifier)]
    if not quotes:
        return None
    return Quoted(
        tuple(quotes), heading, opens=pieces[0] is None and bool(cuts), closes=pieces[-1] is None and bool(cuts)
    )


def _apart(cuts: Iterable[Span]) -> list[Span]:
    """The cuts in order, those that overlap made into one: nothing within any of them is kept."""
    apart: list[Span] = []
    for cut in sorted(cuts, key=lambda cut: cut.start):
        if apart and cut.start <= apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, cut.end))
        else:
            apart.append(cut)
    return apart


def _piece(passage: Passage, start: int, end: int) -> Quote | None:
    """The words of a passage from one cut to the next, without the marks and spaces at the edges of a cut."""
    text = passage.text[start:end]
    if not WORD.search(text):
        return None
    at_start = 0 if start == 0 else len(text) - len(text.lstrip(" \t\n,;:)"))
    kept = text[at_start:].rstrip()
    begin = passage.start + start + at_start
    kept = kept.lstrip()
    begin += len(text[at_start:].rstrip()) - len(kept)
    return Quote(passage.report_id, kept, begin, begin + len(kept)) if kept else None


def _stands(quote: Quote, verifier: Verifier) -> bool:
    return verifier.match(quote.report_id, quote.text, quote.start, quote.end) is not None
