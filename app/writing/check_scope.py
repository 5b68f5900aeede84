"""Finds claims about audits as a number or quantity, which only the program's own records may make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.stated_numbers import stated_numbers
from app.stems import stem_of
from app.support import SupportFailure
from app.verify import normalised

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
    r"|hundreds?|\d+%?)"
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
    r"\bnation(?:al(?:ly)?|wide)\b|\bacross (?:the )?(?:country|nation|england|wales|uk|united kingdom|region)\b"
    r"|\bcountry-?wide\b|\bthroughout (?:the )?(?:country|england|wales|uk)\b|\bin (?:england|wales|the uk|britain)\b"
    r"|\beverywhere\b|\bregionally\b|\bup and down the country\b|\belsewhere in the country\b",
    re.IGNORECASE,
)
SOURCES = re.compile(
    rf"\b(?:(?:the|these|those|both|our|other)\s+)?(?:[\w-]+\s+){{0,2}}?{PLURAL}\s+(?:also\s+|all\s+|both\s+)?"
    r"(?:found|find|show|showed|say|said|describe|described|note|noted|report|reported|recommend|recommended|suggest"
    r"|suggested|identify|identified|highlight|highlighted|point|pointed|agree|agreed|raise|raised|mention|mentioned"
    r"|state|stated|conclude|concluded|make|made|ask|asked|call|called|reveal|revealed|record|recorded|warn|warned"
    r"|observe|observed|saw|see|indicate|indicated|tell|told|were|are|had|have)\b"
    rf"|\b(?:in|from|by|of|across)\s+(?:both|the|these)\s+(?:[\w-]+\s+)?{PLURAL}\b",
    re.IGNORECASE,
)
"""Several reports as the source of what is said."""
BOTH = re.compile(rf"\bboth\s+(?:the\s+|of the\s+|of these\s+)?(?:[\w-]+\s+)?{PLURAL}\b", re.IGNORECASE)


def scopes(sentence: str, passages: Sequence[str], reports_cited: int) -> Iterator[SupportFailure]:
    """Claims about how many audits, reports or areas something holds for that no passage makes in the same words."""
    for pattern in (QUANTITY, EVERYWHERE):
        for found in pattern.finditer(sentence):
            if reports_cited == 2 and BOTH.fullmatch(found[0].strip()):
                continue  # two are cited, and each is checked on its own
            if not any(_says(found[0], passage) for passage in passages):
                yield SupportFailure("scope", found[0].strip())
                return


def _says(words: str, passage: str) -> bool:
    """Whether a passage has the words themselves, or counts as many of the same."""
    if normalised(words).casefold() in normalised(passage).casefold():
        return True
    claimed = [number for number in stated_numbers(words) if not number.is_article]
    papers = {stem_of(word) for word in words.split()[-1:]}
    counted = [number for number in stated_numbers(passage) if papers & set(number.counted)]
    return bool(claimed) and all(
        any(n.value == other.value or n.value == other.whole for other in counted) for n in claimed
    )


def plural_source(sentence: str, passages: Sequence[str]) -> str:
    """The words that name several reports as the source of a sentence; empty where none do, or a passage has them."""
    found = SOURCES.search(sentence)
    return found[0] if found and not any(_says(found[0], passage) for passage in passages) else ""
