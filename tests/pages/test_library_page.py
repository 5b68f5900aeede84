from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from library_client import FIRST, HOSTILE, NAMING, SECOND, library_site, upload, words

from ingest.becoming import edit_description
from ingest.overrides import DescriptionOverride
from knowledge.types import Filters, ReportId

READER, LIBRARIAN = {"x-role": "reader"}, {"x-role": "librarian"}


@pytest.fixture
def site(product, tmp_path, write_report):
    files = {"neglect.txt": FIRST, "later.txt": SECOND, "naming.txt": NAMING}
    list(product.pipeline.ingest([write_report(name, text) for name, text in files.items()]))
    product.knowledge_base.hold(ReportId("naming"))
    with library_site(product, tmp_path / "site") as (client, _desk):
        yield client


def titles(page):
    return re.findall(r'<a href="/reports/[^"#]+">([^<]+)</a>', page.text)


def test_every_report_is_listed_newest_audit_first(site):
    assert titles(site.get("/library", headers=LIBRARIAN)) == ["Later audit", "Neglect audit", "Third audit"]


@pytest.mark.parametrize(
    ("sort", "first"), [("oldest", "Neglect audit"), ("title", "Later audit"), ("nonsense", "Later audit")]
)
def test_the_order_can_be_chosen(site, sort, first):
    assert titles(site.get(f"/library?sort={sort}", headers=LIBRARIAN))[0] == first


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("NEGLECT", ["Neglect audit"]),
        ("audit  later", ["Later audit"]),
        ("harrow", ["Neglect audit"]),
        ("harrow neglect", ["Neglect audit"]),
        ("harrow later", []),
        ("audit", ["Later audit", "Neglect audit"]),
    ],
)
def test_reports_are_found_by_words_of_their_title_or_partnership(product, site, find, found):
    edit_description(product.knowledge_base, ReportId("neglect"), DescriptionOverride(partnership="Harrowmere"))
    page = site.get("/library", params={"find": find, "sort": "title"}, headers=READER)
    assert titles(page) == found
    said = words(page.text)
    assert f"{len(found)} of 2 reports: those with" in said
    assert '<a href="/library?sort=title">Show all reports</a>' in page.text


def test_what_is_looked_for_is_shown_as_text_and_stays_in_its_field(site):
    page = site.get("/library", params={"find": '"><script>alert(1)</script>'}, headers=READER).text
    assert "<script>alert" not in page
    assert 'value="&#34;&gt;&lt;script&gt;' in page
    assert "No report is in the library yet" not in page


def test_looking_for_nothing_shows_every_report(site):
    page = site.get("/library?find=+&sort=oldest", headers=LIBRARIAN)
    assert len(titles(page)) == 3
    assert "Show all reports" not in page.text


def test_a_reader_does_not_find_what_is_held(site):
    assert titles(site.get("/library?find=third", headers=READER)) == []
    assert titles(site.get("/library?find=third", headers=LIBRARIAN)) == ["Third audit"]


def test_a_row_says_what_is_known_and_what_is_not_stated(site):
    said = words(site.get("/library", headers=LIBRARIAN).text)
    assert "Neglect audit not stated March 2024 not stated not stated 2 good practice 2 none" in said


def test_a_reader_sees_only_that_reports_are_held(site):
    page = site.get("/library", headers=READER)
    assert "Third audit" not in page.text
    assert "1 report is held back" in words(page.text)
    assert 'type="file"' not in page.text
    assert "/library/samples/remove" not in page.text


def test_a_librarian_sees_what_was_found_by_kind_and_none_of_its_words(site):
    page = site.get("/library", headers=LIBRARIAN)
    assert "held back found: 1 NHS number" in words(page.text)
    assert "476" not in page.text


def test_nobody_who_is_not_signed_in_sees_anything(site):
    assert site.get("/library").status_code == 403


def test_words_of_a_report_are_shown_as_text(product, site, write_report):
    list(product.pipeline.ingest([write_report("hostile.txt", HOSTILE)]))
    page = site.get("/library", headers=READER)
    assert "<script>alert" not in page.text
    assert "Audit of &lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_the_samples_go_with_one_click_of_a_librarian(product, site, samples_folder):
    list(product.pipeline.ingest([samples_folder / "01-neglect-at-a-glance.txt"]))
    assert "Remove the fictional sample" in site.get("/library", headers=LIBRARIAN).text
    assert "Remove the fictional" not in site.get("/library", headers=READER).text
    assert site.post("/library/samples/remove", headers=READER).status_code == 403
    reply = site.post("/library/samples/remove", headers=LIBRARIAN)
    assert (reply.status_code, reply.headers["location"]) == (303, "/library?done=samples")
    assert "were removed" in site.get("/library?done=samples", headers=LIBRARIAN).text
    assert len(product.knowledge_base.catalogue.reports()) == 3


def test_only_words_of_ours_are_shown_as_done(site):
    assert "nonsense" not in site.get("/library?done=nonsense", headers=LIBRARIAN).text


def test_limits_and_formats_are_said_in_words(site):
    said = words(site.get("/library", headers=LIBRARIAN).text)
    assert "PDF, Word" in said
    assert "at most 50 MB each and 20 at a time" in said


def test_without_a_desk_nothing_can_be_changed(product, tmp_path):
    with library_site(product, tmp_path / "site", with_desk=False) as (client, _desk):
        assert "audit-learning" in client.get("/library", headers=LIBRARIAN).text
        assert client.post("/library/samples/remove", headers=LIBRARIAN).status_code == 403


def test_passages_are_counted_as_they_are_read(product, site):
    catalogue = product.knowledge_base.catalogue
    by_sql, by_reading = catalogue.passages_by_type(), defaultdict(Counter)
    for passage in catalogue.passages(Filters(include_held=True)):
        by_reading[passage.report_id][passage.finding_type] += 1
    assert by_sql == by_reading
    assert sum(sum(counts.values()) for counts in by_sql.values()) == len(
        catalogue.passages(Filters(include_held=True))
    )


def test_a_corrected_title_is_the_one_listed(product, site):
    edit_description(product.knowledge_base, ReportId("neglect"), DescriptionOverride(title="Better"))
    assert "Better" in titles(site.get("/library", headers=READER))


def test_links_begin_with_the_root_path(product, tmp_path):
    with library_site(product, tmp_path / "site") as (client, _desk):
        client.app.root_path = "/learning"
        upload_address = upload(client, {"neglect.txt": FIRST})[0]
        assert upload_address.startswith("/learning/library/uploads/")
        assert 'href="/learning/reports/neglect"' in client.get("/library", headers=READER).text
