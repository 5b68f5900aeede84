"""A pack as Markdown: every block, nothing made of hostile text, and every quote whole."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pack_documents import REPORT, every_block, finding, table_row

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
from app.packs.markdown_file import pack_markdown
from app.said import unescaped
from ingest.readers.text import TextReader

HOSTILE = [
    "<script>alert(1)</script>",
    "[1]: https://evil.example/x",
    "![x](https://evil.example/x.png)",
    "[press](javascript:alert(1))",
    "https://evil.example and www.evil.example",
    "# heading\n\n- list\n\n    code",
    "1. one",
    "- one",
    "+ one",
    "===",
    "---",
    "```\ncode",
    "> quote",
    "a | b",
    "| a | b |\n|---|---|",
    "</style></title><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eevil",
    "a\x00b\x1b[2J",
]
QUOTES = [
    "“Visits were not always recorded.”",
    "“The plan […] was not shared with the school.”",
    "“Plans were late”",
    "“3 of 9”",
    "“Home conditions were described in [ ? ] of the 12 records.”",
    "“Home conditions were described in 7 of the 12 records.”",
]
"""Of `every_block`."""


def hostile_document(text):
    """A document all of whose words are this text."""
    description = replace(REPORT.description, title=text, partnership=text)
    report = replace(REPORT, description=description, source_file=text)
    one = finding(text, report=report, page=text, left_out=(text,))
    cells = tuple(replace(part, heading=text) for part in table_row(report).parts)
    row = replace(table_row(report), parts=cells)
    blocks = (
        Words(text),
        Bullets((text, text)),
        Findings((one, row)),
        SideBySide(text, one, row),
        Table(text, (text, text), (0.5, 0.5), ((one, text), (row, ""))),
        Form((text,)),
        Links((PackLink(text, text, text), PackLink(text, "javascript:alert(1)", text))),
        QuizQuestion(1, text, one, (text, text)),
        QuizAnswer(1, text, one),
    )
    return every_block(
        title=text,
        audience=text,
        facts=((text, text),),
        sections=(Section(text, blocks, text, (text,)),),
        sources=(Source(1, report, (text,)),),
        notices=(text,),
        brand=Brand(text, text, text.encode("utf-8", "replace"), text),
        version=text,
    )


def document_in_quotation_marks():
    """A document without a quote, whose names and headings hold the marks that are a quote's alone."""
    marked = "A “title”"
    report = replace(REPORT, description=replace(REPORT.description, title=marked, partnership=marked))
    blocks = (Form((marked,)), Links((PackLink(marked, None, marked),)), Table(marked, (marked,), (1.0,), ()))
    return every_block(
        title=marked,
        facts=((marked, marked),),
        sources=(Source(1, report, ("“i”",)),),
        sections=(Section(marked, blocks, marked),),
        brand=Brand(marked, logo=b"\xff\xd8\xff", logo_alt=marked),
    )


def rendered(text):
    return MarkdownIt("commonmark", {"linkify": False}).enable("table").render(text)


def tags(text):
    return re.findall(r"<(\w+)", rendered(text))


def section_of(*blocks, **fields):
    """The Markdown of a document of one section with these blocks."""
    return pack_markdown(every_block(sections=(Section("Part", blocks, **fields),), receipt=()))


def test_headings_stand_in_order_and_a_mark_beside_its_heading():
    made = rendered(pack_markdown(every_block()))
    headings = re.findall(r"<h(\d)>(.*?)</h\d>", made)
    assert headings[0] == ("1", "Neglect: learning from audits")
    assert ("2", "A scenario <em>(Invented for training)</em>") in headings
    assert headings[-2:] == [("2", "Sources"), ("2", "Receipt")]


def test_facts_and_notices_stand_under_the_title():
    made = pack_markdown(every_block())
    assert "\n\nFennick Safeguarding Children Partnership: session pack\n\n- **Date:** 3 December 2026\n" in made
    assert "\n- **Length:** 60 minutes\n" in made
    assert "\n> This pack draws on fictional reports.\n" in made


def test_the_date_is_not_said_twice():
    made = pack_markdown(every_block(facts=(("Date", "Thursday"),)))
    assert "- **Date:** Thursday\n" in made
    assert "3 December" not in made


def test_a_finding_is_a_quote_with_its_source_and_what_was_left_out():
    cut = finding("Late.", also_in=1, left_out=("a case is named",))
    made = rendered(section_of(Findings((cut,))))
    assert (
        "<blockquote>\n<p>“Late.”</p>\n"
        "<p>[1] Neglect at a glance; Fennick Safeguarding Children Partnership; March 2025; 12 children;"
        " fictional report; page 3</p>\n"
        "<p><em>The same is said in 1 other passage. Words left out, because a case is named.</em></p>\n</blockquote>"
    ) in made


def test_a_briefing_gives_its_sources_in_short():
    made = pack_markdown(every_block(kind=PackKind.BRIEFING))
    assert "> \\[1\\] March 2025; 12 children; page 3\n" in made


