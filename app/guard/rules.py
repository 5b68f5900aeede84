"""Reads the rules of guard.yaml and tells which of them a question meets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.types import Reason

BAR = re.compile(r"\s*\|\s*")
PLACEHOLDER = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a question is stopped, and with what.

    Args:
        id: What it is about, for a person who reads the rules.
        reason: The typed reason.
        template: The template of its message.
        any: Sets of signals, of which one must be found whole; empty where only what identifies a person counts.
        none: Signals that must not be found.
        points: What each signal counts for or against, where several together tell what none tells alone.
        enough: How many points are needed beside that; 0 where none are.
        signposts: Which set of signposts stands before the message; empty for none.
        live: Whether it is about somebody now, so that its signposts are given beside another reason, too.
        identifies: Whether it is met by what may identify a person instead of by signals.
        offers: Whether a general question is offered.
        about: What it is about where the words name no topic; empty where that tells nothing.
    """

    id: str
    reason: Reason
    template: str
    any: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    points: tuple[tuple[str, int], ...] = ()
    enough: int = 0
    signposts: str = ""
    live: bool = False
    identifies: bool = False
    offers: bool = True
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The signals of one question, each looked for once.

    Args:
        text: From `wording.plain`.
        since: Where the part that counts begins: a rule must rest on something found there.
    """

    text: str
    since: int = 0
    _found: dict[str, int] = field(default_factory=dict)

    def has(self, signal: str) -> bool:
        """Whether a signal is found."""
        return self.end_of(signal) >= 0

    def end_of(self, signal: str) -> int:
        """Where a find of a signal ends, in the part that counts if there is one there; -1 where there is none."""
        if signal not in self._found:
            found = None
            for found in patterns()[signal].finditer(self.text):
                if found.end() > self.since:
                    break
            self._found[signal] = found.end() if found else -1
        return self._found[signal]

    def meets(self, rule: Rule) -> bool:
        """Whether a set of the rule's signals is found whole, some of it in the part that counts, and weighs enough."""
        if any(map(self.has, rule.none)):
            return False
        return any(self._whole(signals) for signals in rule.any) and self._weighs(rule)

    def _weighs(self, rule: Rule) -> bool:
        """Whether the signals weigh enough together, those of the part that counts at least half of it."""
        found = [(signal, points) for signal, points in rule.points if self.has(signal)]
        here = sum(points for signal, points in found if points > 0 and self.end_of(signal) > self.since)
        return sum(points for _, points in found) >= rule.enough and 2 * here >= rule.enough

    def _whole(self, signals: tuple[str, ...]) -> bool:
        return all(map(self.has, signals)) and any(self.end_of(signal) > self.since for signal in signals)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order in which they decide."""
    return tuple(
        Rule(
            **{
                **entry,
                "any": tuple(map(tuple, entry.get("any", ()))),
                "none": tuple(entry.get("none", ())),
                "points": tuple(entry.get("points", {}).items()),
            }
        )
        for entry in load("guard")["rules"]
    )


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """The compiled patterns by signal."""
    return {name: compiled("|".join(each)) for name, each in load("guard")["signals"].items()}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of guard.yaml with the words for its placeholders."""
    while PLACEHOLDER.search(pattern):
        pattern = PLACEHOLDER.sub(lambda found: _words()[found[1]], pattern)
    return re.compile(pattern)


@cache
def _words() -> Mapping[str, str]:
    """The alternatives by placeholder, each as one group; lines may break before a bar."""
    listed = load("guard")
    names = sorted({*listed["first_names"].split()} - {*listed["also_words"].split()})
    given = {name: f"(?:{BAR.sub('|', words)})" for name, words in listed["words"].items()}
    return given | {"first_name": f"(?:{'|'.join(map(re.escape, names))})"}
