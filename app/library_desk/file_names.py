"""Turns the name that somebody's browser gives a file into one that is safe on every disk."""

from __future__ import annotations

import re
import unicodedata

from ingest.sidecar import SUFFIX
from knowledge.errors import IngestError

LONGEST_BYTES = 150
"""Of a name in UTF-8: file systems allow 255, and a description's file beside it adds to that."""
LONGEST_ENDING = 16
NAMELESS = "report"
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""
NOT_ALLOWED = re.compile(r'[<>:"|?*/\\]')


class RefusedNameError(IngestError):
    """A file's name is one that would do more than name a report."""


def safe_name(name: str) -> str:
    """The last part of a name, as one line that any disk can hold.

    Args:
        name: As it was sent; it may be a path, empty, or hold anything.

    Returns:
        1 to 150 bytes of UTF-8, with no separator, control or invisible character, and no dot in front.

    Raises:
        RefusedNameError: It is the name of the file that describes another report.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Category C: controls, half characters, and marks that turn the direction of a text to hide its ending.
    visible = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in last)
    plain = " ".join(NOT_ALLOWED.sub("-", visible).split()).strip(". ")
    shortened = _shortened(plain) or NAMELESS
    # Both: what is cut out of a long name may make its ending one.
    if any(one.casefold().endswith(SUFFIX) for one in (plain, shortened)):
        raise RefusedNameError(
            shortened,
            "A file that describes a report cannot be uploaded.",
            "Upload the report, then correct its description on its page.",
        )
    return f"{NAMELESS}-{shortened}" if DEVICES.match(shortened) else shortened


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    room = LONGEST_BYTES - len(f"{dot}{ending}".encode())
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{cut or NAMELESS}{dot}{ending}" if cut or ending else ""
