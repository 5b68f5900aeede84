"""Names for files in letters that every system takes."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SLUG = 60


def slug(words: str) -> str:
    """Words as a part of a file's name: `Was it SMART?` becomes `was-it-smart`; empty where no letter is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")
