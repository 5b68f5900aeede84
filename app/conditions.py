"""Reads what a question wants of numbers: `under 70%`, `the lowest three`, the difference of two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.measures import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.measures import Measure

_AMOUNT = r"(?P<{0}>\d\d?\d?(?:\.\d+)?)\s?(?:%|per ?cent|percent)?"
BELOW = re.compile(
    r"\b(?:under|below|less than|lower than|fewer than|worse than|beneath|not (?:even )?reach(?:ing)?)\s+"
    + _AMOUNT.format("n")
    + r"(?!\s*(?:year|month|week|day|s\b|children|cases))|<\s?"
    + _AMOUNT.format("m"),
    re.IGNORECASE,
)
ABOVE = re.compile(
    r"\b(?:over|above|more than|higher than|greater than|better than|at least|exceed(?:ed|ing)?)\s+"
    + _AMOUNT.format("n")
    + r"(?!\s*(?:year|month|week|day|s\b|children|cases))|>\s?"
    + _AMOUNT.format("m")
    + r"|"
    + _AMOUNT.format("k")
    + r"\s+(?:or (?:more|above|higher|better)|and above|plus)",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\bbetween\s+(?P<low>\d{1,3})\s?%?\s+and\s+(?P<high>\d{1,3})\s?(?:%|per ?cent)", re.IGNORECASE)
EXACTLY = re.compile(
    r"\b(?:got|get|gets|scor(?:ed|ing)|had|hit|at|were|was|with|reach(?:ed)?|full|exactly)\s+(?P<n>100|0)\s?(?:%"
    r"|per ?cent)"
    r"|(?P<all>\b(?:all|everyone|every auditor|100)\s?%? (?:said )?yes\b|\bfull marks\b|\bunanimous\w*|\b100\s?% yes)",
    re.IGNORECASE,
)
HALF = re.compile(
    r"\b(?P<less>less|fewer|under|below)\b.{0,8}\bhalf\b|\b(?P<more>more|over)\b.{0,8}\bhalf\b", re.IGNORECASE
)
_COUNT = rf"(?:(?P<{{0}}>\d\d?|{'|'.join(list(NUMBER_WORDS)[2:11])})\s+)?"
LOWEST = re.compile(
    r"\b"
    + _COUNT.format("before")
    + r"(?:lowest|worst|weakest|poorest|bottom)(?:[\s-]+(?:scor\w+|rated|performing))?\s*"
    + _COUNT.format("after"),
    re.IGNORECASE,
)
HIGHEST = re.compile(
    r"\b"
    + _COUNT.format("before")
    + r"(?:highest|best|strongest|top)(?:[\s-]+(?:scor\w+|rated|performing))?\s*"
    + _COUNT.format("after"),
    re.IGNORECASE,
)
OF_MEASURES = re.compile(
    r"%|per ?cent|\bscor\w+|\bmeasures?\b|\bquestions?\b|\bstandards?\b|\brows?\b|\btable\b|\bpercentages?\b"
    r"|\bfigures?\b"
    r"|\bstats?\b|\bstatistics\b|\brated\b|\byes\b|\bindicators?\b|\bareas?\b|\bresults?\b|\bdata\b",
    re.IGNORECASE,
)
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


@dataclass(frozen=True, slots=True)
class Condition:
    """What a percentage must be: within `[low, high]`, or among the `most` lowest or highest.

    `words` are those of the question that say so, `said` is how an answer repeats it (`under 70%`).
    """

    low: float
    high: float
    words: str
    said: str
    order: Literal["lowest", "highest"] | None = None
    most: int = 0

    def fits(self, percent: float) -> bool:
        """Whether a percentage is within the bounds."""
        return self.low <= percent <= self.high


def condition_of(question: str) -> Condition | None:
    """What a question wants percentages to be; `None` where it says nothing of that."""
    if OF_MEASURES.search(question) is None:
        return None
    if found := BETWEEN.search(question):
        return Condition(
            float(found["low"]), float(found["high"]), found[0], f"from {found['low']}% to {found['high']}%"
        )
    if found := BELOW.search(question):
        n = float(found["n"] or found["m"])
        return Condition(0, n - 1e-6, found[0], f"under {n:g}%")
    if found := ABOVE.search(question):
        return _above(found)
    if found := EXACTLY.search(question):
        n = float(found["n"] or 100)
        return Condition(n, n, found[0], f"at {n:g}%")
    if found := HALF.search(question):
        return (
            Condition(0, 49.999, found[0], "under half")
            if found["less"]
            else Condition(50.001, 100, found[0], "over half")
        )
    return _extremes(question)


def _above(found: re.Match[str]) -> Condition:
    n = float(found["n"] or found["m"] or found["k"])
    at_least = found["k"] is not None or "at least" in found[0].casefold()
    return Condition(n if at_least else n + 1e-6, 100, found[0], f"{n:g}% or more" if at_least else f"over {n:g}%")


def _extremes(question: str) -> Condition | None:
    for pattern, order in ((LOWEST, "lowest"), (HIGHEST, "highest")):
        if found := pattern.search(question):
            number = (found["before"] or found["after"] or "").casefold()
            most = NUMBER_WORDS.get(number) or (int(number) if number else MOST_EXTREMES)
            word: Literal["lowest", "highest"] = "lowest" if order == "lowest" else "highest"
            return Condition(0, 100, found[0], order, word, most)
    return None


def pair_of(question: str) -> tuple[str, str] | None:
    """The two things whose difference a question asks for."""
    found = PAIR.search(question)
    if found is None:
        return None
    one = found["one"] or found["one2"] or found["one3"]
    other = found["other"] or found["other2"] or found["other3"]
    return one.strip(), other.strip(" ?.!")


def selected(measures: Sequence[Measure], condition: Condition) -> list[Measure]:
    """The measures with a percentage that meet a condition; the lowest or highest first where it asks for those."""
    fitting = [m for m in measures if m.percent is not None and condition.fits(m.percent)]
    if condition.order is None:
        return fitting
    ranked = sorted(fitting, key=lambda m: m.percent or 0.0, reverse=condition.order == "highest")
    last = ranked[min(condition.most, len(ranked)) - 1].percent if ranked else None
    return [m for i, m in enumerate(ranked) if i < condition.most or m.percent == last]
