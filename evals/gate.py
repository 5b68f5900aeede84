"""The gate: what must hold of answers before a change is let in. Pure, but for reading and writing its baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.abstention import ANSWERED
from evals.metrics import estimate
from knowledge.errors import DatasetError
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.answer_scores import AnswerScores, ReplyScore
    from evals.metrics import Estimate, Share

HELP = "Make it anew with `audit-learning eval gate --write-baseline`."


class Thresholds(BaseModel):
    """What is let through, as shares in [0, 1]: the least, but for wrong refusals and the drop the most.

    `recall_drop` is how far the recall of gold quotes may lie below the baseline's, question by question: the lower end
    of the 95% paired bootstrap interval of the mean difference.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    recall: float = Field(default=0.0, ge=0, le=1)
    first_three: float = Field(default=0.0, ge=0, le=1)
    numbers_exact: float = Field(default=0.0, ge=0, le=1)
    counts_exact: float = Field(default=0.0, ge=0, le=1)
    refusals_right: float = Field(default=0.0, ge=0, le=1)
    wrong_refusals: float = Field(default=1.0, ge=0, le=1)
    recall_drop: float = Field(default=0.03, ge=0, le=1)


class Baseline(BaseModel):
    """Thresholds, and the recall of gold quotes of an earlier run by question; none for what has no gold quotes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thresholds: Thresholds = Thresholds()
    recalls: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: what was found, what is wanted, and the questions that speak against it."""

    name: str
    found: str
    wanted: str
    passed: bool
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate made of a run."""

    checks: tuple[Check, ...]
    rows: tuple[ReplyScore, ...]

    @property
    def passed(self) -> bool:
        """Whether all holds."""
        return all(check.passed for check in self.checks)


def read_baseline(file: Path) -> Baseline:
    """Reads thresholds and recalls. Raises DatasetError where the file is none of the gate's."""
    try:
        return Baseline.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The gate's baseline {file} cannot be read ({error}).", HELP) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise DatasetError(f"The gate's baseline {file}: {field}: {first['msg']}.", HELP) from error


def write_baseline(file: Path, scores: AnswerScores, thresholds: Thresholds) -> Baseline:
    """Makes the recalls of a run the baseline and writes it. Raises DatasetError where it cannot."""
    recalls = {row.id: row.recall for row in scores.rows if _measured(row)}
    baseline = Baseline(thresholds=thresholds, recalls=recalls)
    try:
        file.write_text(f"{baseline.model_dump_json(indent=2)}\n", encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"The baseline cannot be written to {file} ({error}).", "Choose another.") from error
    return baseline


def check(scores: AnswerScores, baseline: Baseline) -> Gated:
    """Checks invariants, thresholds and the drop against the baseline.

    A measure that no question has (NaN) passes, and says so: it is the dataset that lacks it.
    """
    rows, limits = scores.rows, baseline.thresholds
    wrong = [row for row in rows if row.answerable and Status(row.status) not in ANSWERED]
    kept = [row for row in rows if not row.answerable and not row.refused]
    checks = (
        _all_of(
            "every quote stands at its offsets", scores.at_offsets, rows, lambda row: row.at_offsets < row.citations
        ),
        _all_of("every citation number resolves", scores.resolved, rows, lambda row: row.unresolved > 0),
        _none("no words that must not be shown", [row for row in rows if row.forbidden]),
        _none("no question failed", [row for row in rows if row.status == Status.FAILED]),
        _wrong_refusals(wrong, scores.answered, limits.wrong_refusals),
        _at_least("unanswerable questions refused", scores.refused.value, limits.refusals_right, kept),
        _mean_at_least("numbers exact", scores.numbers, limits.numbers_exact, rows, lambda row: row.numbers),
        _mean_at_least("counts of reports exact", scores.counts, limits.counts_exact, rows, lambda row: row.counts),
        _mean_at_least("recall of gold quotes", scores.recall, limits.recall, rows, lambda row: row.recall),
        _mean_at_least(
            "gold quote in the first three citations",
            scores.first_three,
            limits.first_three,
            rows,
            lambda row: row.first_three,
        ),
        recall_drop(rows, baseline),
    )
    return Gated(checks, rows)


def recall_drop(rows: Sequence[ReplyScore], baseline: Baseline) -> Check:
    """Compares recalls question by question with the baseline's, over the questions that both have.

    The interval is the percentile bootstrap of the mean of the differences: resampling questions, not runs, so that
    both runs are drawn together.
    """
    now = {row.id: row.recall for row in rows if _measured(row)}
    changes = {key: now[key] - before for key, before in baseline.recalls.items() if key in now}
    mean = estimate(changes.values())
    most = baseline.thresholds.recall_drop
    left_out = len(now.keys() ^ baseline.recalls.keys())
    beside = f", {left_out} without a partner left out" if left_out else ""
    return Check(
        "recall beside the baseline, lower end",
        f"{mean.low:+.3f} (mean {mean.mean:+.3f} over {mean.n}{beside})" if changes else "no baseline",
        f"at least -{most:.3f}",
        not mean.low < -most,
        tuple(key for key, change in changes.items() if change < 0),
    )


def _measured(row: ReplyScore) -> bool:
    return row.answerable and not math.isnan(row.recall)


def _ids(rows: Sequence[ReplyScore]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def _all_of(name: str, found: Share, rows: Sequence[ReplyScore], broken: Callable[[ReplyScore], bool]) -> Check:
    said = f"{found.part} of {found.whole}"
    return Check(name, said, "all", found.part == found.whole, _ids([row for row in rows if broken(row)]))


def _none(name: str, broken: Sequence[ReplyScore]) -> Check:
    return Check(name, str(len(broken)), "0", not broken, _ids(broken))


def _wrong_refusals(wrong: Sequence[ReplyScore], answered: Share, most: float) -> Check:
    found = f"{len(wrong)} of {answered.whole}"
    return Check(
        "answerable questions not answered", found, f"at most {most:.0%}", not 1 - answered.value > most, _ids(wrong)
    )


def _at_least(name: str, found: float, least: float, broken: Sequence[ReplyScore]) -> Check:
    said = "nothing to measure" if math.isnan(found) else f"{found:.3f}"
    return Check(name, said, f"at least {least:.3f}", not found < least, _ids(broken))


def _mean_at_least(
    name: str, found: Estimate, least: float, rows: Sequence[ReplyScore], value: Callable[[ReplyScore], float]
) -> Check:
    return _at_least(name, found.mean, least, [row for row in rows if value(row) < 1])
