"""Checks that what a sentence tells of an agency, or as somebody's words, is told so by its passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.stated_numbers import unsupported_numbers
from app.support import SupportFailure
from app.support_words import GENERAL_AGENCIES, PERSON_NOUNS, REPORTING, SWEEPING_CLASS, words
from app.writing.check_clauses import meant, number_stems, read, statements_of, stems_of, weight_of
from ingest.agencies import agency_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.support import ReadText

CLEARLY = 0.5
"""By so much of a statement's words a passage without the agency must fit better to be the one that it is made of."""
WORKERS = words(
    "workers practitioners professionals staff agencies managers partners people women men victims families they"
)
"""Whom a passage may leave out, as in `it was explained to parents`."""
SPEAKER = re.compile(
    r"\b(?P<who>[^\W\d_][\w’'-]{1,30})\s+(?:(?:also|later|often|then|once)\s+)?(?:said|says|say|told|tells|claimed|claims"
    r"|complained|insisted|remarked|believed|believes|thought|thinks|felt|feels|hoped"
    r"|feared|wished|alleged)\b",
    re.IGNORECASE,
)


def agents(sentence: str, texts: Sequence[str], rarity: Callable[[str], float] | None) -> Iterator[SupportFailure]:
    """Agencies of which a statement tells what the passages tell of another one.

    Args:
        sentence: The sentence.
        texts: The passages that it cites, with their headings.
        rarity: Weight of a stem, as in `SentenceChecker`.
    """
    if len(texts) < 2:
        return
    rules = agency_rules()
    named = {text: {found.agency for found in rules.agencies_of(text)} for text in texts}
    for statement in map(read, statements_of(sentence)):
        found = [one for one in rules.agencies_of(statement.text) if one.agency not in GENERAL_AGENCIES and one.span]
        spans = [one.span for one in found if one.span]
        names = stems_of(word for span in spans for word in re.findall(r"\w+", statement.text[span.start : span.end]))
        for agency in dict.fromkeys(one.agency for one in found):
            own = [read(text) for text in texts if agency in named[text]]
            if own and _is_of_another(statement, names, own, [read(text) for text in texts], rarity):
                yield SupportFailure("agency", agency)


def _is_of_another(
    statement: ReadText,
    names: frozenset[str],
    own: Sequence[ReadText],
    every: Sequence[ReadText],
    rarity: Callable[[str], float] | None,
) -> bool:
    numbers = [number for number in statement.numbers if not number.is_article]
    bearing = [text for text in every if not unsupported_numbers(numbers, text.numbers, bound=False)]
    if numbers and bearing and not any(text in bearing for text in own):
        return True
    stems = statement.stems - names - stems_of(REPORTING) - number_stems(statement)
    total = weight_of(stems, rarity)
    if len(stems) < 2 or not total:
        return False
    fit = {text: weight_of(stems & meant(text.stems), rarity) / total for text in every}
    return max(fit.values()) - max(fit[text] for text in own) > CLEARLY


def speakers(sentence: str, source: ReadText) -> Iterator[SupportFailure]:
    """Somebody whose words or thoughts a sentence tells and of whom the passages do not know."""
    known = stems_of((*REPORTING, *WORKERS, *(noun for nouns in PERSON_NOUNS.values() for noun in nouns)))
    for found in SPEAKER.finditer(sentence):
        who = found["who"]
        is_agency = bool(list(agency_rules().agencies_of(who)))  # those and people are checked elsewhere
        stems = read(who).stems - known
        is_somebody = bool(stems) and not is_agency and not who.endswith("ly") and who.casefold() not in SWEEPING_CLASS
        if is_somebody and not stems & meant(source.stems):
            yield SupportFailure("person", who)
