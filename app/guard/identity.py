"""Finds what may identify a person in a question, and blanks it out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.guard.names import aged_names, child_at_a_school, first_names, full_names
from app.guard.redaction import likely_names, unlisted_names
from ingest.screening import screen
from ingest.screening.addresses import COUNTED, POSTCODE, SURE
from ingest.screening.births import DAY_OF_BIRTH
from knowledge.terms import stop_words
from knowledge.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REMOVED = "[removed]"
LEAST_DIGITS = 4
"""Of a question in which the finders of dates, numbers and addresses are run at all."""
ANY_POSTCODE = re.compile(POSTCODE.pattern.replace("[ \\u00a0]?", " {0,2}"), re.IGNORECASE)
ORDINAL = re.compile(r"\d(?:st|nd|rd|th)$", re.IGNORECASE)
"""`e1 2nd` is no postcode."""
TYPED_STREET = re.compile(
    rf"(?<![\w./£-])(?:(?:flat|apartment|room) \d{{1,4}}[a-z]?,? )?(?!(?:19|20)\d\d\b)\d{{1,4}}[a-z]?,? "
    rf"(?P<names>(?:[^\W\d_][\w'-]{{0,20}} ){{1,3}}?)"
    rf"(?:(?P<sure>{SURE}|ln|cres|st(?=[.,;]|$))|drive|way|close|place|court|square|row|walk|hill|park|view|rise|green)\b",
    re.IGNORECASE,
)
AT = re.compile(r"\b(?:at|of|address:?|liv(?:es?|ed|ing)(?: at| in| on)?|from|on|to)\s*$", re.IGNORECASE)
NUMBERED = re.compile(
    r"\b(?:nhs|upn|ni|nino|national insurance|passport|mosaic|liquidlogic|lcs|ics|ehm|paris|rio|systmone|emis|crime"
    r"|incident|case|client|person|pupil|hospital|patient|file)\s*(?:ref(?:erence)?|id|no|num(?:ber)?|#)?\.?\s*[:#=]?\s*"
    r"(?:is\s+)?(?P<number>[A-Z]{0,3}[\d/-]*\d(?:[ -]?\d){4,}[A-Z]?)\b|\b(?:ref|id|no)\s*[:#]\s*(?P<other>\d{5,})\b",
    re.IGNORECASE,
)
UPN = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-Z]\b", re.IGNORECASE)
"""A letter, eleven digits and a digit or letter: the DfE's guide to unique pupil numbers."""
NATIONAL_INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-NP-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-DQ]\b", re.IGNORECASE)
LONG_NUMBER = re.compile(r"\d(?:[ /().-]{0,2}\d){5,}")
WHOLE_DATE = re.compile(DAY_OF_BIRTH, re.IGNORECASE)
MAILBOX = re.compile(r"\S+@\S+")


def identifying(text: str) -> list[Span]:
    """What identifies a person, in no order; empty where nothing does, also where only a first name is given.

    Args:
        text: From `wording.cleaned`.
    """
    found = [*full_names(text), *aged_names(text), *child_at_a_school(text), *unlisted_names(text)]
    if "@" in text or sum(map(str.isdigit, text)) >= LEAST_DIGITS:
        found += [each.span for each in screen(text) if each.personal]
        found += _numbers(text)
    return found + list(_streets(text)) + list(_postcodes(text))


def redacted(text: str, found: Iterable[Span]) -> str:
    """The text with everything blanked that may identify a person; more than was needed to notice it.

    Args:
        text: From `wording.cleaned`.
        found: From `identifying`.
    """
    found = list(found)
    spans = [*found, *full_names(text), *first_names(text), *_numbers(text), *_streets(text), *_postcodes(text)]
    spans += likely_names(text, found) if found else ()
    spans += [Span(*each.span()) for pattern in (WHOLE_DATE, LONG_NUMBER, MAILBOX) for each in pattern.finditer(text)]
    kept, end = "", 0
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if span.start >= end:
            kept += text[end : span.start] + REMOVED
        end = max(end, span.end)
    return re.sub(rf"{re.escape(REMOVED)}(?:[ ,;/-]*{re.escape(REMOVED)})+", REMOVED, kept + text[end:]).strip()


def _numbers(text: str) -> Iterator[Span]:
    for found in NUMBERED.finditer(text):
        yield Span(*found.span(found.lastgroup or 0))
    for pattern in (UPN, NATIONAL_INSURANCE):
        yield from (Span(*found.span()) for found in pattern.finditer(text))


def _postcodes(text: str) -> Iterator[Span]:
    yield from (Span(*found.span()) for found in ANY_POSTCODE.finditer(text) if not ORDINAL.search(found[0]))


def _streets(text: str) -> Iterator[Span]:
    """Addresses as people type them: small letters, no postcode."""
    for found in TYPED_STREET.finditer(text):
        words = {word.casefold() for word in found["names"].split()}
        ordinary = words & stop_words() or any(re.fullmatch(COUNTED, word) for word in words)
        if not ordinary and (found["sure"] or AT.search(text[: found.start()])):
            yield Span(*found.span())
