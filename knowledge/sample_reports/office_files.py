"""Writes Word and PowerPoint files so that the same report gives the same bytes each time."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

WRITTEN = datetime(2025, 3, 3, 9, 0)  # noqa: DTZ001 - core properties are written without a time zone
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class CoreProperties(Protocol):
    """What a Word and a PowerPoint file both say of themselves."""

    title: str
    author: str
    subject: str
    comments: str
    language: str
    last_modified_by: str
    revision: int
    created: datetime
    modified: datetime


class OfficeFile(Protocol):
    """A document or a presentation that can be saved."""

    @property
    def core_properties(self) -> CoreProperties:
        """What it says of itself."""
        ...

    def save(self, file: IO[bytes], /) -> None:
        """Writes it to an open file."""
        ...


def save(document: OfficeFile, title: str, path: Path) -> None:
    """Writes a file with its title, language and fixed dates."""
    about = document.core_properties
    about.title, about.subject, about.comments = title, "Fictional sample report", ""
    about.author = about.last_modified_by = "Audit Learning Assistant"
    about.language, about.revision = "en-GB", 1
    about.created = about.modified = WRITTEN
    packed = BytesIO()
    document.save(packed)
    path.write_bytes(_with_fixed_times(packed))


def _with_fixed_times(packed: BytesIO) -> bytes:
    """The same zip file; the libraries stamp each entry with the time of day."""
    out = BytesIO()
    with ZipFile(packed) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = ZipInfo(entry.filename, ZIP_TIME)
            fixed.compress_type = ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    return out.getvalue()
