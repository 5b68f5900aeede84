"""Finds whose report it is: the area of an inspection, or the partnership that a report calls its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.description.text import sentences_of
from ingest.description.titles import LABELS, is_label
from knowledge.types import FindingType, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.description.text import Sentence
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText, PlacedSpan

NAME = r"(?:[A-Z][\w'’]+)(?:[ -](?:(?:and|of|upon|on|the|with|under|le|by|&|in)[ -]){0,3}[A-Z][\w'’]+){0,5}"
BODY = r"(?:Partnership|Board)"
KIND = (
    r"(?:(?:Local )?Safeguarding (?:(?:Children|Child|Adults?)(?:'s|’s)?(?: (?:and|&) (?:Children|Adults?))? )?"
    rf"{BODY}|(?:Domestic Abuse|Community Safety|Children(?:'s|’s)?) Partnership|LSC[BP]|SCP|SAB)\b"
)
PARTNERSHIP = re.compile(rf"\b{NAME}(?:'s|’s)? {KIND}(?! (?:Network|Association|Group of|Framework|Procedures)\b)")
LEADS_TO_PLACE = re.compile(
    r"^.* (?:by|in) (?:the )?"
    r"|^.*?\b(?!(?:Isles?|Island|City|Borough|County|District|Vale|Forest|Riding)\b)\w+ of (?:the )?"
)
"""Before the place, as in `Published by` and `Chair of`; `Isle of` is a part of it."""
GENERIC = re.compile(
    r"^(?:(?:The|This|Our|Local|Dear|Children(?:'s|’s)?|Child|Adults?|Safeguarding|Multi|Joint|Each|Every|Your|Their"
    r"|Board|Partnership|Chair|Independent|National|Regional|Guidance|Thanks|Toolkit|Tool|Policy|Procedures?|Training"
    r"|Police|Health|Ofsted|NHS|CQC|Annual|Report|Review|Audit|Learning|Briefing|Summary|Strategy|Statutory|Strategic|Practice|Former|Another|Other"
    r"|Some|Both|As|At|By|For|From|In|On|To|When|While|Where|and|of|the|by|in|on|with)[ -])+"
)
"""Words that no place is called by; they are no part of a name that they stand before."""
PLACELESS = re.compile(rf"^(?:{KIND}|{BODY}\b)")
KEY = re.compile(rf"(?:'s|’s)? {KIND}$")

INSPECTION = re.compile(r"\binspection\b", re.IGNORECASE)
AREA_AT_END = re.compile(
    rf"\b(?:of|in) (?:the )?(?P<area>{NAME})(?: (?:local authority|local area|area|council|borough|partnership))?"
    r"[.\d]{0,3}\s*$"
)
ABOUT_THE_LETTER = re.compile(r"\b(?:letter|inspection|report)\b", re.IGNORECASE)
OPENING_SENTENCES = 6
"""After the title of an inspection's letter, until it has said where it was made."""

PAPER = r"(?:audits?|reviews?|report|briefing|summary|exercise|deep[ -]dive|dip[ -]sample|letter|paper)"
MADE = r"(?:commissioned|undertaken|carried out|completed|conducted|led|published|produced|written|issued|prepared)"
LEADS_TO_OWNER = re.compile(
    r"(?:\bwe are"
    rf"|^(?:it|this|(?:this|the|our|an?) (?:[\w-]+ ){{0,4}}{PAPER})\b[^.]{{0,80}}\b(?:{MADE} (?:by|for)|on behalf of)"
    rf"|\b(?:{PAPER}|{MADE}) on behalf of|^{MADE} (?:by|for)|^as part of)\s+(?:(?:the|our)\s+)?$",
    re.IGNORECASE,
)
BEGINS_WITH_OWNER = re.compile(r"^(?:(?:in|between|during|from|on) [^.]{0,60},? )?(?:the |our )?$", re.IGNORECASE)
SHORT_NAME = r"(?:\s*\([^()]{1,40}\))?"
OWNS = re.compile(rf"{SHORT_NAME}(?:['’]s?)? (?:[\w-]+ ){{0,3}}?{PAPER}\b", re.IGNORECASE)
ACTS = re.compile(
    rf"{SHORT_NAME}[^.]{{0,80}}?\b(?:agreed|commissioned|undertook|carried out|completed|conducted|decided|held)\b"
    rf"[^.]{{0,60}}?\b{PAPER}\b",
    re.IGNORECASE,
)
OF_OTHERS = re.compile(
    r"\b(?:another|other areas?|elsewhere|neighbouring|follow(?:s|ed|ing) (?:the|an?)|guidance|toolkit|thanks|grateful"
    r"|moved (?:from|to))\b",
    re.IGNORECASE,
)
LABELS_OWNER = re.compile(
    rf"^(?:the )?$|[,:;|–—-]\s*(?:the )?$|^(?:[\w-]+ ){{0,4}}{PAPER}\b|^{MADE} by\b", re.IGNORECASE
)
LEAD = 200
"""Characters before a name that can tell what it has to do with the report."""


