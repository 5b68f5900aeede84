from __future__ import annotations

import pytest
from fakes import SHARED
from library_client import FIRST, NAMING, SECOND, library_site, upload, words

from app.library_desk import Intake, UploadLimits
from app.library_desk.multipart import MultipartReader, UploadBrokenError
from app.settings import load_settings
from app.wiring import opened
from ingest.becoming import edit_description
from ingest.overrides import override_from_fields
from knowledge.types import ReportId

READER, LIBRARIAN = {"x-role": "reader"}, {"x-role": "librarian"}
FORM = "multipart/form-data; boundary=zzz"


@pytest.fixture
def product(home, embedder):
    """A library that takes small uploads and holds what may identify a person."""
    settings = load_settings(home=home, upload_mb=1, upload_files=3, hold_identifiable=True)
    with opened(settings, embedder, tell=lambda words: None) as product:
        yield product


@pytest.fixture
def site(product, tmp_path):
    with library_site(product, tmp_path / "site") as (client, _desk):
        yield client


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site" / "uploads"


def left(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_good_and_bad_files_of_one_upload_each_have_an_outcome(site, folder):
    _address, page = upload(
        site, {"neglect.txt": FIRST, "picture.pdf": b"\x89PNG\r\n\x1a\n", "x.meta.yaml": "title: x"}
    )
    said = words(page)
    assert "Upload finished: 1 added, 2 refused" in said
    assert '<a href="/reports/neglect">Neglect audit</a>' in page
    assert "The file is a picture" in said
    assert "What to do:" in said
    assert left(folder) == ["neglect.txt"]


def test_a_file_over_the_limit_is_refused_by_name_and_the_others_go_in(site, folder):
    large = b"x" * (1024 * 1024 + 1)
    said = words(upload(site, {"large.txt": large, "neglect.txt": FIRST})[1])
    assert "1 added, 1 refused" in said
    assert "large.txt refused It is larger than the 1 MB" in said
    assert left(folder) == ["neglect.txt"]


def test_files_beyond_the_number_allowed_are_refused_by_name(site):
    files = {f"{number}.txt": f"{FIRST}- Number {number} was seen.\n" for number in range(4)}
    said = words(upload(site, files)[1])
    assert "3 added, 1 refused" in said
    assert "3.txt refused At most 3 files" in said


def test_a_held_report_says_what_was_found_and_leads_to_it(site):
    _address, page = upload(site, {"named.txt": NAMING})
    assert "Held back: it is in no answer until it is released. It may identify a person: 1 NHS number." in words(page)
    assert '<a href="/reports/named#found">' in page
    assert "476" not in page


def test_a_page_under_way_renews_itself_and_tells_how_far_it_is(product, tmp_path):
    with library_site(product, tmp_path / "site") as (client, desk), desk._one_writer:
        reply = client.post("/library/uploads", files=[("files", ("neglect.txt", FIRST))], headers=LIBRARIAN)
        page = client.get(reply.headers["location"], headers=LIBRARIAN).text
    assert f'data-progress="{reply.headers["location"]}"' in page
    assert 'role="status">0 of 1 file read' in page
    assert "Refresh" in page


def test_replacing_keeps_the_address(site, product):
    upload(site, {"neglect.txt": FIRST})
    _address, page = upload(site, {"newer.txt": SECOND}, "/reports/neglect/replace")
    assert "1 updated" in words(page)
    assert product.knowledge_base.catalogue.report(ReportId("neglect")).description.title == "Later audit"
    assert "1 refused" in words(upload(site, {"bad.pdf": b""}, "/reports/neglect/replace")[1])
    assert product.knowledge_base.catalogue.report(ReportId("neglect")).source_file == "newer.txt"


def test_the_replaced_report_keeps_its_title_on_the_page(site):
    upload(site, {"neglect.txt": FIRST})
    page = upload(site, {"newer.txt": SECOND}, "/reports/neglect/replace")[1]
    assert "In place of Neglect audit ." in words(page)
    assert '<a href="/reports/neglect">Later audit</a>' in page


def test_a_file_of_another_title_asks_whether_it_is_the_same_report(site, product):
    upload(site, {"neglect.txt": FIRST})
    edits = override_from_fields("the test", {"partnership": "Harrowmere", "audit_date": "May 2020"})
    edit_description(product.knowledge_base, ReportId("neglect"), edits)
    page = upload(site, {"newer.txt": SECOND}, "/reports/neglect/replace")[1]
    assert "Is this the same report?" in words(page)
    assert "states another title than the report before it: “Later audit”." in words(page)
    assert "What was corrected by hand (partnership, date of the audit) now applies to it." in words(page)
    assert '<a href="/reports/neglect/edit">Correct its description</a>' in page


def test_a_corrected_title_does_not_hide_that_the_file_states_another(site, product):
    upload(site, {"neglect.txt": FIRST})
    edit_description(
        product.knowledge_base, ReportId("neglect"), override_from_fields("the test", {"title": "Ours <b>"})
    )
    page = upload(site, {"newer.txt": SECOND}, "/reports/neglect/replace")[1]
    assert "In place of Ours &lt;b&gt; ." in words(page)
    assert "“Later audit”. What was corrected by hand (title) now applies to it." in words(page)


def test_a_newer_file_of_the_same_title_is_not_asked_about(site):
    upload(site, {"neglect.txt": FIRST})
    page = upload(site, {"newer.txt": f"{FIRST}- More was seen.\n"}, "/reports/neglect/replace")[1]
    assert "1 updated" in words(page)
    assert "Is this the same report?" not in page


def test_one_file_replaces_one_report(site):
    upload(site, {"neglect.txt": FIRST})
    said = words(upload(site, {"a.txt": SECOND, "b.txt": FIRST + "- More.\n"}, "/reports/neglect/replace")[1])
    assert "b.txt refused At most 1 file is taken" in said


def test_only_librarians_upload_and_see_uploads(site, product, folder):
    for path in ("/library/uploads", "/reports/neglect/replace"):
        for headers in (READER, {}):
            assert site.post(path, files=[("files", ("a.txt", FIRST))], headers=headers).status_code == 403
    assert left(folder) == []
    address, _page = upload(site, {"neglect.txt": FIRST})
    assert site.get(address, headers=READER).status_code == 403
    assert site.get("/library/uploads/nope", headers=LIBRARIAN).status_code == 404
    assert len(product.knowledge_base.catalogue.reports()) == 1


def test_replacing_an_unknown_report_takes_no_file(site, folder):
    reply = site.post("/reports/nope/replace", files=[("file", ("a.txt", FIRST))], headers=LIBRARIAN)
    assert reply.status_code == 404
    assert left(folder) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"files=a"),
        ("multipart/form-data", b"--zzz"),
        (FORM, b""),
        (FORM, b"nonsense"),
        (FORM, b'--zzz\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf a fi'),
        (FORM, b'--zzz\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--zzz--\r\n'),
        (FORM, b'--zzz\r\nContent-Disposition: form-data; name="files"\r\n\r\nno file\r\n--zzz--\r\n'),
    ],
    ids=["no multipart", "no boundary", "empty", "nonsense", "cut short", "none chosen", "no file"],
)
def test_what_is_no_upload_is_refused_and_leaves_nothing(site, folder, content_type, body):
    reply = site.post("/library/uploads", content=body, headers={**LIBRARIAN, "content-type": content_type})
    assert reply.status_code == 400
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_body_larger_than_all_files_together_is_refused_while_it_arrives(tmp_path):
    reader = MultipartReader(FORM, Intake(tmp_path, UploadLimits(1, 100)))
    reader.feed(b'--zzz\r\nContent-Disposition: form-data; name="x"\r\n\r\n')
    for _ in range(10):
        reader.feed(b"x" * 100_000)
    with pytest.raises(UploadBrokenError, match="larger"):
        reader.feed(b"x" * 100_000)


