"""Compiles knowledge/vocabulary/finding_types.yaml into FindingTypeRules."""

from __future__ import annotations

import re
from functools import cache

from ingest.labels import FindingTypeRules
from ingest.polarity import PolarityRules
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load


@cache
def finding_type_rules() -> FindingTypeRules:
    """The rules that ship with the program."""
    words = load("finding_types")
    neither = _worded(words["neither"])
    return FindingTypeRules(
        headings={heading: FindingType(kind) for kind, headings in words["headings"].items() for heading in headings},
        negative=_any(words["negative"]),
        polarity=PolarityRules(
            praise=_worded(words["praise"]), fault=_worded([*words["negative"], *words["fault"]]), neither=neither
        ),
        case_polarity=PolarityRules(
            praise=_worded(words["positive"]), fault=_worded(words["negative"]), neither=neither
        ),
        method=_any(words["method"]),
        recommendation=_any([words["recommendation"]]),
        imperatives=frozenset(words["imperatives"].split()),
        doubtful_imperatives=frozenset(words["doubtful_imperatives"].split()),
        second_person=_any([words["second_person"]]),
        resource=_any([words["resource"]]),
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _worded(patterns: list[str]) -> re.Pattern[str]:
    """Patterns that begin at a word: tried at words only, which is four times as fast."""
    return re.compile(r"\b(?:" + "|".join(patterns) + ")")
