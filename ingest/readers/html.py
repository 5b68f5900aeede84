"""Reads web pages: the content without what surrounds it. Nothing that a page names is ever fetched."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.lines import Line, Role, SourceDocument
from ingest.readers.html_page import (
    base_address,
    content_root,
    is_web_page,
    page_text,
    refuse_error_page,
    warnings_of,
)
from ingest.readers.html_tables import is_layout, rows_of
from ingest.readers.html_walk import Event, events
from ingest.readers.rich_text import Run, Target, rich_line, row_line, target_of, with_typed_lists
from knowledge.errors import EmptyDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from selectolax.lexbor import LexborNode

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol"})
BOLD = frozenset({"b", "strong", "dt", "summary", "th"})
BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(BLOCK_TAGS.split()) | frozenset(HEADINGS)
BLANK_LINE = re.compile(r"\n[ \t]*\n")


class HtmlReader:
    """Reads .html files. Menus, banners, forms and hidden parts are left out, embedded pages with a warning."""

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
        root = content_root(page)
        left_out: Counter[str] = Counter()
        walk = _Walk(base_address(page))
        if root is not None:
            walk.over(events(root, left_out))
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
        return SourceDocument(tuple(lines), (), warnings_of(left_out))


class _Inline:
    """Collects runs of words between the borders of blocks.

    Args:
        base: The address that relative links start from.
    """

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._bold = 0
        self._targets: list[Target | None] = []
        self.runs: list[Run] = []

    def enter(self, event: Event) -> None:
        """Takes note of a link or of bold letters that begin."""
        self._bold += event.tag in BOLD
        if event.tag == "a":
            attributes = event.node.attributes
            self._targets.append(target_of(attributes["href"], self._base) if "href" in attributes else None)

    def leave(self, tag: str) -> None:
        """Takes note of a link or of bold letters that end."""
        self._bold -= tag in BOLD
        if tag == "a":
            self._targets.pop()

    def add(self, text: str) -> None:
        """Takes words."""
        self.runs.append(Run(text, self._bold > 0, target=self._targets[-1] if self._targets else None))

    def take(self) -> list[Run]:
        """The runs collected so far; collecting begins anew."""
        runs, self.runs = self.runs, []
        return runs


class _Walk:
    """Makes lines of the steps over a page."""

    def __init__(self, base: str | None) -> None:
        self.lines: list[Line] = []
        self._base = base
        self._inline = _Inline(base)
        self._open: list[str] = []
        """The lists, items, headings and preformatted texts that the walk is in."""

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
        if event.tag in BLOCKS:
            self._flush()
        if event.tag in LISTS or event.tag in HEADINGS or event.tag in {"li", "pre"}:
            self._open.append(event.tag)
        if event.tag == "br":
            self._break()
        self._inline.enter(event)

    def _leave(self, event: Event) -> None:
        if event.tag in BLOCKS:
            self._flush()
        if self._open and self._open[-1] == event.tag:
            self._open.pop()
        self._inline.leave(event.tag)

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
            self.lines.append(line)

    def _role(self) -> tuple[Role, int]:
        innermost = self._open[-1] if self._open else ""
        if innermost in HEADINGS:
            return Role.HEADING, HEADINGS[innermost]
        depth = sum(tag in LISTS for tag in self._open)
        return (Role.LIST_ITEM, max(1, depth)) if innermost == "li" else (Role.PARAGRAPH, 0)

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None and (line := rich_line(self._words(caption), Role.PARAGRAPH)):
            self.lines.append(line)
        first = True
        for row in rows_of(table):
            cells = [self._words(cell) if cell is not None else [] for cell in row.cells]
            if line := row_line(cells, header=row.is_header, first=first):
                self.lines.append(line)
                first = False

    def _words(self, element: LexborNode) -> list[Run]:
        """All words of a cell."""
        inline = _Inline(self._base)
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
