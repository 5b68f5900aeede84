"""Finds a gold quote in a text: word by word, so that marks, tabs, line breaks and hyphens do not count."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """A text as its lower-case words of letters and digits, one space between; folding twice changes nothing."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(WORD.findall(plain))


def holds(text: str, quote: str) -> bool:
    """Whether the words of a quote stand in a text one after the other; a quote without words stands nowhere."""
    return holds_folded(folded(text), folded(quote))


def holds_folded(text: str, quote: str) -> bool:
    """As `holds`, for a text and a quote that are folded already."""
    return bool(quote) and f" {quote} " in f" {text} "


def letters(text: str) -> str:
    """The letters and digits of a folded text, so that not even the space between words counts."""
    return folded(text).replace(" ", "")
