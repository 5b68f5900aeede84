"""The questions of a quiz, each on one finding, and their answers with the finding that bears them out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from string import ascii_uppercase
from typing import TYPE_CHECKING, TypeVar

from app.packs.document import QuizAnswer, QuizQuestion, Section, Words
from app.packs.finding import BLANK, Quote, Quoted
from app.packs.quiz_giveaways import is_spelt_out, names_type, tells_number
from app.packs.standing_alone import stands_alone
from app.packs.teaching import our_words
from app.stated_shares import SHARE, number_of
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from app.packs.finding import PackFinding
    from app.packs.material import Material

Choice = TypeVar("Choice", str, int)

MOST_QUESTIONS = 10
OF_EACH_TYPE = 2
"""Questions on how a finding was reported, of each type: the others tell more, and no answer is to be the usual one."""
LEAST_WHOLE = 5
"""Fewer give no numbers to choose from."""
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]{2,6}")
OTHERS = 2
"""Wrong answers beside the right one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question on a finding: `shown` is what of the finding may be seen before the answer."""

    stem: str
    shown: PackFinding
    options: tuple[str, ...]
    answer: str
    finding: PackFinding


def quiz_sections(material: Material) -> tuple[Section, ...]:
    """The questions, then the answers; a finding that no question can be made of is left out."""
    words = our_words("quiz")
    items = list(quiz_items(material.findings, material.topic))[:MOST_QUESTIONS]
    questions = (QuizQuestion(number, item.stem, item.shown, item.options) for number, item in enumerate(items, 1))
    answers = (QuizAnswer(number, _lettered(item), item.finding) for number, item in enumerate(items, 1))
    return (
        Section("Questions", (Words(words["start"]), *questions), our_words("marks")["quiz"]),
        Section("Answers", (Words(words["note"]), *answers), our_words("marks")["reports"]),
    )


def quiz_items(findings: Iterable[PackFinding], topic: str = "") -> Iterator[Item]:
    """An item of each finding that one can be made of: on its number, a term, its agency, or how it was reported.

    Args:
        findings: The findings, in order.
        topic: What the quiz is about: a term that it names is not asked for. No term is asked for twice.
    """
    known = {found[0] for found in ABBREVIATION.finditer(topic)}
    reported: Counter[str] = Counter()
    for finding in findings:
        item = _on_number(finding) or _on_term(finding, known) or _on_agency(finding)
        if item is None:
            item = _on_type(finding)
            if item:
                reported[item.answer] += 1
        if item and reported[item.answer] <= OF_EACH_TYPE:
            known.add(item.answer)
            yield item


def _lettered(item: Item) -> str:
    """The answer with its letter among the options: `B: 4`."""
    return f"{ascii_uppercase[item.options.index(item.answer)]}: {item.answer}"


def _on_number(finding: PackFinding) -> Item | None:
    """`7 of the 12`: the seven is the gap."""
    quote = _one_quote(finding)
    share = SHARE.search(quote.text) if quote else None
    if quote is None or share is None:
        return None
    count, whole, (start, end) = number_of(share[1]), number_of(share[2]), share.span(1)
    if whole < LEAST_WHOLE or count > whole or tells_number(count, quote.text[:start], quote.text[end:]):
        return None
    near = {number for number in (count - 2, count - 1, count + 1, count + 2) if 0 < number <= whole}
    options = tuple(map(str, sorted({count, *_some(sorted(near), quote.text)})))
    return Item(our_words("quiz")["number"], _with_gap(finding, quote, start, end), options, str(count), finding)


def _on_term(finding: PackFinding, known: Collection[str]) -> Item | None:
    """A term of practice, such as `MARAC`, that stands in the finding once and is not known already."""
    quote, terms = _one_quote(finding), our_words("quiz")["terms"]
    places = [found for found in ABBREVIATION.finditer(quote.text) if found[0] in terms] if quote else []
    if quote is None or len(places) != 1 or places[0][0] in known or is_spelt_out(places[0][0], quote.text):
        return None
    term = places[0][0]
    options = tuple(sorted({term, *_some([other for other in terms if other != term], quote.text)}))
    return Item(our_words("quiz")["term"], _with_gap(finding, quote, *places[0].span()), options, term, finding)


def _on_agency(finding: PackFinding) -> Item | None:
    """A recommendation that speaks of one agency, by its own name, once."""
    quote, agencies = _one_quote(finding), finding.passage.agencies
    if finding.passage.finding_type is not FindingType.RECOMMENDATION or quote is None or len(agencies) != 1:
        return None
    places = list(re.finditer(rf"(?<!\w){re.escape(agencies[0])}(?!\w)", quote.text, re.IGNORECASE))
    if len(places) != 1:
        return None
    known = [agency["name"] for agency in load("agencies")["agencies"]]
    others = _some([name for name in known if name != agencies[0]], quote.text)
    options = tuple(sorted({agencies[0], *others}, key=str.casefold))
    return Item(
        our_words("quiz")["agency"], _with_gap(finding, quote, *places[0].span()), options, agencies[0], finding
    )


def _on_type(finding: PackFinding) -> Item | None:
    """Whether it was reported as a concern, as good practice or as a recommendation, where its words do not say so."""
    options = our_words("quiz")["options"]
    answer = options.get(finding.passage.finding_type.value)
    if answer is None or not stands_alone(finding.passage) or names_type(finding.words):
        return None
    return Item(our_words("quiz")["reported_as"], finding, tuple(options.values()), answer, finding)


def _one_quote(finding: PackFinding) -> Quote | None:
    """The words of a finding that is quoted in one piece."""
    part = finding.parts[0]
    whole = len(finding.parts) == 1 and len(part.quotes) == 1 and not (part.heading or part.opens or part.closes)
    return part.quotes[0] if whole else None


def _with_gap(finding: PackFinding, quote: Quote, start: int, end: int) -> PackFinding:
    """The finding with a gap instead of some of its words."""
    before, after = quote.text[:start].rstrip(), quote.text[end:].lstrip()
    after_at = quote.start + len(quote.text) - len(after)
    pieces = (
        replace(quote, text=before, end=quote.start + len(before)),
        replace(quote, text=after, start=after_at),
    )
    kept = tuple(piece for piece in pieces if re.search(r"\w", piece.text))
    return replace(finding, parts=(Quoted(kept, gap=BLANK, opens=pieces[0] not in kept, closes=pieces[1] not in kept),))


def _some(choices: list[Choice], seed: str) -> list[Choice]:
    """A few of some choices: the same ones for the same words always."""
    return sorted(choices, key=lambda choice: sha256(f"{seed}{choice}".encode()).hexdigest())[:OTHERS]
