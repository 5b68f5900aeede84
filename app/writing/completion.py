"""Completes a model's prose with the findings that it leaves out, or says in part only: nothing found is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.compose.extractive import Draft
from app.stems import stems_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.types import Passage, PassageId, Statement

SAID_IN_FULL = 0.85
"""Share of a finding's content words from which prose says all of it; below, something of it is missing."""
NUMBER = re.compile(r"\d+")


def completed(written: Draft, extractive: Draft) -> Draft:
    """The prose, and after it each finding of the extractive answer that it does not say in full.

    A passage keeps its number: what stands again below is cited as above.

    Args:
        written: The prose.
        extractive: The same evidence in the reports' own words.
    """
    passages = dict(extractive.cited())
    citations, order = list(written.citations), list(written.passages)
    numbers = {passage.passage_id: number for number, passage in written.cited()}
    statements = list(written.statements)
    for statement in extractive.statements:
        if _said_in_full(passages[statement.citations[0]], numbers, written.statements):
            continue
        for old in statement.citations:
            passage = passages[old]
            if passage.passage_id not in numbers:
                numbers[passage.passage_id] = len(citations) + 1
                citations.append(replace(extractive.citations[old - 1], number=len(citations) + 1))
                order.append(passage)
        cited = tuple(numbers[passages[old].passage_id] for old in statement.citations)
        statements.append(replace(statement, citations=cited))
    return Draft(tuple(statements), tuple(citations), tuple(order))


def _said_in_full(passage: Passage, numbers: dict[PassageId, int], prose: Sequence[Statement]) -> bool:
    """Whether the sentences that cite a passage have nearly all of its words, and every number of it."""
    number = numbers.get(passage.passage_id)
    said = " ".join(statement.text for statement in prose if number in statement.citations)
    own = stems_of(passage.reading_text)
    if not set(NUMBER.findall(passage.reading_text)) <= set(NUMBER.findall(said)):
        return False
    return len(own & stems_of(said)) >= SAID_IN_FULL * len(own) if said else False
