"""Web pages: the content without what surrounds it, and what is refused."""

from __future__ import annotations

import time

import pytest
from fakes import SHARED

from ingest.lines import Role
from ingest.readers.html import HtmlReader
from ingest.readers.html_page import MAX_BYTES
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import Link


@pytest.fixture
def read(tmp_path):
    def reader(content):
        path = tmp_path / "page.html"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return HtmlReader().read(path)

    return reader


def told(document):
    return [(line.role, line.level, line.text) for line in document.lines]


def texts(document):
    return [line.text for line in document.lines]


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_headings_paragraphs_and_nested_lists(read):
    body = (
        "<h1>Audit</h1><p>Seen <b>by</b>\n all.</p><ul><li>One<ol><li>Under</li></ol></li><li><p>Two</p></li></ul>Bare."
    )
    assert told(read(page(body))) == [
        (Role.HEADING, 1, "Audit"),
        (Role.PARAGRAPH, 0, "Seen by all."),
        (Role.LIST_ITEM, 1, "One"),
        (Role.LIST_ITEM, 2, "Under"),
        (Role.LIST_ITEM, 1, "Two"),
        (Role.PARAGRAPH, 0, "Bare."),
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<nav>MENU</nav>",
        "<header>SITE</header>",
        "<footer>SITE</footer>",
        "<aside>MORE</aside>",
        "<script>x</script><style>y</style><noscript>z</noscript><template>t</template>",
        "<div role='navigation'>MENU</div>",
        "<div role='dialog'>COOKIES</div>",
        "<div id='cookie-banner'>COOKIES</div>",
        "<p hidden>GONE</p>",
        "<p style='color: red; display: none'>GONE</p>",
        "<form><label>Search</label><input value='x'><button>Go</button></form>",
        "<select><option>A</option></select>",
        "<!-- NOTE -->",
    ],
)
def test_what_surrounds_the_content_is_left_out(read, around):
    assert texts(read(page(f"{around}<p>Text.</p>{around}"))) == ["Text."]


def test_the_main_part_is_preferred_where_it_holds_most_words(read):
    assert texts(read(page("<p>Elsewhere.</p><main><h1>Audit</h1><p>All of the text.</p></main>"))) == [
        "Audit",
        "All of the text.",
    ]
    assert "Elsewhere, and much more of it than there." in texts(
        read(page("<p>Elsewhere, and much more of it than there.</p><main>Text.</main>"))
    )


def test_headers_inside_the_content_are_content(read):
    assert texts(read(page("<article><header><h1>Audit</h1></header><p>Text.</p><aside>Note.</aside></article>"))) == [
        "Audit",
        "Text.",
        "Note.",
    ]


def test_a_form_around_the_whole_page_is_read(read):
    assert texts(read(page("<form><h1>Audit</h1><p>Text.</p><input value='x'></form>"))) == ["Audit", "Text."]


def test_tables_with_spans(read):
    body = """<table><caption>Findings</caption><thead><tr><th>Agency<th>Finding<th>RAG</thead>
        <tr><td rowspan=2>Housing<td>Not<br>invited<td>Red
        <tr><td colspan=100>Late</td></tr><tr><td><td><td></tr></table>"""
    lines = read(page(body)).lines
    assert [(line.role, line.gap_before, line.text) for line in lines] == [
        (Role.PARAGRAPH, True, "Findings"),
        (Role.TABLE_HEADER, True, "Agency\tFinding\tRAG"),
        (Role.TABLE_ROW, False, "Housing\tNot invited\tRed"),
        (Role.TABLE_ROW, False, "\tLate\t"),
    ]


def test_tables_that_only_place_things_are_read_box_by_box(read):
    body = "<table><tr><td><h2>One</h2>Text.<td><table><tr><td>a<td>b</table></table>"
    assert texts(read(page(body))) == ["One", "Text.", "a\tb"]


def test_definitions_and_accordions_are_read(read):
    body = (
        "<dl><dt>Audited</dt><dd>May 2025</dd></dl><details><summary>Strengths</summary><p>Joint visits.</p></details>"
    )
    lines = read(page(body)).lines
    assert [(line.text, line.bold) for line in lines] == [
        ("Audited", True),
        ("May 2025", False),
        ("Strengths", True),
        ("Joint visits.", False),
    ]


def test_line_breaks_are_spaces_and_two_of_them_part_paragraphs(read):
    assert texts(read(page("<p>one<br>two<br><br>three<br> <br>four</p>"))) == ["one two", "three", "four"]


def test_blank_lines_part_preformatted_text(read):
    assert texts(read(page("<pre>one\ntwo\n\nthree</pre>"))) == ["one two", "three"]


