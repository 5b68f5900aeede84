"""Which reader takes a file, told by its content and not by its name, and what is refused, with the way out."""

from __future__ import annotations

import mmap
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.lines import USUAL
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.ooxml import ZIP_MARK, program_of
from ingest.readers.pdf import PdfReader
from ingest.readers.pptx import PptxReader
from ingest.readers.text import TextReader
from knowledge.errors import EmptyDocumentError, UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.lines import ReadOptions, SourceDocument

READERS: dict[str, PdfReader | HtmlReader | DocxReader | PptxReader | TextReader] = {
    "a PDF": PdfReader(),
    "a web page": HtmlReader(),
    "a Word document": DocxReader(),
    "a PowerPoint presentation": PptxReader(),
    "plain text": TextReader(),
}
"""By what each reads, in the order in which they are asked: text accepts what no other format claims."""
PROMISES = {
    ".pdf": "a PDF",
    ".docx": "a Word document",
    ".doc": "a Word document",
    ".docm": "a Word document",
    ".pptx": "a PowerPoint presentation",
    ".ppt": "a PowerPoint presentation",
    ".pptm": "a PowerPoint presentation",
    ".html": "a web page",
    ".htm": "a web page",
    ".odt": "an OpenDocument file",
    ".xlsx": "an Excel workbook",
}
"""What a file's ending says that it is; of others nothing is expected."""
HEAD_BYTES = 4096
FEWEST_WORDS = 10
"""Of plain text under the name of another format: fewer are a message of a server, or a stub."""
SAVE_AS_TEXT = "Open it in the program that made it and save it as .docx or PDF."
OFFICE_PROGRAMS = {"Word": "a Word document", "PowerPoint": "a PowerPoint presentation"}
OTHER_ARCHIVES = {
    "Excel": ("an Excel workbook, which is not read", "Copy what matters into a Word document, or save it as PDF."),
    "OpenDocument": ("an OpenDocument file, which is not read", "Save it as .docx or PDF."),
    "": ("a zip file and no Word or PowerPoint document", "Unpack it and ingest the reports in it."),
}
OLE_MARK = b"\xd0\xcf\x11\xe0"
OLE_STREAMS = {
    "EncryptedPackage": (
        "locked with a password",
        "Open it with the password and save a copy without one.",
    ),
    "WordDocument": ("an old Office file (.doc, Word before 2007), which is not read", "Save it as .docx."),
    "PowerPoint Document": ("an old Office file (.ppt, before 2007), which is not read", "Save it as .pptx or PDF."),
    "Workbook": ("an old Office file (.xls, Excel before 2007), which is not read", "Save it as PDF."),
    "__properties_version1.0": (
        "an Outlook message, which is not read",
        "Save its text, or the report attached to it.",
    ),
}
"""What the names of the streams in an OLE file tell of it, in the order in which they are looked for."""
PICTURE = ("a picture, in which no text is read", "Ingest the document that it shows, or make a PDF with text (OCR).")
PACKED = ("a packed archive, which is not read", "Unpack it and ingest the reports in it.")
PROGRAM = ("a program and no report", "Check where it comes from; do not open it.")
WAYS_OUT = {
    rb"\{\\rtf": ("an RTF file, which is not read", "Open it in Word and save it as .docx or PDF."),
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|RIFF....WEBP|BM.{4}\x00{4}|.{4}ftyp(?:heic|mif1|avif)": PICTURE,
    rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a|\xfd7zXZ\x00|BZh[1-9]1AY": PACKED,
    rb"MZ[^\n]{0,80}\x00|\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe": PROGRAM,
    rb"%!PS": ("a PostScript file, which is not read", "Save it as PDF."),
    rb"\s*<\?xml|\s*<svg\b": ("an XML file and no web page, which is not read", SAVE_AS_TEXT),
}
MAIL = re.compile(
    rb"(?:(?:received|return-path|delivered-to|message-id|mime-version|from|to|subject|date|x-[\w-]+|content-[\w-]+):"
    rb"[^\n]*\n(?:[ \t][^\n]*\n)*)+",
    re.IGNORECASE,
)


def read_source(path: Path, options: ReadOptions = USUAL) -> SourceDocument:
    """Reads a file with the reader that its content, not its name, asks for.

    Args:
        path: The file.
        options: How its reader is to go about it.

    Raises:
        UnreadableFileError: No reader takes it, or the one that does cannot read it.
        EmptyDocumentError: There is nothing in it.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyDocumentError(path.name, "The file is empty.", "Check that it was saved or downloaded whole.")
    form = _form(path, head)
    scans = PdfReader(ocr=options.ocr, ocr_seconds=options.ocr_seconds)
    document = (scans if form == "a PDF" else READERS[form]).read(path)
    promised = PROMISES.get(path.suffix.lower(), form)
    if promised == form:
        return document
    if form == "plain text" and sum(len(line.text.split()) for line in document.lines) < FEWEST_WORDS:
        raise UnreadableFileError(
            path.name,
            f"The file is called {path.suffix.lower()} but holds only a few words of plain text.",
            "It is often what is left of a download that failed: get the report again.",
        )
    told = f"The file is called {path.suffix.lower()} but is {form}."
    return replace(document, warnings=(told, *document.warnings))


def _form(path: Path, head: bytes) -> str:
    """The key in READERS of what a file is."""
    if head.startswith(ZIP_MARK):
        return _archive_form(path)
    if head.startswith(OLE_MARK):
        raise _refused(path, *_ole_kind(path))
    found = next((form for form, reader in READERS.items() if form != "plain text" and reader.accepts(head)), None)
    if found is not None:
        return found
    for mark, refusal in WAYS_OUT.items():
        if re.match(mark, head, re.DOTALL):
            raise _refused(path, *refusal)
    fields = MAIL.match(head)
    if fields is not None and b"mime-version:" in fields[0].lower():
        raise _refused(path, "a saved e-mail or web archive, which is not read", "Save the report itself, or as PDF.")
    if READERS["plain text"].accepts(head):
        return "plain text"
    named = "is called PDF but is not one" if path.suffix.lower() == ".pdf" else "holds binary data, not text"
    raise UnreadableFileError(
        path.name, f"The file {named}.", "Ingest a PDF, a Word or PowerPoint file, a web page or plain text."
    )


def _archive_form(path: Path) -> str:
    program = program_of(path)
    if program not in OFFICE_PROGRAMS:
        raise _refused(path, *OTHER_ARCHIVES[program])
    return OFFICE_PROGRAMS[program]


def _ole_kind(path: Path) -> tuple[str, str]:
    """What an OLE file is and the way out. Only the names of its streams are looked at, wherever they stand in it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for stream, refusal in OLE_STREAMS.items():
            if content.find(stream.encode("utf-16-le")) >= 0:
                return refusal
    return (
        "an old Office file or a locked one, which is not read",
        "Save it as .docx, .pptx or PDF, without a password.",
    )


def _refused(path: Path, what: str, way_out: str) -> UnreadableFileError:
    return UnreadableFileError(path.name, f"The file is {what}.", way_out)
