"""Reads plain text and light Markdown, also where slides or a PDF were turned to text and lost their layout."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ingest.lines import Line, Role, SourceDocument, clean
from ingest.readers.link_targets import target_url
from ingest.readers.text_markdown import RawLine, marked_lines
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 20_000_000
"""A report's text: the longest seen is under 1 MB."""
MAX_LINE = 200_000
CHECKED = 100_000
"""Characters at the start that are looked at to tell text from binary data."""
MAX_STRANGE_SHARE = 0.02
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WIDEST_WRAP = 120
"""Lines longer than this were not broken for lack of width."""
NARROWEST_WRAP = 55
"""Narrower runs (slide fragments, titles over two lines) are told by the space left at the break instead."""
WRAPPED_SHARE = 0.6

TABLE_ROLES = {"header": Role.TABLE_HEADER, "row": Role.TABLE_ROW}
MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{1,300})\]\(([^()\s]{0,2000})\)")
BARE_URL = re.compile(r"\(?(https?://[^\s<>()\"']+[^\s<>()\"'.,;:])\)?")
EMPHASIS = re.compile(r"(\*\*|__)")
SINGLE_EMPHASIS = re.compile(r"(?<!\w)[*_](?=\S)([^*_\n]{1,200}?)(?<=\S)[*_](?!\w)")
TAG = re.compile(r"</?(?:p|ul|ol|li|br|div|span|b|i|strong|em|table|tr|td|th)\b[^<>]{0,200}>", re.IGNORECASE)


class TextReader:
    """Reads .txt and .md files: UTF-8, UTF-16 with its mark, else Windows-1252."""

    def accepts(self, head: bytes) -> bool:
        """See Reader: anything that is not plainly binary."""
        return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head

    def read(self, path: Path) -> SourceDocument:
        """Reads the file.

        Raises:
            UnreadableFileError: It is too large for a report, or is not text.
            EmptyDocumentError: There are no words in it.
        """
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(
                path.name,
                f"The text is {path.stat().st_size / 1e6:.0f} MB long, more than any report.",
                f"Split it into files of less than {MAX_BYTES / 1e6:.0f} MB.",
            )
        raw_lines = _decode(path).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
        if any(len(line) > MAX_LINE for line in raw_lines):
            raise UnreadableFileError(
                path.name,
                f"It has a line of more than {MAX_LINE:,} characters, so it is not the text of a report.",
                "Save the report as plain text again, with its line breaks.",
            )
        lines = tuple(_lines(raw_lines))
        if not any(any(character.isalnum() for character in line.text) for line in lines):
            raise EmptyDocumentError(path.name, "The file has no words in it.", "Check that it is the right file.")
        return SourceDocument(lines)


def _decode(path: Path) -> str:
    data = path.read_bytes()
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    try:
        text = data.decode(marked or "utf-8", errors="replace" if marked else "strict")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    checked = text[:CHECKED]
    if sum(map(_is_strange, checked)) > MAX_STRANGE_SHARE * len(checked):
        raise UnreadableFileError(
            path.name,
            "The file is called text but holds binary data.",
            "If it is a Word, PowerPoint or PDF file, give it back its right name and ingest that.",
        )
    return text


def _is_strange(character: str) -> bool:
    """Whether a character stands in binary data rather than in text: controls, and code points given to nobody."""
    kind = unicodedata.category(character)
    return character == "\ufffd" or kind in {"Cn", "Co", "Cs"} or (kind == "Cc" and character not in "\t\n\r\f")


def _lines(raw_lines: list[str]) -> Iterator[Line]:
    marked = marked_lines(raw_lines)
    raw_lines = [line.text for line in marked]
    widths = _wrapped_widths(raw_lines)
    gap = True
    for index, here in enumerate(marked):
        links, text = _take_links(here.text if here.is_code else TAG.sub(" ", here.text))
        text = clean(text if here.is_code else _without_marks(text))
        if not text.strip("\t"):
            gap = gap or not here.table
            continue
        following = raw_lines[index + 1] if index + 1 < len(raw_lines) else ""
        yield Line(
            text,
            gap_before=here.table != "row" if here.table else gap,
            runs_on=not here.table and _runs_on(here.text, following, widths[index]),
            size=_size(here),
            links=links,
            role=TABLE_ROLES.get(here.table),
        )
        gap = False


def _size(line: RawLine) -> float | None:
    """Markdown headings as letter sizes: they are too often typed by hand to be taken as declared."""
    marks = None if line.is_code or line.table else re.match(r"(#{1,6})\s", line.text)
    level = len(marks[1]) if marks else line.heading
    return 24.0 - 2 * level if level else None


def _without_marks(text: str) -> str:
    text = re.sub(r"^\s{0,3}#{1,6}\s+", "", text)
    return SINGLE_EMPHASIS.sub(r"\1", EMPHASIS.sub("", text))


def _take_links(text: str) -> tuple[tuple[Link, ...], str]:
    """Links as records, and the text with only their anchor words (or the bare address) left in it."""
    links = [Link(clean(_without_marks(anchor)), target_url(url)) for anchor, url in MARKDOWN_LINK.findall(text)]
    text = MARKDOWN_LINK.sub(r"\1", text)
    links += [Link(url, url) for url in BARE_URL.findall(text)]
    return tuple(links), text


def _wrapped_widths(raw_lines: list[str]) -> list[int]:
    """For each line, the width at which its run of lines was wrapped; 0 where the run was not wrapped.

    A wrapped run has nearly all its lines but the last so full that the next word had no room.
    """
    widths, run = [0] * len(raw_lines), list[int]()
    for index, raw in enumerate([*raw_lines, ""]):
        if raw.strip():
            run.append(index)
            continue
        widest = max((len(raw_lines[i].strip()) for i in run), default=0)
        full = [i for i in run[:-1] if _has_no_room(raw_lines[i], raw_lines[i + 1], widest)]
        if len(run) > 2 and NARROWEST_WRAP <= widest <= WIDEST_WRAP and len(full) >= WRAPPED_SHARE * (len(run) - 1):
            for i in run:
                widths[i] = widest
        run = []
    return widths


def _has_no_room(raw: str, following: str, width: int) -> bool:
    return len(raw.strip()) + 1 + len(following.split()[0]) > width


def _runs_on(raw: str, following: str, width: int) -> bool:
    """Whether a line was broken for lack of width: a space was left at the break, or the next word had no room."""
    if not following.strip() or "\t" in raw or len(raw) > WIDEST_WRAP:
        return False
    return raw.endswith(" ") or (width > 0 and _has_no_room(raw, following, width))
