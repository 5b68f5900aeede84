"""Web pages: the content without what surrounds it, and what is refused."""

from __future__ import annotations

import time

import pytest
from fakes import PROJECT, SHARED

from ingest.blocks import join_lines
from ingest.finding_type_rules import finding_type_rules
from ingest.lines import Role
from ingest.readers.html import HtmlReader
from ingest.readers.html_page import MAX_BYTES, is_web_page
from ingest.sections import place
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


PROSE = "The police did not record the voice of the child. " * 4


def paths(document):
    """The headings over each text that is none."""
    rules = finding_type_rules()
    placed = place(join_lines(document.lines, rules.is_heading), rules)
    return {entry.block.text: entry.heading_path for entry in placed}


@pytest.mark.parametrize(
    "body",
    [
        "<h2 id='consent'>Consent</h2><p>Text.</p>",
        "<section id='consent-and-sharing'><h2>Consent</h2><p>Text.</p></section>",
        "<section class='consent-barriers'><h2>Consent</h2><p>Text.</p></section>",
        "<div class='page breadcrumb-shown'><h2>Consent</h2><p>Text.</p></div>",
        "<div class='cookie-banner-open'><h1>Consent</h1><p>Text.</p><p hidden>Cookies</p></div>",
        "<div id='consent-manager'><h2>Consent</h2><p>Text.</p></div>",
    ],
)
def test_a_part_is_not_left_out_for_a_name_that_may_be_of_content(read, body):
    assert texts(read(page(body))) == ["Consent", "Text."]


def test_consent_alone_names_no_banner(read):
    assert texts(read(page("<div id='consent'><p>Was not sought.</p></div>"))) == ["Was not sought."]


def test_a_page_named_after_its_banner_is_read(read):
    body = f"<div class='has-cookie-banner'><h2>Findings</h2><p>{PROSE * 20}</p><a href=/c>Cookies</a></div>"
    assert texts(read(page(body)))[0] == "Findings"


@pytest.mark.parametrize("name", ["cookie-banner", "CookieConsentDialog", "gdpr_cookie_notice", "cookies"])
def test_a_cookie_banner_is_left_out_with_its_heading_and_untold(read, name):
    banner = f"<div class='{name}' hidden><h2>Cookies</h2><p>We use cookies. {PROSE}</p></div>"
    document = read(page(f"{banner}<h1>Audit</h1><p>Text.</p>"))
    assert (texts(document), document.warnings) == (["Audit", "Text."], ())


@pytest.mark.parametrize(
    "heading",
    [
        "<h2><button>Areas for development</button></h2>",
        "<button><h2>Areas for development</h2></button>",
        "<h2>Areas for development <button>Copy link</button></h2>",
        "<h2><button>Areas for development<span class='govuk-accordion__section-heading-divider'>, </span>"
        "<span class='govuk-accordion__section-toggle'>Show</span></button></h2>",
        "<details open><summary><h2>Areas for development</h2></summary>x</details>",
    ],
    ids=["in a heading", "around one", "beside one", "GOV.UK", "summary"],
)
def test_the_headings_of_accordions_are_headings(read, heading):
    assert told(read(page(heading)))[0] == (Role.HEADING, 2, "Areas for development")


@pytest.mark.parametrize(
    "accordion",
    [
        "<h2><button aria-controls='p'>Worries</button></h2><div id=p hidden><p>Text.</p></div>",
        "<h2><button>Worries</button></h2><div style='display:none'><p>Text.</p></div>",
        "<div><h2><button>Worries</button></h2></div> <div hidden><p>Text.</p></div>",
        "<h2><a data-toggle='collapse' href='#p'>Worries</a></h2><div id=p style='display: none'><p>Text.</p></div>",
        "<button aria-controls='p'>Worries</button><div id=p hidden><p>Text.</p></div>",
        "<button class='accordion'>Worries</button><div><p>Text.</p></div>",
        "<button role=tab aria-controls=p>Worries</button><button role=tab aria-controls=q>Strengths</button>"
        "<div id=q hidden><p>Other.</p></div><div id=p><p>Text.</p></div>",
    ],
    ids=["aria", "after its heading", "wrapped", "Bootstrap", "no heading", "by class", "tabs"],
)
def test_a_closed_panel_is_read_under_what_its_button_says(read, accordion):
    document = read(page(f"<h2>Strengths</h2><p>Good.</p>{accordion}"))
    assert paths(document)["Text."][-1] == "Worries"
    assert document.warnings == ()


def test_what_follows_a_panel_is_not_under_its_label(read):
    panel = "<button aria-controls='p'>Worries</button><div id=p hidden><p>Text.</p></div>"
    assert paths(read(page(f"<h1>Audit</h1><h2>Findings</h2>{panel}<p>After.</p>")))["After."] == ("Findings",)


