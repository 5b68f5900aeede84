"""How often the check of a model's sentences is right, on sentences about the sample reports labelled faithful or not.

The sentences are a language model's: evals/datasets/README.md. Rules were made on one half and are reported on both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field, ValidationError

from app.writing.nearness import Nearness
from app.writing.sentence_checks import Cited, SentenceChecker
from evals.detection import half_of
from evals.matching import letters
from evals.metrics import proportion
from evals.row_files import read_each
from evals.runs import Run
from knowledge.errors import DatasetError
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from app.settings import Settings
    from app.support import Support
    from evals.library import EvalLibrary
    from evals.runs import Figure
    from knowledge.protocols import Embedder
    from knowledge.types import Passage

FIELDS = "docs/benchmarks.md says what the fields of a row are."
Label = Literal[
    "faithful",
    "wrong_number",
    "swapped_number",
    "wrong_agency",
    "wrong_person",
    "wrong_case",
    "wrong_area",
    "negated",
    "over_general",
    "invented",
    "false_quote",
    "near_miscite",
    "far_miscite",
]
FAITHFUL = "faithful"
MISCITED = frozenset({"near_miscite", "far_miscite"})
HALVES = {0: "tuned on", 1: "held out"}


class CitedText(BaseModel):
    """A passage that a sentence cites: its words, and the sample report that has them."""

    file: str
    text: str = Field(pattern=r"\w")


class Pair(BaseModel):
    """A sentence with what it cites. `source_id` is the same for all sentences that were made from one."""

    id: str
    label: Label
    source_id: str | None = None
    sentence: str = Field(pattern=r"\w")
    passages: list[CitedText]
    note: str = ""

    @property
    def half(self) -> int:
        """Rules were made on half 0; sentences made from one another are in the same."""
        return half_of(self.source_id or self.id)


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """A pair and what the check made of it."""

    pair: Pair
    support: Support

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its failures, each once."""
        return tuple(dict.fromkeys(failure.kind for failure in self.support.failures))


def read_pairs(path: Path) -> list[Pair]:
    """Reads pairs, one JSON object a line.

    Raises:
        DatasetError: The file cannot be read, holds no pair, or a row is wrong (its line is named).
    """
    return read_each(path, _pair, "pair", FIELDS)


def _pair(line: str, where: str) -> Pair:
    try:
        return Pair.model_validate_json(line)
    except ValidationError as error:
        raise DatasetError(f"{where} is no pair ({error}).", FIELDS) from error


def run_pairs(path: Path, settings: Settings, tell: Callable[[str], None], embedder: Embedder | None) -> Run:
    """Checks every pair over a new library of the sample reports, so that what the library in use holds cannot matter.

    Args:
        path: The pairs.
        settings: How reports are read; its home is left alone.
        tell: Told in words what is mended.
        embedder: Gives the similarity; without one that part of the check is left out.

    Raises:
        DatasetError: The pairs cannot be read, or one cites what no sample report has.
    """
    from app.samples import sample_files
    from evals.library import eval_library

    pairs = read_pairs(path)
    with eval_library(settings, sample_files(), tell, embedder) as library:
        return pairs_run(check_pairs(pairs, library, embedder))


def check_pairs(pairs: Iterable[Pair], library: EvalLibrary, embedder: Embedder | None) -> list[CheckedPair]:
    """Checks pairs against the passages of an opened library. Raises DatasetError where a passage is not in it."""
    passages = library.product.knowledge_base.catalogue.passages(Filters())
    checker = checker_over(library, embedder)
    return [CheckedPair(pair, checker.check(pair.sentence, _cited(pair, library, passages))) for pair in pairs]


def checker_over(library: EvalLibrary, embedder: Embedder | None) -> SentenceChecker:
    """The check as the product has it: rarities of the library's words, cosines as answers have them."""
    knowledge_base = library.product.knowledge_base
    similarity = Nearness(embedder) if embedder else None
    return SentenceChecker(knowledge_base.catalogue.reports(), knowledge_base.words.rarity, similarity)


def _cited(pair: Pair, library: EvalLibrary, passages: Sequence[Passage]) -> list[Cited]:
    cited = []
    for wanted in pair.passages:
        reports = {report.report_id: report for report in library.reports.of_file(wanted.file)}
        within = [passage for passage in passages if passage.report_id in reports]
        passage = _found(wanted.text, within)
        if passage is None:
            raise DatasetError(f"Pair {pair.id} cites what {wanted.file} does not have.", "Mend the pair.")
        cited.append(Cited(passage, reports[passage.report_id]))
    return cited


def _found(text: str, passages: Sequence[Passage]) -> Passage | None:
    """The passage of a text, whatever its white space and marks; else the shortest that holds it."""
    wanted = letters(text)
    holding = [passage for passage in passages if wanted in letters(passage.reading_text)]
    return min(holding, key=lambda passage: len(passage.reading_text), default=None)


def pairs_run(checked: Sequence[CheckedPair]) -> Run:
    """What was flagged, by label and half, and which kinds flagged it; shares have Wilson intervals."""
    labels = list(dict.fromkeys(found.pair.label for found in checked))
    groups: dict[str, frozenset[str]] = {label: frozenset({label}) for label in labels}
    groups["miscited, near and far"] = MISCITED
    groups["all that is not faithful"] = frozenset(labels) - {FAITHFUL}
    shares = {name: _shares(checked, members) for name, members in groups.items()}
    title = f"Sentences flagged, of {len(checked)} about the sample reports"
    return Run(title, shares, [_row(found) for found in checked], [_kinds(checked, labels)])


def _shares(checked: Sequence[CheckedPair], labels: frozenset[str]) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for half, name in HALVES.items():
        own = [not found.support.ok for found in checked if found.pair.half == half and found.pair.label in labels]
        figures[f"{name}: flagged"] = proportion(sum(own), len(own))
    return figures


def _kinds(checked: Sequence[CheckedPair], labels: Sequence[str]) -> Run:
    """How often each kind of failure or warning met a sentence of each label, on both halves together."""
    figures: dict[str, dict[str, Figure]] = {}
    for label in labels:
        counts: Counter[str] = Counter()
        for found in checked:
            if found.pair.label == label:
                counts.update(found.kinds)
                counts.update({f"{warning.kind} (warning)" for warning in found.support.warnings})
        for kind, count in counts.items():
            figures.setdefault(kind, {})[label.replace("_", " ")] = count
    return Run("What flags them (both halves)", {kind: figures[kind] for kind in sorted(figures)})


def _row(found: CheckedPair) -> dict[str, object]:
    return {
        "id": found.pair.id,
        "label": found.pair.label,
        "half": found.pair.half,
        "ok": found.support.ok,
        "failures": list(found.kinds),
        "warnings": list(dict.fromkeys(warning.kind for warning in found.support.warnings)),
        "coverage": round(found.support.coverage, 4),
    }
