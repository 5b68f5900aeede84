"""Tells what a passage or a title is about: the themes of knowledge/vocabulary/themes.yaml."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.phrases import Found, Phrase, PhraseFinder, Strength, quoted, vocabulary
from knowledge.theme_counts import theme_labels
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.types import Span

POINTS = {Strength.STRONG: 2, Strength.WEAK: 1}
ENOUGH = 2
"""Points of a theme: one strong phrase, or two different weak ones."""
LONGEST_HEADING = 16
"""Words: a longer heading is a sentence of findings, which does not speak for all that stands under it."""


@dataclass(frozen=True, slots=True)
class ThemeFound:
    """A theme and why: `span` is where its surest phrase stands in the text, `None` where only a heading told it."""

    theme: str
    rule: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class ThemeRules:
    """The phrases of each theme, compiled; `labels` are the words for people by theme id."""

    finder: PhraseFinder
    labels: Mapping[str, str]

    def themes_of(self, text: str, heading_path: Sequence[str] = ()) -> list[ThemeFound]:
        """The themes of a text under its headings.

        Args:
            text: A passage, a title or any other words.
            heading_path: The headings above it, outermost first.

        Returns:
            The surest first, else in the order of first mention; each theme once; empty where nothing tells one.
        """
        inside = _by_theme(self.finder.find(text))
        above: dict[str, dict[Phrase, str]] = defaultdict(dict)
        for heading in heading_path:
            if len(heading.split()) <= LONGEST_HEADING:
                for each in self.finder.find(heading):
                    above[each.phrase.owner].setdefault(each.phrase, heading)
        points = {
            theme: _points(inside.get(theme, ())) + _points_above(above.get(theme, ()))
            for theme in dict.fromkeys((*inside, *above))
        }
        told = sorted((theme for theme in points if points[theme] >= ENOUGH), key=lambda theme: -points[theme])
        return [_told(theme, text, inside.get(theme, {}), above.get(theme, {})) for theme in told]


@cache
def theme_rules() -> ThemeRules:
    """The rules that ship with the program."""
    themes = load("themes")["themes"]
    strengths = {"strong": Strength.STRONG, "weak": Strength.WEAK, "hide": Strength.HIDES}
    return ThemeRules(vocabulary(themes, "id", strengths), theme_labels())


def _by_theme(found: Iterable[Found]) -> dict[str, dict[Phrase, Found]]:
    """The first find of each phrase, by theme."""
    themes: dict[str, dict[Phrase, Found]] = {}
    for each in found:
        themes.setdefault(each.phrase.owner, {}).setdefault(each.phrase, each)
    return themes


def _points(phrases: Iterable[Phrase]) -> int:
    return sum(POINTS[phrase.strength] for phrase in phrases)


def _points_above(phrases: Iterable[Phrase]) -> int:
    """The points of the surest phrase in the headings: weak words alone do not make a theme of a whole section."""
    return max((POINTS[phrase.strength] for phrase in phrases), default=0)


def _told(theme: str, text: str, inside: dict[Phrase, Found], above: dict[Phrase, str]) -> ThemeFound:
    surest = sorted(inside.values(), key=lambda found: -POINTS[found.phrase.strength])
    span = surest[0].span if surest else None
    if _points_above(above) >= ENOUGH and _points(inside) < ENOUGH:
        strongest = max(above, key=lambda phrase: POINTS[phrase.strength])
        return ThemeFound(theme, f"heading {quoted(above[strongest])}", span)
    needed = surest[:1] if POINTS[surest[0].phrase.strength] >= ENOUGH else surest[:ENOUGH]
    rule = "wording " + " and ".join(quoted(text[found.span.start : found.span.end]) for found in needed)
    if len(needed) < ENOUGH and _points(inside) < ENOUGH:
        rule += f" under heading {quoted(next(iter(above.values())))}"
    return ThemeFound(theme, rule, span)
