from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from fakes import make_passage, make_report
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.access.people import HERE, KEY, Person, Role
from app.pages.reading import router
from app.pages.reading_text import Sheet, by_sheet, lines_of, sheets
from app.site import Site
from app.surroundings import check_of
from ingest.files import content_hash, stored_path
from knowledge.errors import AuditLearningError, NotAllowedError, UnknownReportError, UnreadableFileError
from knowledge.types import FindingType, PageStart, ReportId, Span

FIRST = "Neglect audit\n\nWhat we found\n\n- Plans were late & <b>unread</b>."
SECOND = "Fathers were met by their own worker.\nWho\tHow many\nFathers\t3"
TEXT = f"{FIRST}\n- {SECOND}"
READER = Person("Ola", Role.READER, "account")
STATUS = {NotAllowedError: 403, UnknownReportError: 404, UnreadableFileError: 400}


@dataclass
class OneReport:
    """A library of one report."""

    report_: object
    text: str = TEXT
    found: list = field(default_factory=list)

    def report(self, report_id):
        if report_id != self.report_.report_id:
            raise UnknownReportError("No such report.")
        return self.report_

    def canonical_text(self, report_id):
        return self.text

    def passages(self, filters):
        assert filters.report_ids == {self.report_.report_id}
        assert filters.include_held
        return self.found


class Shown(HTMLParser):
    """What a browser would show: the words, those that are marked, and where links lead."""

    def __init__(self, markup):
        super().__init__()
        self.marked, self.links, self.headings, self.ids, self.alts = [], {}, [], [], []
        self.text, self._open, self._link = "", [], None
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        assert "style" not in named
        assert not [name for name in named if name.startswith("on")]
        self._open.append(tag)
        self.ids += [named["id"]] if "id" in named else []
        self.alts += [named["alt"]] if "alt" in named else []
        self._link = named.get("href", self._link) if tag == "a" else self._link
        self.marked += [""] if tag == "mark" else []
        self.headings += [""] if tag in {"h1", "h2", "h3"} else []

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data
        if self._open and {"h1", "h2", "h3"} & set(self._open):
            self.headings[-1] += data
        if "a" in self._open:
            self.links[data.strip()] = self._link


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    for line in ("Plans were late and they were unread.", "Fathers were met by their own worker."):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def report(pdf):
    pages = (PageStart(0, 1, "iii"), PageStart(TEXT.index(SECOND), 2, "2"))
    return make_report(
        title="Neglect <audit>",
        source_path=stored_path(pdf),
        content_hash=content_hash(pdf),
        pages=pages,
        page_count=3,
    )


@pytest.fixture
def library(report):
    at = TEXT.index("Plans")
    return OneReport(
        report,
        found=[
            make_passage(0, text=FIRST[at:], start=at, heading_path=("What we found",)),
            make_passage(
                1, text=SECOND.split("\n")[0], start=TEXT.index("Fathers"), finding_type=FindingType.GOOD_PRACTICE
            ),
        ],
    )


@pytest.fixture
def get(library):
    """Asks for an address as some person."""

    def asking(address, person=HERE, **headers):
        app = FastAPI()
        app.include_router(router(Site(None, library)))
        app.add_exception_handler(
            AuditLearningError, lambda _request, error: PlainTextResponse(str(error), STATUS[type(error)])
        )

        async def gate(scope, receive, send):
            scope[KEY] = person
            await app(scope, receive, send)

        return TestClient(gate, root_path="/below").get(f"/below{address}", headers=headers)

    return asking


def span(words):
    return f"{TEXT.index(words)}-{TEXT.index(words) + len(words)}"


def test_the_whole_text_is_shown_with_its_findings_named(get):
    page = Shown(get("/reports/r/text").text)
    for line in TEXT.replace("- Plans", "Plans").replace("- Fathers", "Fathers").split("\n"):
        assert line in page.text
    assert re.search(r"- \s*concern: Plans were late & <b>unread</b>\.", page.text)
    assert re.search(r"good practice: Fathers were met", page.text)
    assert page.links["Back to the report"] == "/below/reports/r"


