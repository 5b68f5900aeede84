"""What is left out of a web page and may be content, so that it is told: embedded files, and prose that is not read."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.readers.html_blocks import BLOCKS
from ingest.readers.html_walk import COOKIE_WORDS, NOT_TEXT, events, reason_left_out, steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from ingest.readers.html_walk import Event, Reason

EMBEDDED: dict[Reason, str] = {
    "iframe": "A page or document embedded in this one is not read.",
    "object": "An embedded file or object is not read.",
    "video": "Video and sound are not read.",
}
PARTS: dict[Reason, str] = {
    "hidden": "Hidden text ({} words) was left out.",
    "aside": "A side column ({} words) was left out.",
    "header": "The head of the page ({} words) was left out.",
    "footer": "The foot of the page ({} words) was left out.",
    "dialog": "A pop-up ({} words) was left out.",
    "form": "A form ({} words) was left out.",
    "outside": "Text beside the main part ({} words) was left out.",
}
FEW_WORDS = 30
"""Fewer tell nothing that a report would miss: a teaser, a date of change, the address of an office."""
SENTENCE, UNENDED_SENTENCE = 6, 12
"""Words from which a text is a sentence where it ends as one, and where it does not."""
BOILERPLATE = re.compile(
    r"©|\b(?:copyright|all rights reserved|licen[cs]e|registered (?:charity|company|office)|telephone|javascript"
    r"|newsletter|subscribe|sign up|feedback|survey|help us improve|personal or financial|your (?:browser|session))\b",
    re.IGNORECASE,
)


class LeftOut:
    """Counts what the walk over a page leaves out."""

    def __init__(self) -> None:
        self._embedded: Counter[Reason] = Counter()
        self._words: Counter[Reason] = Counter()
        self._with_sentence: set[Reason] = set()

    def note(self, node: LexborNode, reason: Reason) -> None:
        """Takes note of an element that is left out."""
        if reason in EMBEDDED:
            self._embedded[reason] += 1
        elif reason in PARTS:
            self._count(steps(node, _is_no_prose), reason)

    def note_outside(self, body: LexborNode, root: LexborNode) -> None:
        """Takes note of what stands on a page beside the part that is read."""
        self._count(events(body, self, without=root), "outside")

    def warnings(self) -> tuple[str, ...]:
        """What was left out, in words for a person."""
        embedded = (
            f"{words} ({self._embedded[reason]})" if self._embedded[reason] > 1 else words
            for reason, words in EMBEDDED.items()
            if self._embedded[reason]
        )
        parts = (
            words.format(self._words[reason])
            for reason, words in PARTS.items()
            if self._words[reason] > FEW_WORDS and reason in self._with_sentence
        )
        return (*embedded, *parts)

    def _count(self, walk: Iterable[Event], reason: Reason) -> None:
        for text in _prose(walk):
            words = len(text.split())
            self._words[reason] += words
            ends = text.rstrip("\"'”’)").endswith((".", "!", "?"))
            if words >= (SENTENCE if ends else UNENDED_SENTENCE):
                self._with_sentence.add(reason)


def _is_no_prose(node: LexborNode) -> bool:
    return node.tag in NOT_TEXT or node.tag == "button" or reason_left_out(node, inside=True) == "silent"


def _prose(walk: Iterable[Event]) -> Iterator[str]:
    """The texts of blocks that are neither mostly links nor what every page says."""
    for plain, linked in _blocks(walk):
        text = " ".join(f"{plain} {linked}".split())
        mostly_links = len(linked.split()) > len(plain.split())
        if not mostly_links and not BOILERPLATE.search(plain) and not COOKIE_WORDS.search(plain):
            yield text


def _blocks(walk: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Of each block the text outside links, and that inside."""
    plain, linked, links = "", "", 0
    for event in walk:
        if event.kind == "text":
            text = event.node.text_content or ""
            plain, linked = (plain, linked + text) if links else (plain + text, linked)
            continue
        if event.tag == "a":
            links += 1 if event.kind == "enter" else -1
        if event.tag in BLOCKS or event.tag == "br":
            yield plain, linked
            plain, linked = "", ""
    yield plain, linked
