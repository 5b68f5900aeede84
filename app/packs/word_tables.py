"""The tables of a pack in Word: to keep track in, to compare in, to fill in, and that of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.export.characters import one_line
from app.export.word import add_bookmark, keep_whole, repeat_head, shade, start_table
from app.packs.citing import plain
from app.packs.wording import SOURCE_COLUMNS, about_quote, finding_source, source_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.shared import Length
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

    from app.packs.document import Form, SideBySide, Table
    from app.packs.finding import PackFinding
    from app.packs.word_pack import WordPack

SOURCE_SHARES = (0.06, 0.45, 0.2, 0.17, 0.12)
FORM_SHARES = (0.3, 0.7)
FORM_LINE_CM = 1.1
"""Room to write by hand."""
NARROW_CM = 7.0
"""A cell that is narrower shows sources in short."""


def add_table_block(pack: WordPack, table: Table) -> None:
    """A table to keep track in."""
    pack.add(plain(table.caption), "Caption")
    _add_table(pack, table.caption, table.columns, table.widths, table.rows)


def add_side_by_side(pack: WordPack, block: SideBySide) -> None:
    """Two findings that do not agree, each in a column."""
    about = f"Side by side: {plain(block.about)}"
    pack.add(about, "Caption")
    one_report = block.one.report.report_id == block.other.report.report_id
    columns = ("One finding", "Another finding") if one_report else ("One report says", "Another report says")
    _add_table(pack, about, columns, (0.5, 0.5), ((block.one, block.other),))


def add_form(pack: WordPack, form: Form) -> None:
    """Lines to fill in: what is asked on the left, room for it on the right."""
    if pack.ends_in_table:  # Word makes one table of two that touch
        pack.add("To fill in", "Caption")
    table = start_table(pack.word, 2, f"To fill in: {plain(', '.join(form.labels))}", "Pack Table")
    _set_looks(table, "firstColumn")
    _set_widths(pack, table, FORM_SHARES)
    for place, label in enumerate(form.labels):
        row = table.rows[0] if place == 0 else _added(table)
        _set_row(pack, row, FORM_SHARES)
        _write(row.cells[0], plain(label), "Form Label")
        shade(row.cells[0], pack.look.tint)
        row.cells[1].paragraphs[0].style = "Table Text"
        _give_room(row)


def add_source_table(pack: WordPack) -> None:
    """The reports that are quoted, by number; each number can be linked to."""
    about = "The audit reports that are quoted, by number"
    pack.add(about, "Caption")
    cells = [source_cells(source) for source in pack.document.sources]
    table = _add_table(pack, about, SOURCE_COLUMNS, SOURCE_SHARES, cells)
    for row, source in zip(table.rows[1:], pack.document.sources, strict=True):
        add_bookmark(row.cells[0].paragraphs[0], f"source_{source.number}", source.number)


def _add_table(
    pack: WordPack,
    about: str,
    columns: Sequence[str],
    shares: Sequence[float],
    rows: Sequence[Sequence[str | PackFinding]],
) -> WordTable:
    table = start_table(pack.word, len(columns), plain(about), "Pack Table")
    _set_looks(table, "firstRow")
    head = repeat_head(table)
    _set_row(pack, head, shares)
    for cell, name in zip(head.cells, columns, strict=True):
        _write(cell, plain(name), "Table Heading")
        shade(cell, pack.look.colour)
    for cells in rows:
        row = _added(table)
        _set_row(pack, row, shares)
        for cell, share, said in zip(row.cells, shares, cells, strict=True):
            _fill(pack, cell, said, share * pack.width_cm)
    _set_widths(pack, table, shares)
    return table


def _fill(pack: WordPack, cell: _Cell, said: str | PackFinding, width_cm: float) -> None:
    if isinstance(said, str):
        _write(cell, one_line(said), "Table Text")
        return
    _write(cell, said.words, "Table Text")
    source = finding_source(said, pack.document, in_table=width_cm < NARROW_CM)
    pack.fill_source(cell.add_paragraph(style="Table Source"), source, about_quote(said))


def _write(cell: _Cell, words: str, style: str) -> None:
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(words)


def _set_widths(pack: WordPack, table: WordTable, shares: Sequence[float]) -> None:
    for column, share in zip(table.columns, shares, strict=True):
        column.width = _cm(share * pack.width_cm)


def _set_row(pack: WordPack, row: _Row, shares: Sequence[float]) -> None:
    keep_whole(row)
    for cell, share in zip(row.cells, shares, strict=True):
        cell.width = _cm(share * pack.width_cm)


def _give_room(row: _Row) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE

    row.height, row.height_rule = _cm(FORM_LINE_CM), WD_ROW_HEIGHT_RULE.AT_LEAST


def _set_looks(table: WordTable, part: str) -> None:
    """Says which part of a table heads the others, and that no other does."""
    from docx.oxml.ns import qn

    looks = {"firstRow": "0020", "firstColumn": "0080"}
    for look in table._tbl.tblPr.xpath("w:tblLook"):
        for name in ("firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand"):
            look.set(qn(f"w:{name}"), "1" if name == part else "0")
        look.set(qn("w:val"), looks[part])


def _added(table: WordTable) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx has no type here
    return row


def _cm(width: float) -> Length:
    from docx.shared import Cm

    return Cm(width)
