"""Makes text of reports, people and models safe to stand in a page that reads both HTML and Markdown."""

from __future__ import annotations

import re

ACTIVE = re.compile(r"[^\w ,]|_")
"""Every character that HTML or Markdown could read as more than itself; letters, digits, spaces and commas cannot."""
OUR_BOLD = re.compile(r"\*\*(\d+ of \d+ reports|Nothing in the reports answers this\.)\*\*")
"""The bold words that our own sentences hold: a report's title may hold stars too, and those stay stars."""


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
        f"<strong>{safe(part)}</strong>" if place % 2 else safe(part) for place, part in enumerate(ours_at_odd_places)
    )


def safe_paragraphs(text: str) -> str:
    """Sentences of ours as `<p>` elements, one for each part between blank lines."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{safe_sentence(part)}</p>" for part in parts if part)
