"""The paragraphs of PowerPoint shapes: words with their look, and whether they are bullets, as they or a layout say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.lines import Line, Role
from ingest.readers.ooxml import DRAWING, MATHS, RELATIONSHIPS, Element, children, external_target
from ingest.readers.rich_text import Run, Target, rich_line, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BULLETS = {DRAWING + "buChar", DRAWING + "buAutoNum", DRAWING + "buBlip"}
NO_BULLET = DRAWING + "buNone"
BOX_HEADING = 2
"""The level of a box's own heading, under the slide's title."""
LONGEST_BOX_HEADING = 14
"""Words."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where links lead: the part whose relationships they stand in, and what a click anywhere on the box opens."""

    part: Any
    whole: Target | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph inherits: paragraph properties, the strongest first."""

    sources: tuple[Element, ...]

    @property
    def is_bulleted(self) -> bool:
        """Whether the first of them that speaks of bullets gives one."""
        said = (child.tag for source in self.sources for child in source)
        return next((tag in BULLETS for tag in said if tag in BULLETS or tag == NO_BULLET), False)

    def run_value(self, run: Element | None, name: str) -> str | None:
        """An attribute of a run's letters, its own or the one inherited."""
        defaults = (source.find(DRAWING + "defRPr") for source in self.sources)
        return next((v for part in (run, *defaults) if part is not None and (v := part.get(name)) is not None), None)


def box_lines(body: Element, styles: Sequence[Element], links: Links, page: int) -> list[Line]:
    """The lines of one box; a first paragraph that stands out from the next is its heading.

    Args:
        body: Its `txBody`.
        styles: The list styles that it inherits, the strongest first.
        links: Where its links lead.
        page: The slide.
    """
    lines = []
    for paragraph in body.iter(DRAWING + "p"):
        look = _look(paragraph, [body.find(DRAWING + "lstStyle"), *styles])
        role, level = (Role.LIST_ITEM, _depth(paragraph) + 1) if look.is_bulleted else (Role.PARAGRAPH, 0)
        if line := rich_line(list(_runs(paragraph, look, links)), role, level, page):
            lines.append(line)
    if len(lines) > 1 and _stands_over(lines[0], lines[1]):
        lines[0] = replace(lines[0], role=Role.HEADING, level=BOX_HEADING, gap_before=True)
    return lines


def words_of(body: Element | None, links: Links) -> list[Run]:
    """All words of a box or cell, its paragraphs parted by spaces."""
    paragraphs = body.iter(DRAWING + "p") if body is not None else ()
    return [run for p in paragraphs for run in (*_runs(p, _look(p, ()), links), Run(" "))]


def _stands_over(first: Line, second: Line) -> bool:
    too_long = len(first.text.split()) > LONGEST_BOX_HEADING or first.text.endswith((".", ";", ","))
    if first.role is Role.LIST_ITEM or too_long:
        return False
    larger = first.size is not None and second.size is not None and first.size > second.size
    return larger or (first.bold and not second.bold)


def _depth(paragraph: Element) -> int:
    properties = paragraph.find(DRAWING + "pPr")
    level = properties.get("lvl", "0") if properties is not None else "0"
    return min(int(level), 8) if level.isdigit() else 0


def _look(paragraph: Element, styles: Sequence[Element | None]) -> Look:
    own = paragraph.find(DRAWING + "pPr")
    name = f"{DRAWING}lvl{_depth(paragraph) + 1}pPr"
    inherited = [style.find(name) for style in styles if style is not None]
    return Look(tuple(source for source in (own, *inherited) if source is not None))


def _runs(paragraph: Element, look: Look, links: Links) -> Iterator[Run]:
    for child in children(paragraph):
        if child.tag == DRAWING + "br":
            yield Run(" ")
        elif child.tag in {DRAWING + "r", DRAWING + "fld"}:
            properties, text = child.find(DRAWING + "rPr"), child.find(DRAWING + "t")
            size = look.run_value(properties, "sz") or ""
            yield Run(
                (text.text or "") if text is not None else "",
                bold=look.run_value(properties, "b") in {"1", "true"},
                size=int(size) / 100 if size.isdigit() else None,
                target=clicked(properties, links.part) or links.whole,
            )
        elif child.tag.startswith(MATHS):
            yield Run("".join(text.text or "" for text in child.iter() if text.tag == MATHS + "t"))


def clicked(element: Element | None, part: Any) -> Target | None:  # noqa: ANN401
    """What a click on words or on a shape opens, `None` where it opens nothing outside the slides."""
    click = element.find(DRAWING + "hlinkClick") if element is not None else None
    if click is None:
        return None
    address = external_target(part, click.get(RELATIONSHIPS + "id"))
    return None if click.get("action") and not address else target_of(address)
