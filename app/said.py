"""Puts report text into sentences of ours."""

from __future__ import annotations

import re

MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<])")
ESCAPED_MARK = re.compile(r"\\([\\`*_\[\]<])")


def escaped(text: str) -> str:
    """Report text that can make no link, tag, emphasis or citation in Markdown."""
    return MARKDOWN_MARKS.sub(r"\\\1", " ".join(text.split()))


def unescaped(text: str) -> str:
    """The text before `escaped`, but for its line breaks."""
    return ESCAPED_MARK.sub(r"\1", text)
