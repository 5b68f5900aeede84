"""A pack as a web page: every block, nothing made of hostile text, every quote whole, one page for a briefing."""

import base64
import io
import re
from dataclasses import replace
from itertools import cycle, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_documents import every_block, finding, table_row
from selectolax.lexbor import LexborHTMLParser
from test_markdown_file import HOSTILE, QUOTES, document_in_quotation_marks, hostile_document

from app.packs.colour import BLACK, LEAST_CONTRAST, WHITE, colour_of, contrast, readable_on
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
    Table,
    Words,
)
from app.packs.web_file import (
    BRIEFING_SIZES,
    DARK_GROUND,
    briefing_size,
    css_words,
    pack_html,
)
from ingest.readers.html import HtmlReader

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SENTENCE = "In most records practitioners did not say what daily life was like for the child, and nobody asked."


def parsed(document):
    return LexborHTMLParser(pack_html(document))


def part_of(*blocks, **fields):
    """The one section of a document with these blocks."""
    return parsed(every_block(sections=(Section("Part", blocks, **fields),))).css_first(".parts > section")


def texts(node, selector):
    return [" ".join(found.text().split()) for found in node.css(selector)]


def test_the_page_holds_all_it_needs_and_may_run_nothing():
    made = pack_html(every_block(brand=Brand("Us", logo=PNG)))
    page = LexborHTMLParser(made)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert page.css_first("meta[http-equiv]").attributes["content"] == policy
    assert not page.css("script, link, iframe, object, form, [onclick], [onerror]")
    assert not re.search(r"url\(|@import", made)
    assert page.css_first("html").attributes["lang"] == "en-GB"
    assert made.startswith("<!doctype html>")