def test_a_form_of_endless_parts_is_refused(tmp_path):
    reader = MultipartReader(FORM, Intake(tmp_path, UploadLimits(20, 10**6)))
    with pytest.raises(UploadBrokenError, match="too many parts"):
        reader.feed(b'--zzz\r\nContent-Disposition: form-data; name="x"\r\n\r\nx\r\n' * 2000)


def test_a_file_arrives_byte_for_byte_however_it_is_cut(tmp_path):
    content = bytes(range(256)) * 50 + b"\r\n--zzy\r\n--zz"
    body = b'--zzz\r\nContent-Disposition: form-data; name="f"; filename="\xc3\xa9 a.txt"\r\n\r\n' + content
    body += b"\r\n--zzz--\r\n"
    for step in (1, 7, 1000):
        intake = Intake(tmp_path, UploadLimits(1, 10**6))
        reader = MultipartReader(FORM, intake)
        for start in range(0, len(body), step):
            reader.feed(body[start : start + step])
        reader.finish()
        assert intake.files[0].name == "é a.txt"
        assert intake.files[0].path.read_bytes() == content


@pytest.mark.real_reports
def test_a_real_letter_is_read_and_a_hostile_file_refused(site, folder):
    letter = next(iter(sorted((SHARED / "inspections").glob("*.pdf"))))
    files = {letter.name: letter.read_bytes(), "empty.pdf": (SHARED / "hostile/corrupt/empty.pdf").read_bytes()}
    if len(files[letter.name]) > 1024 * 1024:
        pytest.skip("the first letter is larger than this library takes")
    said = words(upload(site, files)[1])
    assert "1 added, 1 refused" in said
    assert left(folder) == [letter.name]
