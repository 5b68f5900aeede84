"""Nuggets: whether an answer says the facts that it should, and none of the words that it must not. Pure.

Strict vital nugget recall as in Pradeep et al. 2024, "Initial Nugget Evaluation Results for the TREC 2024 RAG Track",
https://arxiv.org/abs/2411.09607, with patterns in place of a language model that judges: a nugget is there or not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evals.matching import folded, holds_folded
from evals.metrics import share
from evals.questions import is_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.questions import Nugget


def shows(wanted: str, text: str) -> bool:
    """Whether a line of a text holds some words one after the other, or a match of a `/regular expression/`.

    Case counts for neither; marks and hyphens do not count for words.
    """
    lines = text.splitlines()
    if is_expression(wanted):
        return any(re.search(wanted[1:-1], " ".join(line.split()), re.IGNORECASE) for line in lines)
    words = folded(wanted)
    return any(holds_folded(folded(line), words) for line in lines)


def missed_nuggets(nuggets: Sequence[Nugget], text: str) -> list[Nugget]:
    """The nuggets of which a text shows none of the wordings."""
    return [nugget for nugget in nuggets if not any(shows(wanted, text) for wanted in nugget.any_of)]


def nugget_recall(nuggets: Sequence[Nugget], missed: Sequence[Nugget]) -> float:
    """The share of nuggets that are there, in [0, 1]; NaN where none is expected."""
    return share(len(nuggets) - len(missed), len(nuggets)).value


def vital(nuggets: Sequence[Nugget]) -> list[Nugget]:
    """Those without which an answer is not a good one."""
    return [nugget for nugget in nuggets if nugget.importance == "vital"]


def forbidden_shown(must_not_contain: Sequence[str], text: str) -> list[str]:
    """What a text shows though it must not."""
    return [wanted for wanted in must_not_contain if shows(wanted, text)]
