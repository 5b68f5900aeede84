"""Scanned pages: read by tesseract where it is installed, named in a warning where not."""

from __future__ import annotations

import shutil
from io import BytesIO

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.ocr import MISREAD_BULLET, Tesseract, page_names
from ingest.readers.pdf import PdfReader
from knowledge.errors import EmptyDocumentError

installed = pytest.mark.skipif(shutil.which("tesseract") is None, reason="the tesseract program is not installed")
SENTENCE = "The school nurse shared her worries about the child with the social worker."


@pytest.fixture
def make_scan(tmp_path):
    """Writes a PDF: each page a text, drawn as letters or, after a `scan: `, as a picture of them."""

    def make(*pages, stamp=""):
        path = tmp_path / "scan.pdf"
        canvas = Canvas(str(path))
        for text in pages:
            if text.startswith("scan: "):
                canvas.drawImage(picture(text.removeprefix("scan: ")), 0, 0, *canvas._pagesize)
                canvas.drawString(500, 20, stamp)
            else:
                canvas.drawString(70, 700, text)
            canvas.showPage()
        canvas.save()
        return path

    return make


def picture(text):
    written = BytesIO()
    canvas = Canvas(written)
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(text.split("|")):
        canvas.drawString(70, 700 - 16 * number, line)
    canvas.save()
    page = pypdfium2.PdfDocument(written.getvalue())[0]
    return ImageReader(page.render(scale=2.5).to_pil())


@installed
def test_a_scan_is_read_and_named(make_scan):
    document = PdfReader().read(make_scan(f"scan: {SENTENCE}", "Plans were made."))
    assert [(line.text, line.page) for line in document.lines] == [(SENTENCE, 1), ("Plans were made.", 2)]
    (warning,) = document.warnings
    assert warning.startswith("Page 1 was read by OCR (mean confidence 9")


@installed
def test_a_scan_with_a_stamp_on_it_is_read(make_scan):
    document = PdfReader().read(make_scan(f"scan: {SENTENCE}", stamp="Page 1"))
    assert SENTENCE in [line.text for line in document.lines]


@installed
def test_lines_of_a_scan_are_in_order(make_scan):
    document = PdfReader().read(
        make_scan("scan: The first line of the page was read.|The second line was read as well.")
    )
    assert [line.text.split()[1] for line in document.lines] == ["first", "second"]


@installed
def test_pages_for_which_there_is_no_time_are_named(make_scan):
    path = make_scan("Plans were made.", f"scan: {SENTENCE}", f"scan: {SENTENCE}")
    document = PdfReader(ocr_seconds=0).read(path)
    assert document.warnings == ("Pages 2-3: not read, the time for OCR was over.",)


@installed
def test_an_empty_page_is_named_as_such(make_scan):
    document = PdfReader().read(make_scan("Plans were made.", ""))
    assert document.warnings == ("No text could be read on page 2 of 2; pictures are not read.",)


def test_without_tesseract_scans_are_named_with_the_way_to_install_it(make_scan, monkeypatch):
    monkeypatch.setenv("PATH", "")
    document = PdfReader().read(make_scan("Plans were made.", f"scan: {SENTENCE}"))
    assert "page 2 of 2" in document.warnings[0]
    assert "apt-get install tesseract-ocr" in document.warnings[1]


def test_without_tesseract_a_scan_is_refused_with_the_way_to_install_it(make_scan, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmptyDocumentError, match="scan") as error:
        PdfReader().read(make_scan(f"scan: {SENTENCE}"))
    assert "apt-get install tesseract-ocr" in error.value.help_message


def test_without_ocr_a_scan_is_refused(make_scan):
    with pytest.raises(EmptyDocumentError, match="scan"):
        PdfReader(ocr=False).read(make_scan(f"scan: {SENTENCE}"))


def test_a_program_that_is_not_there_reads_nothing():
    assert not Tesseract(1, program="no-such-program").read(b"", [1]).installed


@pytest.mark.parametrize("mark", ["e", "¢", "©", "«"])
def test_bullets_that_are_read_as_letters_become_bullets(mark):
    assert MISREAD_BULLET.sub("• ", f"{mark} Plans were shared.") == "• Plans were shared."


def test_a_word_at_the_line_start_is_no_bullet():
    assert MISREAD_BULLET.sub("• ", "e mails were sent.") == "e mails were sent."


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([4], "Page 4"), ([1, 2, 3, 7], "Pages 1-3, 7"), (list(range(1, 99, 2)), "and more")],
)
def test_page_names(numbers, expected):
    assert expected in page_names(numbers)
