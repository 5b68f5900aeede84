"""Reads web pages: the content without what surrounds it. Nothing that a page names is ever fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.lines import Line, Role, SourceDocument
from ingest.readers.html_blocks import BLOCKS, HEADING_LEVELS, Inline
from ingest.readers.html_folds import Folds
from ingest.readers.html_left_out import LeftOut
from ingest.readers.html_page import base_address, content_root, is_web_page, page_text, refuse_error_page
from ingest.readers.html_panels import open_panels
from ingest.readers.html_tables import is_layout, rows_of
from ingest.readers.html_walk import Event, events
from ingest.readers.rich_text import Run, rich_line, row_line, with_typed_lists
from knowledge.errors import EmptyDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from selectolax.lexbor import LexborNode

LISTS = frozenset({"ul", "ol"})
BLANK_LINE = re.compile(r"\n[ \t]*\n")


class HtmlReader:
    """Reads .html files. Menus and banners are left out; embedded pages, and other parts that hold prose, are told."""

    def accepts(self, head: bytes) -> bool:
        """See Reader."""
        return is_web_page(head)

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is too large, nested too deeply, or a login or error page.
            EmptyDocumentError: There are no words in it.
        """
        from selectolax.lexbor import LexborHTMLParser

        page = LexborHTMLParser(page_text(path))
        labels = open_panels(page)
        root = content_root(page)
        left_out = LeftOut()
        walk = _Walk(base_address(page), Folds(labels, root))
        if root is not None and page.body is not None:
            walk.over(events(root, left_out))
            left_out.note_outside(page.body, root)
        lines = with_typed_lists(walk.lines)
        title = page.css_first("title")
        named = [title.text() if title else "", next((line.text for line in lines if line.role is Role.HEADING), "")]
        refuse_error_page(path, " ".join(named).strip(), [word for line in lines for word in line.text.split()])
        if not lines:
            raise EmptyDocumentError(
                path.name,
                "The web page holds no text.",
                "If it shows text in a browser, print it to PDF there and ingest that.",
            )
        return SourceDocument(tuple(lines), (), left_out.warnings())


class _Walk:
    """Makes lines of the steps over a page.

    Args:
        base: The address that relative links start from.
        folds: The parts of the page that open and close.
    """

    def __init__(self, base: str | None, folds: Folds) -> None:
        self.lines: list[Line] = []
        self._base, self._folds = base, folds
        self._inline = Inline(base)
        self._open: list[str] = []
        """The lists, items, headings, preformatted texts and summaries of folds that the walk is in."""

    def over(self, steps: Iterable[Event]) -> None:
        """Takes all steps."""
        table: LexborNode | None = None
        for event in steps:
            if table is not None:  # its rows were read when the walk came to it
                if event.kind == "leave" and event.node.mem_id == table.mem_id:
                    table = None
            elif event.kind == "text":
                self._text(event.node.text_content or "")
            elif event.tag == "table" and event.kind == "enter" and not is_layout(event.node):
                self._flush()
                self._table(event.node)
                table = event.node
            elif event.kind == "enter":
                self._enter(event)
            else:
                self._leave(event)
        self._flush()

    def _enter(self, event: Event) -> None:
        if event.tag in BLOCKS or self._folds.is_fold(event.node):
            self._flush()
        if (label := self._folds.enter(event.node, len(self.lines))) is not None:
            self._append(label)
            self._folds.headed(self.lines)
        named = event.tag in LISTS or event.tag in HEADING_LEVELS or event.tag in {"li", "pre"}
        if named or self._folds.is_summary(event.node):
            self._open.append(event.tag)
        if event.tag == "br":
            self._break()
        self._inline.enter(event)

    def _leave(self, event: Event) -> None:
        if event.tag in BLOCKS or self._folds.is_fold(event.node):
            self._flush()
        if self._open and self._open[-1] == event.tag:
            self._open.pop()
        if self._folds.is_summary(event.node):
            self._folds.headed(self.lines)
        self._inline.leave(event.tag)
        self._folds.leave(event.node, self.lines)

    def _break(self) -> None:
        """Two line breaks part paragraphs on old pages."""
        if self._inline.runs and self._inline.runs[-1].text == "\n":
            self._flush()
        else:
            self._inline.runs.append(Run("\n"))

    def _text(self, text: str) -> None:
        if "pre" not in self._open:
            if text.strip() or not (self._inline.runs and self._inline.runs[-1].text == "\n"):
                self._inline.add(text)
            return
        first, *others = BLANK_LINE.split(text)
        self._inline.add(first)
        for paragraph in others:
            self._flush()
            self._inline.add(paragraph)

    def _flush(self) -> None:
        role, level = self._role()
        if line := rich_line(self._inline.take(), role, level):
            self._append(line)

    def _append(self, line: Line) -> None:
        self.lines.append(self._folds.placed(line))

    def _role(self) -> tuple[Role, int]:
        innermost = self._open[-1] if self._open else ""
        if innermost == "summary":
            return self._folds.summary_role()
        if innermost in HEADING_LEVELS:
            return Role.HEADING, self._folds.level_of(HEADING_LEVELS[innermost])
        depth = sum(tag in LISTS for tag in self._open)
        return (Role.LIST_ITEM, max(1, depth)) if innermost == "li" else (Role.PARAGRAPH, 0)

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None and (line := rich_line(self._words(caption), Role.PARAGRAPH)):
            self._append(line)
        first = True
        for row in rows_of(table):
            cells = [self._words(cell) if cell is not None else [] for cell in row.cells]
            if line := row_line(cells, header=row.is_header, first=first):
                self._append(line)
                first = False

    def _words(self, element: LexborNode) -> list[Run]:
        """All words of a cell."""
        inline = Inline(self._base)
        for event in events(element):
            if event.kind == "text":
                inline.add(event.node.text_content or "")
                continue
            if event.tag in BLOCKS or event.tag == "br":
                inline.add(" ")
            if event.kind == "enter":
                inline.enter(event)
            else:
                inline.leave(event.tag)
        return inline.take()
