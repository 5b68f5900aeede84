"""Labels passages, each label with its reason: finding type, themes, agencies and the letter of a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.agencies import agency_rules
from ingest.blocks import Kind
from ingest.phrases import quoted
from ingest.themes import theme_rules
from knowledge.types import ABOUT_THE_AUDIT, FindingType, Label, LabelKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.polarity import PolarityRules

CASE = re.compile(r"\b((?:case|child|young person)\s+([A-Z]))\b", re.IGNORECASE)
PERCENTAGE = re.compile(r"\b\d{1,3}(?:\.\d+)?\s?(?:%|per ?cent\b)", re.IGNORECASE)
NUMERIC_CELL = re.compile(r"^[\d.,%/ ()-]+$")
NOUN = re.compile(r"\s+(?:is|are|was|were|has|have|had|ends?|remains?|of)\b")
"""What follows a verb that could be a noun, where it is a noun: "Support ends too soon"."""
OBJECT = re.compile(r"\s+(?:whether|how|that|the|all|your|with|about|each|every)\b")
"""What follows a verb that could be a noun, where it is a verb: "Review whether ..."."""
OPENING_WORDS = 6
LONGEST_BESIDE_ONE_WORD = 2
SHORT = 25
"""Words: a passage that tells people to click is a resource only where it says little else."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A finding type and what told it, for a person."""

    finding_type: FindingType
    rule: str


@dataclass(frozen=True, slots=True)
class FindingTypeRules:
    """The wording rules of knowledge/vocabulary/finding_types.yaml, compiled; patterns are for text in lower case.

    Args:
        headings: Heading words by the type that they announce; the longest that matches wins.
        negative: Wording that makes a passage a concern even where it opens a list of strengths.
        polarity: Wording of concerns and of good practice, for passages under no telling heading.
        case_polarity: The surest of it, for what is told of a case: much of a child's story is neither.
        method: Wording that tells how the audit was made.
        recommendation: Wording of a recommendation, for passages under no telling heading.
        imperatives: Verbs that begin a recommendation.
        doubtful_imperatives: Verbs that are as often nouns: they do not count under a heading of concerns.
        second_person: Wording of a question put to the reader.
        resource: Wording that points to material elsewhere.
    """

    headings: Mapping[str, FindingType]
    negative: re.Pattern[str]
    polarity: PolarityRules
    case_polarity: PolarityRules
    method: re.Pattern[str]
    recommendation: re.Pattern[str]
    imperatives: frozenset[str]
    doubtful_imperatives: frozenset[str]
    second_person: re.Pattern[str]
    resource: re.Pattern[str]

    def heading_type(self, heading: str) -> FindingType | None:
        """The type that a heading announces; `None` where it announces none, or two that contradict."""
        folded = _fold(heading)
        found = [
            (len(words), kind)
            for words, kind in self.headings.items()
            if words in folded and re.search(rf"\b{words}\b", folded)
        ]
        kinds = {kind for _length, kind in found}
        if {FindingType.CONCERN, FindingType.GOOD_PRACTICE} <= kinds:
            return None
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def is_heading(self, text: str) -> bool:
        """Whether a short text is worded as a heading that announces a type."""
        if not text[:1].isupper() or text.endswith((".", ",", ";")):
            return False
        folded, labels = _fold(text), text.endswith(":")
        length = folded.count(" ") + 1
        opening = " ".join(folded.split(" ")[:OPENING_WORDS]) if labels else ""
        return any(
            length <= _longest_with(words, kind, labels=labels)
            for words, kind in self.headings.items()
            if folded.startswith(words) or (" " in words and words in opening)
        )

    def is_imperative(self, text: str, *, doubtful: bool = True) -> bool:
        """Whether a text begins by telling the reader to do something.

        Args:
            text: The text.
            doubtful: Whether verbs that are as often nouns count.
        """
        first = re.match(r"[^\W\d_]+", text)
        if first is None:
            return False
        if NOUN.match(text, first.end()):
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
    ) -> Typed:
        """The type of one passage and what told it.

        Args:
            kind: Its layout.
            text: Its words.
            heading_path: The headings above it, outermost first.
            columns: Its column headings, where it is a table row.
            lapsed: Whether the innermost heading no longer speaks for it: a paragraph after that heading's list.
        """
        announced = None if lapsed else self._announced(heading_path)
        if kind is Kind.TABLE_ROW:
            return _row_type(text, columns, announced)
        if announced and announced.finding_type in {FindingType.METHOD, FindingType.AUDIT_QUESTION}:
            return announced
        said = text.lower()
        if method := self.method.search(said):
            return Typed(FindingType.METHOD, f"wording {quoted(method[0])}")
        if said.rstrip().endswith("?"):
            return self._question_type(said, announced)
        # A paragraph in lower case is the tail of a sentence, whose first word instructs nobody.
        begins = kind is Kind.LIST_ITEM or not text[:1].islower()
        return (
            self._pointer_type(text, said)
            or self._by_heading(text, announced, begins=begins)
            or self._by_wording(text, heading_path)
        )

    def _announced(self, heading_path: Sequence[str]) -> Typed | None:
        """What the innermost telling heading announces."""
        for heading in reversed(heading_path):
            if kind := self.heading_type(heading):
                return Typed(kind, f"heading {quoted(heading)}")
        return None

    def _question_type(self, said: str, announced: Typed | None) -> Typed:
        if announced and announced.finding_type is FindingType.REFLECTIVE_QUESTION:
            return announced
        if reader := self.second_person.search(said):
            return Typed(FindingType.REFLECTIVE_QUESTION, f"question to {quoted(reader[0])}")
        return Typed(FindingType.AUDIT_QUESTION, "question to nobody")

    def _pointer_type(self, text: str, said: str) -> Typed | None:
        """A resource, or advice to use one, where a short passage points to material elsewhere."""
        pointer = self.resource.search(said)
        if pointer is None or len(said.split()) > SHORT or self.is_imperative(text):
            return None
        if advice := self.recommendation.search(said):
            return Typed(FindingType.RECOMMENDATION, f"wording {quoted(advice[0])}")
        return Typed(FindingType.RESOURCE, f"wording {quoted(pointer[0])}")

    def _by_heading(self, text: str, announced: Typed | None, *, begins: bool) -> Typed | None:
        """What the heading tells, but for caveats and instructions under it; `None` under no telling heading."""
        announces = announced.finding_type if announced else FindingType.FINDING
        if announces is FindingType.GOOD_PRACTICE:
            caveat = self.negative.match(text.lower()) or self.polarity.caveat(text)
            return Typed(FindingType.CONCERN, f"begins with {quoted(caveat[0])}") if caveat else announced
        instructs = announces in {FindingType.FINDING, FindingType.CONCERN} and begins
        if instructs and self.is_imperative(text, doubtful=announces is not FindingType.CONCERN):
            return Typed(FindingType.RECOMMENDATION, f"begins with {quoted(text.split()[0])}")
        return None if announces is FindingType.FINDING else announced

    def _by_wording(self, text: str, heading_path: Sequence[str]) -> Typed:
        if share := PERCENTAGE.search(text):
            return Typed(FindingType.STATISTIC, f"number {quoted(share[0])}")
        cases = [heading for heading in heading_path if CASE.search(heading)]
        rules = self.case_polarity if cases else self.polarity
        polarity = rules.polarity(text)
        if polarity and not polarity.praises:
            return Typed(FindingType.CONCERN, f"wording {quoted(polarity.words)}")
        if said := self.recommendation.search(rules.without_neither(text)):
            return Typed(FindingType.RECOMMENDATION, f"wording {quoted(said[0])}")
        if polarity:
            return Typed(FindingType.GOOD_PRACTICE, f"wording {quoted(polarity.words)}")
        if cases:
            return Typed(FindingType.CASE_EXAMPLE, f"heading {quoted(cases[-1])}")
        return Typed(FindingType.FINDING, "neither heading nor wording tells more")