def test_headings_go_down_in_order():
    levels = [int(heading.tag[1]) for heading in parsed(every_block()).css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_title_facts_and_notices_stand_first():
    page = parsed(every_block())
    assert texts(page, "h1") == ["Neglect: learning from audits"]
    assert texts(page, ".facts dt") == ["Date", "Length", "For", "Findings"]
    assert texts(page, ".facts dd")[:2] == ["3 December 2026", "60 minutes"]
    assert texts(page, ".notices") == ["This pack draws on fictional reports."]
    assert texts(page, ".partnership") == ["Fennick Safeguarding Children Partnership"]


def test_a_mark_is_a_badge_in_the_heading():
    section = part_of(Words("Text."), mark="Invented for training")
    assert texts(section, "h2") == ["Part Invented for training"]
    assert texts(section, "h2 .badge") == ["Invented for training"]


def test_a_finding_is_a_quote_with_its_source_and_what_was_left_out():
    section = part_of(Findings((finding("Late.", also_in=3, left_out=("a case is named",)),)))
    assert texts(section, "figure.finding > blockquote > p") == ["“Late.”"]
    assert texts(section, "figure.finding > figcaption") == [
        "[1] Neglect at a glance; Fennick Safeguarding Children Partnership; March 2025; 12 children; fictional report;"
        " page 3 The same is said in 3 other passages. Words left out, because a case is named."
    ]


def test_findings_that_do_not_agree_stand_in_one_grid():
    section = part_of(SideBySide("recording", finding("Late."), finding("Early.", start=50)))
    assert texts(section, ".sides h3") == ["Side by side: recording"]
    assert texts(section, ".sides > div > figure blockquote") == ["“Late.”", "“Early.”"]


def test_a_table_has_caption_scopes_widths_and_empty_cells():
    rows = ((finding("Check."), "", "Not started"), (table_row(), "", ""))
    table = part_of(Table("To track", ("What", "Owner", "Status"), (0.6, 0.25, 0.15), rows)).css_first("table")
    assert texts(table, "caption") == ["To track"]
    assert texts(table, "thead th[scope=col]") == ["What", "Owner", "Status"]
    assert [col.attributes["style"] for col in table.css("col")] == ["width: 60.0%", "width: 25.0%", "width: 15.0%"]
    assert texts(table, "tbody td") == [
        "“Check.”[1] March 2025; 12 children; page 3",
        "",
        "Not started",
        "Finding: “Plans were late”; Cases: “3 of 9”[1] March 2025; 12 children",
        "",
        "",
    ]


def test_lists_forms_and_quizzes_are_lists():
    section = part_of(
        Bullets(("One",), numbered=True),
        Bullets(("Two",)),
        Form(("By when",)),
        QuizQuestion(2, "Which?", None, ("7", "9")),
        QuizAnswer(2, "7", finding("7 of 9 plans.")),
    )
    assert texts(section, "ol:not(.options) > li") == ["One"]
    assert texts(section, "ul:not(.form) > li") == ["Two"]
    assert texts(section, "ul.form > li") == ["By when"]
    assert texts(section, "h3") == ["Question 2", "Answer 2"]
    assert texts(section, "ol.options > li") == ["7", "9"]
    assert texts(section, ".answer") == ["7"]


def test_facilitator_notes_are_set_apart():
    section = part_of(Words("Text."), notes=("Ask.", "Wait."))
    assert texts(section, ".notes h3") == ["Facilitator notes"]
    assert texts(section, ".notes li") == ["Ask.", "Wait."]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", None])
def test_only_web_addresses_become_links(url):
    section = part_of(Links((PackLink("Guide", "https://a.example/?b=1&c", "checked"), PackLink("Kit", url, "lost"))))
    assert [link.attributes["href"] for link in section.css("a")] == ["https://a.example/?b=1&c"]
    assert texts(section, "li") == ["Guide (checked)", "Kit (lost)"]


def test_sources_are_a_table_and_in_a_briefing_a_line_each():
    assert texts(parsed(every_block()), ".sources tbody tr:first-child td") == [
        "1",
        "Neglect at a glance; Fennick Safeguarding Children Partnership; fictional report",
        "March 2025",
        "12 children",
        "3",
    ]
    assert texts(parsed(every_block(kind=PackKind.BRIEFING)), ".sources li") == [
        "[1] Neglect at a glance; Fennick Safeguarding Children Partnership; March 2025; 12 children; fictional report;"
        " page 3",
        "[2] Voice of the child: a dip sample; date not stated; sample not stated",
    ]


def test_the_receipt_stands_last_line_by_line():
    receipt = ("one <b>", "two & three")
    page = parsed(every_block(receipt=receipt))
    assert page.css_first("pre").text().strip("\n").split("\n") == list(receipt)
    assert not parsed(every_block(receipt=())).css("pre, .receipt")


def test_a_logo_is_in_the_page_with_its_words_and_only_a_picture_is():
    image = parsed(every_block(brand=Brand("Us", logo=PNG, logo_alt="Our logo"))).css_first("img")
    assert base64.b64decode(image.attributes["src"].removeprefix("data:image/png;base64,")) == PNG
    assert image.attributes["alt"] == "Our logo"
    assert not parsed(every_block(brand=Brand("Us", logo=b"<svg onload=alert(1)>"))).css("img")


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_any_colour_is_made_to_be_read(colour):
    assert contrast(readable_on(colour, WHITE, BLACK), WHITE) >= LEAST_CONTRAST
    assert contrast(readable_on(colour, DARK_GROUND, WHITE), DARK_GROUND) >= LEAST_CONTRAST


def test_a_colour_that_can_be_read_is_kept_and_what_is_none_is_ours():
    assert readable_on(colour_of("#0b6e4f"), WHITE, BLACK) == (0x0B, 0x6E, 0x4F)
    assert colour_of("red; } body { display: none") == BLACK
    assert contrast(BLACK, WHITE) == pytest.approx(21)


def test_words_at_the_foot_of_a_page_cannot_leave_their_place_in_the_style():
    assert css_words('a"} </style>é') == "a\\22 \\7d \\20 \\3c \\2f style\\3e \\e9 "


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_nothing(text):
    made, plain = parsed(hostile_document(text)), parsed(hostile_document("plain words"))
    assert [node.tag for node in made.css("*")] == [node.tag for node in plain.css("*")]
    assert [list(node.attributes) for node in made.css("*")] == [list(node.attributes) for node in plain.css("*")]


def test_every_quote_reads_back_whole():
    page = parsed(every_block())
    page.strip_tags(["style"])
    shown = page.body.text()
    assert set(QUOTES) <= set(re.findall("“[^“”]*”", shown))
    assert re.findall("[“”]", shown) == ["“", "”"] * (len(re.findall("[“”]", shown)) // 2)


def test_no_words_of_others_bring_the_marks_of_quotes():
    assert not re.search("[“”]", pack_html(document_in_quotation_marks()))


def test_every_quote_and_the_receipt_read_back_through_the_reader_of_web_pages(tmp_path):
    file = tmp_path / "pack.html"
    file.write_text(pack_html(every_block()), "utf-8")
    read = "\n".join(line.text for line in HtmlReader().read(file).lines)
    assert set(QUOTES) <= set(re.findall("“[^“”]*”", read))
    assert all(line in read for line in every_block().receipt)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_words_of_a_report_are_shown_as_they_are(text):
    one = finding(text)
    section = part_of(Findings((one,)), Table("T", ("A", "B"), (0.5, 0.5), ((one, ""),)))
    assert [node.text() for node in section.css("blockquote p, td .quote")] == [one.words, one.words]


def briefing(number, words):
    """A briefing of so many findings, each of so many words, with a receipt as long as it would be."""
    found = tuple(
        finding(" ".join(islice(cycle(SENTENCE.split()), words)), start=1000 * place) for place in range(number)
    )
    parts = [found[place::5] for place in range(5)]
    sections = (
        *(Section(f"{place}. What the audits found", (Findings(part),)) for place, part in enumerate(parts, 1)),
        Section("6. Questions", (Bullets(("What is a day like for this child?",) * 3),)),
        Section("7. What I will do", (Form(("One action", "By when")),)),
    )
    lines = [f"report {place} neglect-aaa111 {'0f' * 32} {'0f' * 32}" for place in range(4)]
    lines += [f"quote {place} 1 {1000 * place}-{1000 * place + 100} 0123456789abcdef x1" for place in range(number)]
    return every_block(kind=PackKind.BRIEFING, sections=sections, receipt=tuple(lines))


def test_the_letters_of_a_briefing_are_smaller_the_more_it_says():
    sizes = [briefing_size(briefing(5, words)) for words in (5, 60, 90, 100, 110, 200)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == BRIEFING_SIZES[0][1] > sizes[-1]
    bare = briefing(5, 60)
    assert briefing_size(replace(bare, receipt=bare.receipt * 50)) == briefing_size(bare)


@pytest.fixture(scope="module")
def page_of_browser():
    """A page of a real Chromium that complains of nothing."""
    from shutil import which

    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e .[dev]")
    program = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


def printed(page, document):
    """The sizes in points of the pages that a document prints to, and their text."""
    import pypdfium2

    page.set_content(pack_html(document))
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        return [(*map(round, sheet.get_size()), sheet.get_textpage().get_text_range()) for sheet in pdf]


@pytest.mark.browser
def test_a_page_is_accessible_in_light_and_dark_on_a_screen_and_a_phone(page_of_browser):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page_of_browser.set_viewport_size({"width": width, "height": 844})
            page_of_browser.emulate_media(color_scheme=scheme)
            for colour in ("#1f3a5f", "#ffd400"):
                page_of_browser.set_content(pack_html(every_block(brand=Brand("Us", colour, PNG, "Logo"))))
                assert Axe().run(page_of_browser).response["violations"] == []
            assert page_of_browser.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize(("number", "words"), [(5, 10), (10, 33), (12, 34), (12, 40), (13, 45)])
def test_a_briefing_prints_on_one_page(page_of_browser, number, words):
    sheets = printed(page_of_browser, briefing(number, words))
    assert [sheet[:2] for sheet in sheets] == [(595, 842)]


@pytest.mark.browser
def test_pages_are_numbered_and_an_action_sheet_lies_on_its_side(page_of_browser):
    sheets = printed(page_of_browser, every_block(kind=PackKind.ACTIONS, title='A "title" </style>'))
    assert {sheet[:2] for sheet in sheets} == {(842, 595)}
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in sheet[2]
        assert 'A "title" </style> · 3 December 2026' in sheet[2]


@pytest.mark.browser
def test_links_print_their_address(page_of_browser):
    text = " ".join(sheet[2] for sheet in printed(page_of_browser, every_block()))
    assert "https://example.org/neglect" in text.replace("\r\n", "")
