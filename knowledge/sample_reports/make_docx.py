"""Write the sample reports as Word documents: NN-name.txt beside this script becomes NN-name.docx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from knowledge.sample_reports.office_files import save
from knowledge.sample_reports.source import FOLDER, FONT, Block, Part, Sample, column_shares, parts, read_samples

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "bullet": "List Bullet", "paragraph": "Normal"}
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Mm(210), Mm(297), Mm(22)
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
LINK_BLUE = RGBColor(0x05, 0x63, 0xC1)


def make_document(sample: Sample) -> WordDocument:
    """Set one report in Word's own styles, with a running title and numbered pages."""
    document = Document()
    _set_up(document)
    _add_furniture(document, sample)
    document.add_paragraph(sample.title, "Title")
    *subtitle, notice = sample.front
    for line in subtitle:
        document.add_paragraph(line, "Subtitle")
    document.add_paragraph(notice)
    for block in sample.blocks:
        _add_block(document, block)
    return document


def _set_up(document: WordDocument) -> None:
    """A4 pages, British English, and the style of links, which the template lacks."""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()  # those of the theme come before a name
        fonts.set(qn("w:ascii"), FONT)
        fonts.set(qn("w:hAnsi"), FONT)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Title"].font.size = Pt(24)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK_BLUE, True


def _add_furniture(document: WordDocument, sample: Sample) -> None:
    """The title above each page; the partnership and the page number below it."""
    section = document.sections[0]
    section.header.paragraphs[0].text = sample.title
    footer = section.footer.paragraphs[0]
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{sample.partnership}\tPage ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word works out; 1 stands in it until then."""
    field = _element("w:fldSimple", instr=instruction)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _add_block(document: WordDocument, block: Block) -> None:
    if block.kind == "row":
        _add_table(document, block.rows)
        return
    for text in block.texts:
        paragraph = document.add_paragraph(style=STYLES[block.kind])
        for part in parts(text):
            _add_part(paragraph, part)


def _add_part(paragraph: Paragraph, part: Part) -> None:
    run = paragraph.add_run(part.text)
    if part.url:
        run.style = "Hyperlink"
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(part.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run._r)
        paragraph._p.append(link)


def _add_table(document: WordDocument, rows: list[list[str]]) -> None:
    """A ruled table whose first row is repeated on each page that it reaches."""
    table = document.add_table(len(rows), len(rows[0]), "Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, column_shares(rows), strict=True):
        column.width = int(TEXT_WIDTH * share)
        for cell in column.cells:
            cell.width = column.width
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def main(folder: Path = FOLDER) -> None:
    """Write every Word document beside its text."""
    for sample in read_samples(folder):
        save(make_document(sample), sample.title, sample.path.with_suffix(".docx"))


if __name__ == "__main__":
    main()
