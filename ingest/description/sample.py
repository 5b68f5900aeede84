"""Finds how many of what an audit looked at, where it says how it was made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.blocks import Kind
from ingest.description.text import NUMBER, about_the_audit, number, sentences_of
from knowledge.types import FindingType, Sample

if TYPE_CHECKING:
    from ingest.description.text import Sentence
    from ingest.labels import FindingTypeRules
    from ingest.passages import CanonicalText

COUNTED = (
    r"(?:children\s*(?:&|and)\s*young (?:people|adults)|children|babies|infants|siblings|young people|young person"
    r"|young women|adolescents|adults|cases|families|case (?:files|records)|files|records|audits|pupils|patients"
    r"|(?:child protection |child in need )?plans|referrals|assessments|conferences|strategy (?:meetings|discussions))"
)
SAMPLE = re.compile(
    rf"\b(?P<size>{NUMBER})\s+"
    rf"(?P<unit>(?:(?!(?:of|or|more|the|and|in|to)\s)[a-z][a-z-]*\s){{0,2}}?{COUNTED})\b",
    re.IGNORECASE,
)
LABELLED = re.compile(
    rf"\b(?:number|no\.?) of (?P<unit>{COUNTED})(?: (?:audited|sampled|reviewed|included|selected|in (?:the )?sample))?"
    rf"\s*[:\t]\s*(?P<size>{NUMBER})\b",
    re.IGNORECASE,
)
SAMPLING = re.compile(
    r"\b(?:audit|audited|sample|sampled|sampling|selected|chosen|reviewed|comprised|examined|scrutinised|dip sample[d]?"
    r"|case files? (?:were|was)|deep dive|looked at)\b",
    re.IGNORECASE,
)
PART_OF_IT = re.compile(r"\b\w+\s+(?:of|in)\s+(?:the|these|those|all)\s*$", re.IGNORECASE)
"""Before `the three cases sampled`: how many showed something, told in the findings."""


def find_sample(canonical: CanonicalText, rules: FindingTypeRules) -> Sample | None:
    """The first number of children or cases in a sentence, or under a heading, about how the audit was made."""
    for index in about_the_audit(canonical, rules):
        for sentence in sentences_of(canonical, canonical.spans[index]):
            if found := _sample_in(sentence, rules):
                return found
    return None


def _sample_in(sentence: Sentence, rules: FindingTypeRules) -> Sample | None:
    if found := LABELLED.search(sentence.text):
        return _sample(sentence, found)
    if sentence.entry.placed.block.kind is Kind.TABLE_ROW:
        return None
    found = SAMPLE.search(sentence.text)
    if found is None or PART_OF_IT.search(sentence.text[: found.start()]):
        return None
    kinds = (rules.heading_type(heading) for heading in sentence.entry.placed.heading_path)
    told = SAMPLING.search(sentence.text) or FindingType.METHOD in kinds
    return _sample(sentence, found) if told else None


def _sample(sentence: Sentence, found: re.Match[str]) -> Sample:
    return Sample(
        number(found["size"]), " ".join(found["unit"].split()).lower(), sentence.within(found.start(), found.end())
    )
