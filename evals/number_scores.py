"""Numbers: whether an answer shows the numbers that it should, with what they are counted of. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from evals.matching import holds
from evals.metrics import share
from evals.questions import ExpectedNumber
from ingest.description.text import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answer_json import FigureJson

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
PERCENT = re.compile(r"\s*(?:per\s?cent\b|percent\b|%)", re.IGNORECASE)
NUMBER_WORDS = {word: str(number) for number, word in enumerate(UNITS, start=1)}
"""One to nineteen, as reports write small numbers."""
PARTS = re.compile(r"(\d+) of (\d+)")
NUMERIC = re.compile(r"\d+(?:\.\d+)?%?")
BETWEEN = r"(?:[^\w\n]+[^\W\d]+){0,3}?[^\w\n]+(?:out\s+)?of\s+(?:the\s+|these\s+|all\s+)?"
"""What stands between a count and its whole: `14 of 29`, `14 yes of 29`, `14 out of the 29`."""


def missed_numbers(
    numbers: Sequence[ExpectedNumber], text: str, figures: Sequence[FigureJson] = ()
) -> list[ExpectedNumber]:
    """The expected numbers that an answer does not show, neither in words nor as a figure."""
    plain = normal(text)
    return [number for number in numbers if not _shows(number, plain, figures)]


def numbers_exact(numbers: Sequence[ExpectedNumber], missed: Sequence[ExpectedNumber]) -> float:
    """1 where all numbers are shown, 0 where any is missed, NaN where none is expected."""
    return share(int(not missed), 1).value if numbers else share(0, 0).value


def _shows(number: ExpectedNumber, text: str, figures: Sequence[FigureJson]) -> bool:
    if not shows_value(number.value, text) and not any(_same(number.value, figure.value) for figure in figures):
        return False
    if number.count is None and number.whole is None:
        return True
    return _shows_parts(number, text) or any(_has_parts(number, figure) for figure in figures)


def shows_value(value: str, text: str) -> bool:
    """Whether a number stands in a text: `48%` also as `48 per cent`, `2` also as `two`, but not `14` as `14%`.

    `2 of 3` stands there too as `two of the three`.
    """
    text, wanted = normal(text), normal(value)
    if parts := PARTS.fullmatch(wanted):
        return _shows_parts(ExpectedNumber(value, int(parts[1]), int(parts[2])), text)
    wanted = NUMBER_WORDS.get(wanted.casefold(), wanted)
    if not NUMERIC.fullmatch(wanted):
        return holds(text, value)
    return re.search(_number(wanted), text, re.IGNORECASE) is not None


def normal(text: str) -> str:
    """A text with its numbers written one way: no commas in thousands, `%` for per cent."""
    return PERCENT.sub("%", THOUSANDS.sub("", text))


@cache
def _number(digits: str) -> str:
    """An expression for a number, alone, in digits or as a word."""
    words = [word for word, value in NUMBER_WORDS.items() if value == digits]
    either = "|".join(map(re.escape, [digits, *words]))
    return rf"(?<![\w.])(?:{either})(?![\w%]|\.\d)"


def _same(value: str, other: str) -> bool:
    return normal(value).casefold().strip() == normal(other).casefold().strip()


def _has_parts(number: ExpectedNumber, figure: FigureJson) -> bool:
    """Whether a figure has the expected value with its parts, or its parts as the value: `14`, of 29."""
    own = _same(number.value, figure.value) or _same(number.value, str(figure.count))
    return own and number.count in {None, figure.count} and number.whole in {None, figure.whole}


def _shows_parts(number: ExpectedNumber, text: str) -> bool:
    count, whole = (None if part is None else _number(str(part)) for part in (number.count, number.whole))
    if count and whole:
        return re.search(rf"{count}(?:{BETWEEN}|\s*/\s*){whole}", text, re.IGNORECASE) is not None
    return re.search(count or rf"\bof\s+(?:the\s+|these\s+|all\s+)?{whole}", text, re.IGNORECASE) is not None
