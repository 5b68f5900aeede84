"""Reads what a question wants of numbers: `under 70%`, `12 or more said no`, `the lowest three`, a difference."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.measures import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.measures import Measure

_NOT_OF_MEASURES = r"(?![\d.]|\s*(?:year|month|week|day|s\b|children|cases))"
_PERCENT = r"\s?(?:%|per ?cent)?"


def _amount(name: str) -> str:
    return rf"(?P<{name}>\d\d?\d?(?:\.\d+)?){_PERCENT}"


BELOW = re.compile(
    r"\b(?:under|below|less than|lower than|fewer than|worse than|beneath|not (?:even )?reach(?:ing)?)\s+"
    rf"{_amount('n')}{_NOT_OF_MEASURES}|<\s?{_amount('m')}"
    rf"|\b{_amount('k')}\s+(?:or (?:less|fewer|below|lower|under|worse)|and (?:below|under))"
    rf"|\b(?:at most|no more than|up to)\s+{_amount('j')}{_NOT_OF_MEASURES}",
    re.IGNORECASE,
)
ABOVE = re.compile(
    r"\b(?:over|above|more than|higher than|greater than|better than|at least|exceed(?:ed|ing)?)\s+"
    rf"{_amount('n')}{_NOT_OF_MEASURES}|>\s?{_amount('m')}"
    rf"|\b{_amount('k')}(?:\s+(?:or (?:more|above|higher|better|over)|and above|plus)|\+)",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    rf"\b(?:between|from)\s+(?P<low>\d{{1,3}}){_PERCENT}\s+(?:and|to)\s+(?P<high>\d{{1,3}})\s?(?:%|per ?cent)",
    re.IGNORECASE,
)
EXACTLY = re.compile(
    r"\b(?:got|get|gets|scor(?:ed|ing)|had|hit|at|were|was|with|reach(?:ed)?|full|exactly)\s+(?P<n>100|0)\s?(?:%"
    r"|per ?cent)|\bexactly\s+(?P<exact>\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)"
    r"|(?P<all>\b(?:all|everyone|every auditor|100)\s?%? (?:said )?yes\b|\bfull marks\b|\bunanimous\w*|\b100\s?% yes)",
    re.IGNORECASE,
)
HALF = re.compile(
    r"\b(?P<less>less|fewer|under|below)\b.{0,8}\bhalf\b|\b(?P<more>more|over)\b.{0,8}\bhalf\b", re.IGNORECASE
)
_COUNT = rf"(?:(?P<{{0}}>\d\d?|{'|'.join(list(NUMBER_WORDS)[2:11])})\s+)?"
_EXTREME = r"\b{0}(?:{1})(?:[\s-]+(?:scor\w+|rated|performing))?\s*{2}"
LOWEST = re.compile(
    _EXTREME.format(_COUNT.format("before"), "lowest|worst|weakest|poorest|bottom|fewest", _COUNT.format("after")),
    re.IGNORECASE,
)
HIGHEST = re.compile(
    _EXTREME.format(_COUNT.format("before"), "highest|best|strongest|top|most", _COUNT.format("after")), re.IGNORECASE
)
OF_MEASURES = re.compile(
    r"%|per ?cent|\bscor\w+|\bmeasures?\b|\bstandards?\b|\brows?\b|\btable\b|\bpercentages?\b"
    r"|\bfigures?\b|\bstats?\b|\bstatistics\b|\brated\b|\byes\b|\bindicators?\b|\bsaid no\b",
    re.IGNORECASE,
)
SAID_NO = re.compile(
    r"\b(?:sa(?:y|id|ys|ying)|answer(?:s|ed|ing)?|repl(?:y|ied|ies)|tick(?:ed)?|marked) (?:a )?[\"'“‘]?no\b"
    r"|[\"'“‘]no[\"'”’]|\bno (?:answers?|responses?|replies|votes?|column)\b"
    r"|(?:%|per ?cent|\bor (?:more|less|above|below)) no\b(?! \w)|\bnoe?s\b",
    re.IGNORECASE,
)
ANSWERS = re.compile(
    r"\b(?:returns?|auditors?|agenc(?:y|ies)|people|professionals|respondents?|responses?|answers?|replies)\b",
    re.IGNORECASE,
)
"""Who answers a measure: a number before them counts answers, unless it is a percentage."""
MOST_EXTREMES = 3
"""How many are shown where a question asks for the lowest ones without saying how many."""
PAIR = re.compile(
    r"\b(?:difference|diff|gap|compare[ds]?|comparison)\b\s*(?:in (?:the )?(?:%|percentages?"
    r"|scores?)\s*)?(?:is there )?"
    r"(?:between|of|in|:)?\s*(?P<one>.+?)\s+(?:and|vs?\.?|versus|to|with|against)\s+(?P<other>.+)"
    r"|\bhow (?:much|many (?:percentage )?points) (?:higher|lower|better|worse|more|less)\b\s*(?:is|was|were|did)?\s*"
    r"(?P<one2>.+?)\s+(?:than|compared (?:to|with))\s+(?P<other2>.+)"
    r"|\bwhich (?:is|was|scored) (?:higher|lower|better|worse)[,:]?\s*(?P<one3>.+?)\s+or\s+(?P<other3>.+)",
    re.IGNORECASE,
)
LEAST_STEP = 1e-6
"""What keeps `under 70` from 70; reports give a decimal at most."""
Side = Literal["percent", "count", "percent_against", "against"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a number of a measure must be: within `[low, high]`, or among the `most` lowest or highest.

    `words` are those of the question that say so, `said` is how an answer repeats it (`under 70%`). `of` is which
    number: the percentage or count of `yes`, or that of `no`.
    """

    low: float
    high: float
    words: str
    said: str
    order: Literal["lowest", "highest"] | None = None
    most: int = 0
    of: Side = "percent"

    def fits(self, number: float) -> bool:
        """Whether a number is within the bounds."""
        return self.low <= number <= self.high

    def number_of(self, measure: Measure) -> float | None:
        """The number of a measure that the condition is on; `None` where the report does not give it."""
        return {
            "percent": measure.percent,
            "count": measure.count,
            "percent_against": measure.percent_against,
            "against": measure.against,
        }[self.of]


