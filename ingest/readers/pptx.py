"""Reads PowerPoint files slide by slide: titles, boxes in reading order, tables, links and speaker notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.lines import Line, Role, SourceDocument
from ingest.readers.ooxml import (
    CHART,
    DIAGRAM,
    DRAWING,
    RELATIONSHIPS,
    ZIP_MARK,
    Element,
    damage_told,
    diagram_texts,
    related,
    root_of,
)
from ingest.readers.pptx_shapes import RUNNING, TITLES, Layouts, P, Shape, reading_order, shapes_in
from ingest.readers.pptx_text import Links, box_lines, clicked, words_of
from ingest.readers.rich_text import Run, rich_line, row_line
from knowledge.errors import EmptyDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NOTES_LEVEL = 2
"""As the headings of boxes: notes belong to the slide, not to its last box."""
MOST_NAMED = 20
"""Slides that a warning names."""
LEFT_OUT = {
    "hidden": "Hidden in the slide show, but read: slide {}.",
    "picture": "Pictures are not read: slide {}.",
    "chart": "Charts are not read: slide {}.",
    "object": "Embedded files or objects are not read: slide {}.",
    "comment": "Comments are left out: slide {}.",
}


class PptxReader:
    """Reads .pptx, .pptm, .ppsx and .potx files; a slide is a page."""

    def accepts(self, head: bytes) -> bool:
        """See Reader. Every zip archive begins so: `ooxml.program_of` tells PowerPoint's."""
        return head.startswith(ZIP_MARK)

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is damaged.
            EmptyDocumentError: There are no words on the slides.
        """
        from pptx.exc import PythonPptxError
        from pptx.package import Package

        with damage_told(path, PythonPptxError):
            slides = _slide_parts(Package.open(str(path)).main_document_part)
            left_out: defaultdict[str, list[int]] = defaultdict(list)
            lines = [line for page, slide in enumerate(slides, 1) for line in _Slide(slide, page, left_out).lines()]
        warnings = tuple(_warnings(left_out))
        if not lines:
            raise EmptyDocumentError(
                path.name,
                " ".join(["The slides hold no text.", *warnings]),
                "If their text is in pictures, ingest the document that they were made from.",
            )
        return SourceDocument(tuple(lines), tuple(str(page) for page in range(1, len(slides) + 1)), warnings)


def _slide_parts(presentation: Any) -> list[Any]:  # noqa: ANN401
    """The parts of the slides in the order of the show."""
    ids = [entry.get(RELATIONSHIPS + "id") for entry in root_of(presentation).iter(P + "sldId")]
    return [presentation.rels[found].target_part for found in ids]


def _warnings(left_out: dict[str, list[int]]) -> Iterator[str]:
    for name, words in LEFT_OUT.items():
        if slides := sorted(set(left_out[name])):
            shown = ", ".join(map(str, slides[:MOST_NAMED])) + (" and more" if len(slides) > MOST_NAMED else "")
            yield words.format(shown)


class _Slide:
    """One slide, its page number, and where to note what is left out of it."""

    def __init__(self, part: Any, page: int, left_out: dict[str, list[int]]) -> None:  # noqa: ANN401
        self._part, self._page, self._left_out = part, page, left_out
        self._layouts = Layouts(part)

    def lines(self) -> list[Line]:
        """The title, the boxes in reading order, then the speaker notes."""
        root = root_of(self._part)
        if root.get("show") in {"0", "false"}:
            self._leave_out("hidden")
        if any(relationship.reltype.endswith("/comments") for relationship in self._part.rels.values()):
            self._leave_out("comment")
        shapes = [s for s in shapes_in(root.find(f"{P}cSld/{P}spTree"), self._layouts) if s.placeholder not in RUNNING]
        titles = [shape for shape in shapes if shape.placeholder in TITLES]
        boxes = [lines for s in reading_order([s for s in shapes if s not in titles]) if (lines := self._shape(s))]
        return self._under_title(titles, boxes) + self._notes()

    def _leave_out(self, name: str) -> None:
        self._left_out[name].append(self._page)

    def _under_title(self, titles: Sequence[Shape], boxes: Sequence[list[Line]]) -> list[Line]:
        """The boxes under a heading of their own: what stands on one slide is not under the title of another."""
        body = [replace(line, box=number) for number, lines in enumerate(boxes, 1) for line in lines]
        words = [run for title in titles for run in words_of(title.element.find(P + "txBody"), Links(self._part))]
        title = rich_line(words, Role.HEADING, 1, self._page)
        if title is None and body:
            title = rich_line([Run(f"Slide {self._page}")], Role.HEADING, 1, self._page)
        return [title, *body] if title else body

    def _shape(self, shape: Shape) -> list[Line]:
        element = shape.element
        if element.tag == P + "pic":
            self._leave_out("picture")
        elif element.tag == P + "graphicFrame":
            return list(self._frame(element))
        body = element.find(P + "txBody")
        if body is None:
            return []
        whole = clicked(element.find(f"{P}nvSpPr/{P}cNvPr"), self._part)
        return box_lines(body, self._layouts.text_styles(element), Links(self._part, whole), self._page)

    def _frame(self, frame: Element) -> Iterator[Line]:
        """The lines of a table or a SmartArt diagram."""
        table, diagram = frame.find(f".//{DRAWING}tbl"), frame.find(f".//{DIAGRAM}relIds")
        if table is not None:
            yield from self._table(table)
        elif diagram is not None:
            items = (
                rich_line([Run(text)], Role.LIST_ITEM, 1, self._page) for text in diagram_texts(self._part, diagram)
            )
            yield from (item for item in items if item)
        else:
            self._leave_out("chart" if frame.find(f".//{CHART}") is not None else "object")

    def _table(self, table: Element) -> Iterator[Line]:
        properties = table.find(DRAWING + "tblPr")
        says_header = properties is not None and properties.get("firstRow") in {"1", "true"}
        first = True
        for row in table.findall(DRAWING + "tr"):
            cells = [
                []
                if cell.get("hMerge") or cell.get("vMerge")
                else words_of(cell.find(DRAWING + "txBody"), Links(self._part))
                for cell in row.findall(DRAWING + "tc")
            ]
            if line := row_line(cells, header=says_header and first, first=first, page=self._page):
                yield line
                first = False

    def _notes(self) -> list[Line]:
        part = related(self._part, "notesSlide")
        if part is None:
            return []
        shapes = [s for s in root_of(part).iter(P + "sp") if Shape(s, 0, 0, 0, 0).placeholder not in RUNNING]
        bodies = [body for shape in shapes if (body := shape.find(P + "txBody")) is not None]
        lines = [line for body in bodies for line in box_lines(body, (), Links(part), self._page)]
        heading = rich_line([Run("Speaker notes")], Role.HEADING, NOTES_LEVEL, self._page)
        return [heading, *lines] if lines and heading else []
