from __future__ import annotations

import html

import pytest
from library_client import FIRST, HOSTILE, NAMING, library_site, words

from app.library_desk.description_form import read_form, shown_values
from knowledge.types import Grade, ReportDescription, ReportId, Stated

READER, LIBRARIAN = {"x-role": "reader"}, {"x-role": "librarian"}
NEGLECT, NAMED = ReportId("neglect"), ReportId("named")
CHANGES = ["/reports/neglect/edit", "/reports/neglect/remove", "/reports/neglect/hold", "/reports/neglect/release"]


@pytest.fixture
def site(product, tmp_path, write_report):
    files = {"neglect.txt": FIRST, "named.txt": NAMING, "hostile.txt": HOSTILE}
    list(product.pipeline.ingest([write_report(name, text) for name, text in files.items()]))
    product.knowledge_base.hold(NAMED)
    with library_site(product, tmp_path / "site") as (client, _desk):
        yield client


@pytest.fixture
def report(product):
    return lambda report_id=NEGLECT: product.knowledge_base.catalogue.report(report_id)


@pytest.fixture
def send(site, report):
    """Sends the form with some fields changed, as the browser does."""

    def run(**changed):
        shown = shown_values(report().description)
        was = {f"was_{name}": value for name, value in shown.items()}
        return site.post("/reports/neglect/edit", data={**shown, **was, **changed}, headers=LIBRARIAN)

    return run


def test_the_page_says_what_is_stated_and_what_is_not(site):
    said = words(site.get("/reports/neglect", headers=READER).text)
    assert "Date of the audit March 2024 where" in said
    assert "Partnership not stated in the report" in said
    assert "good practice 2" in said


def test_it_leads_to_where_the_report_says_so(site, product, report):
    span = report().description.audit_date.span
    page = site.get("/reports/neglect", headers=READER)
    assert f'href="/reports/neglect/text?quote={span.start}-{span.end}#quote"' in page.text
    assert product.knowledge_base.catalogue.canonical_text(NEGLECT)[span.start : span.end] == "March 2024"


def test_a_held_report_is_for_librarians_alone(site):
    assert site.get("/reports/named", headers=READER).status_code == 403
    page = site.get("/reports/named", headers=LIBRARIAN)
    assert "It may identify a person: 1 NHS number" in words(page.text)


def test_screening_tells_kind_rule_and_place_and_not_the_words(site, product, report):
    page = site.get("/reports/named", headers=LIBRARIAN)
    span = report(NAMED).screening[0].span
    assert f'href="/reports/named/text?quote={span.start}-{span.end}#quote"' in page.text
    assert html.escape(report(NAMED).screening[0].rule) in page.text
    assert "476" not in page.text


def test_readers_are_not_told_where_it_stands(site, product):
    product.knowledge_base.release(NAMED)
    page = site.get("/reports/named", headers=READER)
    assert page.status_code == 200
    assert 'id="found"' not in page.text


def test_readers_and_strangers_can_change_nothing(site, product):
    before = product.knowledge_base.catalogue.reports()
    for path in CHANGES:
        assert site.post(path, data={"title": "x", "was_title": "y"}, headers=READER).status_code == 403
        assert site.post(path).status_code == 403
    assert site.get("/reports/neglect/edit", headers=READER).status_code == 403
    assert site.get("/reports/neglect/remove", headers=READER).status_code == 403
    assert "/reports/neglect/edit" not in site.get("/reports/neglect", headers=READER).text
    assert product.knowledge_base.catalogue.reports() == before


@pytest.mark.parametrize("path", ["", "/edit", "/remove"])
def test_an_unknown_report_is_not_found(site, path):
    assert site.get(f"/reports/nope{path}", headers=LIBRARIAN).status_code == 404


@pytest.mark.parametrize("path", ["/edit", "/remove", "/hold", "/release"])
def test_an_unknown_report_cannot_be_changed(site, path):
    assert site.post(f"/reports/nope{path}", headers=LIBRARIAN).status_code == 404


def test_holding_and_releasing_from_the_page(site, report):
    assert site.post("/reports/neglect/hold", headers=LIBRARIAN).headers["location"] == "/reports/neglect?done=held"
    assert report().held
    site.post("/reports/neglect/release", headers=LIBRARIAN)
    assert not report().held


def test_removing_asks_first_and_says_what_goes(site, product):
    said = words(site.get("/reports/neglect/remove", headers=LIBRARIAN).text)
    assert "2 passages" in said
    assert "neglect.txt" in said
    assert product.knowledge_base.catalogue.holds(NEGLECT)
    assert site.post("/reports/neglect/remove", headers=LIBRARIAN).headers["location"] == "/library?done=removed"
    assert not product.knowledge_base.catalogue.holds(NEGLECT)


