"""Runs of text with their look and link, as Word, PowerPoint and web pages hold them, and the lines made of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ingest.blocks import BULLET, NUMBER
from ingest.lines import Line, Role, clean
from ingest.readers.link_targets import target_url
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BREAKS = re.compile(r"[\t\n\r\v\f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link points; `None`: it is a link, but its target was lost or is not one that a reader could open."""

    url: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one look. `size` is in points, `target` that of the link that they stand in, if they do."""

    text: str
    bold: bool = False
    size: float | None = None
    target: Target | None = None


def target_of(address: str | None, base: str | None = None) -> Target | None:
    """What a link points to, or `None` where it only leads to another place of the same document.

    Addresses on the author's computer are lost on purpose: they are of no use to others and hold staff names.

    Args:
        address: As the file gives it.
        base: The web address that relative ones start from, where the file itself says it.
    """
    address = BREAKS.sub("", address or "").strip().replace(" ", "%20")
    if len(address) > 1 and address.startswith("#"):
        return None
    if not address.strip("#"):
        return Target(None)
    try:
        return Target(target_url(urljoin(base, address) if base else address))
    except ValueError:
        return Target(None)


def rich_line(runs: Sequence[Run], role: Role, level: int = 0, page: int | None = None) -> Line | None:
    """One whole block, or `None` where there are no words. A paragraph with a typed bullet is a list item."""
    text = _text(runs)
    bare = BULLET.sub("", text)
    if not any(character.isalnum() for character in bare):
        return None
    if role is Role.PARAGRAPH and bare != text:
        role, level = Role.LIST_ITEM, 1
    return Line(
        bare if role is Role.LIST_ITEM else text,
        page=page,
        gap_before=role is not Role.LIST_ITEM,
        size=size_of(runs),
        bold=is_bold(runs),
        links=tuple(_links(runs)),
        role=role,
        level=level,
    )


def with_typed_lists(lines: Sequence[Line]) -> list[Line]:
    """The same lines, where paragraphs one under the other whose numbers were typed are list items.

    One alone is as well the heading of what follows it.
    """
    typed = [line.role is Role.PARAGRAPH and NUMBER.match(line.text) is not None for line in lines]
    beside = zip([False, *typed], typed, [*typed[1:], False], strict=False)
    return [
        replace(line, role=Role.LIST_ITEM, level=1, gap_before=False) if here and (above or below) else line
        for line, (above, here, below) in zip(lines, beside, strict=True)
    ]


def row_line(cells: Sequence[Sequence[Run]], *, header: bool, first: bool, page: int | None = None) -> Line | None:
    """One table row, or `None` where all its cells are empty."""
    texts = [_text(cell) for cell in cells]
    if not any(texts):
        return None
    return Line(
        "\t".join(texts),
        page=page,
        gap_before=first,
        bold=is_bold([run for cell in cells for run in cell]),
        links=tuple(link for cell in cells for link in _links(cell)),
        role=Role.TABLE_HEADER if header else Role.TABLE_ROW,
    )


def is_bold(runs: Iterable[Run]) -> bool:
    """Whether all words are bold."""
    worded = [run.bold for run in runs if any(character.isalnum() for character in run.text)]
    return bool(worded) and all(worded)


def size_of(runs: Iterable[Run]) -> float | None:
    """The size of most letters in points, where the file says it."""
    letters: Counter[float] = Counter()
    for run in runs:
        if run.size is not None:
            letters[run.size] += len(run.text.strip())
    return letters.most_common(1)[0][0] if letters else None


def _text(runs: Iterable[Run]) -> str:
    return clean(BREAKS.sub(" ", "".join(run.text for run in runs)))


def _links(runs: Iterable[Run]) -> Iterable[Link]:
    """The links with their anchor words; a link is often cut into several runs."""
    for target, linked in groupby(runs, key=lambda run: run.target):
        anchor = _text(linked)
        if target is not None and anchor:
            yield Link(anchor, target.url)
