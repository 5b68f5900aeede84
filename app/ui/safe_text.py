"""Makes text of reports, people and models safe to stand in a page that reads both HTML and Markdown."""

from __future__ import annotations

import re

from app.said import unescaped

ACTIVE = re.compile(r"[^\w ,]|_")
"""Every character that HTML or Markdown could read as more than itself; letters, digits, spaces and commas cannot."""
OUR_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
"""The bold words of our own sentences: stars of a report's text have a backslash before them (`app.said.escaped`)."""
OUR_ITEM = re.compile(r"^- ", re.MULTILINE)


def safe(text: str) -> str:
    """The text with each active character as a numeric entity: a browser shows it as it is, and reads nothing into it.

    >>> safe("[1]: <b>")
    '&#91;1&#93;&#58; &#60;b&#62;'
    """
    return ACTIVE.sub(lambda found: f"&#{ord(found[0])};", text)


def safe_sentence(text: str) -> str:
    """A sentence of ours that may quote a report: safe, with our own bold words in `<strong>`."""
    ours_at_odd_places = OUR_BOLD.split(text)
    return "".join(
        f"<strong>{safe(unescaped(part))}</strong>" if place % 2 else safe(unescaped(part))
        for place, part in enumerate(ours_at_odd_places)
    )


def safe_paragraphs(text: str) -> str:
    """Sentences of ours as `<p>`, one for each part between blank lines; lines that begin with `- ` as a list."""
    return "".join(_block(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def _block(part: str) -> str:
    first, *items = OUR_ITEM.split(part)
    opening = " ".join(first.split())
    listed = "".join(f"<li>{safe_sentence(' '.join(item.split()))}</li>" for item in items)
    return (f"<p>{safe_sentence(opening)}</p>" if opening else "") + (f"<ul>{listed}</ul>" if listed else "")
