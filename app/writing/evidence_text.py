"""Lays out the evidence for a model: each passage under a short random key, as data that cannot pass for rules."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.types import FindingType
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

    def told(self) -> str:
        """All of that in a line of small letters, for looking for words in it."""
        return " ".join(" ".join(self.facts().values()).casefold().split())


def random_key() -> str:
    """A letter, a digit, a letter, a digit: no word, and nobody who writes a report can know it beforehand."""
    return "".join(secrets.choice(KEY_DIGITS if place % 2 else KEY_LETTERS) for place in range(KEY_LENGTH))


def keyed(
    hits: Sequence[SearchHit],
    reports: Mapping[ReportId, Report],
    canonical_text: Callable[[ReportId], str],
    new_key: Callable[[], str] = random_key,
) -> list[KeyedPassage]:
    """The evidence as a model may see it: the best dozen, each under a key of its own.

    Left out are passages that are worth their own words only, and those of which anything that would be told may
    identify a person, be it in a heading: they are shown in the report's words, and sent nowhere.

    Args:
        hits: Best first.
        reports: The reports of the hits.
        canonical_text: Gives a report's text, which holds the words that may identify a person.
        new_key: Gives a key; called again where it is taken, or stands in a text.
    """
    personal = {report_id: _personal_words(reports[report_id], canonical_text) for report_id in _of(hits)}
    evidence: list[KeyedPassage] = []
    for hit in hits:
        one = KeyedPassage(Key(""), hit, reports[hit.passage.report_id])
        told = " ".join(one.facts().values()).casefold()
        if one.passage.finding_type not in VERBATIM and not any(
            words in told for words in personal[one.report.report_id]
        ):
            evidence.append(one)
    evidence = evidence[:MOST_PASSAGES]
    texts = [" ".join(one.facts().values()).casefold() for one in evidence]
    keys: list[str] = []
    while len(keys) < len(evidence):
        key = new_key()
        if key not in keys and not any(key in text for text in texts):
            keys.append(key)
    return [replace(one, key=Key(key)) for one, key in zip(evidence, keys, strict=True)]


def _of(hits: Sequence[SearchHit]) -> set[ReportId]:
    return {hit.passage.report_id for hit in hits}


def _personal_words(report: Report, canonical_text: Callable[[ReportId], str]) -> list[str]:
    """What of a report's text may identify a person, in small letters."""
    spans = [found.span for found in report.screening if found.personal]
    text = canonical_text(report.report_id) if spans else ""
    return [" ".join(text[span.start : span.end].casefold().split()) for span in spans if span.start < span.end]


def evidence_text(question: str, evidence: Iterable[KeyedPassage]) -> str:
    """The message with the question and the passages, one JSON object a line: no text can end its own string."""
    rows = [json.dumps({"key": one.key, **one.facts()}, ensure_ascii=False) for one in evidence]
    return "\n".join([json.dumps({"question": question}, ensure_ascii=False), *rows])
