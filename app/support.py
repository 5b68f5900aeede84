"""Checks with no language model whether the passages that a sentence cites support it.

What can be told from the words alone: numbers with what they count, agencies, people, names, cases, sweeping words, and
whether enough of the sentence stands in the passages at all. Reasoning, causes and tone cannot be: a sentence that
passes is not proven. How often it errs: docs/benchmarks.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from app.stated_numbers import stated_numbers, tokens_of, unsupported_numbers
from app.stems import stem_of
from app.support_words import (
    EACH_TIME,
    EVER,
    FAMILY,
    FOLLOWS_FROM,
    GENERAL_AGENCIES,
    HIS_PRONOUNS,
    KIN,
    KINSHIPS,
    NEGATED,
    NEGATIONS,
    OF_AGENCIES,
    OF_SOMEBODY,
    ONLY_OF,
    PERSON_NOUNS,
    SAID_OF_AGENCIES,
    SWEEPING_CLASS,
    SWEEPING_PHRASES,
)
from ingest.agencies import agency_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.stated_numbers import StatedNumber

Kind = Literal[
    "number",
    "agency",
    "person",
    "case",
    "name",
    "universal",
    "coverage",
    "similarity",
    "negation",
    "quantity",
    "citation",
    "scope",
    "report",
    "quotation",
    "link",
    "duty",
    "outcome",
    "cause",
    "comparison",
    "about_itself",
]
"""What may speak against a sentence; `check_support` knows those down to `quantity`, `SentenceChecker` all."""

LEAST_COVERAGE = 0.4
LEAST_SIMILARITY = 0.5
"""From 185 sentences over five real audit reports: hardly a faithful paraphrase lies below either."""
MINORITY = 0.5
"""A share at or below this is no `most`."""

HABIT = 6
"""Words on either side of a `never` that say of whom and what it is."""

CASE = re.compile(
    r"\b(?:case|child|family|baby|adult|sibling|young person|young people|children|families)s?['’]?:?\s+"
    r"(?-i:([A-Z](?:\s*(?:,|/|&|\band\b|\bor\b)\s*[A-Z])*))\b",
    re.IGNORECASE,
)
ACRONYM_PLURAL = re.compile(r"\b([A-Z][A-Z0-9]+)s\b")
CLAUSE_END = re.compile(r"(?<=[.!?;\n])\s+|\n")
CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w&]*(?:['’-][\w&]+)*")
RELATIVE = re.compile(
    rf"\b(?P<sort>step|half|foster|adopt)(?:ed|ive|ing)?[\s-]?(?:{'|'.join(KIN.split())})\b"
    rf"|\b(?:{'|'.join(KIN.split())})[\s-](?P<law>in)[\s-]laws?\b|\b(?P<laws>in)-laws\b",
    re.IGNORECASE,
)
SWEEPS = re.compile(rf"\b(?:{SWEEPING_PHRASES})(?!\w)", re.IGNORECASE)
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
class ReadText:
    """A text with what the checks compare, read once."""

    text: str
    tokens: tuple[str, ...] = field(init=False)
    stems: frozenset[str] = field(init=False)
    numbers: tuple[StatedNumber, ...] = field(init=False)

    def __post_init__(self) -> None:
        tokens = words_of_text(self.text)
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "stems", frozenset(filter(None, map(stem_of, tokens))))
        object.__setattr__(self, "numbers", tuple(stated_numbers(self.text)))


def words_of_text(text: str) -> tuple[str, ...]:
    """The words and numbers of a text in lower case, without possessive endings and the plural of acronyms."""
    plain = ACRONYM_PLURAL.sub(r"\1", text).replace("’", "'")
    words = (token.casefold() for token in tokens_of(plain) if token[0].isalnum() or token == "%")
    return tuple(word.removesuffix("'s") for word in words)


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
    said, source = ReadText(sentence), ReadText("\n".join(passages))
    coverage = _coverage(said.stems, source.stems, rarity)
    warnings = tuple(dict.fromkeys((*_negations(said, source), *_sweeping(said, source, warn=True))))
    if any(stands_in(said.tokens, words_of_text(passage)) for passage in passages):
        failures = tuple(_numbers(said, source, bound=False))
        return Support(not failures, failures, warnings, coverage)
    failures = tuple(
        dict.fromkeys(
            (*hard_failures(said, source), *_cases(sentence, source.text), *_soft(coverage, similarity, limits))
        )
    )
    return Support(not failures, failures, warnings, coverage)


def hard_failures(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    """Numbers, agencies, people, names and sweeping words of a text that its source does not bear out."""
    yield from _numbers(said, source, bound=True)
    yield from _agencies(said.text, source.text)
    yield from _people(said, source)
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


def stands_in(words: tuple[str, ...], source: tuple[str, ...]) -> bool:
    """Whether some words, at least one, stand in others one after the other."""
    return bool(words) and any(
        source[start : start + len(words)] == words
        for start in range(len(source) - len(words) + 1)
        if source[start] == words[0]
    )


def _numbers(said: ReadText, source: ReadText, *, bound: bool) -> Iterator[SupportFailure]:
    negated = any(word in NEGATIONS or _is_contracted_not(word) for word in said.tokens)
    for number in unsupported_numbers(said.numbers, source.numbers, bound=bound, negated=negated):
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


def _people(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    there = set(source.tokens)
    for name, nouns in PERSON_NOUNS.items():
        own = [word for word in said.tokens if word in nouns and (name != "parent" or word.startswith("parent"))]
        if name == "child" and not any(PERSON_NOUNS[other] & there for other in FAMILY):
            continue
        is_known = bool(nouns & there) or (name == "partner" and _is_some_man(there))
        if own and not is_known and not (set(own) <= SAID_OF_AGENCIES and _is_of_agencies(said.tokens)):
            yield SupportFailure("person", own[0])
    for found in RELATIVE.finditer(said.text):
        kinship = KINSHIPS[(found["sort"] or found["law"] or found["laws"]).casefold()]
        if not re.search(rf"\b{kinship}", source.text, re.IGNORECASE):
            yield SupportFailure("person", found[0])


def _is_some_man(there: set[str]) -> bool:
    """Whether the passages speak of a man as `he` alone, who may well be the partner."""
    return bool(HIS_PRONOUNS & there) and not PERSON_NOUNS["father"] & there


def _is_of_agencies(tokens: tuple[str, ...]) -> bool:
    if "partner" not in tokens and not any(
        pair[1] == "partners" and pair[0] in OF_SOMEBODY for pair in pairwise(tokens)
    ):
        return True
    return any(word in OF_AGENCIES for word in tokens)


def _cases(sentence: str, source: str) -> Iterator[SupportFailure]:
    there = set(_case_letters(source))
    for letter, words in _case_letters(sentence).items():
        if letter not in there:
            yield SupportFailure("case", words)


def _case_letters(text: str) -> Mapping[str, str]:
    return {letter: found[0] for found in CASE.finditer(text) for letter in re.findall(r"\b[A-Z]\b", found[1])}


def _names(sentence: str, source: ReadText) -> Iterator[SupportFailure]:
    """Capitalised words inside the sentence that the source has in no spelling, nor as what an acronym stands for."""
    agencies = [found.span for found in agency_rules().agencies_of(sentence) if found.span]
    initials = "".join(word[0] for word in source.tokens)
    for found in CAPITALISED.finditer(sentence):
        inside = any(span.start <= found.start() < span.end for span in agencies)
        if len(found[0]) == 1 or inside or OPENING.search(sentence[: found.start()]):
            continue
        stems = {stem_of(part) for part in re.split(r"[-&]", ACRONYM_PLURAL.sub(r"\1", found[0]))} - {""}
        is_acronym = found[0].isupper() and found[0].casefold() in initials
        if not stems <= source.stems and not is_acronym:
            yield SupportFailure("name", found[0])


def weak_words(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
    """Words such as `often` whose like the source lacks."""
    return _sweeping(said, source, warn=True)


def _sweeping(said: ReadText, source: ReadText, *, warn: bool) -> Iterator[SupportFailure]:
    """Sweeping words whose like the source lacks: failures, or warnings where the word is as weak as `often`."""
    there = {SWEEPING_CLASS.get(word) for word in source.tokens}
    if EVER & set(source.tokens):
        there.add("never")
    if any(word in NEGATIONS or _is_contracted_not(word) for word in source.tokens):
        there.add("none")
    shares = [number.value for number in source.numbers if number.is_share]
    shares += [number.value / number.whole for number in source.numbers if number.whole]
    if any(share > MINORITY for share in shares):
        there |= {"most", "frequent"}
    for found in () if warn or SWEEPS.search(source.text) else SWEEPS.finditer(said.text):
        yield SupportFailure("universal", found[0])
    for index, word in enumerate(said.tokens):
        name = SWEEPING_CLASS.get(word)
        after = next(iter(said.tokens[index + 1 : index + 2]), "")
        before = said.tokens[index - 1] if index else ""
        if is_idiom(word, before, after):
            continue
        if name == "never" and not _is_habit(said.tokens, index, source.tokens):
            continue
        if name and warn == (name == "frequent") and not there & {name, *FOLLOWS_FROM.get(name, ())}:
            yield SupportFailure("quantity" if warn else "universal", word)


def _is_habit(tokens: Sequence[str], index: int, source: Sequence[str]) -> bool:
    """Whether a `never` is of several, or of several of what a passage tells of once: `never invited to meetings`."""
    before, after = tokens[max(index - HABIT, 0) : index], tokens[index + 1 : index + 1 + HABIT]
    return any(map(_is_plural, before)) or any(_is_plural(word) and word not in source for word in after)


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word != "minutes" and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def is_idiom(word: str, before: str, after: str) -> bool:
    """Whether a sweeping word sweeps nothing up here: `at all`, `all but one`, `only 60%`, `each week`."""
    if word == "all":
        return after == "but" or (before in {"at", "in", "of", "above", "after"} and after != "the")
    return (word == "only" and after not in ONLY_OF) or (word in {"each", "every"} and after in EACH_TIME)


def _negations(said: ReadText, source: ReadText) -> Iterator[SupportFailure]:
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