class TestCorrecting:
    def test_only_what_was_changed_is_a_correction(self, send, report):
        assert send(partnership="Harrowmere Partnership").headers["location"] == "/reports/neglect?done=described"
        assert report().description.partnership == "Harrowmere Partnership"
        assert report().description.overridden == ("partnership",)

    def test_sending_it_as_it_was_changes_nothing(self, send, report):
        assert send().headers["location"] == "/reports/neglect?done=unchanged"
        assert report().description.overridden == ()

    def test_an_emptied_field_is_not_stated(self, send, site, report):
        send(audit_date="")
        assert report().description.audit_date is None
        assert "Date of the audit not stated corrected by a person" in words(
            site.get("/reports/neglect", headers=READER).text
        )

    def test_several_values_stand_on_a_line_each(self, send, report):
        send(agencies="Police\r\n\r\n  Housing \r\n", grades="2 good (cases)\r\nrequires improvement")
        assert [agency.value for agency in report().description.agencies] == ["Police", "Housing"]
        grades = [(grade.count, grade.value, grade.applies_to) for grade in report().description.grades]
        assert grades == [(2, "good", "cases"), (None, "requires improvement", "")]

    def test_themes_are_ticked(self, send, report):
        send(themes=["neglect", "domestic_abuse"])
        assert {theme.value for theme in report().description.themes} == {"neglect", "domestic_abuse"}

    @pytest.mark.parametrize(
        ("field", "value", "what"),
        [
            ("title", "  ", "Title must have 1 to 500 characters"),
            ("title", "x" * 501, "Title must have 1 to 500 characters"),
            (
                "audit_date",
                "soon",
                "Date of the audit is not a date. Write it as 9 December 2025, December 2025 or 2025.",
            ),
            ("audit_date", "2024-02-31", "Date of the audit names a day or a month that does not exist. Write it as"),
            ("sample", "many", "Sample must say how many of what"),
            ("agencies", "x" * 501, "Agencies taking part, line 1, must have"),
            ("themes", "nonsense", "Themes has no theme"),
            ("grades", "0 good", "Grades, line 1, must be a number"),
        ],
    )
    def test_a_wrong_value_comes_back_with_the_error_beside_it(self, send, report, field, value, what):
        page = send(**{field: value, "kind": "7-minute briefing"})
        assert page.status_code == 400
        assert what in words(page.text)
        assert f'<a href="#{field}">' in page.text
        if field != "themes":
            assert f'{field}-hint {field}-error"' in page.text
        assert 'value="7-minute briefing"' in page.text  # what else was typed is not lost
        assert report().description.overridden == ()

    def test_all_errors_are_shown_at_once(self, send):
        page = send(title="", audit_date="soon")
        assert page.text.count('aria-invalid="true"') == 2

    def test_what_somebody_else_changed_meanwhile_stays(self, send, site, report):
        shown = shown_values(report().description)
        was = {f"was_{name}": value for name, value in shown.items()}
        send(title="Changed by Bo")
        site.post("/reports/neglect/edit", data={**shown, **was, "kind": "briefing"}, headers=LIBRARIAN)
        assert report().description.title == "Changed by Bo"
        assert report().description.kind.value == "briefing"

    def test_going_back_to_what_the_report_says(self, send, site, report):
        send(title="Changed")
        assert "Go back to what the report says" in site.get("/reports/neglect/edit", headers=LIBRARIAN).text
        reply = site.post("/reports/neglect/edit", data={"reset": "yes"}, headers=LIBRARIAN)
        assert reply.headers["location"] == "/reports/neglect?done=reset"
        assert (report().description.title, report().description.overridden) == ("Neglect audit", ())

    def test_what_was_typed_is_shown_as_text(self, send):
        page = send(title="", kind='"><script>alert(1)</script>')
        assert "<script>alert" not in page.text

    def test_a_title_of_markup_is_shown_as_text(self, site):
        assert "<script>alert" not in site.get("/reports/hostile/edit", headers=LIBRARIAN).text

    def test_a_grade_comes_back_as_it_was_shown(self):
        grades = (Grade("good", 2, "cases"), Grade("requires improvement"), Grade("inadequate", None, "Case B"))
        shown = shown_values(ReportDescription("T", grades=grades, themes=(Stated("neglect"),)))
        empty = dict.fromkeys(shown, "")
        changes = read_form({**empty, "grades": shown["grades"]}, empty).changes
        assert changes["grades"] == [
            {"value": "good", "count": 2, "applies_to": "cases"},
            {"value": "requires improvement"},
            {"value": "inadequate", "applies_to": "Case B"},
        ]
