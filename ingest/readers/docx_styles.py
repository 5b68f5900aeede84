"""What the styles of a Word file say of its paragraphs: headings, lists, letter size and weight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.lines import Role
from ingest.readers.ooxml import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING_NAME = re.compile(r"^heading ?([1-9])$", re.IGNORECASE)
LIST_NAME = re.compile(r"^list(?: bullet| number)?(?: ([2-5]))?$", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"^toc [1-9]$", re.IGNORECASE)
BODY_LEVEL = 9
"""The outline level that takes a paragraph out of the outline."""


def value(element: Element | None, path: str) -> str | None:
    """The `w:val` at a path of tag names below an element, `None` where there is no such element."""
    for tag in path.split("/"):
        element = element.find(W + tag) if element is not None else None
    return None if element is None else str(element.get(W + "val", ""))


def is_on(element: Element | None, path: str) -> bool | None:
    """Whether a switch is on; `None` where it is not said."""
    found = value(element, path)
    return None if found is None else found not in {"0", "false", "off"}


class Styles:
    """The styles of one file, each with those that it is based on.

    Args:
        root: The `w:styles` element, `None` where the file has none.
    """

    def __init__(self, root: Element | None) -> None:
        found = list(root.iter(W + "style")) if root is not None else []
        self._styles = {style.get(W + "styleId"): style for style in found}
        defaults = [style for style in found if style.get(W + "default") in {"1", "true", "on"}]
        self._default = next((s.get(W + "styleId") for s in defaults if s.get(W + "type") == "paragraph"), None)
        self._document = root.find(f"{W}docDefaults/{W}rPrDefault") if root is not None else None

    def role(self, properties: Element | None) -> tuple[Role, int]:
        """What a paragraph with these properties (`w:pPr`) is, and its level."""
        level = self._heading_level(properties)
        if level is not None:
            return Role.HEADING, level
        depth = self._list_depth(properties)
        return (Role.PARAGRAPH, 0) if depth is None else (Role.LIST_ITEM, depth)

    def is_contents_entry(self, properties: Element | None) -> bool:
        """Whether a paragraph is a line of the generated table of contents."""
        return CONTENTS_NAME.match(value(self._styles.get(value(properties, "pStyle")), "name") or "") is not None

    def bold(self, properties: Element | None, run: Element | None) -> bool:
        """Whether a run with these properties (`w:rPr`) in such a paragraph is bold."""
        return next((on for look in self._looks(properties, run) if (on := is_on(look, "b")) is not None), False)

    def size(self, properties: Element | None, run: Element | None) -> float | None:
        """The letter size of such a run in points."""
        found = next((size for look in self._looks(properties, run) if (size := value(look, "sz"))), "")
        return float(found) / 2 if found.isdigit() else None

    def heads_first_row(self, style_id: str | None) -> bool:
        """Whether a table style makes the first row stand out."""
        parts = [part for style in self._chain(style_id) for part in style.iter(W + "tblStylePr")]
        first = [part for part in parts if part.get(W + "type") == "firstRow"]
        return any(is_on(part, "rPr/b") or part.find(f"{W}tcPr/{W}shd") is not None for part in first)

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        """A style and those that it is based on, nearest first."""
        seen: set[str | None] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = value(self._styles[style_id], "basedOn")

    def _paragraph_chain(self, properties: Element | None) -> Iterator[Element]:
        return self._chain(value(properties, "pStyle") or self._default)

    def _heading_level(self, properties: Element | None) -> int | None:
        own = value(properties, "outlineLvl")
        if own is not None:
            return _outline(own)
        for style in self._paragraph_chain(properties):
            name, outline = value(style, "name") or "", value(style, "pPr/outlineLvl")
            if named := HEADING_NAME.match(name):
                return int(named[1])
            if name.casefold() == "title":
                return 0
            if outline is not None:
                return _outline(outline)
        return None

    def _list_depth(self, properties: Element | None) -> int | None:
        own = value(properties, "numPr/numId")
        if own == "0":  # the list of the style is taken off
            return None
        chain = list(self._paragraph_chain(properties))
        named = next((found for s in chain if (found := LIST_NAME.match(value(s, "name") or ""))), None)
        numbered = own or next((number for s in chain if (number := value(s, "pPr/numPr/numId"))), "0")
        if numbered == "0" and named is None:
            return None
        levels = (value(properties, "numPr/ilvl"), *(value(style, "pPr/numPr/ilvl") for style in chain))
        level = next((int(level) for level in levels if level and level.isdigit()), 0)
        return max(level + 1, int(named[1] or 1) if named else 1)

    def _looks(self, properties: Element | None, run: Element | None) -> Iterator[Element]:
        """Where the look of a run is said, the strongest first."""
        if run is not None:
            yield run
        for style in (*self._chain(value(run, "rStyle")), *self._paragraph_chain(properties)):
            yield style.find(W + "rPr")
        if self._document is not None:
            yield self._document.find(W + "rPr")


def _outline(level: str) -> int | None:
    return int(level) + 1 if level.isdigit() and int(level) < BODY_LEVEL else None
