"""Word files: every way in which they hold text, built here from python-docx and raw XML."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from fakes import SHARED

from ingest.lines import Role
from ingest.readers.docx import DocxReader
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import Link

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    }.items()
)


def element(xml):
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", xml))


class Word:
    """A Word file in the making: python-docx's, with raw XML where that has no word for a thing."""

    def __init__(self, path):
        self.docx = Document()
        self.path = path

    def xml(self, xml):
        self.docx.element.body.insert_element_before(element(xml), "w:sectPr")

    def relate(self, address):
        return self.docx.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def part(self, name, xml):
        part = Part(PackURI(f"/word/{name}.xml"), "application/xml", xml.encode(), self.docx.part.package)
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + name
        return self.docx.part.relate_to(part, kind)

    def read(self):
        self.docx.save(self.path)
        return DocxReader().read(self.path)


@pytest.fixture
def word(tmp_path):
    return Word(tmp_path / "report.docx")


def told(document):
    return [(line.role, line.level, line.text) for line in document.lines]


def texts(document):
    return [line.text for line in document.lines]


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_by_style(word):
    word.docx.add_heading("Neglect audit", 0)
    word.docx.add_heading("Findings", 1)
    word.docx.add_heading("Police", 3)
    word.docx.add_paragraph("Records were good.")
    assert told(word.read()) == [
        (Role.HEADING, 0, "Neglect audit"),
        (Role.HEADING, 1, "Findings"),
        (Role.HEADING, 3, "Police"),
        (Role.PARAGRAPH, 0, "Records were good."),
    ]


def test_a_heading_style_of_any_name_is_told_by_its_outline_level_or_by_what_it_is_based_on(word):
    styles = word.docx.styles.element
    styles.append(
        element(
            '<w:style w:type="paragraph" w:styleId="berschrift"><w:name w:val="Kapitel"/>'
            '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        )
    )
    styles.append(
        element(
            '<w:style w:type="paragraph" w:styleId="Council"><w:name w:val="Council"/>'
            '<w:basedOn w:val="Heading1"/></w:style>'
        )
    )
    word.xml(f'<w:p><w:pPr><w:pStyle w:val="berschrift"/></w:pPr>{run("Strengths")}</w:p>')
    word.xml(f'<w:p><w:pPr><w:pStyle w:val="Council"/></w:pPr>{run("Findings")}</w:p>')
    word.xml(f'<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>{run("Schools")}</w:p>')
    word.xml(f'<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/></w:pPr>{run("No heading")}</w:p>')
    levels = [(line.role, line.level) for line in word.read().lines]
    assert levels == [(Role.HEADING, 2), (Role.HEADING, 1), (Role.HEADING, 3), (Role.PARAGRAPH, 0)]


def test_styles_based_on_one_another_in_a_circle_do_no_harm(word):
    for one, other in (("A", "B"), ("B", "A")):
        word.docx.styles.element.append(
            element(
                f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/>'
                f'<w:basedOn w:val="{other}"/></w:style>'
            )
        )
    word.xml(f'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr>{run("Text.")}</w:p>')
    assert texts(word.read()) == ["Text."]


def test_list_items_have_their_depth(word):
    word.docx.add_paragraph("first", style="List Bullet")
    word.docx.add_paragraph("under it", style="List Bullet 2")
    numbered = "<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='{}'/></w:numPr>"
    word.xml(f"<w:p><w:pPr>{numbered.format(2, 5)}</w:pPr>{run('deep')}</w:p>")
    word.xml(f"<w:p><w:pPr>{numbered.format(0, 0)}</w:pPr>{run('Plain.')}</w:p>")
    word.docx.add_paragraph("• typed")
    assert [(line.text, line.level) for line in word.read().lines if line.role is Role.LIST_ITEM] == [
        ("first", 1),
        ("under it", 2),
        ("deep", 3),
        ("typed", 1),
    ]


def test_typed_numbers_make_a_list_where_there_are_several(word):
    for text in ("1. Introduction", "Text.", "1. Train staff", "2. Share records"):
        word.docx.add_paragraph(text)
    roles = [line.role for line in word.read().lines]
    assert roles == [Role.PARAGRAPH, Role.PARAGRAPH, Role.LIST_ITEM, Role.LIST_ITEM]


def test_text_boxes_are_read_once(word):
    box = f"<w:txbxContent><w:p>{run('In the box')}</w:p></w:txbxContent>"
    word.xml(
        f"<w:p>{run('Before')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(word.read()) == ["Before", "In the box"]


def test_content_controls_and_tracked_insertions_are_read_and_deletions_told(word):
    word.xml(f"<w:sdt><w:sdtContent><w:p>{run('In a control')}</w:p></w:sdtContent></w:sdt>")
    word.xml(
        f"<w:p>{run('Kept ')}<w:ins>{run('added ')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:sdt><w:sdtContent>{run('inside')}</w:sdtContent></w:sdt></w:p>"
    )
    document = word.read()
    assert texts(document) == ["In a control", "Kept added inside"]
    assert document.warnings == ("1 tracked deletion is left out.",)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("mailto:hub@example.org", "mailto:hub@example.org"),
        ("file:///C:/Users/jane.doe/dash.docx", None),
        ("javascript:alert(1)", None),
        ("../dash.docx", None),
        ("#", None),
    ],
)
def test_links_by_relationship(word, address, url):
    word.xml(
        f"<w:p>{run('See ')}<w:hyperlink r:id='{word.relate(address)}'>{run('the ')}{run('tool')}</w:hyperlink></w:p>"
    )
    (line,) = word.read().lines
    assert (line.text, line.links) == ("See the tool", (Link("the tool", url),))


