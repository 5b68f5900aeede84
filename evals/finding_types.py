"""Finding types: checks the labels of passages against findings of inspection letters that were labelled by reading."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.matching import letters
from evals.metrics import proportion
from knowledge.errors import DatasetError
from knowledge.types import FindingType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.metrics import Proportion
    from knowledge.types import Passage

GOLD = Path(__file__).parent / "datasets" / "inspection-findings.jsonl"
HELP = "evals/datasets/README.md says what a row holds."
Fault = Literal["no such letter", "text differs", "no passage"]


class GoldFinding(BaseModel):
    """One finding by where it stands: letters `[start, end)` of the folded text of a page as pypdf extracts it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(min_length=1)
    page: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int
    words: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    finding_type: FindingType
    note: str = ""

    @model_validator(mode="after")
    def _is_a_span(self) -> GoldFinding:
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold finding beside the passage that holds it.

    `actual` is `None` where there is a `fault`. `whole`: one passage holds all of it. `right_page`: that passage
    begins on its page, or on the one before and runs on to it.
    """

    gold: GoldFinding
    actual: FindingType | None = None
    fault: Fault | None = None
    whole: bool = False
    right_page: bool = False


@dataclass(frozen=True, slots=True)
class TypeScore:
    """One finding type: of the passages so labelled, how many are; of those that are, how many are so labelled.

    A finding whose text differs or whose letter is absent counts in neither; one that no passage holds is missed.
    """

    precision: Proportion
    recall: Proportion


def read_gold(file: Path = GOLD) -> list[GoldFinding]:
    """Reads the labelled findings. Raises DatasetError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file} cannot be read ({error}).", HELP) from error
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found += [GoldFinding.model_validate_json(line)] if line.strip() else []
        except ValidationError as error:
            raise DatasetError(f"{file}, line {number}: {error.errors()[0]['msg']}.", HELP) from error
    return found


def judge(gold: GoldFinding, page_text: Callable[[str, int], str | None], passages: Sequence[Passage] | None) -> Judged:
    """Finds the passage that holds a finding.

    Args:
        gold: The finding.
        page_text: Gives the text of a letter's page by another reader; `None` where there is none.
        passages: Those of its letter, in reading order; `None` where the letter could not be read.
    """
    text = page_text(gold.file, gold.page)
    if text is None or passages is None:
        return Judged(gold, fault="no such letter")
    span = letters(text)[gold.start : gold.end]
    if hashlib.sha256(span.encode()).hexdigest() != gold.sha256:
        return Judged(gold, fault="text differs")
    held = _holder(span, gold.page, passages)
    if held is None:
        return Judged(gold, fault="no passage")
    whole = span in letters(held.text)
    return Judged(gold, held.finding_type, whole=whole, right_page=_is_on(held, gold, span))


def _holder(span: str, page: int, passages: Sequence[Passage]) -> Passage | None:
    """The passage with the most letters of the span, wherever passages were cut; the one nearest to the page."""
    texts = [letters(passage.text) for passage in passages]
    joined = "".join(texts)
    starts = list(accumulate(map(len, texts), initial=0))
    found: list[tuple[int, int]] = []
    at = joined.find(span)
    while at >= 0:
        shared = [min(end, at + len(span)) - max(start, at) for start, end in pairwise(starts)]
        best = max(range(len(shared)), key=shared.__getitem__)
        found.append((abs((passages[best].page or page) - page), best))
        at = joined.find(span, at + 1)
    return passages[min(found)[1]] if found else None


def _is_on(passage: Passage, gold: GoldFinding, span: str) -> bool:
    if passage.page == gold.page:
        return True
    text = letters(passage.text)
    return passage.page == gold.page - 1 and not text.startswith(span)


def type_scores(judged: Sequence[Judged]) -> dict[FindingType, TypeScore]:
    """Precision and recall of each type that stands in the gold or in the labels, with Wilson intervals."""
    counted = [one for one in judged if one.actual is not None or one.fault == "no passage"]
    used = {one.gold.finding_type for one in counted} | {one.actual for one in counted if one.actual}
    return {kind: _type_score(kind, counted) for kind in FindingType if kind in used}


def _type_score(kind: FindingType, judged: Sequence[Judged]) -> TypeScore:
    labelled = [one for one in judged if one.actual is kind]
    true = [one for one in judged if one.gold.finding_type is kind]
    right = sum(one.gold.finding_type is kind for one in labelled)
    return TypeScore(proportion(right, len(labelled)), proportion(right, len(true)))


def confusion(judged: Sequence[Judged]) -> Mapping[FindingType, Counter[str]]:
    """For each gold type, how often its findings got each label or fault."""
    counts: dict[FindingType, Counter[str]] = {}
    for one in judged:
        counts.setdefault(one.gold.finding_type, Counter())[one.actual or one.fault or ""] += 1
    return {kind: counts[kind] for kind in FindingType if kind in counts}
