"""Looks at a question before anything is searched for, and says what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.follow_up import LEANS_BACK
from app.guard.general import general_question
from app.guard.identity import REMOVED, identifying, redacted
from app.guard.rules import Reading, Rule, rules
from app.guard.signposts import signposts_of
from app.guard.wording import cleaned, plain, undisguised
from knowledge.types import Caution
from prompts.loader import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.guard.contacts import LocalContacts
    from knowledge.types import Turn

SHORT = 6
"""Words of a question that may be the other half of the one before."""


class Guard:
    """Stops what is not a question to audits; keeps nothing, logs nothing, asks no model.

    Args:
        contacts: The partnership's own numbers.
    """

    def __init__(self, contacts: LocalContacts) -> None:
        self._contacts = contacts

    def check(self, question: str, history: Sequence[Turn] = ()) -> Caution | None:
        """The caution that a question calls for; `None` where search goes ahead.

        Args:
            question: As typed.
            history: Earlier turns, oldest first. A question that leans on the last one is read with it, too.
        """
        text = cleaned(question)
        found = identifying(text)
        asked = _Asked(plain(text), cleaned(_leaned_on(text, history)), identifies=bool(found))
        met: list[Rule] = []
        for rule in rules():
            # Once one has decided, only what adds to its message still matters.
            if (not met or rule.live or rule.identifies) and asked.meets(rule):
                met.append(rule)
        return self._caution(met, asked.alone, redacted(text, found)) if met else None

    def _caution(self, met: Sequence[Rule], reading: Reading, safe: str) -> Caution:
        """What is said for the first rule met, with the signposts of every rule that is about somebody now."""
        first = met[0]
        sets = [rule.signposts for rule in met if rule.signposts and (rule.live or rule is first)]
        if reading.has("child_self") and "own" in sets:
            sets.insert(0, "own_child")
        message = load_prompt(first.template).render()
        if first.reason != "live_case" and any(rule.live for rule in met):
            message = f"{load_prompt('declined_also_live').render()} {message}"
        if first.reason != "identifiable_data" and any(rule.identifies for rule in met):
            message = f"{message} {load_prompt('declined_also_identifiable').render()}"
        return Caution(
            reason=first.reason,
            message=message,
            redacted=safe,
            signposts=signposts_of(sets, self._contacts, domestic_abuse=reading.has("about_domestic_abuse")),
            general_question=_offered(safe, first) if first.offers else None,
        )


def _offered(safe: str, rule: Rule) -> str | None:
    return general_question(plain(safe.replace(REMOVED, " ")), rule.about)


def _leaned_on(text: str, history: Sequence[Turn]) -> str:
    """The person's last turn where the question leans on it or is too short to be whole, else nothing."""
    asked = [turn.content for turn in history if turn.role == "user"]
    return asked[-1] if asked and (len(text.split()) <= SHORT or LEANS_BACK.search(text)) else ""


class _Asked:
    """A question in the forms in which it is read: alone, undisguised, and after what it leans on."""

    def __init__(self, question: str, earlier: str, *, identifies: bool) -> None:
        undone = undisguised(question)
        before = f"{plain(earlier)} . "
        self.alone = Reading(question)
        self._undone = Reading(undone) if undone != question else None
        self._joined = Reading(before + question, since=len(before)) if earlier else None
        self._identifies = identifies

    def meets(self, rule: Rule) -> bool:
        """Whether any form meets a rule."""
        if rule.identifies:
            return self._identifies
        if self.alone.meets(rule):
            return True
        if self._undone and rule.reason == "prompt_injection" and self._undone.meets(rule):
            return True
        # An audit that the question itself asks about is not undone by what was said before it.
        return self._joined is not None and not self.alone.has("asks_audit") and self._joined.meets(rule)
