"""The themes and agencies that a question asks for by name, as keys of the labels that passages carry."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from ingest.agencies import agency_rules
from ingest.phrases import PhraseFinder, Strength, vocabulary
from knowledge.types import LabelKind
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.types import Span


def themes_asked(question: str) -> list[tuple[str, Span]]:
    """Ids of the themes that a question names, with where it does, in order."""
    return [(found.phrase.owner, found.span) for found in _themes().find(question)]


def agencies_asked(question: str) -> list[tuple[str, Span]]:
    """Names of the agencies that a question names, with where it does; `health` stands for each health agency."""
    kinds = agency_rules().kinds
    named = [(found.phrase.owner, found.span) for found in agency_rules().finder.find(question)]
    of_kind = [
        (agency, found.span)
        for found in _kinds().find(question)
        for agency in kinds
        if kinds[agency] == found.phrase.owner
    ]
    return [*named, *of_kind]


def labels_asked(question: str) -> Mapping[str, frozenset[str]]:
    """Keys of the labels that say the same as a word of the question, by that word in lower case."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, asked in ((LabelKind.THEME, themes_asked(question)), (LabelKind.AGENCY, agencies_asked(question))):
        for value, span in asked:
            for word in question[span.start : span.end].replace("-", " ").split():
                keys[word.casefold()].add(f"{kind.value}:{value}")
    return {word: frozenset(found) for word, found in keys.items()}


@cache
def _themes() -> PhraseFinder:
    entries = [{"id": theme, "asked": phrases} for theme, phrases in load("question_words")["themes_asked"].items()]
    return vocabulary(entries, "id", {"asked": Strength.STRONG})


@cache
def _kinds() -> PhraseFinder:
    entries = [{"id": kind, "asked": phrases} for kind, phrases in load("question_words")["agencies_asked"].items()]
    return vocabulary(entries, "id", {"asked": Strength.STRONG})
