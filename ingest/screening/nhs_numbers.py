"""Finds NHS numbers: ten digits whose last one checks the nine before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.types import Identifiable, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

GAP = r"[ \u00a0\u2007\u202f\u2010-\u2013-]"
AS_PRINTED = re.compile(rf"(?<![\w.,/£$€-])\d{{3}}({GAP}?)\d{{3}}\1\d{{4}}(?![\w/%]|[.,-]\d)")
"""Three, three and four digits, as the NHS prints it, or all ten together."""
SAID_TO_BE = re.compile(rf"\bNHS\b[^\d\n]{{0,20}}(?P<number>\d(?:{GAP}?\d){{9}})(?!\d)", re.IGNORECASE)
"""After the words, the digits may stand in any groups."""
OTHER_REFERENCE = re.compile(
    r"\b(?:ISBN|ISSN|URN|UPRN|UPN|ID|ref(?:erence)?|(?:case|crime|incident|log|invoice|order|charity|company|account"
    r"|registration|document|report|file) (?:no|num(?:ber)?)|DOI)s?\b[^\w\n]{0,4}(?:[a-z]{1,3}[^\w\n]{1,2})?$",
    re.IGNORECASE,
)
REACH = 30
"""Characters before a number in which the word that names it is looked for."""


def is_nhs_number(number: str) -> bool:
    """Whether ten digits, without gaps, are an NHS number.

    Weights 10 to 2, modulus 11: NHS Data Dictionary, attribute NHS NUMBER,
    https://www.datadictionary.nhs.uk/attributes/nhs_number.html. One digit ten times is a filled-in form field.
    """
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    return len(number) == 10 and (11 - total % 11) % 11 == int(number[-1]) and len(set(number)) > 1


def is_other_reference(text: str, start: int) -> bool:
    """Whether the number that starts there is said to be of something else, e.g. of a case or a book.

    The check digit of a ten-digit ISBN is reckoned in the same way, so only the word before it tells them apart.
    """
    return OTHER_REFERENCE.search(text[max(0, start - REACH) : start]) is not None


def find_nhs_numbers(text: str) -> Iterator[Identifiable]:
    """NHS numbers in a text; one that is printed in the usual groups after the words is found twice."""
    for found in SAID_TO_BE.finditer(text):
        span = Span(*found.span("number"))
        if _is_one(text, span):
            yield Identifiable("nhs_number", span, True, "Ten digits with the check digit of an NHS number, so named.")
    for found in AS_PRINTED.finditer(text):
        span = Span(*found.span())
        if _is_one(text, span) and not is_other_reference(text, span.start):
            yield Identifiable("nhs_number", span, True, "Ten digits with the check digit of an NHS number.")


def _is_one(text: str, span: Span) -> bool:
    return is_nhs_number(re.sub(r"\D", "", text[span.start : span.end]))
