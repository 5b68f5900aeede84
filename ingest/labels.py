"""Labels passages: finding type by the innermost heading, then by wording; the case letter by the headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from knowledge.types import ABOUT_THE_AUDIT, FindingType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CASE = re.compile(r"\b(?:case|child|young person)\s+([A-Z])\b", re.IGNORECASE)
PERCENTAGE = re.compile(r"\b\d{1,3}(?:\.\d+)?\s?(?:%|per ?cent\b)", re.IGNORECASE)
NUMERIC_CELL = re.compile(r"^[\d.,%/ ()-]+$")
OBJECT = re.compile(r"\s+(?:whether|how|that|the|all|your|with|about|each|every)\b")
"""What follows a verb that could be a noun, where it is a verb: "Review whether ..."."""
OPENING_WORDS = 6
LONGEST_BESIDE_ONE_WORD = 2
SHORT = 25
"""Words: a passage that tells people to click is a resource only where it says little else."""


@dataclass(frozen=True, slots=True)
class FindingTypeRules:
    """The wording rules of knowledge/vocabulary/finding_types.yaml, compiled.

    Args:
        headings: Heading words by the type that they announce; the longest that matches wins.
        negative: Wording that makes a passage a concern whatever its heading.
        positive: Wording of good practice, for passages under no telling heading.
        method: Wording that tells how the audit was made.
        recommendation: Wording of a recommendation, for passages under no telling heading.
        imperatives: Verbs that begin a recommendation.
        doubtful_imperatives: Verbs that are as often nouns: they do not count under a heading of concerns.
        second_person: Wording of a question put to the reader.
        resource: Wording that points to material elsewhere.
    """

    headings: Mapping[str, FindingType]
    negative: re.Pattern[str]
    positive: re.Pattern[str]
    method: re.Pattern[str]
    recommendation: re.Pattern[str]
    imperatives: frozenset[str]
    doubtful_imperatives: frozenset[str]
    second_person: re.Pattern[str]
    resource: re.Pattern[str]

    def heading_type(self, heading: str) -> FindingType | None:
        """The type that a heading announces; `None` where it announces none, or two that contradict."""
        folded = _fold(heading)
        found = [(len(words), kind) for words, kind in self.headings.items() if re.search(rf"\b{words}\b", folded)]
        kinds = {kind for _length, kind in found}
        if {FindingType.CONCERN, FindingType.GOOD_PRACTICE} <= kinds:
            return None
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def is_heading(self, text: str) -> bool:
        """Whether a short text is worded as a heading that announces a type."""
        if not text[:1].isupper() or text.endswith((".", ",", ";")):
            return False
        folded = _fold(text)
        return any(self._heads(folded, words, kind, text) for words, kind in self.headings.items())

    def _heads(self, folded: str, words: str, kind: FindingType, text: str) -> bool:
        labels = text.endswith(":")
        opening = " ".join(folded.split()[:OPENING_WORDS])
        if not (folded.startswith(words) or (labels and " " in words and words in opening)):
            return False
        if " " not in words:
            return len(folded.split()) <= LONGEST_BESIDE_ONE_WORD
        # "Audit sample included 10 children" is said of the audit, where "Audit sample" would head it.
        beside = 2 if kind in ABOUT_THE_AUDIT else 12 if labels else 7
        return len(folded.split()) <= len(words.split()) + beside

    def is_imperative(self, text: str, *, doubtful: bool = True) -> bool:
        """Whether a text begins by telling the reader to do something.

        Args:
            text: The text.
            doubtful: Whether verbs that are as often nouns count.
        """
        first = re.match(r"[^\W\d_]+", text)
        if first is None:
            return False
        verb = first[0].casefold()
        surely = doubtful or OBJECT.match(text, first.end()) is not None
        return verb in self.imperatives or (surely and verb in self.doubtful_imperatives)

    def finding_type(
        self,
        kind: Kind,
        text: str,
        heading_path: Sequence[str],
        columns: Sequence[str],
        *,
        lapsed: bool = False,
    ) -> FindingType:
        """The type of one passage.

        Args:
            kind: Its layout.
            text: Its words.
            heading_path: The headings above it, outermost first.
            columns: Its column headings, where it is a table row.
            lapsed: Whether the innermost heading no longer speaks for it: a paragraph after that heading's list.
        """
        announced = None if lapsed else next(filter(None, map(self.heading_type, reversed(heading_path))), None)
        if kind is Kind.TABLE_ROW:
            return _row_type(text, columns, announced)
        if announced in {FindingType.METHOD, FindingType.AUDIT_QUESTION}:
            return announced
        if self.method.search(text):
            return FindingType.METHOD
        if text.rstrip().endswith("?"):
            if announced is FindingType.REFLECTIVE_QUESTION:
                return announced
            return FindingType.REFLECTIVE_QUESTION if self.second_person.search(text) else FindingType.AUDIT_QUESTION
        if self.resource.search(text) and len(text.split()) <= SHORT and not self.is_imperative(text):
            return FindingType.RECOMMENDATION if self.recommendation.search(text) else FindingType.RESOURCE
        return self._by_wording(text, announced, heading_path)

    def _by_wording(self, text: str, announced: FindingType | None, heading_path: Sequence[str]) -> FindingType:
        if announced is FindingType.GOOD_PRACTICE:
            return FindingType.CONCERN if self.negative.match(text) else announced
        if announced in {None, FindingType.FINDING, FindingType.CONCERN} and self.is_imperative(
            text, doubtful=announced is not FindingType.CONCERN
        ):
            return FindingType.RECOMMENDATION
        if announced is not None and announced is not FindingType.FINDING:
            return announced
        if PERCENTAGE.search(text):
            return FindingType.STATISTIC
        for pattern, kind in (
            (self.negative, FindingType.CONCERN),
            (self.positive, FindingType.GOOD_PRACTICE),
            (self.recommendation, FindingType.RECOMMENDATION),
        ):
            if pattern.search(text):
                return kind
        in_case = any(CASE.search(heading) for heading in heading_path)
        return FindingType.CASE_EXAMPLE if in_case else FindingType.FINDING


def _row_type(text: str, columns: Sequence[str], announced: FindingType | None) -> FindingType:
    cells = [cell for cell in text.split("\t")[1:] if cell]
    numbers = [cell for cell in cells if NUMERIC_CELL.match(cell)]
    if cells and len(numbers) >= max(1, len(cells) // 2):
        return FindingType.STATISTIC
    if any("question" in column.casefold() for column in columns) or "?" in text:
        return FindingType.AUDIT_QUESTION
    return announced or FindingType.METHOD


def case_letter(heading_path: Sequence[str], text: str) -> str | None:
    """The letter of the case that a passage is about: of its innermost heading that names one, else of its words."""
    for part in (*reversed(heading_path), text):
        letters = {letter.upper() for letter in CASE.findall(part) if letter.isupper()}
        if letters:
            return letters.pop() if len(letters) == 1 else None
    return None


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9' ]+", " ", text.casefold().replace("’", "'")).strip()
