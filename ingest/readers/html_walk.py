"""A walk over a web page without recursion, past what is hidden and what only surrounds the content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from ingest.readers.html_tables import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborNode

Reason: TypeAlias = Literal[
    "silent", "iframe", "object", "video", "hidden", "aside", "footer", "header", "dialog", "form", "outside"
]
"""Why a part of a page is left out: "silent" parts hold no content, of others the reader of the report is told."""
SILENT_TAGS = "script style template noscript head nav svg canvas input select textarea datalist menu map"
NOT_TEXT = frozenset(SILENT_TAGS.split())
EMBEDDED: dict[str, Reason] = {
    "iframe": "iframe",
    "object": "object",
    "embed": "object",
    "video": "video",
    "audio": "video",
}
CONTENT_PARTS = frozenset({"main", "article"})
HEADING_TAGS = frozenset(HEADINGS.split(", "))
AROUND_CONTENT: dict[str, Reason] = {"header": "header", "footer": "footer", "aside": "aside"}
ROLES_AROUND: dict[str, Reason] = {
    "navigation": "silent",
    "search": "silent",
    "menu": "silent",
    "menubar": "silent",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
COOKIE_BANNER = re.compile(
    r"cookie[-_]?(?:banner|bar|box|consent|control|dialog|info|law|message|modal|notice|notification|overlay|policy"
    r"|popup|preferences|prompt|settings|warning|wrapper)|\bcookies?(?![\w-])"
    r"|(?<![a-z])consent[-_]?(?:banner|manager|popup|sdk)(?![a-z])",
    re.IGNORECASE,
)
"""Names of cookie banners. "Consent" alone is none: it is a common heading of audits, and ids are made of headings."""
COOKIE_WORDS = re.compile(r"\bcookies?\b|\byour privacy\b", re.IGNORECASE)
LONGEST_BANNER = 500
"""Words: a longer part is the page itself, named after a banner that is shown on it."""
NAMED_AROUND = re.compile(r"(?<![a-z])breadcrumbs?(?![a-z])|\bskip-?link", re.IGNORECASE)
BUTTON_EXTRAS = re.compile(r"__section-(?:toggle|heading-divider)(?![a-z])")
"""What GOV.UK Frontend adds to the button of an accordion: ", Show this section"."""
ACTION = re.compile(
    r"\W*(?:copy|edit|print|share|show|hide|expand|collapse|toggle|open|close|listen|back)\b", re.IGNORECASE
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CONTENT = "h1, h2, main, article, table"
WHOLE = "h1, main, article"


@dataclass(frozen=True, slots=True)
class Event:
    """A step of the walk: into an element, out of one, or over a text."""

    kind: Literal["enter", "leave", "text"]
    node: LexborNode
    tag: str


class Notes(Protocol):
    """Takes note of what the walk leaves out."""

    def note(self, node: LexborNode, reason: Reason) -> None:
        """Takes note of an element that is left out."""


def events(root: LexborNode, left_out: Notes | None = None, without: LexborNode | None = None) -> Iterator[Event]:
    """The steps over everything below an element that a reader of the page sees as its content.

    Args:
        root: Where the walk begins and ends.
        left_out: Is told what is not read.
        without: An element to pass by untold.
    """
    inside = int(root.tag in CONTENT_PARTS)

    def is_left_out(node: LexborNode) -> bool:
        if without is not None and node.mem_id == without.mem_id:
            return True
        reason = reason_left_out(node, inside=inside > 0)
        if reason is not None and left_out is not None:
            left_out.note(node, reason)
        return reason is not None

    for event in steps(root, is_left_out):
        if event.tag in CONTENT_PARTS:
            inside += 1 if event.kind == "enter" else -1
        yield event


def steps(root: LexborNode, is_left_out: Callable[[LexborNode], bool]) -> Iterator[Event]:
    """The steps over everything below an element, past the elements that are left out."""
    node, depth = root.first_child, 0
    while node is not None:
        entered = node.is_element_node and not is_left_out(node)
        if node.is_text_node:
            yield Event("text", node, "")
        if entered:
            yield Event("enter", node, node.tag or "")
            if node.first_child is not None:
                node, depth = node.first_child, depth + 1
                continue
        while node is not None:
            if entered:
                yield Event("leave", node, node.tag or "")
            if depth == 0 or node.next is not None:
                break
            node, depth, entered = node.parent, depth - 1, True
        node = node.next if node is not None else None


def reason_left_out(node: LexborNode, *, inside: bool) -> Reason | None:
    """Why an element is no content, `None` where it is.

    Args:
        node: The element.
        inside: Whether it stands in the main part or an article of the page.
    """
    tag, attributes = node.tag or "", node.attributes
    if tag in EMBEDDED:
        return EMBEDDED[tag]
    if tag in NOT_TEXT or _is_named_around(node, tag) or (tag == "button" and not heads(node)):
        return "silent"
    if is_hidden(node):
        return "hidden"
    around = ROLES_AROUND.get(attributes.get("role") or "")
    if around is not None and tag not in CONTENT_PARTS and tag != "body":
        return around
    if tag == "form":  # some systems wrap the whole page in one form
        return "form" if node.css_first(CONTENT) is None else None
    if inside or (tag == "header" and node.css_first("h1") is not None):
        return None
    return AROUND_CONTENT.get(tag)


def _is_named_around(node: LexborNode, tag: str) -> bool:
    """Whether its id or class tells a cookie banner, a breadcrumb trail or a like part, and what it holds agrees."""
    attributes = node.attributes
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if BUTTON_EXTRAS.search(named):
        return True
    is_banner = COOKIE_BANNER.search(named) is not None
    if not (is_banner or NAMED_AROUND.search(named)) or tag in {"body", *CONTENT_PARTS, *HEADING_TAGS}:
        return False
    text = node.text()
    if node.css_first(WHOLE) is not None or len(text.split()) > LONGEST_BANNER:
        return False
    return node.css_first(HEADINGS) is None or (is_banner and COOKIE_WORDS.search(text) is not None)


def heads(node: LexborNode) -> bool:
    """Whether a button is a heading, as in accordions: it holds one, or stands in one and is not merely an action."""
    if node.css_first(HEADINGS) is not None:
        return True
    heading = heading_around(node)
    if heading is None:
        return False
    in_buttons = sum(len(button.text().split()) for button in heading.css("button"))
    return ACTION.match(node.text()) is None or len(heading.text().split()) == in_buttons


def heading_around(node: LexborNode) -> LexborNode | None:
    """The heading that an element stands in."""
    above = node.parent
    while above is not None and above.tag not in HEADING_TAGS:
        above = above.parent
    return above


def is_hidden(node: LexborNode) -> bool:
    """Whether a browser does not show an element, by its own attributes."""
    attributes = node.attributes
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if node.tag == "dialog" and "open" not in attributes:
        return True
    return HIDDEN_STYLE.search(attributes.get("style") or "") is not None
