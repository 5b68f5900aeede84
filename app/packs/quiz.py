"""The questions of a quiz, each on one finding, and their answers with the finding that bears them out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from app.lead_in import PERCENTAGE
from app.packs.document import QuizAnswer, QuizQuestion, Section, Words
from app.packs.finding import BLANK, Quote, Quoted
from app.packs.teaching import our_words
from app.stated_shares import COUNTED, NUMBER_WORDS, PERCENT, SHARE, TIMES, number_of
from knowledge.types import FindingType
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.packs.finding import PackFinding
    from app.packs.material import Material

Choice = TypeVar("Choice", str, int)

MOST_QUESTIONS = 10
LEAST_WHOLE = 4
"""Fewer give no numbers to choose from."""
ON_TYPE = 3
"""Questions on how something was reported, at most: the others tell more."""
COUNTED_TO = 20
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]{2,6}")
NUMBER = re.compile(rf"(?<![\d.,])\b(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
OF_WHOLE = re.compile(rf"^ (?:out )?of (?:the |all |these |those )*{NUMBER.pattern}", re.IGNORECASE)
INITIAL_WORD = re.compile(r"(?<![^\W_])(?!(?:and|of|for|the|in|to|with|on)\b)[^\W\d_]+", re.IGNORECASE)
"""Words that an abbreviation takes its letters from."""
NAMES_TYPE = re.compile(r"\b(?:concern|recommend|good practice|strength)", re.IGNORECASE)
"""Words that say how a finding was reported."""
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
    items = list(quiz_items(material.findings))[:MOST_QUESTIONS]
    questions = (QuizQuestion(number, item.stem, item.shown, item.options) for number, item in enumerate(items, 1))
    answers = (QuizAnswer(number, item.answer, item.finding) for number, item in enumerate(items, 1))
    return (
        Section("Questions", (Words(words["start"]), *questions), our_words("marks")["quiz"]),
        Section("Answers", (Words(words["note"]), *answers), our_words("marks")["reports"]),
    )


def quiz_items(findings: Iterable[PackFinding]) -> Iterator[Item]:
    """An item of each finding that one can be made of: on its number, a term, its agency, or how it was reported."""
    on_type = 0
    for finding in findings:
        item = _on_number(finding) or _on_term(finding) or _on_agency(finding)
        if item is None and on_type < ON_TYPE:
            item = _on_type(finding)
            on_type += item is not None
        if item:
            yield item


def _on_number(finding: PackFinding) -> Item | None:
    """`7 of the 12` or `7 families`: the seven is the gap."""
    quote = _one_quote(finding)
    if quote is None:
        return None
    shares = list(SHARE.finditer(quote.text))
    counts = [found for found in COUNTED.finditer(quote.text) if not re.search(TIMES, found["unit"], re.IGNORECASE)]
    if shares:
        count, whole, place = number_of(shares[0][1]), number_of(shares[0][2]), shares[0].span(1)
    elif counts:
        count, whole, place = number_of(counts[0]["number"]), COUNTED_TO, counts[0].span("number")
    else:
        return None
    if whole < LEAST_WHOLE or count > whole or _tells_number(count, quote.text[: place[0]], quote.text[place[1] :]):
        return None
    near = {number for number in (count - 2, count - 1, count + 1, count + 2) if 0 < number <= whole}
    options = tuple(map(str, sorted({count, *_some(sorted(near), quote.text)})))
    return Item(our_words("quiz")["number"], _with_gap(finding, quote, *place), options, str(count), finding)


def _tells_number(count: int, before: str, after: str) -> bool:
    """Whether the words around a gap tell its number: they have it again, or a percentage that it follows from."""
    after = OF_WHOLE.sub("", after, count=1)
    again = (number_of(found[0]) for words in (before, after) for found in NUMBER.finditer(words))
    return count in again or any(PERCENTAGE.search(words) or PERCENT.search(words) for words in (before, after))


def _on_term(finding: PackFinding) -> Item | None:
    """A term of the glossary, such as `MARAC`, that stands in the finding once."""
    quote = _one_quote(finding)
    terms = [entry["term"] for entry in load("glossary")["glossary"] if ABBREVIATION.fullmatch(entry["term"])]
    places = [found for found in ABBREVIATION.finditer(quote.text) if found[0] in terms] if quote else []
    if quote is None or len(places) != 1 or _is_spelt_out(places[0][0], quote.text):
        return None
    term = places[0][0]
    options = tuple(sorted({term, *_some([other for other in terms if other != term], quote.text)}))
    return Item(our_words("quiz")["term"], _with_gap(finding, quote, *places[0].span()), options, term, finding)


def _is_spelt_out(term: str, words: str) -> bool:
    """Whether the words hold the first letters of an abbreviation, in order, as the beginnings of words in a row."""
    initials = "".join(word[0] for word in INITIAL_WORD.findall(words)).casefold()
    return term.casefold() in initials


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
    """Whether it was found as a concern, as good practice or as a recommendation."""
    options = our_words("quiz")["options"]
    answer = options.get(finding.passage.finding_type.value)
    if answer is None or finding.passage.is_table_row or NAMES_TYPE.search(finding.words):
        return None
    return Item(our_words("quiz")["found_as"], finding, tuple(options.values()), answer, finding)


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
