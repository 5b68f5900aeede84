"""The Word file of a pack: blocks as Word knows them, quotes to the letter, nothing active, briefings on one page."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC
from itertools import pairwise

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_documents import MADE_AT, OTHER, REPORT, blanked, every_block, finding, table_row
from PIL import Image
from pypdfium2 import PdfDocument

from app.packs.document import (
    Brand,
    Bullets,
    Findings,
    Form,
    Links,
    PackKind,
    PackLink,
    QuizAnswer,
    QuizQuestion,
    Section,
    SideBySide,
    Source,
    Table,
    Words,
)
from app.packs.word_file import pack_docx
from ingest.lines import clean
from ingest.readers.docx import DocxReader
from knowledge.errors import ConfigError

HOSTILE = [
    "a\x00b \ud800 \x0c",
    "\u202eevil\u2066 العربية نص",
    "👩‍👧 é\u0301 𝔸 \u2011 \xad",
    '=cmd|" /C calc"!A0 <w:p/> { DDEAUTO c:\\x } &amp; ]]>',
    "said “inner” and „low”",
    "x" * 400,
]


def opened(pack):
    return docx.Document(io.BytesIO(pack_docx(pack)))


def of(*blocks, **fields):
    """A pack of one section with these blocks, as it stands in Word."""
    return opened(every_block(sections=(Section("Part", blocks),), **fields))


def told(document, *styles):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name in styles]


def part(pack, name):
    return zipfile.ZipFile(io.BytesIO(pack_docx(pack))).read(name).decode("utf-8")


def lines_read(pack, folder):
    """The file's words as ingest reads them."""
    path = folder / "pack.docx"
    path.write_bytes(pack_docx(pack))
    return [line.text for line in DocxReader().read(path).lines]


def segments(lines):
    return re.findall("“[^“”]*”", "\n".join(lines))


def picture():
    file = io.BytesIO()
    Image.new("RGB", (600, 200), "navy").save(file, "PNG")
    return file.getvalue()


def briefing(findings=18, words=14, **fields):
    """A briefing whose seven parts quote so many findings of so many words."""
    said = [finding(" ".join(["records"] * words) + ".", start=300 * n) for n in range(findings)]
    parts = [
        Section(f"{n}. A part of it", (Findings(tuple(said[n - 1 :: 6])), Bullets(("Ask it.",)))) for n in range(1, 7)
    ]
    sections = (*parts, Section("7. Find out more", (Words("Ask your lead."),)))
    return every_block(kind=PackKind.BRIEFING, sections=sections, **fields)


def test_every_quote_reads_back_whole_and_nothing_else_is_in_quotation_marks(tmp_path):
    found = segments(lines_read(every_block(), tmp_path))
    assert sorted(found) == sorted(
        [
            *["“Visits were not always recorded.”"] * 3,
            "“The plan […] was not shared with the school.”",
            *["“Plans were late”", "“3 of 9”"] * 2,
            '“Every record held the child’s own words, "as said".”',
            "“Home conditions were described in [ ? ] of the 12 records.”",
            "“Home conditions were described in 7 of the 12 records.”",
        ]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_wherever_it_stands(text, tmp_path):
    odd = finding("start", text + " end")
    blocks = (
        Words("ours"),
        Findings((odd,)),
        SideBySide(text, odd, odd),
        Table(text, (text, "b"), (0.5, 0.5), ((odd, ""),)),
        Form((text,)),
        Links((PackLink(text, text, text),)),
    )
    pack = every_block(title=text, facts=((text, text),), sections=(Section(text, blocks, text),), brand=Brand(text))
    assert segments(lines_read(pack, tmp_path)) == [clean(odd.words)] * 4
    xml = part(pack, "word/document.xml")
    assert not re.search(r"instrText|fldSimple|fldChar|altChunk|w:object|w:pict", xml)
    assert not [one for one in opened(pack).part.rels.values() if one.reltype == RELATIONSHIP_TYPE.HYPERLINK]


@settings(max_examples=10)  # of several quotes each: a document takes half a second
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60), min_size=5, max_size=20))
def test_any_quote_stands_whole_in_a_paragraph_of_its_own(texts):
    findings = tuple(finding(text, start=100 * n) for n, text in enumerate(texts))
    assert told(of(Findings(findings)), "Quote") == [one.words for one in findings]


