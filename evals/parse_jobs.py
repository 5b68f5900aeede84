"""Makes of a file the job that the product's own parser pool takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.files import shown_name, stored_path
from ingest.parser_process import ParseJob
from knowledge.types import ReportId

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.options import IngestOptions


def parse_job(file: Path, options: IngestOptions) -> ParseJob:
    """The job of one file; its path stands for the hash, which no eval looks at."""
    return ParseJob(file, ReportId(file.stem), stored_path(file), shown_name(file), options.reading)
