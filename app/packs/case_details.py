"""Finds what teaching material leaves out of a report's words: what belongs to one case or could point to a family."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.guard.names import listed
from app.packs.case_patterns import (
    AGE,
    AGE_BAND,
    AGE_BAND_AFTER,
    CASE_LETTER,
    COUNTED,
    ETHNICITY,
    LETTER_HEADING,
    NOT_A_CASE,
    OF_CHILDREN,
    OF_SOMEBODY,
    PLACE,
    SINGLE_CASE,
)
from knowledge.types import FindingType, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.types import Passage, Report


class Detail(StrEnum):
    """Why words are left out; the value says it to a person."""

    SINGLE_CASE = "they tell of a single case"
    CASE_LETTER = "they name a case by its letter"
    AGE = "they give an age"
    ETHNICITY = "they give the ethnicity of somebody"
    PLACE = "they name a place of a case"
    PERSONAL = "they may identify a person"
    FEW_CASES = "their report looked at only one or two cases"
    PERCENTAGE = "they give a percentage without the number it is of"


FEWEST_CASES = 3
"""A report on fewer tells of single families whatever its words."""


class LeftOut(NamedTuple):
    """Words to leave out, and why."""

    span: Span
    detail: Detail


NAMED = re.compile(r"\b[A-Z][a-z]+\b(?!['’]s [A-Z]| [A-Z]|-)")
ADDRESSED = frozenset({FindingType.RECOMMENDATION, FindingType.REFLECTIVE_QUESTION, FindingType.INTENDED_OUTCOME})
"""Types that speak to whoever reads: `Have you met the father?` is no finding of one case."""


def is_of_a_case(passage: Passage) -> bool:
    """Whether a passage is under the letter of a case, an example of one, or a row that says who the children are."""
    if passage.case_letter or passage.finding_type is FindingType.CASE_EXAMPLE:
        return True
    letters = sum(LETTER_HEADING.match(heading) is not None for heading in passage.column_headings)
    return letters > 1 or (passage.is_table_row and OF_CHILDREN.match(passage.text) is not None)


def is_of_few_cases(passage: Passage, report: Report) -> bool:
    """Whether a report looked at so few that whatever it found is of a family; what it recommends is not."""
    sample = report.description.sample
    return passage.finding_type not in ADDRESSED and sample is not None and sample.size < FEWEST_CASES


def tells_of_one_case(sentence: str, finding_type: FindingType) -> bool:
    """Whether a sentence tells what was found in a single case, of somebody's own family, or names somebody."""
    if any(_is_name(sentence, found) for found in NAMED.finditer(sentence)):
        return True
    if finding_type in ADDRESSED:
        return OF_SOMEBODY.search(sentence) is not None
    return SINGLE_CASE.search(sentence) is not None and COUNTED.search(sentence) is None


def case_details(sentence: str, finding_type: FindingType) -> Iterator[LeftOut]:
    """What is to be left out of one sentence: the whole of it where it tells of one case, else the words that do.

    Args:
        sentence: Of a report; spans count from its beginning.
        finding_type: Of its passage.
    """
    whole = Span(0, len(sentence))
    if tells_of_one_case(sentence, finding_type):
        yield LeftOut(whole, Detail.SINGLE_CASE)
    elif ETHNICITY.search(sentence):
        yield LeftOut(whole, Detail.ETHNICITY)
    elif PLACE.search(sentence):
        yield LeftOut(whole, Detail.PLACE)
    else:
        yield from _letters(sentence)
        yield from _ages(sentence)


def _is_name(sentence: str, found: re.Match[str]) -> bool:
    """Whether a word is a first name; one that is also another word counts only where a capital says more."""
    folded = found[0].casefold()
    return folded in listed("first_names") and (folded not in listed("also_words") or found.start() > 0)


def _letters(sentence: str) -> Iterator[LeftOut]:
    for found in CASE_LETTER.finditer(sentence):
        if not NOT_A_CASE.search(sentence, 0, found.start()):
            yield LeftOut(Span(*found.span()), Detail.CASE_LETTER)


def _ages(sentence: str) -> Iterator[LeftOut]:
    for found in AGE.finditer(sentence):
        if not AGE_BAND.search(sentence, 0, found.start()) and not AGE_BAND_AFTER.match(sentence, found.end()):
            yield LeftOut(Span(*found.span()), Detail.AGE)
