"""Makes characters of untrusted text harmless in a file: none breaks it, or reaches beyond its own words."""

from __future__ import annotations

import re

NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 refuses or discourages, and a terminal may obey; tab and line break are none of these."""
CLOSED_BY = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),  # embeddings and overrides
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),  # isolates
}
"""What ends each change of the direction of writing (Unicode Standard Annex 9, table 4)."""


def readable(text: str) -> str:
    """The text with a replacement character for each that no file may hold, and one kind of line break."""
    return NO_CHARACTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Readable text on one line that leaves what follows on it alone: every change of direction in it is ended."""
    line = " ".join(readable(text).split())
    still_open: list[str] = []
    for character in line:
        if character in CLOSED_BY:
            still_open.append(CLOSED_BY[character])
        elif still_open and character == still_open[-1]:
            still_open.pop()
    return line + "".join(reversed(still_open))
