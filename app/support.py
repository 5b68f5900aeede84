"""Checks with no language model whether the passages that a sentence cites support it.

What can be told from the words alone: numbers with what they count, agencies, people, names, cases, sweeping words, and
whether enough of the sentence stands in the passages at all. Reasoning, causes and tone cannot be: a sentence that
passes is not proven. How often it errs: docs/benchmarks.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.stated_numbers import stated_numbers, tokens_of, unsupported_numbers
from app.stems import stem_of
from app.support_words import (
    FOLLOWS_FROM,
    GENERAL_AGENCIES,
    NEGATED,
    NEGATIONS,
    OF_AGENCIES,
    PERSON_NOUNS,
    SAID_OF_AGENCIES,
    SWEEPING_CLASS,
)
from ingest.agencies import agency_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.stated_numbers import StatedNumber

Kind = Literal[
    "number", "agency", "person", "case", "name", "universal", "coverage", "similarity", "negation", "quantity"
]

LEAST_COVERAGE = 0.4
LEAST_SIMILARITY = 0.5
"""From 185 sentences over five real audit reports: hardly a faithful paraphrase lies below either."""
MINORITY = 0.5
"""A share at or below this is no `most`."""

CASE = re.compile(
    r"\b(?:case|child|family|baby|adult|sibling|young person|young people|children|families)s?['’]?\s+"
    r"(?-i:([A-Z](?:\s*(?:,|/|&|\band\b|\bor\b)\s*[A-Z])*))\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"(?<=[.!?;\n])\s+|\n")
CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w&]*(?:['’-][\w&]+)*")
OPENING = re.compile(r"(?:^|[.!?:;•\n]|[\"“‘(\[])\s*$")


@dataclass(frozen=True, slots=True)
class SupportFailure:
    """What speaks against a sentence: `words` are the words of the sentence that its passages do not bear out."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Support:
    """Whether passages support a sentence, as far as words tell.

    Args:
        ok: Whether nothing failed; warnings leave it as it is.
        failures: What failed, in the order of the checks.
        warnings: What a person had better compare (negation, words such as `often`): right as often as not.
        coverage: Share of the sentence's content words that the passages have, by rarity where given; in [0, 1].
    """

    ok: bool
    failures: tuple[SupportFailure, ...]
    warnings: tuple[SupportFailure, ...]
    coverage: float


