"""Checks a sentence that a model wrote against the passages that it cites, without another model.

What words can tell is checked here and in the modules `check_*`; a sentence that passes is not proven. How often these
checks err: docs/benchmarks.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from app.stated_numbers import unsupported_numbers
from app.support import Support, SupportFailure, hard_failures, weak_words
from app.support_words import REPORTING, words
from app.writing.check_agents import agents, speakers
from app.writing.check_cases import cases
from app.writing.check_clauses import (
    clauses_of,
    meant,
    number_stems,
    parts_of,
    read,
    sentences_of,
    statements_of,
    stems_of,
    weight_of,
)
from app.writing.check_polarity import contradictions
from app.writing.check_reports import ReportNames, agencies_told, misnamed, without
from app.writing.check_rows import exchanged_counts
from app.writing.check_scope import plural_source, scopes
from app.writing.check_wording import cut_short, is_whole
from app.writing.check_words import (
    about_itself,
    causes,
    comparisons,
    duties,
    frequencies,
    habits,
    links,
    outcomes,
    quotations,
    swept,
    unbound,
    whole_of_whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.support import ReadText
    from app.writing.check_reports import Mention
    from knowledge.types import Passage, Report, ReportId

LEAST_COVERAGE = 0.4
LEAST_WHERE_NEAR = 0.2
SURE_COVERAGE = 0.6
FAR = 0.1
LEAST_SIMILARITY = 0.35
NEAR = 0.7
"""Cosines of MiniLM with the passage as it reads: of 152 faithful sentences (docs/benchmarks.md) 97% lie above .46 and
half above .8, of those that cite a passage nearby one in ten above .67. Of a long passage a sentence may tell a detail
only: where most of its words stand there, it may be as far as `FAR`."""
LEAST_OF_A_CLAUSE = 0.1
LEAST_STEMS = 2
"""A sentence with fewer words of content says nothing that a passage could bear out."""
SHORT = 3
TOGETHER = 0.6
"""Of a sentence of so few words of content this share must stand in one sentence of a passage."""
CLAUSE_STEMS = 2
"""A clause of so many stems of which the passages have no more than that is invented."""
OFTEN_SAID = words("many often frequently regularly")
"""Too loose to be held to the words of a passage."""
CLEARLY = 0.35
"""By so much of a statement another report must bear it out better to be the one that it was told of."""
OTHER_FITS = 0.25
"""As `CLEARLY`, of the sentence or table row that a number stands in."""


@cache
def _reported() -> frozenset[str]:
    return stems_of(REPORTING)


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that a sentence cites, with its report."""

    passage: Passage
    report: Report

    @property
    def text(self) -> str:
        """What the passage says, with its headings and its case."""
        case = f"Case {self.passage.case_letter}" if self.passage.case_letter else ""
        return "\n".join(filter(None, (*self.passage.heading_path, case, self.passage.reading_text)))


