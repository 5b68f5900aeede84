"""The wordings by which a report tells of one case: its letter, an age, an ethnicity, a place, a story."""

from __future__ import annotations

import re

from knowledge.vocabulary.loader import load


def _any(name: str) -> str:
    """One word of a list of case_details.yaml."""
    return f"(?:{'|'.join(load('case_details')[name])})"


LETTER = r"(?:[A-Z](?:\d{1,2})?|\d{1,2})"
LETTERS = rf"{LETTER}(?: *(?:,|&|/|and|or|to|-) *{LETTER})*"
CASE_LETTER = re.compile(
    rf"\(?\b(?i:{_any('lettered')}) +(?:(?i:no\.?|number) *)?{LETTERS}(?:['’]s)?(?![\w-])\)?"
    r"|\((?!A&E\))[A-Z](?: *(?:,|&|and) *[A-Z])*\)"
    r"|\b(?<=\b[Ff]or )[B-HJ-Z](?=[,.;]| (?:a|an|who|the)\b)|(?<=\b[Ww]ith )[B-HJ-Z](?=[,.;])"
    r"|\b[B-HJ-Z](?:['’]s\b|(?=\s+(?:was|is|had|has|did|lives?|lived|told|said|went|attended|and [A-Z]\b)))"
)
"""`Case A`, `cases B, D and F`, `Child 3`, `(C)`, `F was`. `A` and `I` alone are words."""
NOT_A_CASE = re.compile(rf"\b{_any('not_lettered')}\s*$", re.IGNORECASE)

NUMBER = rf"(?:\d{{1,2}}|{_any('numbers')})"
NUMBERS = rf"{NUMBER}(?:\s*(?:,|and|or|&)\s*{NUMBER})*"
UNIT = r"(?:year|month|week|day|yr)s?"
AGE = re.compile(
    rf"\b(?:(?:who (?:was|is|were|are) )?aged?|age of)\s+(?:of\s+)?{NUMBERS}(?:\s*{UNIT}(?:\s+old)?)?\b"
    rf"|\b{NUMBERS}[\s-]*{UNIT}[\s-]*olds?\b"
    rf"|\b{NUMBERS}\s*(?:yo|y/o)\b",
    re.IGNORECASE,
)
OF_SOMEBODY = re.compile(
    r"\bin one of (?:these|those|the)\b"
    rf"|\b(?:{_any('family_names')}|{_any('kin')})\s+(?:was|had|did|said|told|went|lived)\b",
    re.IGNORECASE,
)
"""A story even in words that speak to the reader."""
OF_CHILDREN = re.compile(r"^\s*(?:age|aged|gender|sex|ethnicity|ethnic|siblings?|religion|language)\b", re.IGNORECASE)
LETTER_HEADING = re.compile(r"^\s*(?:(?:case|child|family)\s+)?[A-Z]\d?\s*$")
GOES_ON = re.compile(
    r"\b(?:the|this|that)\s+(?:\w+\s+)?(?:child|young person|family|offender|mother|father|parents|siblings)\b"
    r"|\b(?:he|she|him|her|his)\b|\bthe ensuing\b|\bduring this\b|\bat this (?:point|time)\b",
    re.IGNORECASE,
)
"""How a passage goes on that tells more of the one before it."""
AGE_BAND = re.compile(
    r"(?:\d{1,2}-?\s+(?:and|or)|\b(?:under|over|below|above|from|between|to|until|up to|the|all|reach|at)|[-–\d])\s*$",
    re.IGNORECASE,
)
AGE_BAND_AFTER = re.compile(
    r"\s*(?:[-–]\s*\d|to \d|and (?:over|under|above|below)|or (?:over|under|older|younger)|plus\b|\+)"
)
"""`under 18`, `aged 10 to 17`, `the 16 and 17 year olds`: who a service is for, not how old somebody is."""

ONE = _any("one_person")
SINGLE_CASE = re.compile(
    r"\bone set of (?:parents|siblings|carers)\b"
    rf"|\b(?:one|another)\s+(?:\w+\s+){{0,2}}?{ONE}\b(?!\s+(?:in|out)\s+(?:every\s+)?\w+\b)"
    r"|\bthe (?:first|second|third|fourth|fifth|other|same|last) (?:case|child|family|young person)\b"
    r"|\b(?:this|that) case\b(?! ?load)|\bboth (?:cases|children|families|young people|mothers|fathers|babies)\b"
    rf"|\b{_any('family_names')}\b"
    rf"|^(?:{_any('kin')}|perpetrator|victim)(?:['’]s\b|\s+(?!and\b|or\b|is to\b|should\b))"
    rf"|\b(?:the|his|her|their)\s+(?:\w+\s+)?{_any('kin')}\b(?!['’]?s? services?)"
    r"|\b(?:she|he)\s+(?:was|is|has|had|lives?|lived|told|said|went|did|could|would)\b"
    r"|(?:^|[,;:] |\b(?:and|that|as|because|when|but|where) )"
    rf"(?:{_any('kin')}|child) (?:was|had|did|said|told|went|lived)\b"
    rf"|\b(?:a|an)\s+(?:\w+\s+)?{ONE}\s+(?:who|whose)\s+(?:was|had|has)\b"
    rf"|\b(?:a|an|the|this)\s+{NUMBER}[\s-]+{UNIT}[\s-]+old\b"
    r"|\b[A-Za-z]+\*",
    re.IGNORECASE | re.MULTILINE,
)
"""One child, one family, somebody's own mother, or a name that stands for another (`Sam*`)."""
COUNTED = re.compile(
    r"\b(?:only|just|at least|more than|than|every|any|no) one\b|\bone of the \d|\bin one of the \d|\bone in \w+\b",
    re.IGNORECASE,
)

STORY_HEADING = re.compile(
    r"\b(?:case|practice)\s+(?:study|studies|examples?|stor(?:y|ies))\b|\b(?:case|child|family|young person)\s+[A-Z]\b"
    r"|\bstor(?:y|ies) of\b|['’]s? story\b",
    re.IGNORECASE,
)
"""A heading under which a single case is told."""
GROUPS = rf"{_any('groups')}(?:[\s/-]+(?:and\s+)?{_any('groups')})*"
ETHNICITY = re.compile(
    rf"\b(?:\d+|a|an|{_any('numbers')})\s+(?:\w+\s+){{0,2}}?{GROUPS}\s+(?:\w+\s+)?{_any('persons')}\b"
    rf"|\b(?:was|were|is|are|identified as|described as|recorded as)\s+{GROUPS}(?:\s+{_any('descent')})?"
    rf"(?=[\s,.;)]|$)(?!\s+(?:\w+\s+)?{_any('services')})"
    rf"|\b{GROUPS}\s+{_any('descent')}\b"
    rf"|(?:^|[:;,(]\s*)\d+%?\s*(?:\([^)]*\)\s*)?{_any('groups')}\b|\b{GROUPS}\s*[:(=-]+\s*\d",
    re.IGNORECASE,
)
"""Of somebody, or counted in a small sample; `work with Gypsy, Roma and Traveller families` says whom it is for."""
PLACE = re.compile(
    rf"\b{_any('moved')}\s+(?:\w+\s+){{0,3}}?(?:to|from|in|at|near|outside)\s+(?:the\s+)?[A-Z][a-z]+"
    r"|\b(?:at|attend(?:s|ed|ing)?|pupil of|excluded from)\s+(?:the\s+)?"
    rf"(?:[A-Z][\w'’.-]+\s+){{1,4}}{_any('schools')}\b"
)
