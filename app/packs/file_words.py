"""All the words of a file that somebody may have saved a pack as, in order, as plain lines."""

from __future__ import annotations

import html
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.packs.file_shown import shown_only
from ingest.formats import HEAD_BYTES, read_source
from ingest.lines import ReadOptions, clean
from ingest.readers.html import HtmlReader
from ingest.readers.html_page import page_text
from ingest.readers.ooxml import ZIP_MARK, children, damage_told, program_of, root_of
from ingest.readers.pdf import PdfReader
from ingest.readers.text import BYTE_ORDER_MARKS, EMPHASIS, SINGLE_EMPHASIS, TAG
from ingest.readers.text_markdown import FENCE
from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from ingest.readers.ooxml import Element

WITHOUT_OCR: Final = ReadOptions(ocr=False)
"""A picture of a pack holds no words to the letter."""
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RUNNING_PARTS: Final = ("/header", "/footer")
NOT_SHOWN: Final = frozenset({"script", "style", "template", "title", "head"})
INLINE_TAGS: Final = (
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
INLINE: Final = frozenset(INLINE_TAGS.split())
QUOTED_LINE: Final = re.compile(r"^\s{0,3}(?:>\s?)+")
STRUCK_TAGS: Final = frozenset({"del", "s", "strike"})
HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
STRUCK_MARKS: Final = re.compile(r"~~[^~]+~~|<(del|s|strike)\b[^<>]{0,200}>.*?</\1\s*>", re.IGNORECASE)
ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
PRIVATE: Final = 0xE000
"""Where escaped signs wait, in the private area of Unicode, until the marks of Markdown are taken away."""
WAITING: Final = re.compile("[\ue021-\ue07e]")


def words_of_content(content: bytes, name: str) -> str:
    """The words of a file that is not on the disk yet.

    Args:
        content: The file's bytes.
        name: Its name, with the ending.

    Raises:
        UnreadableFileError: It cannot be read.
        EmptyDocumentError: It has no words.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"pack{Path(name).suffix}")
        path.write_bytes(content)
        return words_of_file(path)


def words_of_file(path: Path) -> str:
    """The words of a Word, PowerPoint, web, Markdown, text or PDF file, whatever program saved it.

    Headers, footers, text boxes, tables, notes of slides and side parts of a page are in it; tracked deletions,
    comments, and what is struck out or hidden are not. Cells of a table row are parted by tabs. The file is untrusted:
    the readers' size guards hold.

    Args:
        path: The file; its content says what it is, not its name.

    Raises:
        UnreadableFileError: It is damaged, locked, too large or of no format that is read; says what to do.
        EmptyDocumentError: It has no words.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        reason = f"The file cannot be opened ({error.strerror or type(error).__name__})."
        raise UnreadableFileError(path.name, reason, "Check its name and that you may read it.") from error
    if not head.startswith(ZIP_MARK) and HtmlReader().accepts(head):
        return "\n".join(_page_lines(path))
    if head.startswith(ZIP_MARK):
        with shown_only(path) as shown:
            lines = [line.text for line in read_source(shown, WITHOUT_OCR).lines]
            return "\n".join([*lines, *(_running_lines(shown) if program_of(shown) == "Word" else [])])
    lines = [line.text for line in read_source(path, WITHOUT_OCR).lines]
    if not PdfReader().accepts(head):
        lines = list(_text_lines(path))
    return "\n".join(lines)


def _running_lines(path: Path) -> Iterator[str]:
    """The paragraphs of a Word file's headers and footers, each part once."""
    from docx.exceptions import PythonDocxError
    from docx.package import Package

    with damage_told(path, PythonDocxError):
        relationships = Package.open(str(path)).main_document_part.rels.values()
        parts = [one for one in relationships if not one.is_external and one.reltype.endswith(RUNNING_PARTS)]
        for part in {one.target_part.partname: one.target_part for one in parts}.values():
            for paragraph in root_of(part).iter(WORD + "p"):
                if words := clean("".join(_letters(paragraph))):
                    yield words


def _letters(element: Element) -> Iterator[str]:
    for child in children(element):
        if child.tag == WORD + "t":
            yield child.text or ""
        elif child.tag in {WORD + "tab", WORD + "br"}:
            yield " "
        elif child.tag != WORD + "p":  # of a text box, which comes by itself
            yield from _letters(child)


def _page_lines(path: Path) -> Iterator[str]:
    """The lines of a web page, with all that a reader of reports leaves out as being beside the content."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(page_text(path)).body
    text = "" if body is None else "".join(_texts(body))
    yield from filter(None, map(clean, text.splitlines()))


def _texts(body: LexborNode) -> Iterator[str]:
    """The texts under an element in order, with a line break around each block; without recursion: pages are deep."""
    waiting: list[LexborNode | str] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif node.tag == "-text":
            yield node.text_content or ""
        elif _is_shown(node):
            around = [] if node.tag in INLINE else ["\n"]
            inside = list(node.iter(include_text=True))
            waiting += [*around, *reversed(inside), *around]


def _is_shown(node: LexborNode) -> bool:
    tag = node.tag or "-"
    if tag in NOT_SHOWN | STRUCK_TAGS or tag.startswith(("-", "!", "_")):
        return False
    return "hidden" not in node.attributes and not HIDING.search(node.attributes.get("style") or "")


def _text_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, out of the marks of Markdown; those of fenced code as they are."""
    fence = ""
    for line in _decoded(path.read_bytes()).splitlines():
        mark = FENCE.match(line)
        if mark and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
        else:
            yield clean(line if fence else _unmarked(line))


def _decoded(content: bytes) -> str:
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(marked)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unmarked(line: str) -> str:
    """A line of Markdown as it is read: without marks of quotes and emphasis, signs that were escaped as themselves."""
    waiting = ESCAPED.sub(lambda found: chr(PRIVATE + ord(found[1])), QUOTED_LINE.sub("", line))
    shown = TAG.sub(" ", STRUCK_MARKS.sub("", waiting))
    plain = SINGLE_EMPHASIS.sub(r"\1", EMPHASIS.sub("", html.unescape(shown)))
    return WAITING.sub(lambda found: chr(ord(found[0]) - PRIVATE), plain)
