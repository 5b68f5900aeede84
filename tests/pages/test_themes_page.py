from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from fakes import in_month, make_passage, make_report
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.people import HERE, KEY, Person, Role
from app.next_questions import question_about
from app.pages.themes import FINDINGS_AT_FIRST, MOST_REPORTS, MOST_WAITING, REPORTS_AT_FIRST, ThemePages, router
from app.server.faults import add_fault_pages
from app.site import Site
from knowledge.catalogue import Catalogue
from knowledge.errors import TooOftenError
from knowledge.types import FindingType, Label, LabelKind, ParsedReport, ReportId

READER = Person("Ola", Role.READER, "account")
CONCERN, GOOD, METHOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE, FindingType.METHOD
HOSTILE = '<script>alert(1)</script> "quoted" {{ 7 * 7 }}'


class Shown(HTMLParser):
    """What a person meets: tables as rows of cells, words, links by what they say, and what must not be there."""

    def __init__(self, markup):
        super().__init__()
        self.tables, self.links, self.text, self.attributes, self.tags = [], {}, "", set(), set()
        self._link = None
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")
        elif tag == "a":
            self._link = [dict(attrs)["href"], ""]

    def handle_data(self, data):
        self.text += data
        if self.tables and self.tables[-1] and self.tables[-1][-1] and self.lasttag not in {"caption", "table", "tr"}:
            self.tables[-1][-1][-1] += data
        if self._link:
            self._link[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._link:
            self.links.setdefault(" ".join(self._link[1].split()), []).append(self._link[0])
            self._link = None

    def rows(self, table=0):
        return [[" ".join(cell.split()) for cell in row] for row in self.tables[table]]


def put(catalogue, report_id, passages, **fields):
    """Puts a report whose passages are each `(finding type, themes, text)`."""
    made = []
    for number, (kind, themes, text) in enumerate(passages):
        labels = tuple(Label(LabelKind.THEME, theme, "wording") for theme in themes)
        made.append(make_passage(number, report_id, text, finding_type=kind, labels=labels, page=number + 1))
    text = "\n".join(passage.text for passage in made)
    catalogue.put(ParsedReport(make_report(report_id, **fields), text, tuple(made)))


@pytest.fixture
def catalogue(tmp_path):
    catalogue = Catalogue(tmp_path / "library.sqlite3")
    neglect, both = ["neglect"], ["neglect", "housing"]
    put(
        catalogue,
        "old",
        [(CONCERN, both, "Homes were cold."), (GOOD, neglect, "A worker stayed."), (METHOD, neglect, "We read files.")],
        audit_date=in_month(2021, 3),
        partnership="Harrowmere",
        title="Neglect audit",
        source_file="old.pdf",
    )
    put(
        catalogue,
        "new",
        [(CONCERN, neglect, HOSTILE), (FindingType.RECOMMENDATION, ["housing"], "Ask about damp.")],
        audit_date=in_month(2024, 5),
        partnership="Otherton",
        title=HOSTILE,
        fictional=True,
    )
    put(catalogue, "held", [(CONCERN, neglect, "Secret words.")], audit_date=in_month(2024, 6), title="Held back")
    catalogue.set_held(ReportId("held"), held=True)
    yield catalogue
    catalogue.close()


def client(catalogue, person=READER, root=""):
    app = FastAPI()
    app.include_router(router(Site(None, catalogue)))
    add_fault_pages(app)

    async def known(scope, receive, send):
        if person:
            scope[KEY] = person
        await app(scope, receive, send)

    return TestClient(known, raise_server_exceptions=False, root_path=root)


@pytest.fixture
def page(catalogue):
    def page(path, person=READER, status=200, root=""):
        reply = client(catalogue, person, root).get(path)
        assert reply.status_code == status, reply.text
        shown = Shown(reply.text)
        assert "style" not in shown.attributes | shown.tags  # the pages' policy allows no such thing
        assert reply.text.count("<script") == 1  # our own file: words of reports make no element
        return shown

    return page


def test_the_matrix_counts_concerns_and_good_practice_of_each_theme_and_report(page):
    rows = page("/themes").rows()
    assert [cell.split(" ")[0] for cell in rows[0]] == ["Theme", "Neglect", "<script>alert(1)</script>", "All"]
    assert rows[1] == ["neglect", "▼1 concern, ▲1 good practice", "▼1 concern", "▼2 concerns, ▲1 good practice"]
    assert rows[2] == ["housing", "▼1 concern", "+1 other", "▼1 concern, +1 other"]
    assert rows[3][0] == "All themes"


def test_the_timeline_counts_them_by_year_with_the_number_of_reports(page):
    rows = page("/themes").rows(1)
    assert rows[0] == ["Theme", "2021 1 report", "2024 1 report"]
    assert rows[1] == ["neglect", "▼1 concern, ▲1 good practice", "▼1 concern"]


def test_the_chart_says_what_its_signs_are(page):
    said = " ".join(page("/themes").text.split())
    assert "▼ concerns ▲ good practice, in passages" in said


def test_a_picture_is_drawn_once_and_no_more_people_wait_than_may(catalogue):
    pages = ThemePages(Site(None, catalogue))
    for _ in range(MOST_WAITING):
        pages._waiting.acquire()
    with pytest.raises(TooOftenError):
        pages._draw([], date(2026, 1, 1), "svg")
    pages._waiting.release()
    drawn = pages._draw([], date(2026, 1, 1), "svg")
    assert pages._draw([], date(2026, 1, 1), "svg") is drawn


def test_every_count_leads_to_its_findings(page):
    links = page("/themes").links
    assert links["▼1 concern, ▲1 good practice"] == ["/themes/neglect?report=old", "/themes/neglect?year=2021"]
    shown = page("/themes/neglect?report=old")
    assert "Homes were cold." in shown.text
    assert "alert" not in shown.text
    shown = page("/themes/neglect?year=2024")
    assert "Homes were cold." not in shown.text
    assert HOSTILE in shown.text


def test_links_begin_with_the_root_path(page):
    for path in ("/themes", "/themes/neglect"):
        links = [link for group in page(f"/learning{path}", root="/learning").links.values() for link in group]
        assert {link for link in links if not link.startswith(("/learning/", "#"))} == set()


def test_reports_are_filtered_by_partnership_and_year(page):
    assert len(page("/themes?partnership=Harrowmere").rows()[0]) == 3
    assert len(page("/themes?year=2024").rows()[0]) == 3
    empty = page("/themes?year=2024&partnership=Harrowmere")
    assert empty.tables == []
    assert "No report is of this partnership and year." in empty.text


def test_the_filters_stay_in_the_links(page):
    links = page("/themes?partnership=Harrowmere").links
    assert links["neglect"][0] == "/themes/neglect?partnership=Harrowmere"
    assert links["download it as PNG"] == ["/themes/at-a-glance.png?partnership=Harrowmere"]


def test_a_large_library_shows_its_newest_reports_first_and_more_when_asked(catalogue, page):
    for number in range(REPORTS_AT_FIRST + MOST_REPORTS):
        put(catalogue, f"r{number}", [(CONCERN, ["suicide"], "x")], audit_date=in_month(1950 + number, 1))
    first = page("/themes")
    assert len(first.rows()[0]) == REPORTS_AT_FIRST + 2
    assert f"The newest {REPORTS_AT_FIRST} of {REPORTS_AT_FIRST + MOST_REPORTS + 2} reports are shown." in first.text
    (more,) = first.links[f"Show the newest {MOST_REPORTS}"]
    assert len(page(more.partition("#")[0]).rows()[0]) == MOST_REPORTS + 2
    assert len(page("/themes?show=999999").rows()[0]) == MOST_REPORTS + 2
    assert len(page("/themes?show=nonsense").rows()[0]) == REPORTS_AT_FIRST + 2


@pytest.mark.parametrize("path", ["/themes", "/themes/neglect", "/themes/neglect?year=2024", "/themes/at-a-glance.svg"])
def test_nothing_of_a_held_report_is_shown_to_anybody(catalogue, path):
    for person in (READER, HERE):
        reply = client(catalogue, person).get(path)
        assert reply.status_code == 200
        assert "Secret words" not in reply.text
        assert "Held back" not in reply.text


def test_only_a_librarian_is_told_that_the_report_of_a_cell_is_held(page):
    page("/themes/neglect?report=held", READER, 403)
    assert "held back until it is checked" in page("/themes/neglect?report=held", HERE).text


def test_nobody_who_is_not_let_in_sees_a_theme(page):
    for path in ("/themes", "/themes/neglect", "/themes/at-a-glance.png", "/themes/at-a-glance.svg"):
        page(path, None, 403)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/themes/nothing", 404),
        ("/themes/%3Cscript%3E", 404),
        ("/themes/neglect?report=gone", 404),
        ("/themes/neglect?type=gossip", 400),
        ("/themes/neglect?type=method", 400),
    ],
)
def test_what_is_not_there_is_said_to_be_so(page, path, status):
    page(path, HERE, status)


