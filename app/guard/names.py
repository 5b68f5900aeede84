"""Finds names of people as they are typed into a question, and tells them from names of places and programmes."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.terms import stop_words
from knowledge.types import Span
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"'s$")
CAPITALISED = r"[A-Z][\w'-]+"
TITLED = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS)\.? (?:[A-Z]\.? )?(?!Teams\b|Word\b)({CAPITALISED}(?: {CAPITALISED})?)"
    r"|(?:mr|mrs)\.? ([a-z][a-z'-]{2,}))"
)
INTRODUCED = re.compile(
    rf"\b(?i:called|named|names? (?:is|are|was)|names?:|known as)\s+({CAPITALISED}(?: {CAPITALISED}){{0,2}})"
)
OF_SOMEBODY = re.compile(
    rf"\b(?i:child|boy|girl|pupil|patient|client|student|mum|dad|mother|father|son|daughter|baby|brother|sister|partner"
    rf"|uncle|aunt|grandmother|grandfather|social worker|families like)(?:,| is| was)? ({CAPITALISED} {CAPITALISED})"
)
AGED = re.compile(
    r"\b(?:aged? \d{1,2}|\d{1,2} ?(?:years?|yrs?|y)[ -]?(?:old|o)?\b|\d{1,2}[ -]?(?:year|yr|month)s?[ -]old"
    r"|\d{1,2} ?yo\b|year \d{1,2}\b)",
    re.IGNORECASE,
)
AGE_AFTER = re.compile(r",? \(?\d{1,2}\)?(?=[\s,.;)]|$)(?! (?:cases|children|reports|audits|plans|of|per|out))")
SCHOOL = re.compile(
    rf"\b{CAPITALISED}(?: {CAPITALISED}){{0,3}} "
    r"(?:Primary|Secondary|Academy|High|Infants?|Juniors?|Nursery|School|College)\b"
)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of guard.yaml, in small letters."""
    return frozenset(load("guard")[name].split())


@cache
def _public() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load("guard")["public_names"])), re.IGNORECASE)


def full_names(text: str) -> Iterator[Span]:
    """First names with a surname, titles with one, and what is said to be a name; not those of the public record.

    Args:
        text: From `wording.cleaned`.
    """
    public = [found.span() for found in _public().finditer(text)]
    for span in (*_pairs(text), *_said(text)):
        if not any(start <= span.start < end for start, end in public):
            yield span


def first_names(text: str) -> Iterator[Span]:
    """First names alone, which tell little until something else stands beside them."""
    for token in TOKEN.finditer(text):
        name = POSSESSIVE.sub("", token[0])
        word = name.casefold()
        if word in listed("first_names") and (name[0].isupper() or word not in listed("also_words")):
            yield Span(token.start(), token.start() + len(name))


def aged_names(text: str) -> Iterator[Span]:
    """First names beside an age."""
    for name in first_names(text):
        around = text[max(0, name.start - 20) : name.end + 20]
        if AGED.search(around) or AGE_AFTER.match(text, name.end):
            yield name


def _pairs(text: str) -> Iterator[Span]:
    """First names, each followed by what can be a surname."""
    tokens = list(TOKEN.finditer(text))
    for first, last in pairwise(tokens):
        surname = POSSESSIVE.sub("", last[0])
        if text[first.end() : last.start()] == " " and _is_pair(first[0], surname):
            yield Span(first.start(), last.start() + len(surname))


def _is_pair(first: str, last: str) -> bool:
    if first.casefold() not in listed("first_names") or last.casefold() in listed("not_surnames"):
        return False
    if first[0].isupper() and last[0].isupper():
        return len(last) > 1 and last.casefold() not in stop_words()
    return first.casefold() not in listed("also_words") and last.casefold() in listed("surnames")


def _said(text: str) -> Iterator[Span]:
    """Names after a title, after `called`, or after the word for a child or a parent."""
    for pattern in (TITLED, INTRODUCED, OF_SOMEBODY):
        for found in pattern.finditer(text):
            group = found.lastindex or 0
            words = {word.casefold() for word in found[group].split()}
            if not words & (listed("not_surnames") | stop_words()):
                yield Span(*found.span(group))


def child_at_a_school(text: str) -> Iterator[Span]:
    """Schools by their name where the age of one child is given."""
    if AGED.search(text) and re.search(r"\b(?:boy|girl|pupil|her|his|she|he|child)\b", text, re.IGNORECASE):
        yield from (Span(*found.span()) for found in SCHOOL.finditer(text))
