"""Finds street addresses and postcodes, and tells those of an organisation from those of a home."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from ingest.dates import MONTH
from ingest.screening.contact_details import OF_A_PERSON
from knowledge.types import Identifiable, IdentifiableKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r"[ \u00a0]?[0-9][ABD-HJLNP-UW-Z]{2})(?![\w-])"
)
"""The grammar of BS 7666, as in the guidance to the Government's bulk data transfer; the inward part is required."""
NUMBER = (
    r"(?:(?:Flat|Apartment|Unit|Room) \d{1,4}[A-Za-z]?,? )?"
    r"(?!(?:19|20)\d\d\b)\d{1,4}[A-Za-z]?(?:[-\u2013]\d{1,4}[A-Za-z]?)?,? "
)
"""Of a house or a flat in it; four digits that read as a year are a year."""
NAMES = rf"(?!(?i:{MONTH})\b)(?:[A-Z][\w'\u2019-]{{0,20}}\.? (?:of |the |and |upon )?){{1,4}}"
SURE = (
    r"(?:(?i:street|road|lane|avenue)|Rd|Ave|Crescent|Terrace|Gardens|Grove|Mews|CRESCENT|TERRACE|GARDENS|GROVE|MEWS)"
)
UNSURE = (
    r"(?:St|Drive|Way|Close|Place|Court|Square|Row|Walk|Hill|Green|Park|View|Rise|Parade|Gate|Quay|Yard"
    r"|DRIVE|WAY|CLOSE|PLACE|COURT|SQUARE|WALK|HILL|PARK)"
)
COUNTED = (
    r"(?:cases?|children|people|famil(?:y|ies)|records?|schools?|residents|referrals|audits?|visits|incidents|shops"
    r"|homes|houses|households|pupils|students|patients|properties|practitioners|workers|staff|teams?|projects?|members)"
)
STREET = re.compile(
    rf"(?<![\w./£-])(?<!\d,){NUMBER}{NAMES}(?:(?P<sure>{SURE})|{UNSURE})\b(?!['\u2019]|[ ](?i:{COUNTED})\b)"
)
"""A house number, the name of a street and its type; not five cases in the High Street."""
OF_SOMETHING_ELSE = re.compile(
    r"\b(?:figure|table|page|section|case|chapter|appendix|question|recommendation|area|part|item|audit)s? $",
    re.IGNORECASE,
)
SAID_TO_BE = re.compile(
    r"\b(?:address(?: is| was)?:?|liv(?:es?|ed|ing) (?:at|in|on)|resid\w{1,6} (?:at|in)|moved (?:to|from)"
    r"|home (?:at|is|was)) $",
    re.IGNORECASE,
)
TOWN_REACH = 60
"""Characters that a town, or two, may take between a street and its postcode."""
ORGANISATION = re.compile(
    r"\b(?:Ofsted|NHS|CQC|Council|Authority|Trust|Hospital|Infirmary|School|Academy|College|University|Partnership|Police"
    r"|Constabulary|Service|Services|Centre|Hub|Office|Offices|Board|Department|Directorate|Inspectorate|Commission"
    r"|Clinic|Surgery|Practice|Foundation|Charity|Association|Society|Agency|Ltd|Limited|CIC|PLC|Hall|Headquarters|HQ"
    r"|Nursery|Church|Library|Team)\b|\b(?i:published by|write to|contact us|our address|printed by)\b"
)
OF_CONTACT_BLOCK = re.compile(
    r"\bwww\.|\bhttps?://|\b(?:textphone|switchboard|enquiries@|info@|0300|0800|0808)|\.gov\.uk\b", re.IGNORECASE
)
SMALL_WORD = re.compile(r"[&|\u2013-]|of|and|the|for|at|in|on|upon|to|by|is|based|located|write")
SENTENCE_END = re.compile(r"[.;!?]\s")
ORGANISATION_REACH, CONTACT_REACH = 160, 40
"""Characters before and after an address in which an organisation's name or its other contact details may stand."""


def find_addresses(text: str) -> Iterator[Identifiable]:
    """Street addresses, each with the postcode that ends it, and postcodes alone."""
    postcodes = [Span(*found.span()) for found in POSTCODE.finditer(text)]
    taken: set[Span] = set()
    for found in STREET.finditer(text):
        at = bisect_left(postcodes, found.end(), key=lambda each: each.start)
        postcode = next((each for each in postcodes[at : at + 1] if _ends(text, found.end(), each)), None)
        if not postcode and not _stands_alone(text, found):
            continue
        if postcode:
            taken.add(postcode)
        yield _judged(text, "address", Span(found.start(), postcode.end if postcode else found.end()))
    yield from (_judged(text, "postcode", each) for each in postcodes if each not in taken)


def _ends(text: str, end: int, postcode: Span) -> bool:
    """Whether a postcode follows a street, with nothing but the name of a town between."""
    return postcode.start - end <= TOWN_REACH and _is_names(text[end : postcode.start])


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether a street is one without a postcode: of `Court` or `Way`, only where said to be an address."""
    before = text[max(0, found.start() - 30) : found.start()]
    if SAID_TO_BE.search(before):
        return True
    return found["sure"] is not None and not OF_SOMETHING_ELSE.search(before)


def _is_names(text: str) -> bool:
    """Whether there is nothing but names, numbers and the small words that join them."""
    words = filter(None, re.split(r"[\s,:()]+", text))
    return not SENTENCE_END.search(text) and all(SMALL_WORD.fullmatch(word) or not word[0].islower() for word in words)


def _judged(text: str, kind: IdentifiableKind, span: Span) -> Identifiable:
    """The finding, with whose it is: a name of an organisation must stand right before it, or its phone right after."""
    before = text[max(0, span.start - ORGANISATION_REACH) : span.start]
    after = text[span.end : span.end + CONTACT_REACH]
    after = SENTENCE_END.split(after, maxsplit=1)[0]
    names = list(ORGANISATION.finditer(before))
    of_organisation = bool(names) and _is_names(before[names[-1].end() :])
    if not OF_A_PERSON.search(before[-TOWN_REACH:]) and (of_organisation or OF_CONTACT_BLOCK.search(after)):
        return Identifiable(kind, span, False, "Beside the name or the other contact details of an organisation.")
    return Identifiable(kind, span, True, "Written like an address, without an organisation's name before it.")
