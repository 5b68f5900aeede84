"""Makes of a file the job that the product's own parser pool takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.candidates import look_at

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.options import IngestOptions
    from ingest.parser_process import ParseJob


def parse_job(file: Path, options: IngestOptions) -> ParseJob:
    """The job of one file."""
    return look_at(file).job(options.reading)
