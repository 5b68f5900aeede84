"""Cuts a question into its words."""

from __future__ import annotations

import re

from knowledge.query import WORD


def words_of(text: str) -> list[str]:
    """The words of a text, in order; one with a hyphen or an apostrophe is one."""
    return WORD.findall(text)


def bare(word: str) -> str:
    """A word in lower case without a possessive ending."""
    return re.sub(r"['’]s$", "", word.casefold())
