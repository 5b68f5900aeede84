"""Lays out the evidence for a model: each passage under a short random key, as data that cannot pass for rules."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.types import ABOUT_THE_AUDIT, FindingType
from knowledge.writing import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowledge.types import Passage, Report, ReportId, SearchHit

MOST_PASSAGES = 12
"""What a model is given at most: in longer contexts, what stands in the middle is lost (../shared/notes/evals.md)."""
KEY_LETTERS = "bcdfghjkmnpqrstvwxz"
KEY_DIGITS = "23456789"
KEY_LENGTH = 4
VERBATIM = frozenset({FindingType.REFLECTIVE_QUESTION, FindingType.RESOURCE, FindingType.AUDIT_QUESTION})
"""Questions and links are worth their own words only: no model is asked to put them otherwise."""


@dataclass(frozen=True, slots=True)
class KeyedPassage:
    """A passage of the evidence under its key, with its report and the hit that it came as."""

    key: Key
    hit: SearchHit
    report: Report

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.hit.passage

    def facts(self) -> dict[str, str]:
        """What the model is told of it, but for its key; nothing that the report does not state."""
        description = self.report.description
        told = {
            "report": description.title,
            "partnership": description.partnership or "",
            "date": description.dates_in_words,
            "sample": description.sample.words if description.sample else "",
            "type": self.passage.finding_type.label,
            "heading": " > ".join(self.passage.heading_path),
            "text": self.passage.reading_text,
        }
        return {name: words for name, words in told.items() if words}


def random_key() -> str:
    """A letter, a digit, a letter, a digit: no word, and nobody who writes a report can know it beforehand."""
    return "".join(secrets.choice(KEY_DIGITS if place % 2 else KEY_LETTERS) for place in range(KEY_LENGTH))


def keyed(
    hits: Sequence[SearchHit], reports: Mapping[ReportId, Report], new_key: Callable[[], str] = random_key
) -> list[KeyedPassage]:
    """The evidence as a model may see it: the best dozen, each under a key of its own.

    Left out are passages that are worth their own words only, and those in which something may identify a person: they
    are shown in the report's words, and sent nowhere.

    Args:
        hits: Best first.
        reports: The reports of the hits.
        new_key: Gives a key; called again where it is taken, or stands in a text.
    """
    told = [hit for hit in hits if _may_be_told(hit.passage, reports[hit.passage.report_id])][:MOST_PASSAGES]
    taken = {hit.passage.text.casefold() for hit in told}
    keys: list[Key] = []
    while len(keys) < len(told):
        key = new_key()
        if key not in keys and not any(key in text for text in taken):
            keys.append(Key(key))
    return [KeyedPassage(key, hit, reports[hit.passage.report_id]) for key, hit in zip(keys, told, strict=True)]


def _may_be_told(passage: Passage, report: Report) -> bool:
    if passage.finding_type in VERBATIM:
        return False
    personal = (found.span for found in report.screening if found.personal)
    return not any(span.start < passage.end and passage.start < span.end for span in personal)


def evidence_text(question: str, evidence: Iterable[KeyedPassage]) -> str:
    """The message with the question and the passages, one JSON object a line: no text can end its own string."""
    rows = [json.dumps({"key": one.key, **one.facts()}, ensure_ascii=False) for one in evidence]
    return "\n".join([json.dumps({"question": question}, ensure_ascii=False), *rows])


def is_about_the_audit(hits: Sequence[SearchHit]) -> bool:
    """Whether all of it only tells how an audit was made."""
    return all(hit.passage.finding_type in ABOUT_THE_AUDIT for hit in hits)
