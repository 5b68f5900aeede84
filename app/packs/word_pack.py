"""A pack while it is written to a Word file: its blocks one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from app.export.characters import one_line
from app.export.word import add_inner_link, add_web_link
from app.packs.citing import plain
from app.packs.document import (
    Bullets,
    Findings,
    Form,
    Links,
    QuizAnswer,
    QuizQuestion,
    SideBySide,
    Table,
    Words,
)
from app.packs.word_lists import put_in_list, start_list
from app.packs.word_page import text_width_cm
from app.packs.word_tables import add_form, add_side_by_side, add_table_block
from app.packs.wording import about_quote, finding_source
from app.resources import is_safe_link

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from app.packs.document import Block, PackDocument, PackLink
    from app.packs.finding import PackFinding
    from app.packs.word_lists import ListKind
    from app.packs.word_look import Look

CLOSE = ("Normal", "List Bullet", "List Number")
"""Styles that leave no space above."""
BELOW_TABLE = 8
"""Points."""


class WordPack:
    """A pack that is being written.

    Args:
        word: Gets what is added at its end; it has the styles of `word_look` and the pages of `word_page`.
        document: The pack.
        look: How it looks.
    """

    def __init__(self, word: Document, document: PackDocument, look: Look) -> None:
        self.word, self.document, self.look = word, document, look
        self.width_cm = text_width_cm(word)

    @property
    def ends_in_table(self) -> bool:
        """Whether the last thing written is a table."""
        return str(self.word.element.body[-2].tag).endswith("}tbl") if len(self.word.element.body) > 1 else False

    def add(self, text: str, style: str = "Normal") -> Paragraph:
        """Adds a paragraph: text that is `readable`, and the name of its style."""
        from docx.shared import Pt

        below_table = self.ends_in_table and style in CLOSE
        paragraph = self.word.add_paragraph(text, style)
        if below_table:
            paragraph.paragraph_format.space_before = Pt(BELOW_TABLE)
        return paragraph

    def add_block(self, block: Block) -> None:
        """Adds a block of any kind."""
        match block:
            case Words(text):
                self.add(one_line(text))
            case Bullets(items, numbered):
                self.add_list(items, "number" if numbered else "bullet")
            case Findings(findings):
                self._add_findings(findings)
            case SideBySide():
                add_side_by_side(self, block)
            case Table():
                add_table_block(self, block)
            case Form():
                add_form(self, block)
            case Links(links):
                self._add_links(links)
            case QuizQuestion():
                self._add_question(block)
            case QuizAnswer(number, answer, finding):
                self.add(f"Answer {number}: {one_line(answer)}", "Heading 2")
                self.add_finding(finding)
            case _:
                assert_never(block)

    def add_list(self, items: tuple[str, ...], kind: ListKind) -> None:
        """Adds a list that begins with its first number."""
        list_id = None if kind == "bullet" else start_list(self.word, kind)
        for item in items:
            paragraph = self.add(one_line(item), "List Bullet" if list_id is None else "List Number")
            if list_id is not None:
                put_in_list(paragraph, list_id)

    def add_finding(self, finding: PackFinding) -> None:
        """Adds the quote of a finding, and its source right under it."""
        self.add(finding.words, "Quote")
        self.fill_source(self.add("", "Source Line"), finding_source(finding, self.document), about_quote(finding))

    def fill_source(self, paragraph: Paragraph, source: str, about: str, style: str | None = None) -> None:
        """Writes a source into a paragraph; its number leads to the list of sources."""
        number, rest = source.split("]", maxsplit=1)
        add_inner_link(paragraph, f"{number}]", f"source_{number.removeprefix('[')}")
        paragraph.add_run(". ".join(filter(None, (rest.rstrip("."), about))), style)

    def _add_findings(self, findings: tuple[PackFinding, ...]) -> None:
        for finding in findings:
            if not self.look.compact:
                self.add_finding(finding)
                continue
            paragraph = self.add(f"{finding.words} ", "List Bullet")
            self.fill_source(paragraph, finding_source(finding, self.document), "", "Short Source")

    def _add_links(self, links: tuple[PackLink, ...]) -> None:
        for link in links:
            paragraph = self.add("", "List Bullet")
            paragraph.add_run(plain(link.title)).bold = True
            paragraph.add_run(": " if is_safe_link(link.url) else " ")
            if add_web_link(paragraph, link.url):
                paragraph.add_run(" ")
            paragraph.add_run(f"({plain(link.mark)})")

    def _add_question(self, question: QuizQuestion) -> None:
        self.add(f"Question {question.number}", "Heading 2")
        self.add(one_line(question.stem)).paragraph_format.keep_with_next = True
        if question.shown:
            self.add_finding(question.shown)
        self.add_list(question.options, "letter")