@dataclass(frozen=True, slots=True)
class _Source:
    """What a sentence cites, read together."""

    cited: Sequence[Cited]
    besides: str = ""
    texts: tuple[str, ...] = field(init=False)
    prose: tuple[str, ...] = field(init=False)
    whole: ReadText = field(init=False)
    read: tuple[str, ...] = field(init=False)
    """What may be told word for word: passages as they read, and their headings."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", tuple(dict.fromkeys(each.text for each in self.cited)))
        prose = (each.passage.text for each in self.cited if not each.passage.is_table_row)
        object.__setattr__(self, "prose", tuple(dict.fromkeys(prose)))
        told = (text for each in self.cited for text in (each.passage.reading_text, *each.passage.heading_path))
        object.__setattr__(self, "read", tuple(dict.fromkeys(told)))
        object.__setattr__(self, "whole", read("\n".join((*self.texts, self.besides))))

    @property
    def reports(self) -> Mapping[ReportId, Report]:
        """The cited reports, each once."""
        return {each.report.report_id: each.report for each in self.cited}

    def of(self, report_id: ReportId) -> _Source:
        """What it cites of one report."""
        return _Source([each for each in self.cited if each.report.report_id == report_id])


class SentenceChecker:
    """Checks the sentences of answers from one library.

    Args:
        reports: All reports that may be spoken of.
        rarity: Weight of an English stem, as `WordIndex.rarity`; all weigh alike without it.
        similarity: Cosine of a sentence and the nearest of some passages, in [-1, 1]; not looked at without it.
    """

    def __init__(
        self,
        reports: Sequence[Report],
        rarity: Callable[[str], float] | None = None,
        similarity: Callable[[str, Sequence[Passage]], float] | None = None,
    ) -> None:
        self._names, self._rarity, self._similarity = ReportNames(reports), rarity, similarity

    def check(self, sentence: str, cited: Sequence[Cited]) -> Support:
        """Checks one sentence, without its citation marks, against what it cites.

        One that is whole sentences of a passage, word for word, is borne out, unless it has links or speaks of the
        model; a part of a sentence is checked as any other, for the rest may turn its meaning round.
        """
        if not cited:
            return Support(False, (SupportFailure("citation", ""),), (), 0.0)
        source = _Source(cited, agencies_told(sentence, [each.report for each in cited]))
        said = read(sentence)
        found = [*links(sentence), *about_itself(sentence)]
        if is_whole(said, source.read):
            return Support(not found, tuple(found), (), 1.0)
        mentions = self._names.mentions(sentence, list(source.reports.values()), source.whole.text)
        coverage = self._coverage(read(without(sentence, mentions)), source)
        found += self._failures(sentence, source, mentions)
        found += self._soft(sentence, coverage, cited)
        if _is_scant(read(without(sentence, mentions)), source, is_of_a_report=bool(mentions)):
            found.append(SupportFailure("coverage", sentence.strip()))
        failures = tuple(dict.fromkeys(found))
        return Support(not failures, failures, (), coverage)

    def _failures(self, sentence: str, source: _Source, mentions: Sequence[Mention]) -> Iterator[SupportFailure]:
        own = without(sentence, mentions)
        yield from quotations(sentence, [*source.texts, *(self._names.of(r).about for r in source.reports.values())])
        yield from misnamed(mentions, frozenset(source.reports))
        yield from cut_short(sentence, source.prose)
        yield from whole_of_whole(sentence, source.whole)
        yield from scopes(sentence, source.texts, len(source.reports))
        yield from self._borne_out(own, source)
        yield from self._attributed(sentence, source, mentions)
        if told_of := plural_source(sentence, source.texts):
            yield from self._by_each(sentence, told_of, source)

    def _borne_out(self, own: str, source: _Source) -> Iterator[SupportFailure]:
        """What the passages themselves must say."""
        said = read(own)
        yield from hard_failures(said, source.whole)
        yield from (word for word in weak_words(said, source.whole) if word.words not in OFTEN_SAID)
        yield from cases(own, [(each.text, each.passage.case_letter) for each in source.cited])
        yield from contradictions(own, source.prose)
        yield from agents(own, source.texts, self._rarity)
        yield from speakers(own, source.whole)
        yield from exchanged_counts(own, [each.passage for each in source.cited])
        yield from self._numbers_of_another(own, source)
        yield from outcomes(said, source.whole)
        yield from duties(own, source.whole.text, {each.passage.finding_type for each in source.cited})
        yield from frequencies(said, source.whole)
        yield from habits(said, source.whole)
        yield from swept(own, source.whole)
        yield from unbound(own, [read(unit) for each in source.cited for unit in _units(each.passage)])
        yield from causes(own, source.whole.text)
        yield from comparisons(own, source.whole.text)
        yield from self._invented(own, source)

    def _soft(self, sentence: str, coverage: float, cited: Sequence[Cited]) -> Iterator[SupportFailure]:
        """Too few words in common, unless the meaning is near; a meaning that is far."""
        near = self._similarity(sentence, [each.passage for each in cited]) if self._similarity else None
        least = LEAST_WHERE_NEAR if near is not None and near >= NEAR else LEAST_COVERAGE
        if coverage < least:
            yield SupportFailure("coverage", f"{coverage:.2f}")
        if near is not None and near < (FAR if coverage >= SURE_COVERAGE else LEAST_SIMILARITY):
            yield SupportFailure("similarity", f"{near:.2f}")

    def _coverage(self, said: ReadText, source: _Source) -> float:
        """The share of a text's stems, by rarity, that its passages have; what only reports does not count."""
        counted = said.stems - number_stems(said) - (_reported() - source.whole.stems)
        total = weight_of(counted, self._rarity)
        return weight_of(counted & meant(source.whole.stems), self._rarity) / total if total else 1.0

    def _invented(self, own: str, source: _Source) -> Iterator[SupportFailure]:
        """Clauses of which the passages have next to nothing."""
        for clause in clauses_of(own):
            if (
                len(clause.stems - _reported() - number_stems(clause)) >= CLAUSE_STEMS
                and self._coverage(clause, source) < LEAST_OF_A_CLAUSE
            ):
                yield SupportFailure("coverage", clause.text.strip())

    def _numbers_of_another(self, own: str, source: _Source) -> Iterator[SupportFailure]:
        """Numbers that stand beside another statement of the passages than the one that has the words."""
        units = [read(unit) for each in source.cited for unit in _units(each.passage)]
        if len(units) < 2:
            return
        for statement in map(read, statements_of(own)):
            numbers = [number for number in statement.numbers if not number.is_article]
            bearing = [unit for unit in units if not unsupported_numbers(numbers, unit.numbers, bound=False)]
            if not numbers or not bearing or len(statement.stems) <= CLAUSE_STEMS:
                continue
            stems = statement.stems - _reported() - number_stems(statement)
            total = weight_of(stems, self._rarity) or 1.0
            fit = {unit: weight_of(stems & unit.stems, self._rarity) / total for unit in units}
            best = max(units, key=lambda unit: fit[unit])
            if fit[best] - max(fit[unit] for unit in bearing) > OTHER_FITS and _has_its_own(best, statement):
                yield SupportFailure("number", statement.text.strip())

    def _attributed(self, sentence: str, source: _Source, mentions: Sequence[Mention]) -> Iterator[SupportFailure]:
        """What a sentence that cites several reports tells of one of them and another one says."""
        if len(source.reports) < 2:
            return
        by_report = {report_id: source.of(report_id) for report_id in source.reports}
        start = 0
        named: frozenset[ReportId] = frozenset()
        for statement in statements_of(sentence):
            start = sentence.index(statement, start)
            end = start + len(statement)
            inside = [mention for mention in mentions if start <= mention.span.start < end]
            named = frozenset.union(*(m.reports for m in inside)) & by_report.keys() if inside else named
            own = read(without(sentence, mentions)[start:end].replace("both", "    "))
            yield from self._told_of(own, named or frozenset(by_report), by_report)
            start = end

    def _told_of(
        self, statement: ReadText, named: frozenset[ReportId], by_report: Mapping[ReportId, _Source]
    ) -> Iterator[SupportFailure]:
        wanting = [list(numbers_and_cases(statement, by_report[report_id])) for report_id in named]
        parts = list(map(read, parts_of(statement.text)))
        if all(wanting) and not (len(parts) > 1 and all(self._is_of_one(part, named, by_report) for part in parts)):
            yield SupportFailure("report", statement.text.strip())
            return
        own = max(self._coverage(statement, by_report[report_id]) for report_id in named)
        best = max(self._coverage(statement, one) for one in by_report.values())
        if len(statement.stems) > CLAUSE_STEMS and best - own > CLEARLY:
            yield SupportFailure("report", statement.text.strip())

    def _is_of_one(self, part: ReadText, named: frozenset[ReportId], by_report: Mapping[ReportId, _Source]) -> bool:
        """Whether one report bears out the numbers and cases of a part of a statement, as in `from two to five`."""
        return not all(any(numbers_and_cases(part, by_report[report_id])) for report_id in named)

    def _by_each(self, sentence: str, told_of: str, source: _Source) -> Iterator[SupportFailure]:
        """A sentence told of several reports must be borne out by at least two, each on its own."""
        own = without(sentence.replace(told_of, " "), [])
        supporting = 0
        for report_id in source.reports:
            one = source.of(report_id)
            mentions = self._names.mentions(own, list(one.reports.values()), one.whole.text)
            bare = without(own, mentions)
            supporting += not any(self._borne_out(bare, one)) and self._coverage(read(bare), one) >= LEAST_COVERAGE
        if supporting < 2:
            yield SupportFailure("scope", told_of.strip())


