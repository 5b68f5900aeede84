"""PDFs that are damaged, hold more than pages, or whose letters cannot be told."""

from __future__ import annotations

import pytest
from pypdf import PdfReader as Independent
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf import PdfReader
from ingest.readers.pdf_text import is_gibberish
from knowledge.errors import UnreadableFileError

SENTENCE = "Police shared what they knew."


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "whole.pdf"
    canvas = Canvas(str(path))
    for _page in range(3):
        canvas.drawString(70, 700, SENTENCE)
        canvas.showPage()
    canvas.save()
    return path


def texts(path):
    return [line.text for line in PdfReader(ocr=False).read(path).lines]


def test_a_file_cut_short_in_its_table_of_objects_is_read_whole(whole):
    content = whole.read_bytes()
    whole.write_bytes(content[: content.rindex(b"xref\n0") + 30])
    assert texts(whole) == [SENTENCE] * 3


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_a_file_cut_short_in_its_pages_is_refused(whole, share):
    content = whole.read_bytes()
    whole.write_bytes(content[: int(share * len(content))])
    with pytest.raises(UnreadableFileError, match="damaged"):
        texts(whole)


def test_junk_before_the_file_is_passed_over(whole):
    content = b"HTTP/1.1 200 OK\r\nX: y\r\n" * 80 + whole.read_bytes()
    assert PdfReader().accepts(content[:4096])
    whole.write_bytes(content)
    assert texts(whole) == [SENTENCE] * 3


def test_embedded_files_are_told(whole):
    writer = PdfWriter(clone_from=Independent(whole))
    writer.add_attachment("notes.txt", b"Notes.")
    writer.write(whole)
    (warning,) = PdfReader(ocr=False).read(whole).warnings
    assert "1 embedded file" in warning


def test_a_file_with_an_owners_password_is_read(whole):
    writer = PdfWriter(clone_from=Independent(whole))
    writer.encrypt(user_password="", owner_password="secret")
    writer.write(whole)
    assert texts(whole) == [SENTENCE] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police shared what they knew with the school and with the nurse who saw the child each week.", False),
        ("7 2 78% 9 3 75%", False),
        ("GP, CSC, MARAC, IDVA, MASH, DASH", False),
        ('"7+%-', True),
        ("3ROLFH VKDUHG ZKDW WKH\\ NQHZ ZLWK WKH VFKRRO DQG ZLWK WKH QXUVH ZKR VDZ WKH FKLOG HDFK ZHHN", True),
        ("\ue001\ue002\ue003\ue004 \ue005", True),
        ("", False),
    ],
    ids=["English", "figures", "abbreviations", "signs", "shifted letters", "no characters", "nothing"],
)
def test_what_is_gibberish(text, expected):
    assert is_gibberish([text]) is expected


def test_a_page_of_gibberish_is_a_warning_and_no_text(tmp_path):
    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path))
    for line in (SENTENCE, '"7+%- $)(/ &%$ *+-/'):
        canvas.drawString(70, 700, line)
        canvas.showPage()
    canvas.save()
    document = PdfReader(ocr=False).read(path)
    assert [line.text for line in document.lines] == [SENTENCE]
    assert any("Page 2" in warning and "unreadable" in warning for warning in document.warnings)


def test_pages_over_the_most_are_told(whole, monkeypatch):
    monkeypatch.setattr("ingest.readers.pdf.MAX_PAGES", 2)
    monkeypatch.setattr("ingest.readers.pdf_open.MAX_PAGES", 2)
    document = PdfReader(ocr=False).read(whole)
    assert [line.page for line in document.lines] == [1, 2]
    assert document.warnings == ("Only the first 2 of 3 pages were read; 1 were not.",)


@pytest.mark.real_reports
@pytest.mark.parametrize("name", ["truncated_99pct", "junk_prefix", "encrypted_owner_only"])
def test_the_damaged_letters_that_can_be_read(name):
    from fakes import SHARED

    path = SHARED / "hostile" / "derived_from_ofsted" / f"leeds_jtai_{name}.pdf"
    document = PdfReader(ocr=False).read(path)
    assert (len(document.page_labels), document.warnings) == (14, ())