def test_wholly_bold_paragraphs_are_bold(read):
    assert [line.bold for line in read(page("<p><strong>Strengths</strong></p><p>Some <b>bold</b></p>")).lines] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("href", "head", "url"),
    [
        ("https://example.org/a", "", "https://example.org/a"),
        ("../b.pdf", "", None),
        ("../b.pdf", "<link rel=canonical href='https://example.org/x/y'>", "https://example.org/b.pdf"),
        ("b.pdf", "<base href='https://example.org/x/'>", "https://example.org/x/b.pdf"),
        ("b.pdf", "<meta property='og:url' content='https://example.org/'>", "https://example.org/b.pdf"),
        ("b.pdf", "<base href='/x/'>", None),
        ("javascript:void(0)", "", None),
        ("file:///C:/Users/jane/x.htm", "", None),
        ("#", "", None),
        ("", "", None),
        ("https://[bad", "", None),
        ("mailto:hub@example.org", "", "mailto:hub@example.org"),
    ],
)
def test_links(read, href, head, url):
    (line,) = read(page(f'<p>See <a href="{href}">the <i>tool</i></a>.</p>', head)).lines
    assert line.links == (Link("the tool", url),)


@pytest.mark.parametrize("anchor", ["<a href='#part'>Part</a>", "<a name='part'>Part</a>"])
def test_anchors_within_the_page_are_no_links(read, anchor):
    assert read(page(anchor)).lines[0].links == ()


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff<html><body>£5 – “heard”".encode(),
        "<html><body>£5 – “heard”".encode("utf-16"),
        "<html><meta charset=windows-1252><body>£5 – “heard”".encode("cp1252"),
        "<html><meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>£5 – “heard”".encode("cp1252"),
        "<html><body>£5 – “heard”".encode(),
        "<html><body>£5 – “heard”".encode("cp1252"),
        "<html><meta charset=utf-8><body>£5 – “heard”".encode("cp1252"),
        "<html><meta charset=zlib><body>£5 – “heard”".encode(),
    ],
    ids=["mark", "UTF-16", "declared", "Latin-1", "UTF-8", "undeclared", "wrongly declared", "no encoding of text"],
)
def test_encodings(read, content):
    assert texts(read(content)) == ["£5 – “heard”"]


def test_embedded_pages_are_told(read):
    document = read(page("<p>Text.</p><iframe src='https://example.org'>x</iframe><object data='a.pdf'>y</object>"))
    assert texts(document) == ["Text."]
    assert len(document.warnings) == 2


@pytest.mark.parametrize("title", ["404 Not Found", "Sign in to your account", "Access Denied", "Just a moment..."])
def test_an_error_or_login_page_is_refused(read, title):
    with pytest.raises(UnreadableFileError, match="login or an error"):
        read(page("<p>Please go back and try another time.</p>", f"<title>{title}</title>"))


def test_a_report_about_logins_is_not_taken_for_one(read):
    words = "<p>Staff could not sign in to the shared record. Page not found.</p>" * 20
    assert len(read(page("<h1>Sign in problems</h1>" + words)).lines) == 21


def test_a_page_without_words_is_empty(read):
    with pytest.raises(EmptyDocumentError, match="no text"):
        read(page("<div id=app></div><script>start()</script>"))


@pytest.mark.parametrize(
    "content",
    ["<html>" + "<div>" * 100_000 + "Text.", "<html>" + "<x-y>" * 3_000 + "Text."],
    ids=["hundred thousand", "unknown tags"],
)
def test_nesting_without_end_is_refused_at_once(read, content):
    begun = time.process_time()
    with pytest.raises(UnreadableFileError, match="inside one another"):
        read(content)
    assert time.process_time() - begun < 5


def test_nesting_that_a_page_can_have_is_read(read):
    assert texts(read("<html>" + "<div><span>" * 500 + "Text.")) == ["Text."]


def test_unclosed_paragraphs_are_not_nesting(read):
    assert len(read("<html>" + "<p>Text." * 3_000).lines) == 3_000


def test_a_huge_page_is_refused_unread(tmp_path):
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableFileError, match="20 MB"):
        HtmlReader().read(path)


@pytest.mark.real_reports
def test_the_sample_page_is_read_without_its_surroundings():
    document = HtmlReader().read(SHARED / "samples" / "page.html")
    text = "\n".join(texts(document))
    assert not [
        word for word in ("MENU", "NAVHOME", "COOKIETEXT", "HIDDENTEXT", "FOOTERTEXT", "ASIDELINK") if word in text
    ]
    assert sum(line.role is Role.TABLE_ROW for line in document.lines) == 3