def field(code, result):
    mark = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    code = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return mark.format("begin") + code + mark.format("separate") + run(result) + mark.format("end")


def test_links_by_field_code(word):
    word.xml(f"<w:p>{run('See ')}{field(' HYPERLINK &quot;https://example.org/b&quot; ', 'here')}</w:p>")
    word.xml(
        f"<w:p><w:fldSimple w:instr='HYPERLINK &quot;https://example.org/c&quot;'>{run('there')}</w:fldSimple></w:p>"
    )
    lines = word.read().lines
    assert [line.text for line in lines] == ["See here", "there"]
    assert [link.url for line in lines for link in line.links] == ["https://example.org/b", "https://example.org/c"]


BEGIN, SEPARATE, END = (f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end"))


@pytest.mark.parametrize("mark", [BEGIN, BEGIN + "<w:r><w:instrText>PAGE</w:instrText></w:r>", BEGIN * 2 + END])
def test_a_field_without_an_end_swallows_nothing(word, mark):
    word.xml(f"<w:p>{run('Before ')}{mark}{run('after')}</w:p>")
    table(word, [["Police", "Good."]])
    word.xml(f"<w:p>{run('See ')}{field(' HYPERLINK &quot;https://example.org/b&quot; ', 'here')}</w:p>")
    document = word.read()
    assert texts(document) == ["Before after", "Police\tGood.", "See here"]
    assert document.warnings == ("1 computed field has no end: what follows it is read as text.",)


def test_a_field_does_not_end_in_another_cell_or_box(word):
    word.xml(f"<w:p>{run('Before ')}{BEGIN}{run('after')}</w:p>")
    cell = f"<w:tc><w:p>{run('Police')}{SEPARATE}{END}</w:p></w:tc>"
    word.xml(f"<w:tbl><w:tr>{cell}<w:tc><w:p>{run('Good.')}</w:p></w:tc></w:tr></w:tbl>")
    assert texts(word.read()) == ["Before after", "Police\tGood."]


def test_a_field_over_several_paragraphs_is_whole(word):
    code = "<w:r><w:instrText>TOC</w:instrText></w:r>"
    word.xml(f"<w:p>{BEGIN}{code}{run('never shown')}{SEPARATE}{run('One')}</w:p>")
    word.xml(f"<w:p>{run('Two')}{END}{run(' Text.')}</w:p>")
    document = word.read()
    assert (texts(document), document.warnings) == (["One", "Two Text."], ())


def test_a_field_ends_at_a_hidden_mark_too(word):
    hidden_end = END.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    word.xml(f"<w:p>{BEGIN}{run('never shown')}{hidden_end}{run('Text.')}</w:p>")
    assert texts(word.read()) == ["Text."]


def test_a_deleted_field_is_no_open_one(word):
    word.xml(f"<w:p><w:del>{BEGIN}</w:del><w:del>{SEPARATE}{END}</w:del>{run('Text.')}</w:p>")
    document = word.read()
    assert (texts(document), document.warnings) == (["Text."], ("2 tracked deletions are left out.",))


@pytest.mark.parametrize(
    "paragraph",
    [
        f"<w:p>{run('Not')}<w:new><w:newer>{run(' invited')}</w:newer></w:new></w:p>",
        f"<w:p>{run('Not')}<w:new><w:t> invited</w:t></w:new></w:p>",
        "<w:p><w:r><w:t>Not</w:t><w:new><w:t> invited</w:t></w:new></w:r></w:p>",
        f"<w:new><w:p>{run('Not invited')}</w:p></w:new>",
    ],
    ids=["around runs", "around letters", "in a run", "around a paragraph"],
)
def test_words_in_elements_that_are_not_known_are_kept(word, paragraph):
    word.xml(paragraph)
    table(word, [["Police", ""]]).cell(0, 1)._tc.append(element(paragraph))
    assert texts(word.read()) == ["Not invited", "Police\tNot invited"]


def test_what_is_moved_away_or_only_describes_is_no_text(word):
    word.xml(
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:moveFrom>{run('Moved. ')}</w:moveFrom>"
        f"<w:r><w:ruby><w:rt>{run('reading')}</w:rt><w:rubyBase>{run('Text.')}</w:rubyBase></w:ruby></w:r></w:p>"
    )
    document = word.read()
    assert (texts(document), document.warnings) == (["Text."], ())


def test_links_inside_the_document_are_none(word):
    word.xml(f"<w:p><w:hyperlink w:anchor='_Toc1'>{run('Findings')}</w:hyperlink></w:p>")
    to_bookmark = field("HYPERLINK \\l &quot;_Toc1&quot;", "above")
    word.xml(f"<w:p>{to_bookmark}</w:p>")
    assert [line.links for line in word.read().lines] == [(), ()]


def test_breaks_and_tabs_in_a_paragraph_are_spaces(word):
    word.xml("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>")
    assert texts(word.read()) == ["one two three"]


def test_wholly_bold_paragraphs_are_bold(word):
    word.docx.add_paragraph().add_run("Good practice:").bold = True
    word.docx.add_paragraph("Some").add_run(" bold").bold = True
    assert [line.bold for line in word.read().lines] == [True, False]


def test_sizes_are_given_only_where_something_stands_out(word):
    word.docx.styles["Normal"].font.size = 140_000
    word.docx.add_paragraph("Findings")
    word.docx.add_paragraph("All was well.")
    assert {line.size for line in word.read().lines} == {None}
    word.docx.paragraphs[0].runs[0].font.size = 203_200
    assert [line.size for line in word.read().lines] == [16.0, 11.0]


def table(word, rows):
    made = word.docx.add_table(len(rows), len(rows[0]))
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return made


def test_a_table_with_a_declared_header(word):
    made = table(word, [["Agency", "Finding"], ["Police", "Two\nlines"], ["", ""], ["School", "One"]])
    made.rows[0]._tr.get_or_add_trPr().append(element("<w:tblHeader/>"))
    lines = word.read().lines
    assert [(line.role, line.gap_before, line.text) for line in lines] == [
        (Role.TABLE_HEADER, True, "Agency\tFinding"),
        (Role.TABLE_ROW, False, "Police\tTwo lines"),
        (Role.TABLE_ROW, False, "School\tOne"),
    ]


@pytest.mark.parametrize("bold", [True, False])
def test_a_first_row_is_a_header_where_it_looks_like_one(word, bold):
    made = table(word, [["Agency", "Finding"], ["Police", "Good."]])
    for cell in made.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = bold
    assert word.read().lines[0].role is (Role.TABLE_HEADER if bold else Role.TABLE_ROW)


def test_merged_cells_hold_their_words_once(word):
    made = table(word, [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(1, 2).merge(made.cell(2, 2))
    assert texts(word.read()) == ["a b\t\tc", "d\te\tf i", "g\th\t"]


def test_a_nested_table_is_not_lost(word):
    made = table(word, [["Agency", "Finding"], ["Police", "See:"]])
    inner = made.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Yes", "5"
    assert texts(word.read())[-1] == "Police\tSee: Yes 5"


def test_a_table_of_boxes_is_read_box_by_box(word):
    made = table(word, [["", ""]])
    for cell, (heading, item) in zip(
        made.rows[0].cells, [("Strengths", "Joint visits"), ("Worries", "Delay")], strict=True
    ):
        cell.paragraphs[0].add_run(heading).bold = True
        cell.add_paragraph(item, style="List Bullet")
    assert [(line.role, line.text) for line in word.read().lines] == [
        (Role.PARAGRAPH, "Strengths"),
        (Role.LIST_ITEM, "Joint visits"),
        (Role.PARAGRAPH, "Worries"),
        (Role.LIST_ITEM, "Delay"),
    ]


def notes(kind, *words):
    made = "".join(f"<w:{kind} w:id='{i}'><w:p>{run(text)}</w:p></w:{kind}>" for i, text in enumerate(words))
    line = f"<w:{kind} w:type='separator' w:id='-1'><w:p>{run('never shown')}</w:p></w:{kind}>"
    return f"<w:{kind}s {NAMESPACES}>{line}{made}</w:{kind}s>"


def test_notes_stand_at_the_end_under_a_heading(word):
    word.docx.add_heading("Findings", 1)
    word.docx.add_paragraph("Text.")
    word.part("footnotes", notes("footnote", "The first note.", "The second."))
    word.part("endnotes", notes("endnote", "The last."))
    assert told(word.read())[2:] == [
        (Role.HEADING, 1, "Footnotes"),
        (Role.LIST_ITEM, 1, "The first note."),
        (Role.LIST_ITEM, 1, "The second."),
        (Role.HEADING, 1, "Endnotes"),
        (Role.LIST_ITEM, 1, "The last."),
    ]


def test_the_heading_over_notes_does_not_become_the_only_declared_one(word):
    word.docx.add_paragraph().add_run("Findings").bold = True
    word.docx.add_paragraph("Text.")
    word.part("footnotes", notes("footnote", "A note."))
    lines = word.read().lines
    assert not any(line.role is Role.HEADING for line in lines)
    assert (lines[2].text, lines[2].bold) == ("Footnotes", True)


def test_what_is_left_out_is_told(word):
    word.docx.add_paragraph("Text.")
    word.xml("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r><w:r><w:drawing><c:chart/></w:drawing></w:r></w:p>")
    word.xml("<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r></w:p>")
    word.xml("<w:altChunk/>")
    word.xml("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>")
    word.part("comments", f"<w:comments {NAMESPACES}><w:comment/><w:comment/></w:comments>")
    document = word.read()
    assert texts(document) == ["Text."]
    assert set(document.warnings) == {
        "2 comments are left out.",
        "1 run of hidden text is left out.",
        "1 picture is not read.",
        "1 chart is not read.",
        "1 embedded file or object is not read.",
        "1 inserted file is not read.",
    }


def test_smart_art_is_read(word):
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("Ask", "Act")
    )
    related = word.part("diagramData", f"<dgm:dataModel {NAMESPACES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>")
    word.xml(f"<w:p><w:r><w:drawing><dgm:relIds r:dm='{related}'/></w:drawing></w:r></w:p>")
    assert told(word.read()) == [(Role.LIST_ITEM, 1, "Ask"), (Role.LIST_ITEM, 1, "Act")]


def test_running_headers_and_tables_of_contents_are_not_content(word):
    word.docx.sections[0].header.paragraphs[0].text = "OFFICIAL"
    word.docx.styles.add_style("toc 1", 1)
    word.docx.add_paragraph("Findings\t3", style="toc 1")
    word.docx.add_paragraph("Text.")
    assert texts(word.read()) == ["Text."]


def test_a_document_without_words_is_empty(word):
    word.xml("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>")
    with pytest.raises(EmptyDocumentError, match="1 picture"):
        word.read()


@pytest.mark.parametrize(
    "body",
    ["<w:document", f"<w:document {NAMESPACES}>" + "<w:p>" * 100_000, "not XML"],
    ids=["cut", "deep", "no XML"],
)
def test_a_damaged_document_is_refused(word, tmp_path, body):
    word.docx.save(word.path)
    path = tmp_path / "damaged.docx"
    with zipfile.ZipFile(word.path) as source, zipfile.ZipFile(path, "w") as copy:
        for entry in source.infolist():
            copy.writestr(entry, body if entry.filename == "word/document.xml" else source.read(entry))
    with pytest.raises(UnreadableFileError, match="damaged"):
        DocxReader().read(path)


def test_a_template_or_a_file_with_macros_is_read_too(word, tmp_path):
    word.docx.add_paragraph("Text.")
    word.docx.save(word.path)
    path = tmp_path / "report.docm"
    with zipfile.ZipFile(word.path) as source, zipfile.ZipFile(path, "w") as copy:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                    b"vnd.ms-word.document.macroEnabled.main",
                )
            copy.writestr(entry, content)
    assert texts(DocxReader().read(path)) == ["Text."]


@pytest.mark.real_reports
def test_the_sample_report_is_read_whole():
    samples = SHARED / "samples"
    truth = json.loads((samples / "report.gt.json").read_text("utf-8"))
    lines = DocxReader().read(samples / "report.docx").lines
    assert [[line.text, line.level] for line in lines if line.role is Role.HEADING] == truth["headings"]
    items = [[line.text, line.level] for line in lines if line.role is Role.LIST_ITEM]
    assert [item for item in truth["bullets"] if item not in items] == []
    assert {(link.anchor, link.url) for line in lines for link in line.links} == set(map(tuple, truth["links"]))
    rows = [line.text.split("\t") for line in lines if line.role in {Role.TABLE_HEADER, Role.TABLE_ROW}]
    assert [row for expected in truth["tables"] for row in expected if row not in rows] == []
    bold = [line.text for line in lines if line.role is Role.PARAGRAPH and line.bold]
    assert bold == truth["fake_headings"]
