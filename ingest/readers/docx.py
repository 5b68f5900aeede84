"""Reads Word files: headings, lists, tables, links, text boxes and notes, as the file itself names them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.lines import Line, Role, SourceDocument
from ingest.readers.docx_fields import FieldMarks
from ingest.readers.docx_styles import Styles, W
from ingest.readers.docx_tables import Row, is_layout, marks_first_row, rows_of
from ingest.readers.docx_text import ParagraphText, content, may_hold_text
from ingest.readers.ooxml import ZIP_MARK, Element, damage_told, related, root_of
from ingest.readers.rich_text import Run, is_bold, rich_line, row_line, with_typed_lists
from knowledge.errors import EmptyDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGER = 1.0
"""Points by which the heading over the notes stands out in a file where only looks tell headings."""
LONGEST_BOX_HEADING = 14
"""Words."""
LEFT_OUT = {
    "deletion": ("1 tracked deletion is left out.", "{} tracked deletions are left out."),
    "comment": ("1 comment is left out.", "{} comments are left out."),
    "hidden": ("1 run of hidden text is left out.", "{} runs of hidden text are left out."),
    "picture": ("1 picture is not read.", "{} pictures are not read."),
    "chart": ("1 chart is not read.", "{} charts are not read."),
    "object": ("1 embedded file or object is not read.", "{} embedded files or objects are not read."),
    "field": (
        "1 computed field has no end: what follows it is read as text.",
        "{} computed fields have no end: what follows them is read as text.",
    ),
    "inserted file": ("1 inserted file is not read.", "{} inserted files are not read."),
}


class DocxReader:
    """Reads .docx, .docm and .dotx files. Running headers and footers are not read; what else is left out is told."""

    def accepts(self, head: bytes) -> bool:
        """See Reader. Every zip archive begins so: `ooxml.program_of` tells Word's."""
        return head.startswith(ZIP_MARK)

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is damaged.
            EmptyDocumentError: There are no words in it.
        """
        from docx.exceptions import PythonDocxError
        from docx.package import Package

        with damage_told(path, PythonDocxError):
            document = _Document(Package.open(str(path)).main_document_part)
            lines = document.lines()
        warnings = tuple(document.warnings())
        if not lines:
            raise EmptyDocumentError(
                path.name,
                " ".join(["The document holds no text.", *warnings]),
                "If its text is in pictures, ingest the document that they were made from.",
            )
        return SourceDocument(tuple(lines), (), warnings)


class _Document:
    """A walk over one file.

    Args:
        part: Its main part.
    """

    def __init__(self, part: Any) -> None:  # noqa: ANN401
        self._main = part
        styles = related(part, "styles")
        self._styles = Styles(None if styles is None else root_of(styles))
        self._left_out: Counter[str] = Counter()
        self._field_marks = FieldMarks(root_of(part))
        self._boxes = 0

    def lines(self) -> list[Line]:
        """All lines in reading order, the notes last."""
        lines = with_typed_lists(list(self._blocks(root_of(self._main).find(W + "body"), self._text_of(self._main))))
        if not any(line.role is Role.HEADING for line in lines) and len({(line.size, line.bold) for line in lines}) < 2:
            lines = [replace(line, size=None) for line in lines]  # nothing stands out: wording must tell the headings
        notes = [*self._notes("footnote", lines), *self._notes("endnote", lines)]
        comments = related(self._main, "comments")
        if comments is not None:
            self._left_out["comment"] = len(list(root_of(comments).iter(W + "comment")))
        return [*lines, *notes]

    def warnings(self) -> Iterator[str]:
        """What was left out, in words."""
        for name, (one, several) in LEFT_OUT.items():
            if count := self._left_out[name]:
                yield one if count == 1 else several.format(count)

    def _text_of(self, part: Any) -> ParagraphText:  # noqa: ANN401
        marks = self._field_marks if part is self._main else FieldMarks(root_of(part))
        self._left_out["field"] += marks.without_end
        return ParagraphText(part, self._styles, self._left_out, marks)

    def _blocks(self, container: Element | None, text: ParagraphText) -> Iterator[Line]:
        for block in content(container):
            if block.tag == W + "p":
                yield from self._paragraph(block, text)
            elif block.tag == W + "tbl":
                yield from self._table(block, text)
            elif block.tag == W + "altChunk":
                self._left_out["inserted file"] += 1
            elif block.tag == W + "del":
                self._left_out["deletion"] += 1
            elif may_hold_text(block):
                yield from self._blocks(block, text)

    def _paragraph(self, paragraph: Element, text: ParagraphText) -> Iterator[Line]:
        properties = paragraph.find(W + "pPr")
        line = rich_line(text.runs(paragraph), *self._styles.role(properties))
        if line is not None and not self._styles.is_contents_entry(properties):
            yield line
        boxes, text.boxes = text.boxes, []
        diagrams, text.diagrams = text.diagrams, []
        for box in boxes:
            yield from self._boxed(box, text)
        for words in diagrams:
            if item := rich_line([Run(words)], Role.LIST_ITEM, 1):
                yield item

    def _boxed(self, box: Element, text: ParagraphText) -> Iterator[Line]:
        """The lines of a box; those of a box in it keep their own number."""
        self._boxes += 1
        number = self._boxes
        yield from (line if line.box else replace(line, box=number) for line in self._blocks(box, text))

    def _table(self, table: Element, text: ParagraphText) -> Iterator[Line]:
        rows = rows_of(table, self._left_out)
        if is_layout(rows, self._is_box):
            for cell in (cell for row in rows for cell in row.cells if cell is not None):
                yield from self._boxed(cell, text)
            return
        first = True
        for row in rows:
            cells = [self._cell(cell, text) for cell in row.cells]
            header = row.says_header or (first and self._looks_like_header(table, row, cells))
            if line := row_line(cells, header=header, first=first):
                yield line
                first = False

    def _looks_like_header(self, table: Element, row: Row, cells: list[list[Run]]) -> bool:
        styled = table.find(f"{W}tblPr/{W}tblStyle")
        in_style = styled is not None and self._styles.heads_first_row(styled.get(W + "val"))
        return marks_first_row(table) and (row.shaded or in_style or is_bold(run for cell in cells for run in cell))

    def _cell(self, container: Element | None, text: ParagraphText) -> list[Run]:
        """All words of a cell, with those of tables and text boxes in it."""
        runs: list[Run] = []
        for block in content(container):
            if block.tag == W + "p":
                runs += [*text.runs(block), Run(" ")]
                boxes, text.boxes = text.boxes, []
                diagrams, text.diagrams = text.diagrams, []
                for box in boxes:
                    runs += self._cell(box, text)
                runs += [Run(words + " ") for words in diagrams]
            elif block.tag != W + "del" and may_hold_text(block):
                runs += self._cell(block, text)
        return runs

    def _is_box(self, cell: Element) -> bool:
        """Whether a cell has a heading over its own text, as the boxes of a one-page briefing have."""
        text = ParagraphText(self._main, self._styles, Counter(), self._field_marks)
        paragraphs = [block for block in content(cell) if block.tag == W + "p"]
        lines = [rich_line(text.runs(p), *self._styles.role(p.find(W + "pPr"))) for p in paragraphs]
        found = [line for line in lines if line is not None]
        if len(found) <= 1 or len(found[0].text.split()) > LONGEST_BOX_HEADING:
            return False
        return found[0].role is Role.HEADING or (found[0].bold and not found[1].bold)

    def _notes(self, kind: str, above: list[Line]) -> Iterator[Line]:
        part = related(self._main, kind + "s")
        if part is None:
            return
        text = self._text_of(part)
        notes = [note for note in root_of(part).iter(W + kind) if note.get(W + "type") in {None, "normal"}]
        lines = [line for note in notes if (line := rich_line(self._cell(note, text), Role.LIST_ITEM, 1))]
        if lines:
            yield _notes_heading(f"{kind.capitalize()}s", above)
            yield from (replace(line, size=None, bold=False) for line in lines)


def _notes_heading(words: str, above: list[Line]) -> Line:
    """A heading over the notes, in the way in which the file itself shows headings: declared, or by its look."""
    if not above or any(line.role is Role.HEADING for line in above):
        return Line(words, gap_before=True, role=Role.HEADING, level=1)
    sizes = [line.size for line in above if line.size is not None]
    size = max(sizes) + LARGER if sizes else None
    return Line(words, gap_before=True, size=size, bold=True, role=Role.PARAGRAPH)
