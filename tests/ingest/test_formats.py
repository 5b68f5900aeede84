"""Which reader takes a file, whatever its name, and what is refused, with the way out."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from fakes import SHARED
from pptx import Presentation

from ingest.formats import read_source
from ingest.readers.ooxml import MAX_ENTRIES, MAX_UNPACKED
from knowledge.errors import EmptyDocumentError, IngestError, UnreadableFileError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CONTENT_TYPES = '<Types><Override PartName="/{0}/x.xml" ContentType="application/vnd.{1}.main+xml"/></Types>'


def archive(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def office(content_type):
    return archive(**{"[Content_Types].xml": CONTENT_TYPES.format("x", content_type)})


def word():
    document, buffer = Document(), io.BytesIO()
    document.add_paragraph("Police shared concerns.")
    document.save(buffer)
    return buffer.getvalue()


def slides():
    deck, buffer = Presentation(), io.BytesIO()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Police shared concerns."
    deck.save(buffer)
    return buffer.getvalue()


def locked():
    """An archive whose entries say that they are encrypted."""
    packed = bytearray(archive(**{"[Content_Types].xml": "<Types/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1
    return bytes(packed)


def attempt(path):
    try:
        return read_source(path)
    except IngestError as refused:
        return refused


PAGE = b"<html><head><title>Audit</title></head><body><p>Police shared concerns.</p></body></html>"
TAKEN = {
    "docx": word(),
    "pptx": slides(),
    "html": PAGE,
    "txt": b"Police shared concerns.\n\nThe school met the family twice in the autumn term.\n",
}
NAMED = {"docx": "a Word document", "pptx": "a PowerPoint presentation", "html": "a web page", "txt": "plain text"}


@pytest.fixture
def file(tmp_path):
    def written(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.mark.parametrize("ending", TAKEN)
def test_a_file_under_its_own_name_is_read_without_a_word(file, ending):
    document = read_source(file(f"report.{ending}", TAKEN[ending]))
    assert document.lines[0].text == "Police shared concerns."
    assert document.warnings == ()


@pytest.mark.parametrize("ending", TAKEN)
def test_a_file_under_another_name_is_read_with_a_warning(file, ending):
    document = read_source(file("report.PDF", TAKEN[ending]))
    assert document.lines[0].text == "Police shared concerns."
    assert document.warnings == (f"The file is called .pdf but is {NAMED[ending]}.",)


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf", b"\n\n  ", b"<!-- saved -->\n", b'<?xml version="1.0"?>\n', b"<!DOCTYPE html>"]
)
def test_web_pages_are_known_by_how_they_begin(file, start):
    assert read_source(file("report", start + PAGE)).lines[0].text == "Police shared concerns."


def test_text_with_a_few_tags_is_no_web_page(file):
    assert read_source(file("report.txt", b"<p>Police</p>\nshared concerns.\n")).lines[0].text == "Police"


REFUSED = {
    "Excel": (office("openxmlformats-officedocument.spreadsheetml.sheet"), "Excel"),
    "Excel with macros": (office("ms-excel.sheet.macroEnabled"), "Excel"),
    "OpenDocument": (archive(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "zip": (archive(**{"report.pdf": "%PDF-"}), "zip"),
    "Strict Open XML": (
        archive(**{"[Content_Types].xml": "", "_rels/.rels": "http://purl.oclc.org/ooxml/officeDocument"}),
        "Strict",
    ),
    "locked archive": (locked(), "password"),
    "cut archive": (word()[:5000], "damaged"),
    "locked Office file": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "Word before 2007"),
    "old PowerPoint": (OLE + "PowerPoint Document".encode("utf-16-le"), r"\.ppt"),
    "old Excel": (OLE + "Workbook".encode("utf-16-le"), "Excel before 2007"),
    "Outlook": (OLE + "__properties_version1.0".encode("utf-16-le"), "Outlook"),
    "RTF": (b"{\\rtf1\\ansi Report}", "RTF"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
    "TIFF": (b"II*\x00" + bytes(50), "picture"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic" + bytes(50), "picture"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(50), "Unpack"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "Unpack"),
    "program": (b"MZ\x90\x00\x03" + bytes(50), "program"),
    "XML": (b'<?xml version="1.0"?><office:document/>', "XML"),
    "web archive": (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n<html>", "web archive"),
    "e-mail": (b"Received: from a\r\n by b\r\nMIME-Version: 1.0\r\nSubject: Audit\r\n\r\nText", "e-mail"),
    "login page called PDF": (b"<html><title>Sign in</title><body>Password</body></html>", "login"),
    "binary": (bytes(range(256)) * 9, "called PDF but is not one"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_read_is_refused_with_the_way_out(file, content, words):
    with pytest.raises(UnreadableFileError, match=words) as refused:
        read_source(file("report.pdf", content))
    assert refused.value.help_message


def test_a_letter_that_begins_like_an_e_mail_is_text(file):
    assert read_source(file("letter.txt", b"From: the chair\nTo: all agencies\n\nWe audited.\n")).lines


def test_an_empty_file_is_empty(file):
    with pytest.raises(EmptyDocumentError, match="empty"):
        read_source(file("report.docx", b""))


def test_an_archive_that_would_unpack_to_more_than_any_report_is_refused_unopened(file):
    bomb = archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": b"0" * (MAX_UNPACKED + 1)})
    with pytest.raises(UnreadableFileError, match="100 MB"):
        read_source(file("bomb.docx", bomb))


def test_an_archive_of_very_many_parts_is_refused_unopened(file):
    with pytest.raises(UnreadableFileError, match="parts"):
        read_source(file("many.docx", archive(**{str(number): "" for number in range(MAX_ENTRIES + 1)})))


@pytest.mark.real_reports
def test_every_hostile_office_file_is_read_or_refused_in_words():
    files = [path for folder in ("hostile", "samples") for path in (SHARED / folder).rglob("*.*")]
    for path in (path for path in files if path.suffix in {".docx", ".pptx", ".odt", ".html", ".doc", ".fuzz"}):
        outcome = attempt(path)
        assert outcome.help_message if isinstance(outcome, IngestError) else outcome.lines, path


def test_a_few_words_under_the_name_of_another_format_are_no_report(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_text("Error 503: try again later", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="few words"):
        read_source(path)
