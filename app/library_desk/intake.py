"""Takes in the bytes of uploaded files, a piece at a time, and refuses a file as soon as it passes a limit."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.library_desk.file_names import LONGEST_BYTES, safe_name
from knowledge.errors import IngestError
from knowledge.storage_errors import file_errors

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

ARRIVING = "arriving-"
"""What the name of the folder of an upload under way begins with; one that is there at the start is left over."""
MB = 1024 * 1024
MOST_NAMED = 200
"""Files of one upload that are named to the person; beyond, the whole upload is refused."""


class FileTooLargeError(IngestError):
    """A file has more bytes than one upload may bring."""


class TooManyFilesError(IngestError):
    """An upload has more files than are taken at once."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one upload may bring: files, and bytes of each."""

    most_files: int
    most_bytes: int

    @property
    def most_mb(self) -> int:
        """Whole MB of one file."""
        return self.most_bytes // MB

    @property
    def most_bytes_in_all(self) -> int:
        """Of the whole request, with room for what stands between the files."""
        return self.most_files * self.most_bytes + MB


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that was uploaded, or why it was refused.

    Args:
        name: Safe on every disk.
        path: Where its bytes are, `None` where it was refused.
        content_hash: Their sha256.
        refusal: Why it was refused.
    """

    name: str
    path: Path | None = None
    content_hash: str = ""
    refusal: IngestError | None = None


class Intake:
    """The files of one upload as they arrive, in a folder of their own that only its owner may read.

    Args:
        folder: Where that folder is made.
        limits: What the upload may bring.
    """

    def __init__(self, folder: Path, limits: UploadLimits) -> None:
        self.limits = limits
        self.files: list[ArrivedFile] = []
        self._folder = folder / f"{ARRIVING}{secrets.token_hex(16)}"
        self._open: _OpenFile | None = None

    @property
    def good_files(self) -> int:
        """How many were not refused."""
        return sum(file.refusal is None for file in self.files)

    def begin(self, name: str) -> None:
        """Begins a file.

        Args:
            name: As it was sent.

        Raises:
            TooManyFilesError: There is no end of them; nothing of the upload is to be taken.
            HomeError: It cannot be written.
        """
        self.end()
        if len(self.files) >= max(MOST_NAMED, self.limits.most_files):
            raise self._too_many(name)
        try:
            safe = safe_name(name)
            if self.good_files >= self.limits.most_files:
                raise self._too_many(safe)
        except IngestError as refusal:
            self.files.append(ArrivedFile(refusal.source, refusal=refusal))
            return
        with file_errors(self._folder):
            self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._open = _OpenFile(safe, self._folder / str(len(self.files)))

    def write(self, data: bytes) -> None:
        """Adds to the file that was begun; what belongs to a refused one is dropped. Raises HomeError."""
        if self._open is None:
            return
        with file_errors(self._folder):
            self._open.write(data)
            if self._open.size > self.limits.most_bytes:
                self._refuse_open()

    def end(self) -> None:
        """Ends the file that was begun, if any. Raises HomeError."""
        if self._open is None:
            return
        opened, self._open = self._open, None
        with file_errors(self._folder):
            opened.file.close()
        self.files.append(ArrivedFile(opened.name, opened.path, opened.hash.hexdigest()))

    def discard(self) -> None:
        """Forgets the upload with all that is left of its files here."""
        if self._open is not None:
            self._open.file.close()
            self._open = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _refuse_open(self) -> None:
        opened, self._open = self._open, None
        assert opened is not None  # it has just grown too large
        opened.file.close()
        opened.path.unlink()
        refusal = FileTooLargeError(
            opened.name,
            f"It is larger than the {self.limits.most_mb} MB that one file may have.",
            "Save it smaller, for example with pictures of lower resolution, or split it.",
        )
        self.files.append(ArrivedFile(opened.name, refusal=refusal))

    def _too_many(self, name: str) -> TooManyFilesError:
        most = self.limits.most_files
        return TooManyFilesError(
            name[:LONGEST_BYTES],
            f"At most {most} {'file is' if most == 1 else 'files are'} taken in one upload.",
            "Upload the others when these are done.",
        )


class _OpenFile:
    """A file that is being written, with its size in bytes and its hash so far."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.size = 0
        self.hash = hashlib.sha256()
        self.file: BinaryIO = open(  # noqa: SIM115 - it is closed when the file ends or the upload is dropped
            path, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)
        )

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self.hash.update(data)
        self.file.write(data)
