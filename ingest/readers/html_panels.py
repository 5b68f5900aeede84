"""Opens the closed panels of accordions and tabs, and tells what the button says that opens each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.html_tables import HEADINGS
from ingest.readers.html_walk import CONTENT_PARTS, HEADING_TAGS, heading_around, is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

CONTROLS = "[aria-controls], a[href^='#'], [data-target^='#'], [data-bs-target^='#']"
BUTTONS = "button, [role=button], [aria-expanded]"
NAMED_ACCORDION = re.compile(r"accordion|collaps", re.IGNORECASE)
OPENING = frozenset({"collapse", "tab", "pill"})
NO_PANELS = frozenset({"body", "nav", "menu", *CONTENT_PARTS, *HEADING_TAGS})
LONGEST_HEADER = 30
"""Words in the header of an accordion; more are content with a button in it."""


def open_panels(page: LexborHTMLParser) -> dict[int, str]:
    """Opens, in the tree of the page, every closed panel that a reader of the page can open.

    Returns:
        The labels of panels whose button is no heading on the page, by memory address (`mem_id`). Such a button is
        not read where it stands, and what its panel holds must not go under the heading before.
    """
    labels: dict[int, str] = {}
    for control, panel in [*_controlled(page), *_following(page)]:
        closed = is_hidden(panel)
        if panel.tag in NO_PANELS or not (closed or _opens(control)) or _in_menu(control):
            continue
        is_heading = _is_heading(control)
        if closed and not is_heading and _is_mostly_links(panel):
            continue
        if closed:
            _reveal(panel)
        label = " ".join(control.text().split())
        if not is_heading and label and not " ".join(panel.text().split()).startswith(label):
            labels.setdefault(panel.mem_id, label)
    return labels


def _controlled(page: LexborHTMLParser) -> Iterator[tuple[LexborNode, LexborNode]]:
    """Controls that name their panels, with each."""
    by_id = {node.attributes["id"]: node for node in reversed(page.css("[id]"))}
    for control in page.css(CONTROLS):
        attributes = control.attributes
        named = (attributes.get("aria-controls") or "").split()
        named += [(attributes.get(name) or "")[1:] for name in ("href", "data-target", "data-bs-target")]
        if control.tag not in {"input", "select", "textarea"}:
            yield from ((control, by_id[name]) for name in dict.fromkeys(named) if name in by_id)


def _following(page: LexborHTMLParser) -> Iterator[tuple[LexborNode, LexborNode]]:
    """Headers of accordions that name no panel, each with what stands directly after it."""
    for panel in (node for node in page.css("[hidden], [style]") if is_hidden(node)):
        header = _before(panel)
        if header is not None and _is_heading(header) and _holds_button(header):
            yield header, panel
    for button in page.css("button"):
        after = button.next
        while after is not None and not after.is_element_node:
            after = after.next
        if after is not None and "aria-controls" not in button.attributes and _opens(button):
            yield button, after


def _holds_button(header: LexborNode) -> bool:
    if len(header.text().split()) > LONGEST_HEADER:
        return False
    return header.tag == "button" or header.css_first(BUTTONS) is not None


def _before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before


def _opens(control: LexborNode) -> bool:
    """Whether a control says of itself that it opens something."""
    attributes = control.attributes
    toggles = {attributes.get("data-toggle"), attributes.get("data-bs-toggle")}
    return (
        "aria-expanded" in attributes
        or attributes.get("role") == "tab"
        or bool(toggles & OPENING)
        or (control.tag == "button" and NAMED_ACCORDION.search(attributes.get("class") or "") is not None)
    )


def _is_heading(control: LexborNode) -> bool:
    """Whether the control is read as a heading where it stands."""
    if control.tag in HEADING_TAGS or control.css_first(HEADINGS) is not None:
        return True
    return heading_around(control) is not None


def _in_menu(control: LexborNode) -> bool:
    above: LexborNode | None = control
    while above is not None:
        if above.tag == "nav" or above.attributes.get("role") in {"navigation", "menu", "menubar", "search"}:
            return True
        above = above.parent
    return False


def _is_mostly_links(panel: LexborNode) -> bool:
    linked = sum(len(link.text().split()) for link in panel.css("a"))
    return 2 * linked > len(panel.text().split())


def _reveal(panel: LexborNode) -> None:
    if "hidden" in panel.attributes:
        del panel.attrs["hidden"]
    if "style" in panel.attributes:
        panel.attrs["style"] = ""
    if panel.tag == "dialog":
        panel.attrs["open"] = ""
