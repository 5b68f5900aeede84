"""The Word document says what the page says, quotes to the character, and holds nothing active."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.answer_docx import COLUMNS, answer_docx
from knowledge.types import FindingType as Type
from knowledge.types import Resource, Signpost, Statement, Status

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script><w:p/>",
    "[1]: https://evil.example",
    "![x](https://evil.example/x.png)",
    '=HYPERLINK("https://evil.example")',
    '{ HYPERLINK "https://evil.example" } DDEAUTO c:\\windows\\system32\\cmd.exe',
    "a\tb\n\nc  d ",
    "\u202eevil\u2066",
    "é\u0301 𝔸 \xa0 \u2011 \xad",
]


def opened(content):
    return docx.Document(io.BytesIO(content))


def words(document):
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


def targets(document):
    return [rel.target_ref for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.HYPERLINK]


def quotes(document):
    return [row.cells[1].text for row in document.tables[0].rows[1:]]


def test_the_document_has_what_the_page_has_under_real_headings(make_answer):
    document = opened(answer_docx(make_answer("Plans were late.", "Nobody asked."), NOW, "year: 2025"))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "Answer from the audit reports"),
        ("Normal", "Question: What about plans?"),
        ("Normal", "Date: 22 November 2026"),
        ("Normal", "Filters: year: 2025"),
        ("Heading 1", "In short"),
        ("Normal", "1 of 2 reports has findings on this."),
        ("Heading 1", "Findings"),
        ("Heading 2", "Concern"),
        ("List Bullet", "Plans were late. [1]"),
        ("List Bullet", "Nobody asked. [2]"),
        ("Heading 1", "Links"),
        ("List Bullet", "Toolkit: https://harrowmere.example/a(b)?c=1&d=[2] (Linked in Audit of neglect, page iii)"),
        (
            "List Bullet",
            "Guidance: https://www.gov.uk/guidance (From the catalogue, not from the audits; GOV.UK)",
        ),
        ("Heading 1", "Notes"),
        ("List Bullet", "Samples are small."),
        (
            "List Bullet",
            "The statements are the reports' own words; each quote was found in its report before it was shown.",
        ),
        ("Normal", ""),
        ("Heading 1", "Sources"),
    ]
    table = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert table[0] == list(COLUMNS)
    report = "Audit of neglect\nHarrowmere Partnership"
    assert table[1] == ["1", "Plans were late.", report, "February 2025", "9 children", "iii", "Findings › Plans"]


def test_the_file_is_in_british_english_and_names_nobody(make_answer):
    content = answer_docx(make_answer("x"), NOW)
    told = opened(content).core_properties
    assert (told.title, told.language, told.author, told.last_modified_by, told.comments) == (
        "Answer from the audit reports",
        "en-GB",
        "",
        "",
        "",
    )
    assert told.created.replace(tzinfo=UTC) == NOW
    assert 'w:lang w:val="en-GB"' in part(content, "word/styles.xml")


def test_the_headings_of_the_table_repeat_and_every_page_says_what_it_is_for(make_answer):
    content = answer_docx(make_answer("x"), NOW)
    assert part(content, "word/document.xml").count("<w:tblHeader") == 1
    foot = part(content, "word/footer1.xml")
    assert "For learning; not for decisions about a child. Page " in foot
    assert 'w:instr="PAGE"' in foot


@pytest.mark.parametrize("text", HOSTILE)
def test_a_quote_is_the_citations_to_the_character_whatever_it_looks_like(text, make_answer):
    answer = make_answer(text, title=text, heading_path=(text,), notices=(text,), question=text)
    hostile = replace(
        answer, resources=(Resource(text, text, text, "report", (1,)),), signposts=(Signpost(text, text, text, text),)
    )
    content = answer_docx(hostile, NOW, text)
    document = opened(content)
    assert quotes(document) == [text]
    assert targets(document) == []
    xml = part(content, "word/document.xml")
    assert not re.search(r"instrText|fldSimple|fldChar|altChunk|w:object|w:pict|<script", xml)


@settings(max_examples=10)  # of many quotes each: a document takes a third of a second
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1), min_size=10, max_size=30))
def test_any_quote_reads_back(make_answer, texts):
    assert quotes(opened(answer_docx(make_answer(*texts), NOW))) == texts


def test_what_xml_refuses_is_replaced_and_the_rest_is_there(make_answer):
    assert quotes(opened(answer_docx(make_answer("a\x00b\x0cc\ud800d"), NOW))) == ["a\ufffdb\ufffdc\ufffdd"]


def test_only_web_addresses_become_links_and_each_is_shown(make_answer):
    links = tuple(
        Resource("t", url, "p", "report", (1,))
        for url in (
            "https://a.example/x y",
            "javascript:alert(1)",
            "file:///etc/passwd",
            None,
            "https://ü.example/é?[q]",
        )
    )
    document = opened(answer_docx(make_answer("x", resources=links), NOW))
    assert targets(document) == ["https://%C3%BC.example/%C3%A9?%5Bq%5D"]
    assert "https://ü.example/é?[q]" in words(document)
    assert words(document).count("the address of this link was lost") == 4
    assert "javascript" not in words(document)


def test_each_number_leads_to_its_row(make_answer):
    xml = part(answer_docx(make_answer("x", "y"), NOW), "word/document.xml")
    assert re.findall(r'w:anchor="(\w+)"', xml) == ["source_1", "source_2"]
    assert re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml) == ["source_1", "source_2"]


def test_bold_words_of_ours_are_bold_and_a_reports_stars_stay(make_answer):
    document = opened(answer_docx(make_answer("x", lead_in="**1 of 2** in \\*\\*Audit\\*\\*:\n\n- one **item**"), NOW))
    first, item = (p for p in document.paragraphs if "Audit**" in p.text or p.text == "one item")
    assert [(run.text, run.bold) for run in first.runs if run.text] == [("1 of 2", True), (" in **Audit**:", False)]
    assert item.style.name == "List Bullet"


@pytest.mark.parametrize(
    ("lead_in", "told"),
    [
        ("From Audit of neglect:", "From Audit of neglect."),
        (
            "None of the 5 reports searched names all of this; the closest findings are:",
            "None of the 5 reports searched names all of this; the closest findings are below.",
        ),
        (
            "**3 of 5 reports** have findings on this; the closest, from 2 of them:\n",
            "3 of 5 reports have findings on this; the closest, from 2 of them, are below.",
        ),
        ("It is not so.\n\nWhat the reports do say on this:", "What the reports do say on this is below."),
        (
            "The glossary has no entry for **X**; the reports say:",
            "The glossary has no entry for X; what the reports say is below.",
        ),
        ("The reports say of themselves:\n\n- one", "The reports say of themselves:"),
    ],
)
def test_an_opening_under_its_own_heading_leads_to_nothing_with_a_colon(lead_in, told, make_answer):
    assert told in words(opened(answer_docx(make_answer("x", lead_in=lead_in), NOW))).splitlines()


def test_an_opening_that_prose_follows_keeps_its_colon(make_answer):
    answer = make_answer("x", lead_in="From Audit of neglect:")
    written = replace(answer, statements=(Statement("So it was.", Type.FINDING, (1,), "model", 1),))
    assert "From Audit of neglect:" in words(opened(answer_docx(written, NOW))).splitlines()


def test_a_declined_question_says_who_can_help_and_has_no_sources(make_answer):
    helper = Signpost("Front door", "01632 960001", "https://harrowmere.example/help", "Any worry.")
    declined = make_answer(
        status=Status.DECLINED, resources=(), notices=(), lead_in="It is about one child.", signposts=(helper,)
    )
    document = opened(answer_docx(declined, NOW, "year: 2025"))
    assert not document.tables
    assert words(document).splitlines() == [
        "A question that was not answered",
        "Question: What about plans?",
        "Date: 22 November 2026",
        "Outcome: Not answered",
        "Who can help now",
        "Front door: 01632 960001 https://harrowmere.example/help Any worry.",
        "Why",
        "It is about one child.",
    ]


def test_prose_stands_before_the_findings_and_says_who_wrote_it(make_answer):
    answer = make_answer("one", "two")
    prose = (
        Statement("Plans were late.", Type.FINDING, (1, 2), "model", 1),
        Statement("two", Type.CONCERN, (2,), "report", 1),
    )
    written = replace(answer, statements=(*prose, answer.statements[0]), answered_by="ollama:llama3.1")
    text = words(opened(answer_docx(written, NOW)))
    assert re.search(r"Plans were late\. \[1\]\[2\] “two” \[2\] \nAlso found\nConcern\none \[1\]", text)
    assert "Written by ollama:llama3.1" in text
