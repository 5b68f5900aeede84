"""What a person wants made, and what there is to make it of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.packs.document import PackKind
from knowledge.errors import AuditLearningError
from knowledge.types import Filters

if TYPE_CHECKING:
    from datetime import date

    from app.packs.finding import PackFinding
    from knowledge.types import FindingType, PassageId

Minutes = Literal[30, 60, 90]
MINUTES: tuple[Minutes, ...] = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Topic:
    """What material is about: themes, or whatever findings somebody has got together.

    Args:
        themes: Ids of knowledge/vocabulary/themes.yaml; the first one gives the scenario.
        passage_ids: Findings to choose from, in order, such as those of an answer; they go before the themes'.
        words: In words, such as the question of an answer; empty: the labels of the themes.
        filters: Which findings of the themes are meant; they do not limit `passage_ids`.
    """

    themes: tuple[str, ...] = ()
    passage_ids: tuple[PassageId, ...] = ()
    words: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pack as a person wants it.

    Args:
        kind: What it is.
        topic: What it is about.
        picked: The findings that are to stand in it, in the person's order; `None`: those that we would take.
        minutes: How long a session is.
        title: Over it; empty: ours.
        date: Of the session; `None`: today.
        audience: Whom it is for; empty: not said.
    """

    kind: PackKind
    topic: Topic
    picked: tuple[PassageId, ...] | None = None
    minutes: Minutes = 60
    title: str = ""
    date: date | None = None
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding that may stand in a pack; `chosen` says whether we would take it, or the person did."""

    finding: PackFinding
    chosen: bool


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """The candidates of one finding type, the best first."""

    finding_type: FindingType
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a pack can be made of.

    Args:
        topic: What it is about, in words.
        groups: By finding type, in the order of a pack.
        withheld: How many findings cannot stand in a pack, by the reason in words (`they tell of a single case`).
        reports_with_findings: Reports that have a finding on the topic, of all `reports_searched`.
        reports_searched: Reports that the filters allow.
    """

    topic: str
    groups: tuple[CandidateGroup, ...]
    withheld: tuple[tuple[str, int], ...]
    reports_with_findings: int
    reports_searched: int


class NothingToTeachError(AuditLearningError):
    """The library has no finding on the topic, so that no pack is made.

    `nearest` are ids and labels of themes that the library does have findings on, the nearest first.
    """

    def __init__(self, message: str, help_message: str, nearest: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message, help_message)
        self.nearest = nearest
