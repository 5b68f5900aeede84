"""The words inside Word paragraphs: runs with look and link, the text boxes found on the way, and what is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.docx_styles import Styles, W, is_on
from ingest.readers.ooxml import (
    CHART,
    DIAGRAM,
    MATHS,
    RELATIONSHIPS,
    Element,
    children,
    diagram_texts,
    external_target,
)
from ingest.readers.rich_text import Run, Target, target_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from ingest.readers.docx_fields import FieldMarks

PICTURES = {"{http://schemas.openxmlformats.org/drawingml/2006/picture}pic", "{urn:schemas-microsoft-com:vml}imagedata"}
HYPERLINK_CODE = re.compile(r'^\s*HYPERLINK\s+(?:(\\l)\s+)?"([^"]*)"', re.IGNORECASE)
WRAPPERS = {
    W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "dir", "bdo", "ruby")
} | {W + "rubyBase"}
"""Elements around content that change nothing about it; of tracked changes, those that add."""
NOT_TEXT = {W + tag for tag in ("moveFrom", "rt")}
"""Elements whose words are no content where they stand: moved away, or how a word is pronounced."""
PROPERTIES = "Pr"
"""How the names of elements end that only describe others."""
MARKS = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}
SYMBOLS = {"FC": "✓", "FE": "☑", "FB": "✗", "FD": "☒", "A8": "☐", "B7": "•"}
"""Characters of the Wingdings fonts that carry meaning in tables."""


@dataclass(slots=True)
class Field:
    """A computed field: its code, and whether the walk has come to its result."""

    code: str = ""
    has_result: bool = False


def content(element: Element | None) -> Iterator[Element]:
    """The children that count as its content, out of content controls and tracked insertions."""
    for child in children(element) if element is not None else ():
        if child.tag in WRAPPERS:
            yield from content(child)
        else:
            yield child


def may_hold_text(element: Element) -> bool:
    """Whether there may be content in an element that is none of those known to hold some."""
    return element.tag not in NOT_TEXT and not element.tag.endswith(PROPERTIES)


class ParagraphText:
    """Reads the paragraphs of one part in order: a field can begin in one of them and end in another.

    Args:
        part: The part whose relationships the links stand in.
        styles: Those of the file.
        left_out: Counts what is not read, over all parts.
        field_marks: The marks of that part that make whole fields; others are passed over.
    """

    def __init__(
        self,
        part: Any,  # noqa: ANN401
        styles: Styles,
        left_out: Counter[str],
        field_marks: FieldMarks,
    ) -> None:
        self._part, self._styles, self._left_out, self._marks = part, styles, left_out, field_marks
        self._fields: list[Field] = []
        self.boxes: list[Element] = []
        """Text boxes (`w:txbxContent`) met and not yet taken."""
        self.diagrams: list[str] = []
        """Texts of SmartArt diagrams met and not yet taken."""

    def runs(self, paragraph: Element) -> list[Run]:
        """The words of a `w:p`."""
        return list(self._inline(paragraph, paragraph.find(W + "pPr"), None))

    def _inline(self, element: Element, properties: Element | None, target: Target | None) -> Iterator[Run]:
        for child in content(element):
            if child.tag == W + "r":
                yield from self._run(child, properties, target)
            elif child.tag == W + "hyperlink":
                yield from self._inline(child, properties, self._hyperlink(child))
            elif child.tag == W + "fldSimple":
                yield from self._inline(child, properties, _field_target(child.get(W + "instr", "")) or target)
            elif child.tag == W + "del":
                self._left_out["deletion"] += 1
            elif child.tag.startswith(MATHS):
                yield Run("".join(text.text or "" for text in child.iter(MATHS + "t")))
            elif child.tag == W + "t" and self._is_in_result():
                yield Run(child.text or "")
            elif may_hold_text(child):
                yield from self._inline(child, properties, target)

    def _hyperlink(self, element: Element) -> Target | None:
        relationship = element.get(RELATIONSHIPS + "id")
        if relationship is None and element.get(W + "anchor"):
            return None  # to a bookmark of the same document
        return target_of(external_target(self._part, relationship))

    def _run(self, run: Element, properties: Element | None, target: Target | None) -> Iterator[Run]:
        look = run.find(W + "rPr")
        if is_on(look, "vanish"):
            self._left_out["hidden"] += 1
            for mark in run.iter(W + "fldChar"):
                self._field_mark(mark)
            return
        yield from self._in_run(run, properties, look, target)

    def _in_run(
        self, element: Element, properties: Element | None, look: Element | None, target: Target | None
    ) -> Iterator[Run]:
        for child in content(element):
            name = child.tag.removeprefix(W)
            if name == "fldChar":
                self._field_mark(child)
            elif name == "instrText" and self._fields:
                self._fields[-1].code += child.text or ""
            elif name in {"drawing", "pict", "object"}:
                self._graphic(child)
            elif name == "r":  # the base of a ruby
                yield from self._run(child, properties, target)
            elif name != "t" and len(child) and may_hold_text(child):
                yield from self._in_run(child, properties, look, target)
            elif self._is_in_result():
                bold, size = self._styles.bold(properties, look), self._styles.size(properties, look)
                yield Run(_letters(child, name), bold, size, target or self._link_of_field())

    def _field_mark(self, mark: Element) -> None:
        kind = mark.get(W + "fldCharType") if mark in self._marks.whole else None
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_in_result(self) -> bool:
        """Whether words here are shown: outside fields, or in the results of all that the walk is in."""
        return all(entry.has_result for entry in self._fields)

    def _link_of_field(self) -> Target | None:
        targets = (_field_target(entry.code) for entry in reversed(self._fields))
        return next((target for target in targets if target is not None), None)

    def _graphic(self, element: Element) -> None:
        """Notes the text boxes and diagrams in a drawing and counts what has no text."""
        is_object = element.tag == W + "object"
        self._left_out["object"] += is_object
        for child in children(element):
            if child.tag == W + "txbxContent":
                self.boxes.append(child)
            elif child.tag == DIAGRAM + "relIds":
                self.diagrams += diagram_texts(self._part, child)
            else:
                self._left_out["chart"] += child.tag == CHART
                self._left_out["picture"] += child.tag in PICTURES and not is_object
                if not is_object:
                    self._graphic(child)


def _letters(element: Element, name: str) -> str:
    if name == "t":
        return element.text or ""
    if name == "sym":
        return SYMBOLS.get(element.get(W + "char", "")[-2:].upper(), "")
    return MARKS.get(name, "")


def _field_target(code: str) -> Target | None:
    found = HYPERLINK_CODE.match(code)
    return None if found is None or found[1] else target_of(found[2])