def test_a_theme_without_findings_says_so(page):
    assert "No passage in the library is labelled with this theme." in page("/themes/suicide").text
    assert "No passage of this choice is labelled with this theme." in page("/themes/housing?type=good_practice").text


def test_findings_stand_by_type_then_report_in_their_own_words(page):
    shown = page("/themes/neglect")
    body = shown.text[shown.text.index("Ask: ") :]
    order = [body.index(words) for words in (HOSTILE, "Homes were cold.", "A worker stayed.")]
    assert order == sorted(order)
    assert "We read files." not in shown.text
    assert "3 passages are labelled" in " ".join(shown.text.split())


def test_findings_of_one_type_alone(page):
    shown = page("/themes/neglect?type=good_practice")
    assert "A worker stayed." in shown.text
    assert "Homes were cold." not in shown.text


def test_a_finding_leads_to_its_page_or_to_its_place_in_the_text(page):
    links = [link for group in page("/themes/neglect").links.values() for link in group]
    assert "/reports/old/pages/1?quote=0-16#quote" in links
    assert any(re.fullmatch(r"/reports/new/text\?quote=0-\d+#quote", link) for link in links)


def test_a_theme_can_be_asked_about(page):
    links = page("/themes/neglect").links
    assert links["Ask about this theme"] == ["/?q=What+did+audits+find+about+neglect%3F&theme=neglect"]
    assert f"Ask: {question_about('neglect', CONCERN)}" in links