def _longest_with(words: str, kind: FindingType, *, labels: bool) -> int:
    """How many words a heading may have that begins with some that announce a type."""
    if " " not in words:
        return LONGEST_BESIDE_ONE_WORD
    # "Audit sample included 10 children" is said of the audit, where "Audit sample" would head it.
    beside = 2 if kind in ABOUT_THE_AUDIT else 12 if labels else 7
    return words.count(" ") + 1 + beside


def _row_type(text: str, columns: Sequence[str], announced: Typed | None) -> Typed:
    cells = [cell for cell in text.split("\t")[1:] if cell]
    numbers = [cell for cell in cells if NUMERIC_CELL.match(cell)]
    if cells and len(numbers) >= max(1, len(cells) // 2):
        return Typed(FindingType.STATISTIC, "table of numbers")
    asking = [column for column in columns if "question" in column.casefold()]
    if asking or "?" in text:
        return Typed(FindingType.AUDIT_QUESTION, f"column {quoted(asking[0])}" if asking else "question in a table")
    return announced or Typed(FindingType.METHOD, "table under no telling heading")


def case_of(heading_path: Sequence[str], text: str) -> Label | None:
    """The letter of the case that a passage is about: of its innermost heading that names one, else of its words."""
    for place, part in (*(("heading", heading) for heading in reversed(heading_path)), ("wording", text)):
        named = {letter.upper(): said for said, letter in CASE.findall(part) if letter.isupper()}
        if named:
            letter, said = named.popitem()
            rule = f"{place} {quoted(part if place == 'heading' else said)}"
            return None if named else Label(LabelKind.CASE, letter, rule)
    return None


def label_passage(
    typed: Typed, text: str, heading_path: Sequence[str], columns: Sequence[str] = ()
) -> tuple[Label, ...]:
    """All labels of a passage.

    Args:
        typed: Its finding type.
        text: Its words.
        heading_path: The headings above it, outermost first.
        columns: Its column headings, where it is a table row.

    Returns:
        Its finding type, its themes (the surest first), its agencies (in the order of first mention) and the letter of
        its case. What only tells how the audit was made has no theme: its aim and its questions are no findings.
    """
    case = case_of(heading_path, text)
    about_the_audit = typed.finding_type in ABOUT_THE_AUDIT
    themes = () if about_the_audit else theme_rules().themes_of(text, heading_path)
    return (
        Label(LabelKind.FINDING_TYPE, typed.finding_type.value, typed.rule),
        *(Label(LabelKind.THEME, found.theme, found.rule) for found in themes),
        *(
            Label(LabelKind.AGENCY, found.agency, found.rule)
            for found in agency_rules().agencies_of(text, heading_path, columns)
        ),
        *([case] if case else ()),
    )


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9']+", " ", text.casefold().replace("’", "'")).strip()