def test_pages_and_headings_of_the_report_are_headings(get):
    page = Shown(get("/reports/r/text").text)
    found = [" ".join(heading.split()) for heading in page.headings]
    assert "Page iii (PDF page 1) Show this page iii" in found
    assert "Page 2 Show this page 2" in found
    assert "What we found" in found
    assert {"page-1", "page-2"} <= set(page.ids)


def test_the_quote_is_marked_and_named(get):
    page = Shown(get(f"/reports/r/text?quote={span('were late & <b>unread</b>')}").text)
    assert page.marked == ["were late & <b>unread</b>"]
    assert "quote" in page.ids
    assert re.search(r"quoted passage\s+were late", page.text)


def test_a_quote_over_two_lines_is_marked_on_both_and_named_once(get):
    words = TEXT[TEXT.index("unread") : TEXT.index("were met")]
    page = Shown(get(f"/reports/r/text?quote={span(words)}").text)
    assert page.marked == ["unread</b>.", "- ", "Fathers "]
    assert page.ids.count("quote") == 1


@pytest.mark.parametrize("asked", ["1", "a-b", "9-3", "5-5", "0-99999", "-1-4", "٣-٩", "1-2-3", "<script>", "9" * 5000])
def test_a_quote_that_the_text_does_not_have_is_not_marked_and_that_is_said(get, asked):
    for address in ("/reports/r/text", "/reports/r/pages/1"):
        reply = get(f"{address}?quote={asked}")
        assert reply.status_code == 200
        assert "cannot be marked" in reply.text
        assert "<mark" not in reply.text
        assert "<script>" not in reply.text


def test_a_quote_is_marked_only_where_its_words_still_stand(get):
    asked = f"/reports/r/text?quote={span('Plans were late')}"
    assert "<mark" in get(f"{asked}&check={check_of('Plans were late')}").text
    assert "<mark" not in get(f"{asked}&check={check_of('Plans were lost')}").text


def test_one_type_alone_can_be_marked(get):
    reply = get("/reports/r/text?type=good_practice&quote=0-7").text
    page = Shown(reply)
    assert "concern: Plans" not in page.text
    assert "good practice 1 of 1: Fathers" in page.text
    assert page.links["all types"] == "/below/reports/r/text?quote=0-7"
    assert "(1)" in page.text


def test_a_type_that_there_is_not_is_as_good_as_none(get):
    assert "concern: Plans" in Shown(get("/reports/r/text?type=<b>").text).text


def test_a_page_shows_its_own_text_and_its_picture(get):
    page = Shown(get(f"/reports/r/pages/2?quote={span('Fathers were met')}").text)
    assert "Plans" not in page.text
    assert page.marked == ["Fathers were met"]
    assert page.alts == ["Page 2 of Neglect <audit> as printed; its text is on this page"]
    assert page.links["Previous page"] == f"/below/reports/r/pages/1?quote={span('Fathers were met')}"
    assert page.links["Next page"].startswith("/below/reports/r/pages/3")


def test_a_quote_on_another_page_is_led_to(get):
    page = Shown(get(f"/reports/r/pages/1?quote={span('Fathers were met')}").text)
    assert page.links["go to page 2"].endswith(f"/pages/2?quote={span('Fathers were met')}#quote")


def test_a_quote_that_goes_on_over_the_page_says_so(get):
    words = TEXT[TEXT.index("Plans") : TEXT.index("were met")]
    assert "goes on" in Shown(get(f"/reports/r/pages/1?quote={span(words)}").text).text


def test_a_page_without_text_is_still_a_page(get):
    assert "No text was read from this page" in get("/reports/r/pages/3").text


@pytest.mark.parametrize("number", ["0", "4", "99999999999", "x", "1e0", "-1", "٢", "9" * 5000])
def test_a_page_that_there_is_not_is_not_found(get, number):
    for ending in ("", ".png"):
        assert get(f"/reports/r/pages/{number}{ending}").status_code == 404


