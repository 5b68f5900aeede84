"""The links of the cited passages: where each points, or that the report lost its target."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.types import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.types import Passage

SAFE_TARGET = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


def is_safe_link(url: str | None) -> bool:
    """Whether an address may be made a link: http or https, in one piece."""
    if url is None or SAFE_TARGET.fullmatch(url) is None:
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # such as `https://[insert-link]`
        return False


def resources_of(cited: Iterable[tuple[int, Passage]]) -> tuple[Resource, ...]:
    """The links in cited passages, each once, in the order of the citations that carry it.

    A report seldom says who publishes what it links to: the publisher given is the address's host.

    Args:
        cited: Number and passage of each citation.
    """
    found: dict[tuple[str, str | None], list[int]] = {}
    for number, passage in cited:
        for link in passage.links:
            if (link.url or "").startswith("mailto:"):
                continue  # an address to write to is no material to read, and was not lost
            url = link.url if is_safe_link(link.url) else None
            numbers = found.setdefault((link.anchor, url), [])
            if number not in numbers:
                numbers.append(number)
    return tuple(
        Resource(title, url, urlsplit(url).hostname or "" if url else "", "report", tuple(numbers))
        for (title, url), numbers in found.items()
    )
