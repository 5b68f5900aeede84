"""A walk over a web page without recursion, past what is hidden and what only surrounds the content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

SILENT_TAGS = "script style template noscript head nav svg canvas button input select textarea datalist menu map"
NOT_TEXT = frozenset(SILENT_TAGS.split())
EMBEDDED = {"iframe": "iframe", "object": "object", "embed": "object", "video": "video", "audio": "video"}
CONTENT_PARTS = frozenset({"main", "article"})
AROUND_CONTENT = frozenset({"header", "footer", "aside"})
ROLES_AROUND = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar"}
)
NAMED_AROUND = re.compile(r"\bcookie|\bconsent\b|breadcrumb|\bskip-?link", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CONTENT = "h1, h2, main, article, table"


@dataclass(frozen=True, slots=True)
class Event:
    """A step of the walk: into an element, out of one, or over a text."""

    kind: Literal["enter", "leave", "text"]
    node: LexborNode
    tag: str


def events(root: LexborNode, left_out: Counter[str] | None = None) -> Iterator[Event]:
    """The steps over everything below an element that a reader of the page sees as its content.

    Args:
        root: Where the walk begins and ends.
        left_out: Counts what is embedded and not read.
    """
    node, depth = root.first_child, 0
    inside = int(root.tag in CONTENT_PARTS)
    while node is not None:
        entered = node.is_element_node and not _is_left_out(node, node.tag or "", inside > 0, left_out)
        if node.is_text_node:
            yield Event("text", node, "")
        if entered:
            inside += node.tag in CONTENT_PARTS
            yield Event("enter", node, node.tag or "")
            if node.first_child is not None:
                node, depth = node.first_child, depth + 1
                continue
        while node is not None:
            if entered:
                inside -= node.tag in CONTENT_PARTS
                yield Event("leave", node, node.tag or "")
            if depth == 0 or node.next is not None:
                break
            node, depth, entered = node.parent, depth - 1, True
        node = node.next if node is not None else None


def _is_left_out(node: LexborNode, tag: str, inside: bool, left_out: Counter[str] | None) -> bool:
    if tag in EMBEDDED:
        if left_out is not None:
            left_out[EMBEDDED[tag]] += 1
        return True
    attributes = node.attributes
    if tag in NOT_TEXT or _is_hidden(tag, attributes):
        return True
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if attributes.get("role") in ROLES_AROUND or NAMED_AROUND.search(named):
        return tag not in {"body", "main", "article"}
    if tag == "form":  # some systems wrap the whole page in one form
        return node.css_first(CONTENT) is None
    return tag in AROUND_CONTENT and not inside and not (tag == "header" and node.css_first("h1") is not None)


def _is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    return HIDDEN_STYLE.search(attributes.get("style") or "") is not None