def test_a_picture_is_drawn_and_need_not_be_sent_twice(get):
    first = get("/reports/r/pages/2.png")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    assert first.headers["cache-control"].startswith("private")
    again = get("/reports/r/pages/2.png", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    marked = get(f"/reports/r/pages/2.png?quote={span('Fathers were met by their')}")
    assert marked.headers["etag"] != first.headers["etag"]
    assert marked.content != first.content


def test_where_there_can_be_no_picture_the_text_is_shown(get, pdf):
    pdf.write_bytes(b"%PDF- another one")
    page = get("/reports/r/pages/2")
    assert "has changed since" in page.text
    assert "Fathers were met" in page.text
    assert "<img" not in page.text
    assert get("/reports/r/pages/2.png").status_code == 400


ADDRESSES = ["/reports/r/text", "/reports/r/pages/1", "/reports/r/pages/1.png"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_held_report_is_for_librarians_only(get, library, report, address):
    assert get(address, READER).status_code == 200
    library.report_ = replace(report, held=True)
    assert get(address, READER).status_code == 403
    assert get(address, HERE).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_reads_without_being_somebody(get, address):
    assert get(address, None).status_code == 403


@pytest.mark.parametrize("name", ["unknown", "..%2f..%2fetc%2fpasswd", "%00", "a.pdf"])
def test_a_report_that_there_is_not_is_not_found(get, name):
    for ending in ("text", "pages/1", "pages/1.png"):
        assert get(f"/reports/{name}/{ending}").status_code == 404


def test_a_report_without_pages_is_read_whole(get, library, report):
    library.report_ = replace(report, pages=(), page_count=None)
    page = Shown(get("/reports/r/text").text)
    assert "Text" in page.headings
    assert not [heading for heading in page.headings if heading.startswith("Page")]
    assert get("/reports/r/pages/1").status_code == 404


def test_the_text_of_the_pages_is_the_text():
    report = make_report(pages=(PageStart(2, 1, "1"), PageStart(TEXT.index(SECOND), 2, "2")))
    text = f"- {TEXT}"
    shifted = replace(report, pages=(report.pages[0], PageStart(text.index(SECOND), 2, "2")))
    parts = [text[sheet.span.start : sheet.span.end] for sheet in sheets(shifted, text)]
    assert parts == [f"- {FIRST}\n", f"- {SECOND}"]


def test_lines_keep_every_word_and_say_what_they_are():
    sheet = Sheet(None, "", Span(0, len(TEXT)))
    lines = lines_of(TEXT, sheet, [], frozenset({"What we found"}), Span(3, 40))
    assert ["".join(run.text for run in line.runs) for line in lines] == [line for line in TEXT.split("\n") if line]
    assert [line.kind for line in lines] == ["text", "heading", "item", "item", "row", "row"]
    assert [line.apart for line in lines] == [False, True, True, False, False, False]


def test_words_of_a_report_run_nothing(get, library, report):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><style>*{}</style>"
    library.report_ = replace(report, report_id=ReportId("r"), pages=())
    library.text = hostile
    library.found = [make_passage(0, text=hostile, start=0, heading_path=(hostile,))]
    reply = get(f"/reports/r/text?quote=0-{len(hostile)}")
    assert html.escape("<script>alert(1)</script>") in reply.text
    assert Shown(reply.text).marked == [hostile]
    assert "default-src 'none'" in reply.headers["content-security-policy"]


cuts = st.lists(st.integers(0, 40), max_size=5).map(lambda offsets: sorted({0, 40, *offsets}))


@given(cuts, st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=8))
def test_each_page_has_the_findings_that_stand_on_it(offsets, places):
    pages = [Sheet(n, str(n), Span(*ends)) for n, ends in enumerate(pairwise(offsets), 1)]
    found = [make_passage(n, text="x" * min(size, 40 - at), start=at) for n, (at, size) in enumerate(places)]
    for page, here in zip(pages, by_sheet(pages, found), strict=True):
        assert here == [p for p in found if p.start < page.span.end and page.span.start < p.end]
