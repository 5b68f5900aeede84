"""Finds the links of a PDF page: which words each covers, and where it leads if that can be told."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.lines import clean
from ingest.readers.link_targets import target_url
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.pdf_columns import Word
    from ingest.readers.pdf_page import Box

Target: TypeAlias = str | None
"""Where a link leads; `None` where the file no longer says."""


def page_links(annotations: Sequence[Any] | None) -> Iterator[tuple[Any, Target]]:
    """A page's links as (rectangle, target), one rectangle per line; links inside the file are not among them.

    Args:
        annotations: As liteparse gives them.
    """
    for annotation in annotations or []:
        if annotation.subtype == "link" and annotation.uri is not None:
            for rectangle in annotation.quadpoint_rects or [annotation.rect]:
                if rectangle is not None:
                    yield rectangle, target_url(annotation.uri)


def links_over(words: Sequence[Word], links: Sequence[tuple[Box, Target]]) -> tuple[Link, ...]:
    """The links over words, in order; words next to each other with one target are one link.

    Args:
        words: Of one line, from left to right.
        links: Of the page.
    """
    if not links:
        return ()
    held = [(next(((to,) for box, to in links if box.holds(word)), None), word.text) for word in words]
    return tuple(
        Link(clean(" ".join(text for _to, text in run)), to[0])
        for to, run in groupby(held, key=lambda pair: pair[0])
        if to is not None
    )
