"""Pairs of findings of different reports that do not agree: what one found missing, another found in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.document import SideBySide
from app.packs.picking import PARTS, Part
from app.writing.check_polarity import contradictions
from knowledge.theme_counts import theme_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.packs.finding import PackFinding
    from knowledge.protocols import VectorIndex, WordIndex

MOST = 2
"""Pairs in a pack: they are to be talked about."""
CONTRARY = (0.3, 0.55)
ALIKE = (0.6, 0.7)
"""Shares of common words, and cosines, from which two findings are on the same thing: where their wording says the
opposite, and where one is a concern and the other good practice. Read off pairs of 37 reports (decision 0012)."""


def disagreements(
    findings: Sequence[PackFinding], vectors: VectorIndex, words: WordIndex, most: int = MOST
) -> tuple[SideBySide, ...]:
    """The pairs, those with most words in common first; no finding is in two.

    Args:
        findings: Those of a pack.
        vectors: Holds their passages.
        words: Says how rare a word is.
        most: How many pairs.
    """
    pairs: list[SideBySide] = []
    used: set[str] = set()
    for _common, one, other in sorted(_pairs(findings, vectors, words), key=lambda pair: -pair[0]):
        ids = {one.passage.passage_id, other.passage.passage_id}
        if len(pairs) < most and not ids & used:
            used |= ids
            pairs.append(SideBySide(_about(one, other), one, other))
    return tuple(pairs)


def _pairs(
    findings: Iterable[PackFinding], vectors: VectorIndex, words: WordIndex
) -> Iterator[tuple[float, PackFinding, PackFinding]]:
    """A concern and good practice of another report on the same thing, with the share of their words in common."""
    by_part: dict[Part | None, list[PackFinding]] = {}
    for finding in findings:
        if not finding.passage.is_table_row:
            by_part.setdefault(PARTS.get(finding.passage.finding_type), []).append(finding)
    found, good = by_part.get(Part.FOUND, []), by_part.get(Part.GOOD, [])
    near = vectors.vectors([finding.passage.passage_id for finding in (*found, *good)])
    stems = {finding.passage.passage_id: frozenset(words.stem(finding.passage.text)) for finding in (*found, *good)}
    for one in found:
        for other in good:
            ids = one.passage.passage_id, other.passage.passage_id
            if one.report.report_id == other.report.report_id or not all(each in near for each in ids):
                continue
            common = _common(stems[ids[0]], stems[ids[1]], words)
            cosine = float(near[ids[0]] @ near[ids[1]])
            if _reach(common, cosine, ALIKE) or (_reach(common, cosine, CONTRARY) and _contrary(one, other)):
                yield common, one, other


def _reach(common: float, cosine: float, least: tuple[float, float]) -> bool:
    return common >= least[0] and cosine >= least[1]


def _common(one: frozenset[str], other: frozenset[str], words: WordIndex) -> float:
    """The share of the words of the shorter text that the other has too, counted by rarity."""
    whole = min(_weight(one, words), _weight(other, words))
    return _weight(one & other, words) / whole if whole else 0.0


def _weight(stems: Iterable[str], words: WordIndex) -> float:
    return sum(words.rarity(stem) for stem in stems)


def _contrary(one: PackFinding, other: PackFinding) -> bool:
    texts = one.passage.text, other.passage.text
    return any(contradictions(texts[0], [texts[1]])) or any(contradictions(texts[1], [texts[0]]))


def _about(one: PackFinding, other: PackFinding) -> str:
    """The first theme that both are on."""
    shared = [theme for theme in one.passage.themes if theme in other.passage.themes]
    return theme_labels()[shared[0]] if shared else "the same thing"
