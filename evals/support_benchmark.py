"""How often the check of a sentence against its passages is right, on claims labelled by people in the layout of WiCE.

Kamoi et al. 2023, "WiCE: Real-World Entailment for Claims in Wikipedia", EMNLP; github.com/ryokamoi/wice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from app.stated_numbers import tokens_of
from app.stems import stem_of
from app.support import LEAST_COVERAGE, LEAST_SIMILARITY, SupportLimits, check_support
from evals.detection import balanced_accuracy, best_threshold, detection, half_of
from evals.metrics import share
from evals.row_files import read_each
from evals.runs import Run
from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.runs import Figure
    from knowledge.protocols import Embedder

FIELDS = "docs/benchmarks.md says what the fields of a row are."
Label = Literal["supported", "partially_supported", "not_supported"]
LABELS: tuple[Label, ...] = ("supported", "partially_supported", "not_supported")
GOLD, EVERYTHING = "gold sentences", "all evidence"
NEAREST = 10
"""Of the whole evidence, so many sentences with most words of the claim are embedded, the others cannot be near."""
BY_THRESHOLD = frozenset({"coverage", "similarity"})
GRID = [step / 20 for step in range(20)]
CHOOSING, REPORTING = 0, 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that people judged against its evidence; `supporting` are the sentences that they named, if any."""

    key: str
    topic: str
    text: str
    label: Label
    evidence: tuple[str, ...]
    supporting: tuple[str, ...]

    @property
    def half(self) -> int:
        """Thresholds are chosen on half 0 and reported on half 1; claims of one article are in the same."""
        return half_of(self.topic)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found for a claim against one view of its evidence; `similarity` is NaN without an embedder."""

    claim: Claim
    view: str
    kinds: tuple[str, ...]
    warnings: tuple[str, ...]
    coverage: float
    similarity: float
    ok: bool
    ok_without_similarity: bool

    @property
    def wrong(self) -> bool:
        """Whether people did not find the claim fully supported."""
        return self.claim.label != "supported"


class _Row(BaseModel):
    label: Label
    claim: str = Field(pattern=r"\w")
    evidence: list[str]
    supporting_sentences: list[list[int]] = []
    meta: dict[str, Any] = {}


def read_claims(path: Path) -> list[Claim]:
    """Reads claims, one JSON object a line.

    Raises:
        DatasetError: The file cannot be read, holds no claim, or a row is wrong (its line is named).
    """
    return read_each(path, _claim, "claim", FIELDS)


def _claim(line: str, where: str) -> Claim:
    try:
        row = _Row.model_validate_json(line)
        indexes = sorted({index for group in row.supporting_sentences for index in group})
        supporting = tuple(row.evidence[index] for index in indexes)
    except (ValidationError, IndexError) as error:
        raise DatasetError(f"{where} is no claim ({error}).", FIELDS) from error
    topic = str(row.meta.get("claim_title") or row.claim)
    return Claim(str(row.meta.get("id") or where), topic, row.claim, row.label, tuple(row.evidence), supporting)


def run_support(path: Path, embedder: Embedder | None) -> Run:
    """Checks every claim against the sentences that people named and against all of its evidence.

    Args:
        path: The claims.
        embedder: Gives the similarity; without one that part of the check is left out.
    """
    claims = read_claims(path)
    checked = [*check_claims(claims, GOLD, embedder), *check_claims(claims, EVERYTHING, embedder)]
    rows = [_row(found) for found in checked]
    tables = [_table(view, [found for found in checked if found.view == view]) for view in (GOLD, EVERYTHING)]
    kinds = [_kinds_table(view, [found for found in checked if found.view == view]) for view in (GOLD, EVERYTHING)]
    return Run(tables[0].title, tables[0].systems, rows, [tables[1], *kinds])


def check_claims(claims: Sequence[Claim], view: str, embedder: Embedder | None) -> list[Checked]:
    """Checks claims against one view; those without a named sentence are left out of that view."""
    seen = [(claim, claim.supporting if view == GOLD else claim.evidence) for claim in claims]
    seen = [(claim, passages) for claim, passages in seen if passages]
    similarities = _similarities(seen, embedder) if embedder else [float("nan")] * len(seen)
    return [
        _checked(claim, view, passages, similarity)
        for (claim, passages), similarity in zip(seen, similarities, strict=True)
    ]


def _checked(claim: Claim, view: str, passages: Sequence[str], similarity: float) -> Checked:
    known = None if np.isnan(similarity) else similarity
    support = check_support(claim.text, passages, similarity=known)
    kinds = tuple(dict.fromkeys(failure.kind for failure in support.failures))
    return Checked(
        claim=claim,
        view=view,
        kinds=tuple(kind for kind in kinds if kind not in BY_THRESHOLD),
        warnings=tuple(dict.fromkeys(warning.kind for warning in support.warnings)),
        coverage=support.coverage,
        similarity=similarity,
        ok=support.ok,
        ok_without_similarity=all(kind == "similarity" for kind in kinds),
    )


def _similarities(seen: Sequence[tuple[Claim, Sequence[str]]], embedder: Embedder) -> list[float]:
    """The cosine of each claim and the nearest of its sentences."""
    near = [_nearest(claim.text, passages) for claim, passages in seen]
    texts = list(dict.fromkeys([*(claim.text for claim, _ in seen), *(text for group in near for text in group)]))
    vectors = dict(zip(texts, embedder.embed(texts), strict=True))
    return [
        max(float(vectors[claim.text] @ vectors[text]) for text in group)
        for (claim, _), group in zip(seen, near, strict=True)
    ]


def _nearest(claim: str, passages: Sequence[str]) -> list[str]:
    own = _stems(claim)
    return sorted(passages, key=lambda passage: -len(own & _stems(passage)))[:NEAREST]


def _stems(text: str) -> set[str]:
    return {stem_of(token) for token in tokens_of(text)} - {""}


def _table(view: str, checked: Sequence[Checked]) -> Run:
    choosing = [found for found in checked if found.claim.half == CHOOSING]
    reporting = [found for found in checked if found.claim.half == REPORTING]
    wrong = sum(found.wrong for found in reporting)
    systems = {
        name: _figures([flags(found) for found in reporting], reporting) for name, flags in _systems(choosing).items()
    }
    return Run(f"Claims not fully supported, against {view}: {wrong} of {len(reporting)} (reporting half)", systems)


def _systems(choosing: Sequence[Checked]) -> dict[str, Callable[[Checked], bool]]:
    """What flags a claim, by name; thresholds are chosen here, on the other half than is reported."""
    has_similarity = any(not np.isnan(found.similarity) for found in choosing)
    coverage = _threshold(choosing, "coverage")
    systems: dict[str, Callable[[Checked], bool]] = {
        "nothing is flagged": lambda found: False,
        "everything is flagged": lambda found: True,
        f"coverage < {coverage:.2f} alone (chosen)": partial(_is_below, "coverage", coverage),
    }
    if has_similarity:
        level = _threshold(choosing, "similarity")
        systems[f"cosine < {level:.2f} alone (chosen)"] = partial(_is_below, "similarity", level)
    systems[f"check_support, coverage {LEAST_COVERAGE}, no cosine"] = lambda found: not found.ok_without_similarity
    if has_similarity:
        systems[f"check_support, coverage {LEAST_COVERAGE}, cosine {LEAST_SIMILARITY}"] = lambda found: not found.ok
    limits = _chosen_limits(choosing, has_similarity)
    name = f"check_support, coverage {limits.coverage:.2f}, cosine {limits.similarity:.2f} (chosen)"
    systems[name] = partial(_fails, limits)
    return systems


def _threshold(choosing: Sequence[Checked], score: str) -> float:
    scores = [float(getattr(found, score)) for found in choosing]
    return best_threshold(scores, [found.wrong for found in choosing]) if choosing else 0.0


def _is_below(score: str, threshold: float, found: Checked) -> bool:
    return bool(getattr(found, score) < threshold)


def _fails(limits: SupportLimits, found: Checked) -> bool:
    return bool(found.kinds) or found.coverage < limits.coverage or found.similarity < limits.similarity


def _chosen_limits(choosing: Sequence[Checked], has_similarity: bool) -> SupportLimits:
    wrong = np.array([found.wrong for found in choosing], dtype=bool)
    grid = [SupportLimits(*pair) for pair in product(GRID, GRID if has_similarity else [-1.0])]

    def accuracy(limits: SupportLimits) -> float:
        return balanced_accuracy(np.array([_fails(limits, found) for found in choosing], dtype=bool), wrong)

    return max(grid, key=accuracy)


def _figures(flagged: Sequence[bool], checked: Sequence[Checked]) -> dict[str, Figure]:
    scores = detection(flagged, [found.wrong for found in checked])
    return {
        "balanced accuracy": scores.balanced_accuracy,
        "precision": scores.precision,
        "recall": scores.recall,
        "supported claims flagged": scores.false_alarms,
    }


def _kinds_table(view: str, checked: Sequence[Checked]) -> Run:
    """Of the claims of each label, how many each kind of failure or warning meets; nothing is chosen, so all count."""
    every: dict[str, list[set[str]]] = {label: [] for label in LABELS}
    for found in checked:
        soft = {"coverage"} if found.coverage < LEAST_COVERAGE else set()
        soft |= {"similarity"} if found.similarity < LEAST_SIMILARITY else set()
        warned = {f"{kind} (warning)" for kind in found.warnings}
        every[found.claim.label].append({*found.kinds, *soft, *warned})
    kinds = sorted({kind for found in every.values() for each in found for kind in each})
    systems: dict[str, dict[str, Figure]] = {
        kind: {
            label.replace("_", " "): share(sum(kind in each for each in found), len(found))
            for label, found in every.items()
        }
        for kind in kinds
    }
    return Run(f"What flags a claim, against {view}, as shipped (both halves)", systems)


def _row(found: Checked) -> dict[str, object]:
    return {
        "id": found.claim.key,
        "view": found.view,
        "label": found.claim.label,
        "half": found.claim.half,
        "ok": found.ok,
        "ok_without_similarity": found.ok_without_similarity,
        "failures": list(found.kinds),
        "warnings": list(found.warnings),
        "coverage": round(found.coverage, 4),
        "similarity": round(found.similarity, 4),
    }
