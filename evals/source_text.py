"""Reads a source file with another reader than ours, to check quotes against something that we did not write."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from evals.matching import folded
from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from knowledge.types import Report

READ = frozenset({".txt", ".md", ".pdf"})


def folded_source(report: Report) -> str | None:
    """The folded text of a report's source file: a text file as it is, a PDF as pypdf reads it.

    pypdf keeps running headers and orders columns otherwise than we do: a quote over a page break or of a table row may
    not be found in it though it is right.

    Returns:
        `None` where the file is of another format, is gone or cannot be read.
    """
    return _folded_file(Path(report.source_path))


@cache
def _folded_file(file: Path) -> str | None:
    from evals.baseline.tutorial import read_pages

    if file.suffix.lower() not in READ:
        return None
    try:
        return folded("\n".join(page.page_content for page in read_pages(file)))
    except UnreadableFileError:
        return None