@dataclass(frozen=True, slots=True)
class NamedPartnership:
    """A partnership or area and where the report names it."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Mention:
    """A partnership in a sentence, with what stands before it there, and after it."""

    named: NamedPartnership
    before: str
    after: str


def find_partnership(
    canonical: CanonicalText, title: Sequence[PlacedSpan], rules: FindingTypeRules
) -> NamedPartnership | None:
    """Whose report it is, where it says so.

    The area of an inspection, else the partnership in its title or on a line of its own at the top, else the one that
    a sentence says to have made the report. Others that it speaks of do not count; where it names two, none does.
    """
    return (
        _inspected_area(canonical, title)
        or _only_one(_in_labels(canonical, title, rules))
        or _only_one(_in_sentences(canonical, rules))
    )


def _inspected_area(canonical: CanonicalText, title: Sequence[PlacedSpan]) -> NamedPartnership | None:
    """The area at the end of an inspection's title, else of an opening sentence of its letter."""
    if not title:
        return None
    about = [
        sentence
        for part in title
        for sentence in sentences_of(canonical, part)
        if INSPECTION.search(canonical.text, part.span.start, part.span.end)
    ]
    if not about:
        return None
    after = canonical.spans[canonical.spans.index(title[-1]) + 1 :][:OPENING_SENTENCES]
    opening = (sentence for entry in after for sentence in sentences_of(canonical, entry))
    about += [sentence for sentence in opening if ABOUT_THE_LETTER.search(sentence.text)]
    areas = ((sentence, AREA_AT_END.search(sentence.text)) for sentence in about)
    found = ((sentence, area) for sentence, area in areas if area and not GENERIC.match(area["area"] + " "))
    return next((NamedPartnership(area["area"], one.within(*area.span("area"))) for one, area in found), None)


def _in_labels(
    canonical: CanonicalText, title: Sequence[PlacedSpan], rules: FindingTypeRules
) -> Iterator[NamedPartnership]:
    for entry in (*title, *(entry for entry in canonical.spans[:LABELS] if entry not in title)):
        block = entry.placed.block
        if entry not in title and block.kind is not Kind.HEADING and not is_label(block):
            continue
        for sentence in sentences_of(canonical, entry):
            yield from (
                mention.named
                for mention in _mentions(sentence, rules)
                if not OF_OTHERS.search(sentence.text) and LABELS_OWNER.search(mention.before)
            )


def _in_sentences(canonical: CanonicalText, rules: FindingTypeRules) -> Iterator[NamedPartnership]:
    for entry in canonical.spans:
        for sentence in sentences_of(canonical, entry):
            mentions = list(_mentions(sentence, rules))
            if mentions and not OF_OTHERS.search(sentence.text):
                yield from (mention.named for mention in mentions if _is_owner(mention))


def _is_owner(mention: _Mention) -> bool:
    begins = BEGINS_WITH_OWNER.search(mention.before) is not None
    acts = begins and ACTS.match(mention.after) is not None
    return acts or LEADS_TO_OWNER.search(mention.before) is not None or OWNS.match(mention.after) is not None


def _mentions(sentence: Sentence, rules: FindingTypeRules) -> Iterator[_Mention]:
    """The partnerships that a sentence names, but for those of a link or a list of resources."""
    placed = sentence.entry.placed
    found = list(PARTNERSHIP.finditer(sentence.text))
    headings = (*placed.heading_path, placed.block.text if placed.block.kind is Kind.HEADING else "")
    if not found or any(rules.heading_type(heading) is FindingType.RESOURCE for heading in headings if heading):
        return
    for match in found:
        name = GENERIC.sub("", LEADS_TO_PLACE.sub("", match[0]))
        start = match.end() - len(name)
        if PLACELESS.match(name) or any(name in link.anchor for link in placed.block.links):
            continue
        cut = "… " if start > LEAD else ""
        before, after = sentence.text[max(start - LEAD, 0) : start], sentence.text[match.end() : match.end() + LEAD]
        yield _Mention(NamedPartnership(name, sentence.within(start, match.end())), cut + before, after)


def _only_one(found: Iterator[NamedPartnership]) -> NamedPartnership | None:
    """The first of several mentions of one place's partnership; `None` where they are of two places."""
    named = list(found)
    places = {KEY.sub("", one.name).casefold() for one in named}
    return named[0] if len(places) == 1 else None