def test_a_pack_without_a_receipt_is_the_same_but_for_that(tmp_path):
    counted, whole = lines_read(every_block(receipt=()), tmp_path), lines_read(every_block(), tmp_path)
    assert segments(counted) == segments(whole)
    assert [line for line in whole if line not in counted][1:] == list(every_block().receipt)


def test_each_line_of_the_receipt_is_a_paragraph_of_its_own_style_near_the_end():
    document = opened(every_block())
    assert told(document, "Receipt") == list(every_block().receipt)
    assert [paragraph.style.name for paragraph in document.paragraphs][-4:] == [*["Receipt"] * 3, "Made By"]
    assert document.styles["Receipt"].font.size.pt == 6


def test_headings_are_real_and_skip_no_level():
    document = opened(every_block())
    names = [paragraph.style.name for paragraph in document.paragraphs]
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert names.count("Title") == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert told(document, "Heading 1") == [*(one.heading for one in every_block().sections), "Sources"]


def test_headings_stay_with_what_follows_and_no_paragraph_is_there_for_space():
    document = opened(every_block(brand=Brand(logo=picture())))
    heads = ("Heading 1", "Heading 2", "Caption", "Quote", "Section Mark", "Facilitator Notes Heading")
    assert all(document.styles[name].paragraph_format.keep_with_next for name in heads)
    empty = [paragraph for paragraph in document.paragraphs if not paragraph.text]
    assert all(paragraph._p.xpath(".//w:drawing") for paragraph in empty)


def test_a_finding_is_a_quote_with_its_source_right_under_it():
    cut = finding("The plan", "was late.", left_out=("a case is named",), also_in=2)
    document = of(Findings((cut, finding("Good.", report=OTHER, page=None))))
    at = [paragraph.style.name for paragraph in document.paragraphs].index("Quote")
    assert [paragraph.style.name for paragraph in document.paragraphs[at : at + 4]] == ["Quote", "Source Line"] * 2
    first, second = told(document, "Source Line")
    assert first.startswith(
        "[1] Neglect at a glance; Fennick Safeguarding Children Partnership; March 2025; 12 children;"
    )
    assert "; page 3. " in first
    assert "2 other passages" in first
    assert "a case is named" in first
    assert second == "[2] Voice of the child: a dip sample; date not stated; sample not stated"


def test_the_number_of_a_source_leads_to_its_row_of_the_table():
    xml = part(every_block(), "word/document.xml")
    assert set(re.findall(r'w:anchor="(\w+)"', xml)) == {"source_1", "source_2"}
    assert re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml) == ["source_1", "source_2"]


def test_the_sources_stand_in_a_table_with_a_caption_and_a_head_that_repeats():
    document = opened(every_block())
    table = document.tables[-1]
    assert told(document, "Caption")[-1] == "The audit reports that are quoted, by number"
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "Neglect at a glance; Fennick Safeguarding Children Partnership; fictional report",
        "March 2025",
        "12 children",
        "3",
    ]
    assert len(table.rows) == 3
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")


def test_tables_keep_rows_whole_and_are_as_wide_as_the_text():
    document = opened(every_block())
    page = document.sections[0]
    for table in document.tables:
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
        assert table._tbl.xpath("w:tblPr/w:tblCaption")
        width = sum(cell.width for cell in table.rows[0].cells)
        assert abs(width - (page.page_width - page.left_margin - page.right_margin)) < 5000


def test_a_table_to_track_has_findings_words_and_room():
    rows = ((finding("Act."), "", "Not started"), (table_row(), "Health", ""))
    document = of(Table("To be tracked", ("Recommendation", "Owner", "Status"), (0.6, 0.2, 0.2), rows))
    assert "To be tracked" in told(document, "Caption")
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Recommendation", "Owner", "Status"]
    assert [cell.text.split("\n")[0] for cell in table.rows[1].cells] == ["“Act.”", "", "Not started"]
    assert table.rows[1].cells[0].text.split("\n")[1].startswith("[1] Neglect at a glance; Fennick")
    assert table.rows[2].cells[0].text.startswith("Finding: “Plans were late”; Cases: “3 of 9”\n[1]")


def test_a_narrow_cell_shows_its_source_in_short():
    document = of(Table("t", ("a", "b"), (0.3, 0.7), ((finding("Act."), ""),)))
    assert document.tables[0].rows[1].cells[0].text == "“Act.”\n[1] March 2025; 12 children; page 3"