@dataclass(frozen=True, slots=True)
class SupportLimits:
    """Below what a sentence fails: shares of its content words, and the cosine."""

    coverage: float = LEAST_COVERAGE
    similarity: float = LEAST_SIMILARITY


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with what the checks compare, read once."""

    text: str
    tokens: tuple[str, ...] = field(init=False)
    stems: frozenset[str] = field(init=False)
    numbers: tuple[StatedNumber, ...] = field(init=False)

    def __post_init__(self) -> None:
        tokens = _tokens(self.text)
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "stems", frozenset(filter(None, map(stem_of, tokens))))
        object.__setattr__(self, "numbers", tuple(stated_numbers(self.text)))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token.casefold() for token in tokens_of(text) if token[0].isalnum() or token == "%")


def check_support(
    sentence: str,
    passages: Sequence[str],
    *,
    similarity: float | None = None,
    rarity: Callable[[str], float] | None = None,
    limits: SupportLimits | None = None,
) -> Support:
    """Checks a sentence against what it cites.

    A sentence whose words stand in a passage one after the other is always supported.

    Args:
        sentence: One sentence of an answer, without its citation marks.
        passages: The texts that it cites, with their headings where these name the case or the agency. None at all:
            nothing supports it.
        similarity: Cosine of the sentence and its nearest passage in [-1, 1], where known.
        rarity: Weight of an English stem, 0 or more, as `WordIndex.rarity`; 0 counts as the rarest. All weigh alike
            where absent.
        limits: Below what coverage and similarity fail.
    """
    limits = limits or SupportLimits()
    said, source = _Text(sentence), _Text("\n".join(passages))
    coverage = _coverage(said.stems, source.stems, rarity)
    warnings = tuple(dict.fromkeys((*_negations(said, source), *_sweeping(said, source, warn=True))))
    if any(_stands_in(said.tokens, _tokens(passage)) for passage in passages):
        failures = tuple(_numbers(said, source, bound=False))
        return Support(not failures, failures, warnings, coverage)
    failures = tuple(dict.fromkeys((*_hard(said, source), *_soft(coverage, similarity, limits))))
    return Support(not failures, failures, warnings, coverage)


def _hard(said: _Text, source: _Text) -> Iterator[SupportFailure]:
    yield from _numbers(said, source, bound=True)
    yield from _agencies(said.text, source.text)
    yield from _people(said, source)
    yield from _cases(said.text, source.text)
    yield from _names(said.text, source)
    yield from _sweeping(said, source, warn=False)


def _soft(coverage: float, similarity: float | None, limits: SupportLimits) -> Iterator[SupportFailure]:
    if coverage < limits.coverage:
        yield SupportFailure("coverage", f"{coverage:.2f}")
    if similarity is not None and similarity < limits.similarity:
        yield SupportFailure("similarity", f"{similarity:.2f}")


def _coverage(stems: frozenset[str], source: frozenset[str], rarity: Callable[[str], float] | None) -> float:
    """The share of the stems that the source has; 1 where the sentence has no content word."""
    known = {stem: rarity(stem) if rarity else 1.0 for stem in stems}
    rarest = max(known.values(), default=0.0) or 1.0
    weights = {stem: weight or rarest for stem, weight in known.items()}
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in source) / total if total else 1.0


def _stands_in(words: tuple[str, ...], source: tuple[str, ...]) -> bool:
    return bool(words) and any(
        source[start : start + len(words)] == words
        for start in range(len(source) - len(words) + 1)
        if source[start] == words[0]
    )


def _numbers(said: _Text, source: _Text, *, bound: bool) -> Iterator[SupportFailure]:
    for number in unsupported_numbers(said.numbers, source.numbers, bound=bound):
        yield SupportFailure("number", number.words)


def _agencies(sentence: str, source: str) -> Iterator[SupportFailure]:
    """Agencies that the source does not name; `health services` are borne out by any agency of that sort."""
    rules = agency_rules()
    named = {found.agency for found in rules.agencies_of(source)}
    kinds = {rules.kinds[agency] for agency in named}
    lowered = source.casefold()
    for found in rules.agencies_of(sentence):
        words = sentence[found.span.start : found.span.end] if found.span else found.agency
        general = found.agency in GENERAL_AGENCIES and rules.kinds[found.agency] in kinds
        if found.agency not in named and not general and words.casefold() not in lowered:
            yield SupportFailure("agency", words)


def _people(said: _Text, source: _Text) -> Iterator[SupportFailure]:
    there = set(source.tokens)
    for name, nouns in PERSON_NOUNS.items():
        own = [word for word in said.tokens if word in nouns and (name != "parent" or word.startswith("parent"))]
        if own and not nouns & there and not (set(own) <= SAID_OF_AGENCIES and _is_of_agencies(said.tokens)):
            yield SupportFailure("person", own[0])


def _is_of_agencies(tokens: tuple[str, ...]) -> bool:
    return any(word in OF_AGENCIES for word in tokens)


def _cases(sentence: str, source: str) -> Iterator[SupportFailure]:
    there = set(_case_letters(source))
    for letter, words in _case_letters(sentence).items():
        if letter not in there:
            yield SupportFailure("case", words)


def _case_letters(text: str) -> Mapping[str, str]:
    return {letter: found[0] for found in CASE.finditer(text) for letter in re.findall(r"\b[A-Z]\b", found[1])}


def _names(sentence: str, source: _Text) -> Iterator[SupportFailure]:
    """Capitalised words inside the sentence that the source has in no spelling, nor as what an acronym stands for."""
    agencies = [found.span for found in agency_rules().agencies_of(sentence) if found.span]
    initials = "".join(word[0] for word in source.tokens)
    for found in CAPITALISED.finditer(sentence):
        inside = any(span.start <= found.start() < span.end for span in agencies)
        if len(found[0]) == 1 or inside or OPENING.search(sentence[: found.start()]):
            continue
        stems = {stem_of(part) for part in re.split(r"[-&]", found[0])} - {""}
        is_acronym = found[0].isupper() and found[0].casefold() in initials
        if not stems <= source.stems and not is_acronym:
            yield SupportFailure("name", found[0])


def _sweeping(said: _Text, source: _Text, *, warn: bool) -> Iterator[SupportFailure]:
    """Sweeping words whose like the source lacks: failures, or warnings where the word is as weak as `often`."""
    there = {SWEEPING_CLASS.get(word) for word in source.tokens}
    if any(word in NEGATIONS or _is_contracted_not(word) for word in source.tokens):
        there.add("none")
    shares = [number.value for number in source.numbers if number.is_share]
    shares += [number.value / number.whole for number in source.numbers if number.whole]
    if any(share > MINORITY for share in shares):
        there |= {"most", "frequent"}
    for word in said.tokens:
        name = SWEEPING_CLASS.get(word)
        if name and warn == (name == "frequent") and not there & {name, *FOLLOWS_FROM.get(name, ())}:
            yield SupportFailure("quantity" if warn else "universal", word)


def _negations(said: _Text, source: _Text) -> Iterator[SupportFailure]:
    """Words that one of both texts has negated only and the other not at all."""
    mine, theirs = _polarities(said.text), _polarities(source.text)
    for word in said.tokens:
        stem = stem_of(word)
        if stem in mine and stem in theirs and not mine[stem] & theirs[stem]:
            yield SupportFailure("negation", word)


def _polarities(text: str) -> Mapping[str, set[bool]]:
    """Of each stem, whether it stands soon after a negation in its clause, and whether it stands elsewhere."""
    found: dict[str, set[bool]] = {}
    for clause in CLAUSE_END.split(text):
        left = 0
        for token in tokens_of(clause.casefold()):
            if token in NEGATIONS or _is_contracted_not(token):
                left = NEGATED
            elif stem := stem_of(token):
                found.setdefault(stem, set()).add(left > 0)
                left -= 1
    return found


def _is_contracted_not(word: str) -> bool:
    return word.endswith(("n't", "n’t"))
