"""Which reader takes a file, and what is refused, in words that help."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.parse import parse, read_source
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import ReportId


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


REFUSED = {
    "empty": ("a.txt", b"", EmptyDocumentError, "empty"),
    "docx called txt": ("a.txt", zipped(), UnreadableFileError, "Word"),
    "docx": ("a.docx", zipped(), UnreadableFileError, "Word"),
    "old Office": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, UnreadableFileError, "old Office"),
    "RTF": ("a.txt", b"{\\rtf1\\ansi Report}", UnreadableFileError, "RTF"),
    "picture": ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, UnreadableFileError, "picture"),
    "web page called PDF": (
        "a.pdf",
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        UnreadableFileError,
        "web page",
    ),
    "web page after space": ("a.pdf", b"\n\n  <html><body>Log in</body></html>", UnreadableFileError, "web page"),
    "web page with a mark": (
        "a.pdf",
        b"\xef\xbb\xbf<!DOCTYPE html><html>Log in</html>",
        UnreadableFileError,
        "web page",
    ),
    "web page in UTF-16": (
        "a.pdf",
        "<!DOCTYPE html><html>Log in</html>".encode("utf-16"),
        UnreadableFileError,
        "web page",
    ),
    "XHTML": ("a.txt", b'<?xml version="1.0"?><html><body>Log in</body></html>', UnreadableFileError, "web page"),
    "binary called PDF": ("a.pdf", b"\x01\x00\x02" * 500, UnreadableFileError, "called PDF but is not one"),
    "binary called text": ("a.txt", b"\x01\x00\x02" * 500, UnreadableFileError, "binary"),
    "binary after a mark": ("a.txt", b"\xff\xfe" + bytes(range(256)) * 20, UnreadableFileError, "binary"),
    "PDF cut short": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", UnreadableFileError, "damaged"),
}


@pytest.mark.parametrize(("name", "content", "kind", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_report_is_refused_in_words(tmp_path, name, content, kind, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(kind, match=words) as refused:
        parse(path, ReportId("r"), "hash")
    assert refused.value.source == name
    assert refused.value.help_message


def test_a_pdf_is_read_whatever_it_is_called(samples_folder, tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes((samples_folder / "01-neglect-at-a-glance.pdf").read_bytes())
    assert read_source(path).page_labels


def test_text_called_pdf_is_read_as_text(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_text("Neglect audit\n\n- Police shared concerns with the school and with the health visitor.\n", "utf-8")
    assert not read_source(path).page_labels


def test_numbers_alone_are_no_report(tmp_path):
    path = tmp_path / "numbers.txt"
    path.write_text("12\n\n13\n\n14 15\n", encoding="utf-8")
    with pytest.raises(EmptyDocumentError):
        parse(path, ReportId("r"), "hash")


@pytest.mark.parametrize("text", ["Voice", "Neglect audit", "- too late"], ids=["a word", "a title", "a short item"])
def test_a_text_in_which_nothing_has_the_form_of_a_finding_is_still_held(tmp_path, text):
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8")
    parsed = parse(path, ReportId("a"), "hash")
    assert [passage.text for passage in parsed.passages] == [text.removeprefix("- ")]