def test_long_lists_are_shown_in_parts(catalogue, page):
    many = FINDINGS_AT_FIRST + 5
    put(catalogue, "many", [(CONCERN, ["suicide"], f"Finding {n}.") for n in range(many)], audit_date=in_month(2020, 1))
    first = page("/themes/suicide?report=many&type=concern")
    assert f"The first {FINDINGS_AT_FIRST} are shown. Ask about this theme" in " ".join(first.text.split())
    (more,) = first.links["Show more"]
    assert more == f"/themes/suicide?report=many&type=concern&show={2 * FINDINGS_AT_FIRST}"
    rest = page(more)
    assert f"Finding {many - 1}." in rest.text
    assert "Show more" not in rest.links


def test_a_table_row_reads_with_its_column_headings(catalogue, page):
    row = make_passage(
        0,
        "table",
        "Police\t9 of 10",
        column_headings=("Agency", "Came"),
        labels=(Label(LabelKind.THEME, "housing", "w"),),
    )
    catalogue.put(ParsedReport(make_report("table"), row.text, (row,)))
    assert "Agency: Police; Came: 9 of 10" in page("/themes/housing?report=table").text


def test_an_empty_library_says_so(tmp_path):
    empty = Catalogue(tmp_path / "empty.sqlite3")
    reply = client(empty).get("/themes")
    assert reply.status_code == 200
    assert "The library holds no report that can be shown." in reply.text
    assert client(empty).get("/themes/at-a-glance.png").status_code == 200
    empty.close()


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_picture_is_downloaded_with_the_day_in_its_name(catalogue, kind, begins):
    reply = client(catalogue).get(f"/themes/at-a-glance.{kind}")
    assert reply.content.startswith(begins)
    name = rf'attachment; filename="themes-at-a-glance-\d{{4}}-\d\d-\d\d\.{kind}"'
    assert re.fullmatch(name, reply.headers["content-disposition"])


def test_the_picture_follows_the_library(catalogue):
    browser = client(catalogue)
    before = browser.get("/themes/at-a-glance.svg").text
    assert browser.get("/themes/at-a-glance.svg").text == before
    catalogue.delete(ReportId("new"))
    assert "2 reports" in before
    assert "1 report," in browser.get("/themes/at-a-glance.svg").text
