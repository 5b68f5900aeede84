"""What we add to the findings: aims, an invented scenario and questions for a theme, and words for any material."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY_THEME = "any"
"""The entry for a topic that has no theme of its own."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """Our own words for one theme; the scenario is invented, from general knowledge of the theme, and of no audit."""

    theme: str
    aims: tuple[str, ...]
    scenario: str
    on_scenario: tuple[str, ...]
    discussion: tuple[str, ...]
    supervision: tuple[str, ...]


def teaching_for(theme: str) -> Teaching:
    """The entry of a theme; of any theme, where it has none of its own."""
    return _entries().get(theme) or _entries()[ANY_THEME]


def our_words(kind: str) -> Any:  # noqa: ANN401 - each entry of teaching.yaml has its own shape
    """An entry of teaching.yaml, which holds what is said whatever the theme."""
    return load("teaching")[kind]


@cache
def _entries() -> Mapping[str, Teaching]:
    rows = [row for name in ("teaching_on_harm", "teaching_on_practice") for row in load(name)["themes"]]
    return {
        row["theme"]: Teaching(
            row["theme"],
            tuple(row["aims"]),
            row["scenario"].strip(),
            tuple(row["on_scenario"]),
            tuple(row["discussion"]),
            tuple(row["supervision"]),
        )
        for row in rows
    }
