"""Finds what a report is about: by its title and the focus that it states, else by what most of its findings tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from ingest.description.text import sentences
from ingest.description.titles import KINDS
from ingest.themes import theme_rules
from knowledge.types import ABOUT_THE_AUDIT, Span, Stated
from knowledge.vocabulary.loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.description.describe import Described
    from ingest.passages import CanonicalText
    from ingest.themes import ThemeRules
    from knowledge.types import Passage

PAPER = r"(?:audits?|inspections?|deep dive|dip sample|review|exercise|briefing|evaluation|JTAI)"
FOCUS = re.compile(
    r"^(?:audit )?(?:focus|theme|topic|subject)(?: of (?:the|this) \w+)?\s*[:–-](?P<label>.*)"
    rf"|\b(?:this|the) (?:[\w'’()-]+ ){{0,5}}{PAPER}\b[^.]{{0,80}}\b(?:focus(?:s?ed|es)?|look(?:ed|s) (?:at|into)"
    r"|asked|asks|reviewed|examined|examines|explored|explores|considered|concerned)\b(?P<said>.*)"
    rf"|^this {PAPER}\b[^.]*\b(?:to assess|is about|was about)\b(?P<aim>.*)"
    r"|\bdeep[ -]dive['\"’”]? focus on\b(?P<dive>.*)"
    r"|\bmulti[ -]agency responses? to\b(?P<response>.*)"
    rf"|\b{PAPER} (?:of|on|into|about)\b(?P<made>[^.]{{0,60}})\b(?:took place|was (?:carried out|undertaken|held))\b"
    r"|\bthe (?:audit )?theme (?:is|was|of the \w+ (?:is|was))\b(?P<theme>[^,;]*)",
    re.IGNORECASE,
)
"""The named part says what the focus is: what stands around it may be of other things."""
FOCUS_HEADING = re.compile(
    r"^(?:audit )?(?:focus|theme|topic|scope)(?: of the audit)?:?$|^what (?:we|the audit) (?:looked at|focused on)\b",
    re.IGNORECASE,
)
NO_THEME = re.compile("|".join((*KINDS.values(), "abuse and neglect")), re.IGNORECASE)
"""A multi-agency audit is not about auditing, and "abuse and neglect" are together all that can be done to a child."""
MOST_OF_A_SENTENCE = 2
"""Themes: a sentence on the focus names it first and then goes on."""
MOST_OF_THE_FOCUS = 3
OPENING_CHARACTERS = 6_000
"""Into a report, past its title: what is told of an audit later is told of other audits too."""
FEWEST = 3
"""Findings that a theme needs to speak for a report."""
SHARE = 0.4
"""Of the findings that have a theme, so many must have the leading one."""
LEAD = 1.5
"""Times as many findings as the next theme: else none leads clearly."""


@cache
def theme_ids() -> frozenset[str]:
    """The ids of all themes."""
    return frozenset(theme["id"] for theme in load("themes")["themes"])


def themes_of_report(
    canonical: CanonicalText, described: Described, passages: Sequence[Passage], rules: ThemeRules | None = None
) -> tuple[Stated, ...]:
    """What a report is about.

    Args:
        canonical: Its text.
        described: Its description so far: its title is asked first.
        passages: Its passages, labelled.
        rules: What tells a theme; those that ship with the program where absent.

    Returns:
        Themes that its title tells, in the order of its words, then those of its stated focus; where neither tells
        one, the theme of most of its findings if it clearly leads. Each with the words that tell it.
    """
    rules = rules or theme_rules()
    told = {one.value: one for one in _of_title(canonical, described, rules)}
    in_title = len(told)
    for span in _focus(canonical, described):
        for one in _themes_in(canonical, span, rules)[:MOST_OF_A_SENTENCE]:
            if len(told) < in_title + MOST_OF_THE_FOCUS:
                told.setdefault(one.value, one)
    return tuple(told.values()) or _leading(passages)


def _of_title(canonical: CanonicalText, described: Described, rules: ThemeRules) -> list[Stated]:
    title = described.description.title_span
    return sorted(_themes_in(canonical, title, rules), key=_place) if title else []


def _place(told: Stated) -> int:
    return told.span.start if told.span else 0


def _themes_in(canonical: CanonicalText, span: Span, rules: ThemeRules) -> list[Stated]:
    """The themes of a part of the text, each with the words that tell it, the surest first."""
    words = NO_THEME.sub(lambda found: "_" * len(found[0]), canonical.text[span.start : span.end])
    return [
        Stated(
            found.theme,
            Span(span.start + found.span.start, span.start + found.span.end) if found.span else span,
        )
        for found in rules.themes_of(words)
    ]


def _focus(canonical: CanonicalText, described: Described) -> Iterator[Span]:
    """Where the report says what it is about: in sentences that say so, or first under a heading that does."""
    title = described.description.title_span
    end = (title.end if title else 0) + OPENING_CHARACTERS
    headings: set[str] = set()
    for sentence in sentences(canonical):
        heading = next(reversed(sentence.entry.placed.heading_path), "")
        if sentence.span.start > end:
            return
        if sentence.text.endswith("?"):
            continue
        if said := FOCUS.search(sentence.text):
            yield sentence.within(*said.span(said.lastgroup or 0))
        elif FOCUS_HEADING.search(heading) and heading not in headings:
            headings.add(heading)
            yield sentence.span


def _leading(passages: Sequence[Passage]) -> tuple[Stated, ...]:
    findings = [one for one in passages if one.themes and one.finding_type not in ABOUT_THE_AUDIT]
    counts = Counter(theme for one in findings for theme in one.themes).most_common(2)
    if not counts or counts[0][1] < max(FEWEST, SHARE * len(findings)):
        return ()
    if len(counts) > 1 and counts[0][1] < LEAD * counts[1][1]:
        return ()
    first = next(one for one in findings if counts[0][0] in one.themes)
    return (Stated(counts[0][0], Span(first.start, first.end)),)
