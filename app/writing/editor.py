"""Edits what a model wrote, sentence by sentence: kept, cited anew, replaced by the report's own words, or dropped."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.compose.extractive import MOST_REPEATS
from app.writing.reply import LONGEST_SENTENCE
from app.writing.sentence_checks import Cited
from knowledge.writing import Outcome, SentenceCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.support import Support
    from app.writing.evidence_text import KeyedPassage
    from app.writing.reply import Drafted
    from app.writing.sentence_checks import SentenceChecker
    from knowledge.types import Report, ReportId

BEYOND_MENDING = frozenset({"link", "about_itself", "unreadable", "repeated"})
"""Failures of the sentence itself: no other passage bears it out, and it stands for no finding."""
ENOUGH_TO_CITE_ANEW = 0.7
"""Share of a sentence's content words that another passage must have, and more than the one that it cites has.

Far more than for the passage that the model names: that a sentence is of that one is a claim of ours.
"""
MOST_CITED = 4
"""Passages that one sentence may cite: a sentence that leans on everything leans on nothing."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence after the checks.

    Args:
        check: What became of it.
        text: The model's words; empty where they are not shown.
        cited: The passages that bear it out, or the one whose words stand in its place, each with those that say the
            same; empty where it is dropped.
        paragraph: Where it stands, from 1.
    """

    check: SentenceCheck
    text: str = ""
    cited: tuple[Cited, ...] = ()
    paragraph: int = 1

    @property
    def survived(self) -> bool:
        """Whether the model's own words are shown."""
        return self.check.outcome in {Outcome.KEPT, Outcome.CITED_ANEW}


class Editor:
    """Edits one answer.

    Args:
        evidence: What the model was given, best first.
        reports: All reports that answers may use.
        checker: Checks a sentence against passages.
    """

    def __init__(
        self, evidence: Sequence[KeyedPassage], reports: Mapping[ReportId, Report], checker: SentenceChecker
    ) -> None:
        self._evidence = evidence
        self._reports = reports
        self._by_key: dict[str, KeyedPassage] = {one.key: one for one in evidence}
        self._checker = checker
        self._said: set[str] = set()
        self._shown: set[str] = set()

    def edited(self, drafted: Drafted) -> Edited:
        """What becomes of the next sentence."""
        cited = tuple({key: self._by_key[key] for key in drafted.keys if key in self._by_key}.values())[:MOST_CITED]
        failed = self._failed_as_text(drafted.text)
        support = self._checked(drafted.text, cited) if cited and not failed else None
        if support:
            failed = tuple(dict.fromkeys(failure.kind for failure in support.failures))
            if not failed:
                return self._shown_as(Outcome.KEPT, drafted, cited, ())
        failed = failed or ("uncited",)
        if not BEYOND_MENDING & set(failed):
            anew = self._other(drafted.text, cited, support.coverage if support else 0.0)
            if anew:
                return self._shown_as(Outcome.CITED_ANEW, drafted, (anew,), failed)
            instead = next((one for one in cited if one.passage.passage_id not in self._shown), None)
            if instead:
                self._shown.add(instead.passage.passage_id)
                check = SentenceCheck(Outcome.REPLACED, failed)
                return Edited(check, cited=(_cited(instead), *self._repeats(instead)), paragraph=drafted.paragraph)
        return Edited(SentenceCheck(Outcome.DROPPED, failed), paragraph=drafted.paragraph)

    def _shown_as(
        self, outcome: Outcome, drafted: Drafted, cited: tuple[KeyedPassage, ...], failed: tuple[str, ...]
    ) -> Edited:
        self._said.add(drafted.text.casefold())
        self._shown.update(one.passage.passage_id for one in cited)
        # What nearly says the same may differ in just the number that is told.
        same = (again for one in cited for again in self._repeats(one) if self._bears_out(drafted.text, again))
        check = SentenceCheck(outcome, failed)
        return Edited(check, drafted.text, (*map(_cited, cited), *same), drafted.paragraph)

    def _repeats(self, one: KeyedPassage) -> tuple[Cited, ...]:
        """The passages that nearly say the same."""
        return tuple(Cited(again, self._reports[again.report_id]) for again in one.hit.repeats[:MOST_REPEATS])

    def _bears_out(self, text: str, cited: Cited) -> bool:
        return self._checker.check(text, [cited]).ok

    def _failed_as_text(self, text: str) -> tuple[str, ...]:
        """What speaks against a sentence whatever it cites."""
        if not any(map(str.isalpha, text)) or len(text) > LONGEST_SENTENCE or not all(map(_is_plain, text)):
            return ("unreadable",)
        if any(key in text.casefold() for key in self._by_key):
            return ("unreadable",)
        return ("repeated",) if text.casefold() in self._said else ()

    def _checked(self, text: str, cited: Sequence[KeyedPassage]) -> Support:
        return self._checker.check(text, [*map(_cited, cited)])

    def _other(self, text: str, cited: Sequence[KeyedPassage], coverage: float) -> KeyedPassage | None:
        """The passage that bears the sentence out best by itself, and plainly better than what it cites.

        A sentence that has most words of the passage that it cites is of that passage, and wrong: it is not a true one
        of another.
        """
        others = [one for one in self._evidence if one not in cited]
        checked = [(support.coverage, one) for one in others if (support := self._checked(text, [one])).ok]
        best, other = max(checked, key=lambda found: found[0], default=(0.0, None))
        return other if best >= ENOUGH_TO_CITE_ANEW and best > coverage else None


def _cited(one: KeyedPassage) -> Cited:
    return Cited(one.passage, one.report)


def _is_plain(character: str) -> bool:
    """Whether a character is what it seems: none that hides or turns the line round, no letter of another script.

    A Cyrillic letter that looks like a Latin one, or a zero-width space, would make a word that the checks do not know.
    """
    if character.isalpha():
        return character.isascii() or "LATIN" in unicodedata.name(character, "")
    return character.isprintable() and (character.isascii() or not character.isdecimal())
