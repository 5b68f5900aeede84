"""The parts of a web page that open and close, each a box with its label as the heading over it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.lines import Line, Role
from ingest.readers.html_blocks import HEADING_LEVELS
from ingest.readers.html_tables import HEADINGS
from ingest.readers.rich_text import Run, rich_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

DEEPEST = 9
"""Level of a heading: deeper are bold lines, which `ingest.sections` places under all that a file calls headings."""
LONGEST_LABEL = 14
"""Words: a longer summary is a text of its own."""


@dataclass(slots=True)
class _Fold:
    node: LexborNode
    first_line: int
    outside: int
    """The level of the heading that it stands under."""
    shift: int
    """By how much headings in it are lower than they say, so that they do not end its own."""
    is_headed: bool = False


class Folds:
    """The folds that a walk is in: `details` elements, and panels that a button opens.

    Args:
        labels: What the buttons say, by the memory address of the panel.
        root: The element that holds the content. Where it has no headings, labels are only bold: a lone declared
            heading would keep the wording of the others from being heard.
    """

    def __init__(self, labels: Mapping[int, str], root: LexborNode | None) -> None:
        self._labels = labels
        self._role = Role.HEADING if root is not None and root.css_first(HEADINGS) is not None else Role.PARAGRAPH
        self._open: list[_Fold] = []
        self._boxes = self._level = 0

    def is_fold(self, node: LexborNode) -> bool:
        """Whether an element opens and closes."""
        return node.tag == "details" or node.mem_id in self._labels

    def is_summary(self, node: LexborNode) -> bool:
        """Whether an element is the label of the innermost fold."""
        if node.tag != "summary" or not self._open or self._open[-1].is_headed:
            return False
        return node.parent is not None and node.parent.mem_id == self._open[-1].node.mem_id

    def enter(self, node: LexborNode, first_line: int) -> Line | None:
        """Takes note that an element begins; gives the line of its label where that stands elsewhere on the page."""
        if not self.is_fold(node):
            return None
        # Folds in one another share a box: what follows the outermost must not stand under any of their labels.
        self._boxes += not self._open
        self._open.append(_Fold(node, first_line, self._level, self._shift))
        label = self._labels.get(node.mem_id, "")
        return rich_line([Run(label, bold=True)], *self.summary_role()) if label else None

    def headed(self, lines: list[Line]) -> None:
        """Takes note that the last line is the label of the innermost fold: the headings in it are deeper."""
        fold = self._open[-1]
        fold.is_headed = True
        line = lines[-1] if len(lines) > fold.first_line else None
        levels = [HEADING_LEVELS[found.tag or ""] for found in fold.node.css(HEADINGS) if not _in_summary(found)]
        if line is not None and line.role is Role.HEADING and levels:
            fold.shift = max(fold.shift, line.level + 1 - min(levels))

    def leave(self, node: LexborNode, lines: list[Line]) -> None:
        """Takes note that an element ends. A label with nothing under it must not head what follows: it is an item."""
        if not self._open or self._open[-1].node.mem_id != node.mem_id:
            return
        fold = self._open.pop()
        self._level = fold.outside
        if len(lines) == fold.first_line + 1 and fold.is_headed:
            lines[-1] = replace(lines[-1], role=Role.LIST_ITEM, level=1, gap_before=False)

    def placed(self, line: Line) -> Line:
        """The line in its box."""
        if line.role is Role.HEADING and line.bold and len(line.text.split()) > LONGEST_LABEL and self._at_label:
            line = replace(line, role=Role.PARAGRAPH, level=0)
        if line.role is Role.HEADING:
            self._level = line.level
        return replace(line, box=self._boxes) if self._open else line

    def summary_role(self) -> tuple[Role, int]:
        """What the label of the innermost fold is, and its level: just under the heading that the fold stands under."""
        if self._role is Role.PARAGRAPH:
            return Role.PARAGRAPH, 0
        return Role.HEADING, min(self._open[-1].outside + 1, DEEPEST)

    def level_of(self, level: int) -> int:
        """The level of a heading in the innermost fold."""
        return min(level + self._shift, DEEPEST)

    @property
    def _shift(self) -> int:
        return self._open[-1].shift if self._open else 0

    @property
    def _at_label(self) -> bool:
        return bool(self._open) and not self._open[-1].is_headed


def _in_summary(heading: LexborNode) -> bool:
    return heading.parent is not None and heading.parent.tag == "summary"