def condition_of(question: str) -> Condition | None:
    """What a question wants numbers to be; `None` where it says nothing of that."""
    if OF_MEASURES.search(question) is None:
        return None
    condition = _bounds(question) or _extremes(question)
    return _on_side(condition, question) if condition else None


def _bounds(question: str) -> Condition | None:
    if found := BETWEEN.search(question):
        return Condition(
            float(found["low"]), float(found["high"]), found[0], f"from {found['low']}% to {found['high']}%"
        )
    if found := BELOW.search(question):
        return _below(found)
    if found := ABOVE.search(question):
        return _above(found)
    if found := EXACTLY.search(question):
        n = float(found["n"] or found["exact"] or 100)
        return Condition(n, n, found[0], f"at {n:g}%")
    if found := HALF.search(question):
        low, high, side = (0, 50 - LEAST_STEP, "under") if found["less"] else (50 + LEAST_STEP, 100, "over")
        return Condition(low, high, found[0], f"{side} half")
    return None


def _below(found: re.Match[str]) -> Condition:
    with_it = found["k"] or found["j"]
    n = float(with_it or found["n"] or found["m"])
    return Condition(0, n if with_it else n - LEAST_STEP, found[0], f"{n:g}% or less" if with_it else f"under {n:g}%")


def _above(found: re.Match[str]) -> Condition:
    n = float(found["n"] or found["m"] or found["k"])
    at_least = found["k"] is not None or "at least" in found[0].casefold()
    words = f"{n:g}% or more" if at_least else f"over {n:g}%"
    return Condition(n if at_least else n + LEAST_STEP, 100, found[0], words)


def _extremes(question: str) -> Condition | None:
    """The lowest or highest; words with a number (`top 2`) tell more than those without (`best`)."""
    found = [("lowest", match) for match in LOWEST.finditer(question) if _is_of_measures(match)]
    found += [("highest", match) for match in HIGHEST.finditer(question) if _is_of_measures(match)]
    if not found:
        return None
    side, match = min(found, key=lambda pair: not (pair[1]["before"] or pair[1]["after"]))
    number = (match["before"] or match["after"] or "").casefold()
    most = NUMBER_WORDS.get(number) or (int(number) if number else MOST_EXTREMES)
    order: Literal["lowest", "highest"] = "lowest" if side == "lowest" else "highest"
    return Condition(0, float("inf"), match[0], order, order, most)


def _is_of_measures(found: re.Match[str]) -> bool:
    """`Most` and `fewest` rank measures only by what follows: `the most noes`; `most plans` ranks none."""
    word = re.search(r"most|fewest", found[0], re.IGNORECASE)
    return word is None or SAID_NO.search(found.string, found.end()) is not None


def _on_side(condition: Condition, question: str) -> Condition:
    """The same condition on the number that the question means: percentages or answers, of `yes` or of `no`."""
    bound = re.search(re.escape(condition.words) + r"\W*(?:\w+\W+){0,2}?" + ANSWERS.pattern, question, re.IGNORECASE)
    counts = bound is not None and condition.order is None and "%" not in bound[0] and "cent" not in bound[0].casefold()
    against = SAID_NO.search(question) is not None
    if condition.order is not None and against:
        counts = "%" not in question and "percent" not in question.casefold()
    if not counts and not against:
        return condition
    said = condition.said.replace("%", "") if counts else condition.said
    what = f"answers of {'no' if against else 'yes'}" if counts else "no"
    of: Side = ("against" if against else "count") if counts else "percent_against"
    high = float("inf") if counts and condition.high == 100 else condition.high
    joined = f"{what}" if condition.order else f"{said} {what}"
    return replace(condition, high=high, said=f"{said} by {joined}" if condition.order else f"at {joined}", of=of)


def pair_of(question: str) -> tuple[str, str] | None:
    """The two things whose difference a question asks for."""
    found = PAIR.search(question)
    if found is None:
        return None
    one = found["one"] or found["one2"] or found["one3"]
    other = found["other"] or found["other2"] or found["other3"]
    return one.strip(), other.strip(" ?.!")


def selected(measures: Sequence[Measure], condition: Condition) -> list[Measure]:
    """The measures with a number that meets a condition, in the order given.

    Where the condition asks for the lowest or highest, those come first, with all that are level with the last.
    """
    numbered = [(m, n) for m in measures if (n := condition.number_of(m)) is not None and condition.fits(n)]
    if condition.order is None:
        return [m for m, _ in numbered]
    ranked = sorted(numbered, key=lambda pair: pair[1], reverse=condition.order == "highest")
    last = ranked[min(condition.most, len(ranked)) - 1][1] if ranked else None
    return [m for i, (m, n) in enumerate(ranked) if i < condition.most or n == last]