def test_findings_that_do_not_agree_stand_side_by_side():
    made = rendered(section_of(SideBySide("recording", finding("Late."), finding("Early.", start=50))))
    assert "<strong>Side by side: recording</strong>" in made
    assert re.search(r"<tr>\s*<td>“Late\.” \[1\] Neglect.*?</td>\s*<td>“Early\.” \[1\] Neglect.*?</td>\s*</tr>", made)


def test_a_table_keeps_its_rows_with_findings_and_empty_cells():
    rows = ((finding("Check a | b."), "", "Not started"), (table_row(), "", ""))
    made = rendered(section_of(Table("To track", ("What", "Owner", "Status"), (0.6, 0.2, 0.2), rows)))
    cells = re.findall(r"<td>(.*?)</td>", made)[:6]
    assert cells[0].startswith("“Check a | b.” [1] March 2025; 12 children; page 3")
    assert cells[1:3] == ["", "Not started"]
    assert cells[3].startswith("Finding: “Plans were late”; Cases: “3 of 9”")
    assert "<strong>To track</strong>" in made


def test_lists_are_numbered_where_that_matters():
    assert "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>" in rendered(section_of(Bullets(("One", "Two"), numbered=True)))
    assert "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>" in rendered(section_of(Bullets(("One", "Two"))))


def test_a_form_has_a_line_to_write_on_for_each_label():
    assert re.search(r"<li><strong>By when:</strong> _{20,}</li>", rendered(section_of(Form(("By when",)))))


def test_a_quiz_question_has_lettered_options():
    made = rendered(section_of(QuizQuestion(4, "Which?", None, ("7", "9"))))
    assert "<h3>Question 4</h3>\n<p>Which?</p>" in made
    assert "<li><strong>A.</strong> 7</li>\n<li><strong>B.</strong> 9</li>" in made


def test_facilitator_notes_are_set_apart():
    made = rendered(section_of(Words("Text."), notes=("Ask.", "Wait.")))
    assert "<blockquote>\n<p><strong>Facilitator notes</strong></p>\n<ul>\n<li>Ask.</li>" in made


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example", None, "https://a b"])
def test_only_web_addresses_become_links(url):
    good, other = PackLink("Guide", "https://a.example/(x)?[y]", "checked"), PackLink("Kit", url, "lost")
    made = rendered(section_of(Links((good, other))))
    assert re.findall('href="(.*?)"', made) == ["https://a.example/(x)?%5By%5D"]
    assert "<li>Kit (lost)</li>" in made


def test_sources_say_date_sample_and_pages_or_that_none_are_stated():
    made = rendered(pack_markdown(every_block()))
    rows = [
        re.findall(r"<td>(.*?)</td>", row) for row in made.split("<tr>") if "<td>1</td>" in row or "<td>2</td>" in row
    ]
    assert rows == [
        [
            "1",
            "Neglect at a glance; Fennick Safeguarding Children Partnership; fictional report",
            "March 2025",
            "12 children",
            "3",
        ],
        ["2", "Voice of the child: a dip sample", "date not stated", "sample not stated", "not stated"],
    ]


def test_the_receipt_is_code_line_by_line_even_with_backticks_in_it():
    receipt = ("one", "````", "*two* <b>")
    made = rendered(pack_markdown(every_block(receipt=receipt)))
    assert "one\n````\n*two* &lt;b&gt;\n</code></pre>" in made
    assert "Receipt" not in pack_markdown(every_block(receipt=()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_nothing(text):
    assert tags(pack_markdown(hostile_document(text))) == tags(pack_markdown(hostile_document("plain words")))


def test_every_quote_reads_back_whole_once():
    shown = unescaped(pack_markdown(every_block()))
    assert set(QUOTES) <= set(re.findall("“[^“”]*”", shown))
    assert re.findall("[“”]", shown) == ["“", "”"] * (len(re.findall("[“”]", shown)) // 2)


def test_every_quote_reads_back_through_the_reader_of_text(tmp_path):
    file = tmp_path / "pack.md"
    file.write_text(pack_markdown(every_block()), "utf-8")
    document = TextReader().read(file)
    read = "\n".join(unescaped(line.text) for line in document.lines)
    assert set(QUOTES) <= set(re.findall("“[^“”]*”", read))
    assert [line.text for line in document.lines if line.text in every_block().receipt] == list(every_block().receipt)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
@example("\\")
@example("a\\")
@example("`a` *b* _c_ &amp; \\# x")
@example("“said”")
def test_any_words_of_a_report_are_shown_as_they_are(text):
    one = finding(text)
    made = section_of(Findings((one,)), Table("T", ("A", "B"), (0.5, 0.5), ((one, ""),)))
    shown = [token.content for token in MarkdownIt().enable("table").parse(made) if token.type == "inline"]
    plain = [MarkdownIt().renderInline(words) for words in shown]
    escapes = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    expected = "".join(escapes.get(character, character) for character in one.words)
    assert sum(words.startswith(expected) for words in plain) == 2
    assert unescaped(made).count(one.words) == 2


def test_no_words_of_others_bring_the_marks_of_quotes():
    assert not re.search("[“”]", pack_markdown(document_in_quotation_marks()))
