"""The links of the cited passages: where each points, or that the report lost its target."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.types import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.types import Passage

SAFE_TARGET = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f-\x9f]+", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
POINTING = re.compile(
    r"(?:please |see |read |click |view |download |follow |visit |open |find |available |found |more |on |at |"
    r"this |the |our |a )*(?:here|link|click|more|page|website|webpage|site|document|download|view|button)",
    re.IGNORECASE,
)
"""Words of a link that say where to click and not what is there."""
SENTENCE_END = re.compile(r"[.!?](?=\s)|[\n\r\t]")
LONGEST_TITLE = 80
"""Characters of a passage that name a link whose own words do not."""
EDGES = " :;,-–—(["
FEWEST_WORDS = 2
"""Beside the link, in its sentence: fewer name nothing, so that the whole passage is taken."""


def is_safe_link(url: str | None) -> bool:
    """Whether an address may be made a link: http or https, in one piece."""
    if url is None or SAFE_TARGET.fullmatch(url) is None:
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # such as `https://[insert-link]`
        return False


def address_key(url: str) -> str:
    """An address without what may be written either way: scheme, `www.`, case of the host, slash at its end."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = parts.netloc.lower().removeprefix("www.")
    host = re.sub(r":(?:80|443)$", "", host)
    query = f"?{parts.query}" if parts.query else ""
    return host + parts.path.rstrip("/") + query + (f"#{parts.fragment}" if parts.fragment else "")


@dataclass(slots=True)
class _Offered:
    """A link as it is gathered from the passages."""

    title: str
    url: str | None
    named: bool
    numbers: list[int] = field(default_factory=list)


def resources_of(cited: Iterable[tuple[int, Passage]]) -> tuple[Resource, ...]:
    """The links in cited passages, each once, in the order of the citations that carry it.

    A report seldom says who publishes what it links to: the publisher given is the address's host. A link whose own
    words name nothing (`click here`, an address) is named by the words of its passage around it.

    Args:
        cited: Number and passage of each citation.
    """
    offered: dict[tuple[str, str], _Offered] = {}
    for number, passage in cited:
        for link in _links(passage):
            # A lost link has no address that could say whether it is the same one.
            key = ("page", address_key(link.url)) if link.url else ("lost", link.title)
            known = offered.setdefault(key, link)
            if link.named and not known.named:
                known.title, known.named = link.title, True
            if number not in known.numbers:
                known.numbers.append(number)
    return tuple(
        Resource(one.title, one.url, urlsplit(one.url).hostname or "" if one.url else "", "report", tuple(one.numbers))
        for one in offered.values()
    )


def _links(passage: Passage) -> Iterator[_Offered]:
    """The links of one passage, named; an address to write to is no material to read, and was not lost."""
    times: dict[str, int] = {}
    for link in passage.links:
        if (link.url or "").startswith("mailto:"):
            continue
        times[link.anchor] = times.get(link.anchor, 0) + 1
        named = not names_nothing(link.anchor)
        title = link.anchor if named else link_title(link.anchor, passage.reading_text, times[link.anchor])
        yield _Offered(title, link.url if is_safe_link(link.url) else None, named)


def names_nothing(anchor: str) -> bool:
    """Whether the words of a link only point (`click here`) or are an address."""
    words = anchor.strip(" \t\n.,:;!>()[]»›→'\"’“”")
    return not words or bool(ADDRESS.fullmatch(words) or POINTING.fullmatch(" ".join(words.split())))


def link_title(anchor: str, text: str, occurrence: int = 1) -> str:
    """The words of a text around a link, cut to what names it; the link's own words where there are no others.

    Args:
        anchor: The link's own words.
        text: The passage as a person reads it.
        occurrence: Which of the places with these words it is, from 1.
    """
    places = list(re.finditer(rf"(?<!\w){re.escape(anchor)}(?!\w)", text)) if anchor.strip() else []
    if not places:
        return _shortened(text).strip() or anchor
    start, end = places[min(occurrence, len(places)) - 1].span()
    before, after = SENTENCE_END.split(text[:start])[-1], SENTENCE_END.split(text[end:])[0]
    if _too_short(f"{before} {after}"):
        before, after = text[:start], text[end:]
    if not _words(before + after):
        return anchor
    if ADDRESS.fullmatch(anchor.strip()):
        # The address is shown beside the title anyway.
        sides = sorted((_ending(before).strip(EDGES), _shortened(after).strip(EDGES)), key=_too_short)
        return sides[0] or sides[1]
    kept = _ending(before, LONGEST_TITLE - len(anchor))
    return f"{kept}{anchor}{_shortened(after, LONGEST_TITLE - len(kept) - len(anchor))}".strip().rstrip(".")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text)


def _too_short(text: str) -> bool:
    return len(_words(text)) < FEWEST_WORDS


def _shortened(text: str, room: int = LONGEST_TITLE) -> str:
    """The beginning of a text, in whole words."""
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= room else line[: max(room, 0)].rpartition(" ")[0].rstrip(EDGES) + "…"


def _ending(text: str, room: int = LONGEST_TITLE) -> str:
    """The end of a text, in whole words."""
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= room else "…" + line[len(line) - max(room, 0) :].partition(" ")[2]
