"""Web pages before their text is read: encoding, refusal of what is no report, and the part that holds the content."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 20_000_000
MAX_DEPTH = 2_000
"""Elements inside one another: parsing takes time with the square of it, 35 s for 100,000; real pages stay under 60."""
START = re.compile(
    rb"(?:\s|<!--(?:(?!-->).)*-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|title|meta|script|link)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A comment ends at its first mark and nowhere else: were it left open, the tries would double with each comment."""
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
DECLARED_WITHIN = 4096
AS_BROWSERS_READ = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "utf-16-le": "utf-8"}
"""What browsers make of a declared encoding, https://encoding.spec.whatwg.org/#names-and-labels."""
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)((?:[\s/][^<>]*)?)>")
UNNESTED_TAGS = (
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th thead tbody tfoot option"
)
NEVER_NESTED = frozenset(UNNESTED_TAGS.split())
"""Tags without an end, or whose end is often left out and then told by the next one."""
ERROR_PAGE = re.compile(
    r"\b(?:(?:40[0134]|50[0234])\b|not found|access (?:is )?denied|forbidden|sign[ -]?in|log[ -]?in|log[ -]?on"
    r"|session (?:has )?(?:expired|timed out)|unauthori[sz]ed|page (?:cannot|can['’]t|could not) be|service unavailable"
    r"|server error|just a moment|attention required|verify (?:that )?you are|request (?:was )?rejected|captcha"
    r"|enable javascript|something went wrong)",
    re.IGNORECASE,
)
FEW_WORDS = 150
"""A page with fewer, named like an error or a login, is one: the shortest briefings have twice as many."""


def is_web_page(head: bytes) -> bool:
    """Whether a file that begins so is a web page."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="ignore").encode()
    return START.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def page_text(path: Path) -> str:
    """The page's source, decoded as browsers do: by its mark, by what it declares, as UTF-8, else as Windows-1252.

    Raises:
        UnreadableFileError: It is too large, or nested too deeply.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError(
            path.name,
            f"The web page is larger than {MAX_BYTES / 1e6:.0f} MB, more than any report.",
            "Save it without its pictures, or print it to PDF.",
        )
    text = _decoded(path.read_bytes())
    if _depth(text) > MAX_DEPTH:
        raise UnreadableFileError(
            path.name,
            f"The web page has more than {MAX_DEPTH:,} elements inside one another, so it is not a report.",
            "Open it in a browser and print it to PDF.",
        )
    return text


def _decoded(content: bytes) -> str:
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    declared = CHARSET.search(content[:DECLARED_WITHIN])
    for name in (marked, _known(declared[1]) if declared and not marked else None, "utf-8"):
        try:
            if name is not None:
                return content.decode(name)
        except UnicodeError:
            continue
    return content.decode(marked or "cp1252", errors="replace")


def _known(name: bytes) -> str | None:
    try:
        known = codecs.lookup(name.decode("ascii")).name
    except LookupError:
        return None
    # Only encodings that web pages have: Python knows others that are no encodings of text, or not safe ones.
    known = AS_BROWSERS_READ.get(known, known)
    return known if known.startswith(("utf-8", "cp125", "iso8859", "koi8", "mac-roman")) else None


def _depth(source: str) -> int:
    """How deeply a page's elements stand inside one another, at most; an estimate that takes no parsing."""
    opened: dict[str, int] = {}
    depth = deepest = 0
    for closes, name, attributes in TAG.findall(source):
        tag = name.lower()
        if tag in NEVER_NESTED or attributes.endswith("/"):
            continue
        if not closes:
            opened[tag] = opened.get(tag, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened.get(tag):
            opened[tag] -= 1
            depth -= 1
    return deepest


def content_root(page: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the content: the one main part or article with most of the words, else the body."""
    body = page.body
    if body is None:
        return None
    whole = _words(body)
    for selector in ("main", "[role=main]", "article"):
        found = page.css(selector)
        if len(found) == 1 and 2 * _words(found[0]) >= whole:
            return found[0]
    return body


def _words(node: LexborNode) -> int:
    from ingest.readers.html_walk import events

    return sum(len((event.node.text_content or "").split()) for event in events(node) if event.kind == "text")


def refuse_error_page(path: Path, title: str, words: list[str]) -> None:
    """Refuses a login or error page that was saved in place of a report.

    Args:
        path: The file.
        title: What it calls itself: its title and first heading.
        words: All its words.
    """
    if len(words) < FEW_WORDS and ERROR_PAGE.search(title or " ".join(words)):
        raise UnreadableFileError(
            path.name,
            "The file is a web page that shows a login or an error in place of a report.",
            "Open the address in a browser, sign in if needed, and download the report itself.",
        )


def base_address(page: LexborHTMLParser) -> str | None:
    """The web address that the page's relative links start from, where the page itself says it."""
    for selector, attribute in (
        ("base[href]", "href"),
        ("link[rel=canonical]", "href"),
        ("meta[property='og:url']", "content"),
    ):
        node = page.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if re.match(r"https?://[^\s/]+", address, re.IGNORECASE):
            return address
    return None
