"""Finds claims about audits as a number or quantity, which only the program's own records may make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.stated_numbers import stated_numbers
from app.stems import stem_of
from app.support import SupportFailure
from app.support_words import BELIEF
from app.verify import normalised
from app.writing.check_clauses import read
from app.writing.check_wording import units_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAPERS = (
    r"(?:audits|reports|reviews|inspections|letters|briefings|partnerships|boards|local authorities"
    r"|councils|boroughs|counties|regions)"
)
PLURAL = r"(?:audits|reports|reviews|inspections|letters|briefings)"
AMOUNT = (
    r"(?:all|most|many|several|some|each|every|no|none|half|both|few|fewer|multiple|numerous|various|a number"
    r"|the majority"
    r"|majority|any|neither|either|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?"
    r"|hundreds?|(?!(?:19|20)\d\d\b)\d+%?)"
)
ADJECTIVES = r"(?:(?!(?:found|show|that|and|or|in|for|to|were|was|had|have|did)\b)[\w’'-]+\s+){0,3}?"
QUANTITY = re.compile(
    rf"\b{AMOUNT}\s+(?:of\s+|out of\s+)?(?:{AMOUNT}\s+)?(?:of\s+)?(?:the\s+|these\s+|those\s+"
    rf"|our\s+)?(?:{AMOUNT}\s+)?"
    rf"{ADJECTIVES}(?:{PAPERS}|areas(?!\s+(?:for|of|where|to|in)\b)|(?:audit|report|partnership|area|borough"
    rf"|county|council)\b(?=\s+(?:found|show|say|said|in the|across|has|had|have|that|we|is|was)))\b"
    rf"|\bacross\s+(?:all\s+|the\s+|these\s+|several\s+|many\s+)*(?:\w+\s+)?(?:{PAPERS}|(?:local )?areas)\b"
    rf"|\b(?:in|by) (?:all|every|each|any|none|no|most|many) (?:of the )?(?:{PAPERS}|areas?)\b",
    re.IGNORECASE,
)
EVERYWHERE = re.compile(
    r"\bnation(?:al(?:ly)?|wide)\b|\b(?:across|all over|throughout) (?:the )?(?:whole |entire )?(?:of (?:the )?)?"
    r"(?:country|nation|england|wales|uk|united kingdom|region)\b"
    r"|\bcountry-?wide\b|\bthroughout (?:the )?(?:country|england|wales|uk)\b|\bin (?:england|wales|the uk|britain)\b"
    r"|\beverywhere\b|\bregionally\b|\bup and down the country\b|\belsewhere in the country\b",
    re.IGNORECASE,
)
SOURCES = re.compile(
    rf"\b(?:(?:the|these|those|both|our|other)\s{{1,3}})?(?:[\w-]{{1,30}}\s{{1,3}}){{0,2}}?{PLURAL}\s+(?:also\s+|all\s+|both\s+)?"
    r"(?:found|find|show|showed|say|said|describe|described|note|noted|report|reported|recommend|recommended|suggest"
    r"|suggested|identify|identified|highlight|highlighted|point|pointed|agree|agreed|raise|raised|mention|mentioned"
    r"|state|stated|conclude|concluded|make|made|ask|asked|call|called|reveal|revealed|record|recorded|warn|warned"
    r"|observe|observed|saw|see|indicate|indicated|tell|told|were|are|had|have)\b"
    rf"|\b(?:in|from|by|of|across)\s+(?:both|the|these)\s+(?:[\w-]+\s+)?{PLURAL}\b",
    re.IGNORECASE,
)
"""Several reports as the source of what is said; words are bounded, so that a long one is not read from each letter."""
BOTH = re.compile(rf"\b(?:both|two)\s+(?:the\s+|of the\s+|of these\s+)?(?:[\w-]+\s+)?{PLURAL}\b", re.IGNORECASE)


OWN_KIND = re.compile(
    rf"\b{AMOUNT}\b.*\b(?:audits?|partnerships?|boards?|areas?|authorities|councils?|boroughs?|count(?:y|ies)|regions)\b",
    re.IGNORECASE,
)
"""What a report is itself: of how many something holds, no report knows."""
FINDING = re.compile(
    r"\b(?:found|finds?|shows?|showed|sa(?:y|id)|agreed?|conclud\w+|not(?:e|ed)|report|reported|recommend\w*)\b",
    re.IGNORECASE,
)
FINDING_WITHIN = 12
"""Characters after a paper's name in which its verb stands."""


def scopes(sentence: str, passages: Sequence[str], reports_cited: int) -> Iterator[SupportFailure]:
    """Claims about how many audits, reports or areas something holds for.

    A report cannot speak for others, even where it says so: only an exact share of the audits that it tells of itself
    (`14 of 29 audits`) may be told after it, and its whole sentences.
    """
    for pattern in (QUANTITY, EVERYWHERE):
        for found in pattern.finditer(sentence):
            if reports_cited == 2 and BOTH.fullmatch(found[0].strip()):
                continue  # two are cited, and each is checked on its own
            if not (_is_stated(found[0], passages) or _are_things(found, passages)):
                yield SupportFailure("scope", found[0].strip())
                return


def _are_things(found: re.Match[str], passages: Sequence[str]) -> bool:
    """Whether papers are what a passage tells of, not who tells it: `reports for conference were late`."""
    if OWN_KIND.search(found[0]) or FINDING.search(found.string, found.start(), found.end() + FINDING_WITHIN):
        return False
    words = normalised(found[0]).casefold()
    units = (unit for passage in passages for unit in units_of(passage))
    return any(words in normalised(unit).casefold() and not BELIEF & set(read(unit).tokens) for unit in units)


def _is_stated(words: str, passages: Sequence[str]) -> bool:
    return any(_counts(words, unit) for passage in passages for unit in units_of(passage))


def _counts(words: str, unit: str) -> bool:
    """Whether a sentence of a passage, which orders nobody to say so, has the same share of the same."""
    claimed = [number for number in stated_numbers(words) if number.whole]
    papers = {stem_of(word) for word in words.split()[-1:]}
    counted = [number for number in stated_numbers(unit) if papers & set(number.counted)]
    shares = {(number.value, number.whole) for number in counted}
    is_told = not BELIEF & set(read(unit).tokens)
    return bool(claimed) and is_told and all((number.value, number.whole) in shares for number in claimed)


def plural_source(sentence: str, passages: Sequence[str]) -> str:
    """The words that name several reports as the source of a sentence; empty where none do.

    The audits of which a share is told (`14 of the 29 audits`), and that share stated, are no source.
    """
    shares = [found.span() for found in QUANTITY.finditer(sentence) if _is_stated(found[0], passages)]
    for found in SOURCES.finditer(sentence):
        if not any(start <= found.start() < end for start, end in shares) and not _are_things(found, passages):
            return found[0]
    return ""
