"""Gathers the findings on a topic that teaching material may show: the best of each type, each said once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from app.evidence import side_by_side
from app.packs.case_details import Detail
from app.packs.finding import PackFinding
from app.packs.quotable import quotable
from app.packs.standing_alone import stands_alone
from app.packs.stories import REACH, is_of_a_story
from app.verify import Verifier
from knowledge.theme_counts import theme_label
from knowledge.types import Filters, FindingType, LabelKind, Preferences, SearchHit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from app.packs.wanted import Topic
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import WordIndex
    from knowledge.search import HybridSearch
    from knowledge.types import Passage, PassageId, Report, ReportId

OF_A_TYPE = 40
"""Findings of one type that are looked through for a topic: a person chooses among what is left of them."""
WITHOUT_A_THEME = 200
"""The same of all types where filters alone say what is meant."""
SAME = 0.85
"""Share of common words, counted by rarity, from which two findings say the same."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is on a topic.

    Args:
        findings: The best first; reports take turns.
        withheld: How many cannot be shown, by the reason.
        concerned: Reports that have a finding on the topic.
        searched: Reports that the filters allow.
    """

    findings: tuple[PackFinding, ...]
    withheld: Mapping[Detail, int]
    concerned: int
    searched: int


class Gathering:
    """Gathers findings of one library; safe to share between threads.

    Args:
        knowledge_base: The reports.
        search: Ranks the findings of a theme.
    """

    def __init__(self, knowledge_base: KnowledgeBase, search: HybridSearch) -> None:
        self._knowledge_base = knowledge_base
        self._search = search

    def gathered(self, topic: Topic, types: Sequence[FindingType]) -> Gathered:
        """What there is on a topic.

        Args:
            topic: The topic.
            types: Finding types that are wanted. Findings named by the topic itself are limited by them as well.

        Raises:
            UnknownThemeError: There is no such theme.
        """
        reports = {report.report_id: report for report in self._knowledge_base.catalogue.open_reports()}
        passages = [*self._named(topic.passage_ids, types), *self._on_topic(topic, types)]
        findings, withheld = self._quotable(passages, reports)
        limits = self._knowledge_base.catalogue.limits(topic.filters.of_reports)
        searched = reports.keys() if limits.report_ids is None else limits.report_ids
        return Gathered(
            tuple(_said_once(findings, self._knowledge_base.words)),
            withheld,
            self._concerned(topic, types, findings),
            len(searched),
        )

    def named(self, passage_ids: Sequence[PassageId]) -> list[PackFinding]:
        """Findings by the ids of their passages, in order; what is not there, or may not be shown, is left out."""
        reports = {report.report_id: report for report in self._knowledge_base.catalogue.open_reports()}
        return self._quotable(self._named(passage_ids, tuple(FindingType)), reports)[0]

    def _named(self, passage_ids: Sequence[PassageId], types: Sequence[FindingType]) -> Iterator[Passage]:
        found = self._knowledge_base.catalogue.passages_by_id(passage_ids) if passage_ids else {}
        for passage_id in dict.fromkeys(passage_ids):
            if passage_id in found and found[passage_id].finding_type in types:
                yield found[passage_id]

    def _on_topic(self, topic: Topic, types: Sequence[FindingType]) -> Iterator[Passage]:
        """The findings of a topic's themes, or of its filters where it has no theme; near-duplicates collapsed."""
        if topic.themes:
            question = f"What did audits find about {' and '.join(map(theme_label, topic.themes))}?"
            query = self._search.read(question)
            for filters in _by_type(_within(topic), types):
                hits = self._search.search(question, filters, Preferences(), OF_A_TYPE, query)
                yield from _turns(hits, topic.themes)
        elif topic.filters != Filters():
            for filters in _by_type(topic.filters, types):
                yield from _turns(self._search.every(filters, WITHOUT_A_THEME), ())

    def _quotable(
        self, passages: Iterable[Passage], reports: Mapping[ReportId, Report]
    ) -> tuple[list[PackFinding], Counter[Detail]]:
        verifier = Verifier(self._knowledge_base.catalogue.canonical_text)
        wanted = {passage.passage_id: passage for passage in passages if passage.report_id in reports}
        near = self._knowledge_base.catalogue.passages_near(wanted.values(), REACH)
        findings: list[PackFinding] = []
        withheld: Counter[Detail] = Counter()
        for passage in wanted.values():
            report = reports[passage.report_id]
            if _states_the_sample(passage, report):
                continue
            made = quotable(passage, report, verifier)
            if not isinstance(made, Detail) and is_of_a_story(passage, _around(passage, near[passage.report_id])):
                made = Detail.SINGLE_CASE
            if isinstance(made, Detail):
                withheld[made] += 1
            elif made:
                findings.append(made)
        return findings, withheld

    def _concerned(self, topic: Topic, types: Sequence[FindingType], findings: Sequence[PackFinding]) -> int:
        """In how many reports there is a finding on the topic: counted over the whole library, but for an answer's."""
        found = {finding.report.report_id for finding in findings}
        if topic.themes:
            filters = next(_by_type(_within(topic), types, together=True))
            found |= self._knowledge_base.catalogue.reports_labelled(filters)
        return len(found)


