"""The blocks of a pack as what stands on slides: groups of paragraphs, and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.export.characters import one_line
from app.packs.citing import NOT_STATED, plain, sample_words, short_source, source_line
from app.packs.document import Bullets, Findings, Form, Links, QuizAnswer, QuizQuestion, Table, Words
from app.packs.finding import PackFinding
from app.packs.slide_parts import BODY_HEIGHT, NORMAL, Cell, Grid, Group, Look, Numbering, Paragraph, Piece
from app.resources import is_safe_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.document import PackDocument, PackLink, SideBySide, Source

LONGEST_SOURCE: Final = 170
"""Characters: a longer source line is cut to number, date, sample and page; the notes have it whole."""
MOST_OF_A_SLIDE: Final = 0.7
TABLE_SIZES: Final = (20, 18, 16)
"""Points: the largest at which the whole table fits on a slide, else the last."""
FORM_SIZES: Final = (24, 20)
FORM_HEIGHT: Final = 300.0
FORM_ROWS: Final = (40.0, 88.0)
"""Points: of a form that fills a slide, and the lowest and highest of a line of it."""
TABLE_ROW: Final = 34.0
SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
NO_ADDRESS: Final = "no address"
SOURCE_COLUMNS: Final = ("No.", "Report", "Date", "Sample", "Pages")
SOURCE_WIDTHS: Final = (0.07, 0.43, 0.18, 0.16, 0.16)


def words(text: str, look: Look = Look.WORDS, *, bold: bool = False) -> Paragraph:
    """A paragraph of our own; the curly quotation marks are kept for quotes."""
    return Paragraph(look, (Piece(plain(text), bold),))


def text_groups(
    block: Words | Bullets | Findings | Links | QuizQuestion | QuizAnswer, document: PackDocument
) -> list[Group]:
    """The groups of a block that is text, in order."""
    if isinstance(block, Words):
        return [Group((words(part),)) for part in _parts(block.text)]
    if isinstance(block, Bullets):
        return list(_items(block))
    if isinstance(block, Findings):
        return [quoted(finding, document) for finding in block.findings]
    if isinstance(block, Links):
        return [_link(link) for link in block.links]
    return [_question(block, document) if isinstance(block, QuizQuestion) else _answer(block, document)]


def quoted(finding: PackFinding, document: PackDocument, *, short: bool = False) -> Group:
    """A finding and its source; `short` where there is little room."""
    source = source_line(finding, document)
    if short or len(source) > LONGEST_SOURCE:
        source = short_source(finding, document)
    quote = Paragraph(Look.QUOTE, (Piece(finding.words),))
    return Group((quote, words(source + also_said(finding), Look.SOURCE)), (finding,))


def also_said(finding: PackFinding) -> str:
    """How often the same is said elsewhere: `; said in 2 other passages too`; empty where it is not."""
    if not finding.also_in:
        return ""
    return f"; said in {finding.also_in} other passage{'s' if finding.also_in > 1 else ''} too"


def table_grid(table: Table, document: PackDocument) -> Grid:
    """A table of the document."""
    rows = tuple(tuple(_cell(cell, document) for cell in row) for row in table.rows)
    cited = tuple(tuple(cell for cell in row if isinstance(cell, PackFinding)) for row in table.rows)
    columns = tuple(plain(column) for column in table.columns)
    return Grid(plain(table.caption), columns, table.widths, rows, cited, TABLE_SIZES, TABLE_ROW)


def form_grid(form: Form) -> Grid:
    """Lines to fill in, each beside its label."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(((words(label, bold=True),), ()) for label in form.labels)
    lowest, highest = FORM_ROWS
    height = min(highest, max(lowest, FORM_HEIGHT / max(1, len(rows))))
    return Grid("Lines to fill in", (), (0.35, 0.65), rows, ((),) * len(rows), FORM_SIZES, height)


def sources_grid(sources: Sequence[Source]) -> Grid:
    """The table of sources."""
    rows = tuple(tuple((words(said),) for said in _source_row(source)) for source in sources)
    about = "The reports quoted, by number"
    return Grid(about, SOURCE_COLUMNS, SOURCE_WIDTHS, rows, ((),) * len(rows), TABLE_SIZES, TABLE_ROW)


def pair_sides(pair: SideBySide, document: PackDocument) -> tuple[Group, Group]:
    """The left and the right one of two findings that do not agree."""
    return quoted(pair.one, document, short=True), quoted(pair.other, document, short=True)


def pair_about(pair: SideBySide) -> str:
    """What two findings differ on, in a line."""
    return f"The audits do not say the same on this: {pair.about}"


def pair_stacked(pair: SideBySide, document: PackDocument) -> list[Group]:
    """Two findings that are too long to stand beside one another."""
    one, other = quoted(pair.one, document), quoted(pair.other, document)
    return [Group((words(pair_about(pair)),)), one, Group((words("The other audit on this:"),)), other]


def _source_row(source: Source) -> tuple[str, ...]:
    about = source.report.description
    mark = "fictional report" if source.report.fictional else ""
    report = "; ".join(filter(None, (about.title, about.partnership or "", mark)))
    pages = ", ".join(source.pages) or NOT_STATED
    return str(source.number), report, about.dates_in_words, sample_words(source.report), pages


def _parts(text: str) -> list[str]:
    """A paragraph of ours, in as many parts as it takes for each to leave room on a slide."""
    parts = [""]
    for sentence in SENTENCE_END.split(one_line(text)):
        longer = f"{parts[-1]} {sentence}".strip()
        whole = Group((words(text),)).height(NORMAL) <= BODY_HEIGHT
        if whole or not parts[-1] or Group((words(longer),)).height(NORMAL) <= BODY_HEIGHT * MOST_OF_A_SLIDE:
            parts[-1] = longer
        else:
            parts.append(sentence)
    return parts


def _items(bullets: Bullets) -> list[Group]:
    numbering: Numbering = "arabicPeriod" if bullets.numbered else ""
    return [
        Group((Paragraph(Look.ITEM, (Piece(plain(item)),), numbering, number),))
        for number, item in enumerate(bullets.items, 1)
    ]


def _link(link: PackLink) -> Group:
    shown = [words(link.title, Look.ITEM, bold=True)]
    if is_safe_link(link.url):
        shown.append(Paragraph(Look.SOURCE, (Piece(plain(link.url or ""), address=link.url),)))
    return Group((*shown, words(link.mark or NO_ADDRESS, Look.SOURCE)))


def _question(question: QuizQuestion, document: PackDocument) -> Group:
    stem = Group((words(f"{question.number}. {question.stem}", bold=True),))
    shown = stem.with_next(quoted(question.shown, document)) if question.shown else stem
    options = tuple(
        Paragraph(Look.ITEM, (Piece(plain(option)),), "alphaUcPeriod", number)
        for number, option in enumerate(question.options, 1)
    )
    return shown.with_next(Group(options, alone=True))


def _answer(answer: QuizAnswer, document: PackDocument) -> Group:
    said = Group((words(f"{answer.number}. {answer.answer}", bold=True),))
    return said.with_next(quoted(answer.finding, document))


def _cell(cell: str | PackFinding, document: PackDocument) -> Cell:
    if isinstance(cell, PackFinding):
        quote, source = quoted(cell, document, short=True).paragraphs
        return Paragraph(Look.WORDS, quote.pieces), source
    return (words(cell),) if cell.strip() else ()
