"""Answers from a library that stands still: an answer during which a report came or went is made once more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from knowledge.errors import AuditLearningError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from knowledge.catalogue import Catalogue
    from knowledge.protocols import Answerer, Stop
    from knowledge.types import Answer, Filters, Report, Turn

T = TypeVar("T")
TRIES = 2
"""Beside writers; the try after these keeps them waiting."""
STILL_WITHIN_SECONDS = 1.0
"""How long to wait for a change under way before keeping the next one waiting."""
LOOK_SECONDS = 0.02
DISTURBED = (AuditLearningError, LookupError)
"""What a search raises whose report has gone since it began."""


class SteadyAnswerer:
    """An `Answerer` over another one whose library changes meanwhile.

    While a report is stored, removed or described anew, the catalogue and the indexes differ for a moment: a search
    may meet passages of a report that is gone, or miss one that is there. Measured without this: 12 of 352 questions
    failed while reports came and went without a pause. An answer that a change overlapped is made again, as readers of
    a sequence lock do; where changes come too thick for that, they wait for the answer.

    Args:
        answerer: Answers.
        catalogue: Of the library that it answers from.
        writing: The lock that each writer takes.
    """

    def __init__(self, answerer: Answerer, catalogue: Catalogue, writing: AbstractContextManager[object]) -> None:
        self._answerer = answerer
        self._catalogue = catalogue
        self._writing = writing

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """See Answerer."""
        return self._undisturbed(lambda: self._answerer.ask(question, history, filters))

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Answer]:
        """See Answerer. The first answer is not made while the library changes; it holds what the search found."""

        def begin() -> tuple[Answer, Iterator[Answer]]:
            answers = self._answerer.growing(question, history, filters, stop)
            return next(answers), answers

        before = self._catalogue.reports()
        first, others = self._undisturbed(begin)
        yield first
        try:
            yield from others
        except DISTURBED:
            if self._is_as(before):
                raise
            first, others = self._undisturbed(begin)
            yield first
            yield from others

    def _undisturbed(self, make: Callable[[], T]) -> T:
        """What `make` gives while nothing is written. Raises what it raises then."""
        for _ in range(TRIES):
            before = self._still()
            if before is None:
                break
            try:
                made = make()
            except DISTURBED:
                if self._is_as(before):
                    raise
                continue
            if self._is_as(before):
                return made
        with self._writing:
            return make()

    def _still(self) -> Sequence[Report] | None:
        """The reports, once no change is under way; `None` where that takes too long."""
        until = time.monotonic() + STILL_WITHIN_SECONDS
        reports = self._catalogue.reports()
        while self._catalogue.unindexed():
            if time.monotonic() > until:
                return None
            time.sleep(LOOK_SECONDS)
            reports = self._catalogue.reports()
        return reports

    def _is_as(self, before: Sequence[Report]) -> bool:
        """Whether nothing was written since: the catalogue makes its records anew after each change."""
        now = self._catalogue.reports()
        return len(now) == len(before) and all(one is other for one, other in zip(now, before, strict=True))
