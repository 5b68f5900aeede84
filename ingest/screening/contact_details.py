"""Finds phone numbers and email addresses, and tells those of a service from those of a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.screening.nhs_numbers import is_other_reference
from knowledge.types import Identifiable, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phonenumbers import PhoneNumber

LANDLINE, MOBILE, ONLY_SERVICES = "landline", "mobile", "only services"
FOR_DRAMA = re.compile(r"(?<![\w+])(?:\+44 ?(?:\(0\) ?)?|0)(?:(?P<mobile>7700 ?900)|1632 ?960) ?\d{3}(?!\d)")
"""Numbers that Ofcom keeps for drama, https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama.

No person has one and `phonenumbers` calls them invalid; they are found, so that trying the screening out shows what
it does.
"""
OF_A_SERVICE = re.compile(
    r"\b(?:tel(?:ephone)?|phone|t|call(?:ing)?|ring|contact(?: us)?|(?:help|advice|duty )line|switchboard|fax|textphone"
    r"|minicom|office|reception|out[ -]of[ -]hours|enquiries|line|team|service|hub|centre|council)\b",
    re.IGNORECASE,
)
OF_A_PERSON = re.compile(
    r"\b(?:live[sd]?|living|resid(?:es?|ed|ing)|moved|at home|home (?:address|is|was|phone|tel(?:ephone)?|number)"
    r"|mum|mother|dad|father|parent|partner|carer|grand(?:mother|father|parent|ma|dad)|aunt|uncle|sister|brother|sibling"
    r"|boyfriend|girlfriend|husband|wife|neighbour|relative|patient|tenan(?:t|cy)|her|his|hers|d\.?o\.?b|mobile)\b",
    re.IGNORECASE,
)
BEFORE, AFTER = 45, 20
"""Characters around a number that tell whose it is, on the same line."""
EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<mailbox>[\w+%'-]{1,64}(?:\.[\w+%'-]{1,64}){0,5})@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}\b"
)
ROLE = re.compile(
    r"(?:enquir|inquir|info$|safeguard|contact|mash$|referral|admin|office$|help|advice|support|duty$|team|front(?:door)?$"
    r"|customer|service|comms$|communications|press$|media$|foi$|dpo$|dataprotect|complaint|feedback|partnership|board$"
    r"|business|[a-z]{0,2}(?:lscb|lscp|lsab|scp|scb|sab)$|reception|training|learning|noreply|reply$|hello$|mail$|email$"
    r"|recruit|children|adults$|protection|publication|web(?:site|master)?$|secretar|school|headteacher|general|policy"
    r"|audit|quality|ofsted|police|nhs|council|library)"
    r"|.*(?:mash|team|safeguarding|enquiries|referrals|lscb|lscp|partnership|services)$",
    re.IGNORECASE,
)
"""How a word of a mailbox that belongs to a role begins (with `$`: the whole word), or ends."""


def find_contact_details(text: str) -> Iterator[Identifiable]:
    """Phone numbers that are valid in the UK or with a country code, and email addresses.

    Numbers of three digits (999, 111) and of six (116 123) are every service's and nobody's own: they are not found.
    """
    from phonenumbers import PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, "GB", max_tries=len(text)):
        if not is_other_reference(text, match.start):
            yield _phone_number(text, Span(match.start, match.end), _owners_of(match.number))
    for found in FOR_DRAMA.finditer(text):
        yield _phone_number(text, Span(*found.span()), MOBILE if found["mobile"] else LANDLINE)
    for found in EMAIL.finditer(text):
        yield _email(Span(*found.span()), found["mailbox"])


def _owners_of(number: PhoneNumber) -> str:
    """Who has numbers of this kind."""
    from phonenumbers import PhoneNumberType, number_type

    kind = number_type(number)
    if kind in {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }:
        return ONLY_SERVICES
    mobile = {PhoneNumberType.MOBILE, PhoneNumberType.PAGER, PhoneNumberType.PERSONAL_NUMBER}
    return MOBILE if kind in mobile else LANDLINE


def _phone_number(text: str, span: Span, owners: str) -> Identifiable:
    if owners == ONLY_SERVICES:
        return Identifiable("phone_number", span, False, "A freephone, 03 or other number that only services have.")
    if owners == MOBILE:
        return Identifiable("phone_number", span, True, "A mobile phone number.")
    before = text[max(0, span.start - BEFORE) : span.start].rsplit("\n", 1)[-1]
    around = before + " # " + text[span.end : span.end + AFTER].split("\n", 1)[0]
    if OF_A_SERVICE.search(around) and not OF_A_PERSON.search(around):
        return Identifiable("phone_number", span, False, "A landline beside words for a service or an office.")
    return Identifiable("phone_number", span, True, "A landline without words for a service beside it.")


def _email(span: Span, mailbox: str) -> Identifiable:
    if any(ROLE.match(word) for word in re.split(r"[._+-]", mailbox)):
        return Identifiable("email", span, False, "A mailbox named after a role or a service.")
    return Identifiable("email", span, True, "An email address that is not named after a role.")
