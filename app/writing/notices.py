"""What a person is told of a model's part in an answer, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.writing.model_faults import MESSAGES
from knowledge.writing import Outcome

if TYPE_CHECKING:
    from knowledge.writing import Writing


def extractive_after_all(writing: Writing) -> str:
    """Why an answer is in the reports' own words although a model was to write it."""
    what = MESSAGES[writing.fault][0] if writing.fault else "wrote nothing that may be shown"
    return f"In the reports' own words, because the model {writing.model} {what}."


def replaced_notice(writing: Writing) -> tuple[str, ...]:
    """That sentences of the model were not shown as it wrote them; nothing where all were."""
    outcomes = [sentence.outcome for sentence in writing.sentences]
    replaced, dropped = outcomes.count(Outcome.REPLACED), outcomes.count(Outcome.DROPPED)
    if not replaced + dropped:
        return ()
    done = [f"{replaced} replaced by the report's own words"] * bool(replaced) + [f"{dropped} left out"] * bool(dropped)
    return (f"Of what the model wrote, its sources did not bear out all: {' and '.join(done)}.",)
