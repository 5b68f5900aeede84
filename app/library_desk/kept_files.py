"""The uploaded files that are kept: one folder for each report, named by the sha256 of its file."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.library_desk.intake import ARRIVING
from ingest.files import shown_name, stored_path
from knowledge.storage_errors import file_errors
from knowledge.types import ReportId

if TYPE_CHECKING:
    from app.library_desk.intake import ArrivedFile
    from knowledge.catalogue import Catalogue

HASH = re.compile(r"[0-9a-f]{64}")


class KeptFiles:
    """The folder of uploaded files; pages of PDFs are shown from it. Private to the user.

    Args:
        folder: Made where absent, with the first file.
        catalogue: Says which files are still those of a report.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self._catalogue = catalogue

    def mend(self) -> None:
        """Removes what uploads that were cut short left behind, and finds files again whose home has moved.

        What else lies in the folder is left alone.
        """
        if not self.folder.is_dir():
            return
        reports = {report.content_hash: report for report in self._catalogue.reports()}
        for entry in list(self.folder.iterdir()):
            is_stray = HASH.fullmatch(entry.name) and entry.name not in reports
            if is_stray or entry.name.startswith(ARRIVING):
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name in reports and not Path(reports[entry.name].source_path).exists():
                self._point_to(entry, reports[entry.name].report_id)

    def _point_to(self, folder: Path, report_id: str) -> None:
        file = next((file for file in sorted(folder.iterdir()) if file.is_file()), None)
        if file is not None:
            self._catalogue.repoint(ReportId(report_id), stored_path(file), shown_name(file))

    def place(self, arrived: ArrivedFile) -> Path:
        """Moves a file that arrived to where it stays if it becomes a report. Raises HomeError."""
        assert arrived.path is not None  # what was refused has none
        folder = self.folder / arrived.content_hash
        with file_errors(folder):
            folder.mkdir(mode=0o700, exist_ok=True)  # what arrived lies beside it
            return Path(shutil.move(arrived.path, folder / arrived.name))

    def drop_unless_used(self, path: Path) -> None:
        """Deletes a placed file that is not the file of a report."""
        if self._catalogue.report_where(source_path=stored_path(path)) is None:
            path.unlink(missing_ok=True)
            self._remove_if_empty(path.parent)

    def drop(self, content_hash: str) -> None:
        """Deletes the file of a report that is no more, where it is here."""
        if HASH.fullmatch(content_hash) and self._catalogue.report_where(content_hash=content_hash) is None:
            shutil.rmtree(self.folder / content_hash, ignore_errors=True)

    def _remove_if_empty(self, folder: Path) -> None:
        with suppress(OSError):  # it is not empty, or gone
            folder.rmdir()