def _is_scant(said: ReadText, source: _Source, *, is_of_a_report: bool) -> bool:
    """Whether a sentence says too little to be of its passages, as one word of two may be by chance."""
    stems = said.stems - _reported()
    if len(stems) < LEAST_STEMS:
        return not is_of_a_report
    if len(stems) > SHORT or any(not number.is_article for number in said.numbers):
        return False
    units = (read(unit) for each in source.cited for unit in _units(each.passage))
    return not any(len(stems & meant(unit.stems)) >= TOGETHER * len(stems) for unit in units)


def _units(passage: Passage) -> list[str]:
    """What of a passage states something of its own: a table row, else a sentence."""
    return [passage.reading_text] if passage.is_table_row else sentences_of(passage.text)


def _has_its_own(unit: ReadText, statement: ReadText) -> bool:
    """Whether a unit says otherwise how many of what a statement speaks of."""
    known = {number.value for number in statement.numbers}
    own = [n for n in unit.numbers if not (n.is_article or n.is_implied or n.is_date) and n.value not in known]
    return any(number.is_share or number.whole or statement.stems & set(number.counted[:2]) for number in own)


def numbers_and_cases(statement: ReadText, source: _Source) -> Iterator[SupportFailure]:
    """The numbers and cases of a statement that one report's passages do not bear out."""
    yield from (failure for failure in hard_failures(statement, source.whole) if failure.kind == "number")
    yield from cases(statement.text, [(each.text, each.passage.case_letter) for each in source.cited])