def test_findings_that_do_not_agree_stand_side_by_side_under_headings():
    document = of(SideBySide("recording", finding("Yes."), finding("No.", report=OTHER)))
    assert "Side by side: recording" in told(document, "Caption")
    head, cells = ([cell.text.split("\n")[0] for cell in row.cells] for row in document.tables[0].rows)
    assert (head, cells) == (["One report says", "Another report says"], ["“Yes.”", "“No.”"])


def test_what_one_report_says_twice_is_not_put_down_to_two():
    document = of(SideBySide("recording", finding("Yes."), finding("No.")))
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["One finding", "Another finding"]


def test_a_form_has_a_label_and_room_in_each_row_and_does_not_run_into_a_table_above():
    table = Table("t", ("a", "b"), (0.5, 0.5), (("x", "y"),))
    document = of(table, Form(("One action", "By when")))
    form = document.tables[1]
    assert [[cell.text for cell in row.cells] for row in form.rows] == [["One action", ""], ["By when", ""]]
    assert all(row.height.cm > 1 for row in form.rows)
    assert form._tbl.getprevious().tag == qn("w:p")


def test_a_numbered_list_begins_again_and_bullets_have_no_number():
    document = of(Bullets(("a", "b"), numbered=True), Bullets(("c",)), Bullets(("d",), numbered=True))
    lists = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert lists[0] == lists[1] != lists[2]
    numbering = document.part.numbering_part.element
    for number in set(lists):
        assert numbering.xpath(f"w:num[@w:numId='{number}']/w:lvlOverride/w:startOverride[@w:val='1']")
    assert told(document, "List Bullet") == ["c"]


def test_only_web_addresses_are_links_and_each_is_shown_in_full():
    links = (
        PackLink("Tool kit", "https://example.org/a", "checked"),
        PackLink("Lost", None, "the address of this link was lost"),
        PackLink("Bad", "javascript:alert(1)", "not checked"),
    )
    document = of(Links(links))
    targets = [one.target_ref for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.HYPERLINK]
    assert targets == ["https://example.org/a"]
    assert told(document, "List Bullet") == [
        "Tool kit: https://example.org/a (checked)",
        "Lost (the address of this link was lost)",
        "Bad (not checked)",
    ]


def test_a_quiz_has_its_options_by_letter_and_its_answers_on_a_page_of_their_own():
    whole = finding("Seen in 7 of the 12 records.")
    sections = (
        Section("Questions", (QuizQuestion(1, "Which number?", blanked(), ("7", "9")),)),
        Section("Answers", (QuizAnswer(1, "7", whole),)),
    )
    document = opened(every_block(kind=PackKind.QUIZ, sections=sections))
    assert told(document, "List Number") == ["7", "9"]
    assert told(document, "Heading 2") == ["Question 1", "Answer 1: 7"]
    assert told(document, "Quote") == [blanked().words, whole.words]
    broken = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["Answers"]


def test_the_mark_of_a_section_stands_right_under_its_heading_and_notes_in_a_block_of_their_own():
    document = opened(every_block())
    names = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    at = names.index(("Heading 1", "A scenario"))
    assert names[at + 1 : at + 5] == [
        ("Section Mark", "Invented for training"),
        ("Normal", "A health visitor calls."),
        ("Facilitator Notes Heading", "Facilitator notes"),
        ("Facilitator Notes", "No real family."),
    ]
    both = [document.styles[name].element for name in ("Facilitator Notes", "Facilitator Notes Heading")]
    assert all(style.xpath("w:pPr/w:shd") and style.xpath("w:pPr/w:pBdr") for style in both)


def test_the_opening_says_what_it_is_when_it_is_and_what_to_know_of_it():
    document = opened(every_block())
    assert told(document, "Title", "Subtitle", "Facts", "Notice") == [
        "Neglect: learning from audits",
        "Fennick Safeguarding Children Partnership: session pack",
        "Date: 3 December 2026",
        "Length: 60 minutes",
        "For: Early help and social work teams",
        "Findings: from 2 of 7 reports",
        "This pack draws on fictional reports.",
    ]


def test_head_and_foot_say_title_partnership_date_sources_and_what_it_is_for():
    page = opened(every_block()).sections[0]
    assert page.header.paragraphs[0].text == "Neglect: learning from audits\tFennick Safeguarding Children Partnership"
    assert page.first_page_header.paragraphs[0].text == "Fennick Safeguarding Children Partnership\tSession pack"
    for foot in (page.footer, page.first_page_footer):
        assert foot.paragraphs[0].text.startswith(
            "3 December 2026. Sources: 2 audit reports, listed at the end. For learning; not for decisions about a "
            "child.\tPage "
        )
        codes = foot._element.xpath(".//w:fldSimple/@w:instr")
        assert codes == ["PAGE", "NUMPAGES"]


