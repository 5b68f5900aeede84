"""Finds the agencies that took part in an audit: listed under such a heading, or after words that announce them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.description.text import about_the_audit, sentences_of
from knowledge.types import Span, Stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.blocks import Block
    from ingest.description.text import Sentence
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

BODY = r"(?:agenc(?:y|ies)|organisations?|services|partners|practitioners|professionals|auditors)"
PART = (
    r"(?:took part|tak(?:e|ing) part|involved|participat(?:ed|ing)|contribut(?:ed|ing)|return(?:ed|s)?|audited"
    r"|completed|submitted|attended|brought|represented|engaged|on the panel)"
)
HEADING = re.compile(
    rf"\b(?:{BODY}(?: \w+){{0,3}} {PART}|{PART}(?: \w+){{0,2}} {BODY}|who (?:took part|was involved|contributed)"
    rf"|participating {BODY})\b|^(?:partner |participating )?(?:agencies|organisations)$",
    re.IGNORECASE,
)
AUDIT = r"(?:audit|review|panel|exercise|deep dive|dip sample|workshop)"
ANNOUNCED = re.compile(
    rf"\b{BODY}\b[^.:;]{{0,60}}\b{PART}\b[^.:;]{{0,80}}:\s*"
    rf"|\b{BODY} (?:(?:that|who|which) )?{PART}(?: (?:in|to|for|at|by)? ?(?:the|this|our) (?:[\w-]+ ){{0,2}}{AUDIT})?"
    r" (?:were|are|included?)(?: as follows)?:? (?!not\b)",
    re.IGNORECASE,
)
"""A colon may stand at some distance; without one only the plainest wording is a list of who took part."""
TOOK_PART = re.compile(
    rf" (?:all )?(?:took part in|contributed to|participated in) (?:the|this) (?:[\w-]+ ){{0,3}}{AUDIT}\b",
    re.IGNORECASE,
)
ABSENT = re.compile(
    r"\b(?:no|nil) return|\b(?:not|never|did ?n['’]t) (?:\w+ ){0,2}"
    r"(?:take|attend|return|send|involved|part|represented)|\binvited\b|\bunable to\b|\bapologies\b",
    re.IGNORECASE,
)
COLUMN_HEADING = re.compile(r"^(?:agency|organisation|service|partner|name)s?(?:\s*/\s*\w+)?$", re.IGNORECASE)
LONGEST_NAME = 16
"""Words of one agency, with what it is in brackets."""
SEPARATOR = re.compile(r"\s*[,;]\s*(?:and\s+)?(?![^(]*\))")
LAST_AND = re.compile(r"\s+(?:and|&)\s+")
ONE_WORD = r"(?:Police|Health|Education|Housing|Probation|Schools?|GPs?|Nurser(?:y|ies)|CAMHS|Midwifery|CSC|YJS|YOS)"
PROPER_PAIR = re.compile(rf"(?!{ONE_WORD} )(?:[A-Z]\w+ )(?:and|&) [A-Z]\w+")
"""`Avon and Wiltshire ...` is one name, `Police and Education` are two."""
TRIM = " \t.,;:*-–—"


def find_agencies(canonical: CanonicalText, rules: FindingTypeRules) -> tuple[Stated, ...]:
    """The agencies that a report says took part, in its own words and order, each once.

    Agencies that it only speaks of in findings, or that were invited and did not come, are not among them.
    """
    found: dict[str, Stated] = {}
    for index in about_the_audit(canonical, rules):
        for span in (*_listed_below(canonical, index), *_told_in(canonical, canonical.spans[index])):
            name = canonical.text[span.start : span.end]
            found.setdefault(name.casefold().replace("’", "'"), Stated(name, span))
    return tuple(found.values())


def _listed_below(canonical: CanonicalText, index: int) -> Iterator[Span]:
    """The names under a heading, or after a line ending in a colon, that announces agencies."""
    block = canonical.spans[index].placed.block
    heads = block.kind is Kind.HEADING and HEADING.search(block.text.rstrip(" :"))
    if not heads and not (block.text.rstrip().endswith(":") and ANNOUNCED.search(block.text)):
        return
    following = canonical.spans[index + 1 :]
    first = following[0].placed.block.kind if following else None
    for entry in following:
        if entry.placed.block.kind is Kind.HEADING or not _is_name(entry.placed.block, first):
            return
        name = _trimmed(canonical.text, _first_cell(canonical.text, entry.span))
        heads = COLUMN_HEADING.match(canonical.text[name.start : name.end])
        if name.start < name.end and not heads and not ABSENT.search(entry.placed.block.text):
            yield name


def _is_name(block: Block, first: Kind | None) -> bool:
    """Whether a block can be one name of a list that began with a block of the kind `first`."""
    if block.kind is Kind.LIST_ITEM:
        return block.words <= LONGEST_NAME
    if block.kind is Kind.TABLE_ROW:
        return first is Kind.TABLE_ROW
    return first is not Kind.LIST_ITEM and block.words <= LONGEST_NAME and not block.is_finished


def _first_cell(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(text[span.start : span.end].split("\t")[0]))


def _told_in(canonical: CanonicalText, entry: PlacedSpan) -> Iterator[Span]:
    """The names in a sentence that announces agencies, or begins with them."""
    if entry.placed.block.kind in {Kind.HEADING, Kind.TABLE_ROW}:
        return
    for sentence in sentences_of(canonical, entry):
        if announced := ANNOUNCED.search(sentence.text):
            listed = (announced.end(), len(sentence.text))
        elif (told := TOOK_PART.search(sentence.text)) and "," in sentence.text[: told.start()]:
            listed = (0, told.start())
        else:
            continue
        if not ABSENT.search(sentence.text):
            yield from _split(canonical.text, sentence, *listed)


def _split(text: str, sentence: Sentence, start: int, end: int) -> Iterator[Span]:
    """The names of a list with commas; none where there is no list, as after `involved were not aware`."""
    parts = _parts(sentence.text, start, end)
    if len(parts) < 2:
        return
    for part in parts:
        span = _trimmed(text, sentence.within(part.start, part.end))
        if span.end > span.start and len(text[span.start : span.end].split()) <= LONGEST_NAME:
            yield span


def _parts(text: str, start: int, end: int) -> Sequence[Span]:
    parts: list[Span] = []
    for separator in SEPARATOR.finditer(text, start, end):
        parts.append(Span(start, separator.start()))
        start = separator.end()
    last = LAST_AND.search(text, start, end)
    if last and not PROPER_PAIR.match(text, start):
        parts.append(Span(start, last.start()))
        start = last.end()
    return [*parts, Span(start, end)]


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    left = len(words) - len(words.lstrip(TRIM))
    return Span(span.start + left, span.start + max(left, len(words.rstrip(TRIM))))
