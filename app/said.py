"""Puts report text into sentences of ours."""

from __future__ import annotations

import re

MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>~#|!&])")
ADDRESS = re.compile(r"\b(https?|ftp|www)([:.])(?=//|\w)", re.IGNORECASE)
"""An address that some Markdown makes a link of unasked."""
ESCAPED_MARK = re.compile(r"\\([\\`*_\[\]<>~#|!&:.])")


def escaped(text: str) -> str:
    """Report text that can make no link, tag, emphasis or citation in Markdown."""
    plain = MARKDOWN_MARKS.sub(r"\\\1", " ".join(text.split()))
    return ADDRESS.sub(r"\1\\\2", plain)


def unescaped(text: str) -> str:
    """The text before `escaped`, but for its line breaks."""
    return ESCAPED_MARK.sub(r"\1", text)
