"""Verifies quotes: a quote is shown only if its characters stand in the stored report at the stated offsets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.types import Match

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.types import ReportId

QUOTE_MARKS = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"'})
DASHES = re.compile(r"[‐‑‒–—]")


def verified(quote: str, start: int, end: int, canonical_text: str) -> Match | None:
    """How a quote stands in a text at `[start, end)`.

    Returns:
        EXACT where it is those characters; NORMALISED where only white space, hyphenation or quote marks differ;
        `None` where it is not there, or is empty.
    """
    if not quote.strip() or not 0 <= start < end <= len(canonical_text):
        return None
    stored = canonical_text[start:end]
    if stored == quote:
        return Match.EXACT
    return Match.NORMALISED if normalised(stored) == normalised(quote) else None


def normalised(text: str) -> str:
    """A text without the differences that a quote may have: white space, hyphens and the shape of quote marks."""
    plain = DASHES.sub("-", text.translate(QUOTE_MARKS))
    # Between two digits a break is kept: "1-2 workers" is not "12 workers".
    return re.sub(r"[\s-]+", "", re.sub(r"(?<=\d)[\s-]+(?=\d)", "|", plain))


class Verifier:
    """Verifies quotes against stored reports, reading each report once.

    Args:
        canonical_text: Gives a report's canonical text.
    """

    def __init__(self, canonical_text: Callable[[ReportId], str]) -> None:
        self._canonical_text = canonical_text
        self._read: dict[ReportId, str] = {}

    def match(self, report_id: ReportId, quote: str, start: int, end: int) -> Match | None:
        """How a quote stands in a report; `None` where it must not be shown."""
        return verified(quote, start, end, self.canonical_text(report_id))

    def canonical_text(self, report_id: ReportId) -> str:
        """A report's canonical text."""
        if report_id not in self._read:
            self._read[report_id] = self._canonical_text(report_id)
        return self._read[report_id]