def test_the_file_is_in_british_english_says_its_title_and_names_nobody():
    about = opened(every_block()).core_properties
    assert (about.title, about.language, about.author) == ("Neglect: learning from audits", "en-GB", "")
    assert about.created.replace(tzinfo=UTC) == MADE_AT
    assert 'w:lang w:val="en-GB"' in part(every_block(), "word/styles.xml")


@pytest.mark.parametrize("kind", [PackKind.SESSION, PackKind.BRIEFING])
def test_the_logo_has_words_for_those_who_do_not_see_it_and_keeps_its_shape(kind):
    pack = every_block(kind=kind, brand=Brand("Fennick", logo=picture(), logo_alt="A blue bar"))
    shape = opened(pack).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "A blue bar"
    assert shape.width.cm <= 5
    assert abs(shape.width / shape.height - 3) < 0.01


@pytest.mark.parametrize(("name", "alt"), [("Fennick", "Logo of Fennick"), ("", "Logo")])
def test_a_logo_that_nobody_described_is_said_to_be_one(name, alt):
    shape = opened(every_block(brand=Brand(name, logo=picture()))).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == alt


@pytest.mark.parametrize("logo", [b"<svg/>", b"", b"\x89PNG\r\n\x1a\n"])
def test_a_logo_that_is_no_picture_is_told(logo):
    with pytest.raises(ConfigError, match="logo"):
        pack_docx(every_block(brand=Brand(logo=logo)))


def test_the_brands_colour_is_in_the_styles_and_the_heads_of_tables():
    pack = every_block(brand=Brand("x", "#7a1f5c"))
    document = opened(pack)
    assert str(document.styles["Heading 1"].font.color.rgb) == "7A1F5C"
    assert document.tables[0].rows[0].cells[0]._tc.xpath("w:tcPr/w:shd/@w:fill")[0].upper() == "7A1F5C"


def test_words_of_a_pack_take_their_look_from_styles_alone():
    document = of(Words("Ours."), Findings((finding("Seen."),)), Bullets(("one",)))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert {run.font.size for run in runs} == {None}
    assert {run.font.color.rgb for run in runs} == {None}


def test_an_action_sheet_lies_on_its_side():
    page = opened(every_block(kind=PackKind.ACTIONS)).sections[0]
    assert page.orientation is WD_ORIENT.LANDSCAPE
    assert page.page_width > page.page_height


def test_a_briefing_has_its_parts_in_two_columns_and_its_findings_in_one_line_with_their_source():
    document = opened(briefing(6))
    columns = [section._sectPr.xpath("w:cols/@w:num") for section in document.sections]
    assert columns == [["1"], ["2"]]
    shown = [text for text in told(document, "List Bullet") if text.startswith("“")]
    assert len(shown) == 6
    assert all(text.endswith(".” [1] March 2025; 12 children; page 3") for text in shown)
    assert told(document, "Source List")[0].startswith("[1]\tNeglect at a glance; Fennick")


def test_the_letters_of_a_briefing_are_as_large_as_its_length_allows_and_never_too_small():
    sizes = [opened(briefing(n)).styles["Normal"].font.size.pt for n in (3, 12, 18, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1] == 9.5


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("findings", "words", "reports"), [(6, 15, 2), (18, 14, 5), (18, 14, 10)])
def test_a_briefing_fits_one_page(findings, words, reports, tmp_path):
    sources = tuple(
        Source(n, replace(REPORT, report_id=f"{REPORT.report_id}{n}" if n > 1 else REPORT.report_id), ("3", "4"))
        for n in range(1, reports + 1)
    )
    receipt = (
        *(f"Report {n}: {REPORT.report_id}{n}; file {'0f' * 32}; text {'1e' * 32}." for n in range(reports)),
        *(f"Quote {n} of report 1: from 12345 to 12445; words {'0f' * 8}; times 1." for n in range(findings)),
    )
    path = tmp_path / "briefing.docx"
    path.write_bytes(pack_docx(briefing(findings, words, sources=sources, receipt=receipt)))
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    with PdfDocument(path.with_suffix(".pdf")) as pages:
        assert len(pages) == 1