def _states_the_sample(passage: Passage, report: Report) -> bool:
    """Whether what is labelled a recommendation is where the report says how many it looked at: that is its method."""
    sample = report.description.sample
    span = sample.span if sample else None
    is_recommendation = passage.finding_type in {FindingType.RECOMMENDATION, FindingType.INTENDED_OUTCOME}
    return is_recommendation and span is not None and passage.start <= span.start < passage.end


def _around(passage: Passage, of_report: Sequence[Passage]) -> list[Passage]:
    return [each for each in of_report if abs(each.ordinal - passage.ordinal) <= REACH]


def _within(topic: Topic) -> Filters:
    return replace(topic.filters, themes=frozenset(topic.themes))


def _by_type(filters: Filters, types: Sequence[FindingType], *, together: bool = False) -> Iterator[Filters]:
    """The filters for each of the types that they allow, or for all of these together."""
    allowed = [kind for kind in types if not filters.finding_types or kind in filters.finding_types]
    if together:
        yield replace(filters, finding_types=frozenset(allowed))
        return
    for kind in allowed:
        yield replace(filters, finding_types=frozenset({kind}))


def _turns(hits: Sequence[SearchHit], themes: Sequence[str]) -> Iterator[Passage]:
    """Passages with those first whose main theme it is, reports taking turns."""
    by_theme = sorted(hits, key=lambda hit: _place(hit.passage, themes))
    for hit in sorted(side_by_side(by_theme), key=lambda hit: not stands_alone(hit.passage)):
        yield hit.passage


def _place(passage: Passage, themes: Sequence[str]) -> tuple[bool, bool, bool]:
    """What says something by itself first, and of that what is mainly on the topic, by its own words."""
    main = passage.themes[:1]
    of_heading = any(
        label.kind is LabelKind.THEME and label.value in main and label.rule.startswith("heading")
        for label in passage.labels
    )
    return not stands_alone(passage), not set(main).issubset(themes), of_heading


def _said_once(findings: Sequence[PackFinding], words: WordIndex) -> Iterator[PackFinding]:
    """The findings without those that say the same: in two formats of a report, or in other words hardly changed."""
    rarity = cache(words.rarity)
    kept: list[tuple[PackFinding, frozenset[str], float]] = []
    again: Counter[str] = Counter()
    for finding in findings:
        stems = frozenset(words.stem(" ".join(quote.text for quote in finding.quotes)))
        weight = sum(map(rarity, stems))
        same = next((each for each, known, whole in kept if _is_same(stems & known, weight, whole, rarity)), None)
        if same:
            again[same.passage.passage_id] += 1
        else:
            kept.append((finding, stems, weight))
    for finding, _stems, _weight in kept:
        yield replace(finding, also_in=again[finding.passage.passage_id])


def _is_same(common: frozenset[str], one: float, other: float, rarity: Callable[[str], float]) -> bool:
    """Whether the words that two texts have in common are SAME of all their words; `one` and `other` weigh each."""
    if min(one, other) < SAME * max(one, other):
        return False  # even if one held all of the other
    shared = sum(map(rarity, common))
    return shared > 0 and shared >= SAME * (one + other - shared)
