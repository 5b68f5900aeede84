"""Tells which agencies a passage speaks of, by the names of knowledge/vocabulary/agencies.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.phrases import Found, PhraseFinder, Strength, quoted, vocabulary
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.types import Span

ENDS_ALONE = re.compile(r"\s*(?:$|[\t:–—]|- )")
BETWEEN_IN_LIST = re.compile(r"\s*(?:,|/|&|,?\s*\b(?:and|or)\b)\s*")


@dataclass(frozen=True, slots=True)
class AgencyFound:
    """An agency and why: `span` is where the text names it, `None` where only a heading does."""

    agency: str
    rule: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class AgencyRules:
    """The names of each agency, compiled; `kinds` are sorts of agency (`health`) by canonical name."""

    finder: PhraseFinder
    kinds: Mapping[str, str]

    def agencies_of(
        self, text: str, heading_path: Sequence[str] = (), columns: Sequence[str] = ()
    ) -> list[AgencyFound]:
        """The agencies that a text speaks of.

        Args:
            text: A passage, a title or any other words; cells of a table row are parted by tabs.
            heading_path: The headings above it, outermost first.
            columns: Its column headings, where it is a table row.

        Returns:
            Each agency once, in the order of first mention: headings first, then columns, then the text.
        """
        found: dict[str, AgencyFound] = {}
        for heading in heading_path:
            for each in self._named(heading):
                found.setdefault(each.phrase.owner, AgencyFound(each.phrase.owner, f"heading {quoted(heading)}", None))
        for column, cell in zip(columns, text.split("\t"), strict=False):
            for each in self._named(column) if cell.strip() else ():
                found.setdefault(each.phrase.owner, AgencyFound(each.phrase.owner, f"column {quoted(column)}", None))
        for each in self._named(text):
            rule = f"name {quoted(text[each.span.start : each.span.end])}"
            found.setdefault(each.phrase.owner, AgencyFound(each.phrase.owner, rule, each.span))
        return list(found.values())

    def _named(self, text: str) -> list[Found]:
        """The names in a text, in order, without those inside a longer name of another agency."""
        found = self.finder.find(text)
        kept = [name for name, inside in zip(found, _inside_sure(found), strict=True) if not inside]
        lists = ((names, any(map(_is_sure, names))) for names in _lists(text, kept))
        return [name for names, sure in lists for name in names if sure or _stands_alone(text, name.span)]


def _is_sure(found: Found) -> bool:
    return found.phrase.strength is Strength.STRONG


def _inside_sure(found: Sequence[Found]) -> Iterator[bool]:
    """Of each find, in the order of `PhraseFinder.find`, whether it is a part of a sure one that is longer."""
    furthest, reached_from = -1, -1
    for each in found:
        yield each.span.end < furthest or (each.span.end == furthest and reached_from < each.span.start)
        if _is_sure(each) and each.span.end > furthest:
            furthest, reached_from = each.span.end, each.span.start


def _lists(text: str, names: Sequence[Found]) -> list[list[Found]]:
    """Names grouped where only commas and the like part them, as in `police, health and education`."""
    lists: list[list[Found]] = []
    for name in names:
        between = text[lists[-1][-1].span.end : name.span.start] if lists else ""
        if lists and BETWEEN_IN_LIST.fullmatch(between):
            lists[-1].append(name)
        else:
            lists.append([name])
    return lists


def _stands_alone(text: str, span: Span) -> bool:
    """Whether a name fills a heading or a table cell, or labels what follows it."""
    return text[max(span.start - 1, 0) : span.start] in {"", "\t"} and ENDS_ALONE.match(text, span.end) is not None


@cache
def agency_rules() -> AgencyRules:
    """The rules that ship with the program."""
    agencies = load("agencies")["agencies"]
    strengths = {"names": Strength.STRONG, "alone": Strength.WEAK, "hide": Strength.HIDES}
    finder = vocabulary(agencies, "name", strengths)
    return AgencyRules(finder, {agency["name"]: agency["kind"] for agency in agencies})