@pytest.mark.parametrize(
    "menu",
    [
        "<button aria-controls=m>Menu</button><ul id=m hidden><li><a href=/a>About us</a></ul>",
        "<nav><button aria-controls=m>Menu</button></nav><div id=m hidden>About us</div>",
    ],
)
def test_a_closed_menu_is_no_panel(read, menu):
    assert texts(read(page(f"{menu}<h1>Audit</h1><p>Text.</p>"))) == ["Audit", "Text."]


@pytest.mark.parametrize(
    ("part", "warning"),
    [
        (f"<div hidden>{PROSE}</div>", "Hidden text (40 words) was left out."),
        (f"<p style='display:none'>{PROSE[:100]}</p>" * 2, "Hidden text (40 words) was left out."),
        (f"<aside><h2>Findings</h2><p>{PROSE}</p></aside>", "A side column (41 words) was left out."),
        (f"<div role=complementary>{PROSE}</div>", "A side column (40 words) was left out."),
        (f"<footer>{PROSE}<a href=/c>Cookies</a></footer>", "The foot of the page (41 words) was left out."),
        (f"<header>{PROSE}</header>", "The head of the page (40 words) was left out."),
        (f"<form>{PROSE}</form>", "A form (40 words) was left out."),
        (f"<div role=dialog>{PROSE}</div>", "A pop-up (40 words) was left out."),
        (f"<div>{PROSE}</div>", "Text beside the main part (40 words) was left out."),
    ],
)
def test_prose_that_is_left_out_is_told(read, part, warning):
    document = read(page(f"{part}<main><h1>Audit</h1><p>{PROSE * 3}</p></main>"))
    assert len(document.lines) == 2
    assert document.warnings == (warning,)


@pytest.mark.parametrize(
    "part",
    [
        "<aside><h2>Related</h2><ul>" + "<li><a href=/a>Read about what we did in our other audits.</a>" * 9,
        "<footer><p>© 2025 Harrowmere Council. All rights reserved. " + "Registered charity. " * 20,
        "<footer>" + "<p>Town Hall, High Street" * 15,
        "<nav>" + PROSE,
        "<div role=dialog>We use cookies. " + PROSE,
        "<div hidden>Loading, please wait.",
        "<form><p>Help us improve this website. " + PROSE,
    ],
    ids=["links", "rights", "address", "menu", "cookies", "few words", "feedback"],
)
def test_boilerplate_is_left_out_untold(read, part):
    tag = part[1 : part.index(">")].split()[0]
    assert read(page(f"<main><h1>Audit</h1><p>{PROSE * 8}</p></main>{part}</{tag}>")).warnings == ()


DETAILS = "<details><summary>Worries</summary>{}</details>"


def test_what_follows_details_is_not_under_their_summary(read):
    inside = "<p>In.</p><table><tr><td>a<td>b</table>"
    found = paths(read(page(f"<h1>Audit</h1><h2>Strengths</h2>{DETAILS.format(inside)}<p>After.</p>")))
    assert found["In."] == ("Strengths", "Worries")
    assert found["After."] == ("Strengths",)


def test_headings_and_details_in_details_stand_under_their_summary(read):
    inside = "<h2>Schools</h2><p>In.</p><details><summary>Police</summary><p>Deep.</p></details>"
    found = paths(read(page(f"<h1>Audit</h1><h3>Findings</h3>{DETAILS.format(inside)}<p>After.</p>")))
    assert found["In."] == ("Findings", "Worries", "Schools")
    assert found["Deep."][:2] == ("Findings", "Worries")
    assert found["After."] == ("Findings",)


def test_a_summary_that_heads_nothing_is_no_heading(read):
    document = read(page(f"<h1>Audit</h1><h2>Strengths</h2>{DETAILS.format('')}<p>After.</p>"))
    assert paths(document)["After."] == ("Strengths",)


def test_a_long_summary_is_a_text(read):
    details = DETAILS.replace("Worries", "A long note " * 9).format("<p>In.</p>")
    assert paths(read(page(f"<h1>Audit</h1><h2>Strengths</h2>{details}")))["In."] == ("Strengths",)


def test_summaries_are_no_headings_where_the_page_declares_none(read):
    assert read(page(DETAILS.format("<p>In.</p>"))).lines[0].role is Role.PARAGRAPH


def test_comments_without_end_before_a_text_take_no_time():
    assert not is_web_page(b"<!-- c -->\n" * 10_000 + b"Text.")
    assert is_web_page(b"<!-- c -->\n" * 10_000 + b"<html>")


def test_a_tag_without_end_takes_no_time(read):
    assert texts(read("<html><p>Text.</p><" + "a" * 300_000)) == ["Text."]


@pytest.mark.parametrize(
    "sample", sorted((PROJECT / "knowledge" / "sample_reports").glob("*.html")), ids=lambda p: p.stem
)
def test_the_surroundings_of_the_samples_are_not_worth_a_warning(sample):
    assert HtmlReader().read(sample).warnings == ()


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
    assert document.warnings == ()
    assert sum(line.role is Role.TABLE_ROW for line in document.lines) == 3
