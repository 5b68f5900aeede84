"""Parsing: reads files as the product does and scores them against their truth and against other readers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from evals.metrics import share
from evals.parsing_scores import difference, found, right_pages, score_structure, without_running_lines
from evals.structure import read_sample_source, read_truth, structure_of, truth_file
from knowledge.errors import DatasetError, IngestError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.metrics import Share
    from evals.structure import Structure
    from ingest.sections import Placed

LOST, ADDED, LOST_BESIDE_PYPDF = "letters lost", "letters added", "letters lost (pypdf)"
"""Beside PDFium, which our reader builds on too, and beside pypdf, which shares nothing with it but cuts more words."""
LETTERS = frozenset({LOST, ADDED, LOST_BESIDE_PYPDF})


@dataclass(frozen=True, slots=True)
class FileParsing:
    """One file: each measure as so many of so many, or why it was refused."""

    file: str
    measures: Mapping[str, Share]
    refused: str = ""


def measure_parsing(paths: Sequence[Path], truth_folder: Path | None = None) -> list[FileParsing]:
    """Reads files and scores each.

    Args:
        paths: Files, or folders of them: in a folder with truths, files without one are left out.
        truth_folder: Where the truths are; beside each file where absent.

    Raises:
        DatasetError: There is no file to read, or a truth cannot be read.
    """
    files = [file for path in paths for file in _files(path, truth_folder)]
    if not files:
        raise DatasetError("There is no file to parse.", "Name files, or folders with files.")
    return [_parsed(file, truth_file(file, truth_folder or file.parent)) for file in files]


def _files(path: Path, truth_folder: Path | None) -> list[Path]:
    from ingest.files import find_files

    inside = find_files([path])
    if not path.is_dir():
        return inside
    true = [file for file in inside if truth_file(file, truth_folder or file.parent)]
    return true or inside


def _parsed(file: Path, truth: Path | None) -> FileParsing:
    from ingest.formats import read_source
    from ingest.parse import blocks_of

    try:
        placed = blocks_of(read_source(file))
    except IngestError as error:
        return FileParsing(file.name, {}, error.message)
    measures: dict[str, Share] = {}
    if truth is not None:
        measures |= score_structure(_true_structure(truth, file), structure_of(placed))
    if file.suffix.lower() == ".pdf":
        measures |= _beside_other_readers(file, placed)
    return FileParsing(file.name, measures)


def _true_structure(truth: Path, file: Path) -> Structure:
    return read_truth(truth, file) if truth.suffix == ".json" else read_sample_source(truth.read_text(encoding="utf-8"))


def _beside_other_readers(file: Path, placed: Sequence[Placed]) -> dict[str, Share]:
    from evals.pdf_reading import link_targets, pypdf_pages, raw_pages

    try:
        pages, pypdf, targets = raw_pages(file), pypdf_pages(file), link_targets(file)
    except UnreadableFileError:
        return {}
    blocks = [entry.block for entry in placed]
    text = "\n".join(block.text for block in blocks)
    compared = difference("\n".join(without_running_lines(pages)), text)
    begins = [(block.text, block.pages[0][1]) for block in blocks if block.pages]
    return {
        "link annotations": found(targets, {link.url for block in blocks for link in block.links}),
        "pages right": right_pages(begins, pages),
        LOST: compared.lost,
        ADDED: compared.added,
        LOST_BESIDE_PYPDF: difference("\n".join(without_running_lines(pypdf)), text).lost,
    }


def total(rows: Sequence[FileParsing], name: str = "all") -> FileParsing:
    """Files together: parts and wholes summed."""
    names = dict.fromkeys(chain.from_iterable(row.measures for row in rows))
    measured = {name: [row.measures[name] for row in rows if name in row.measures] for name in names}
    sums = {
        name: share(sum(one.part for one in all_), sum(one.whole for one in all_)) for name, all_ in measured.items()
    }
    return FileParsing(name, sums)


def by_format(rows: Sequence[FileParsing]) -> list[FileParsing]:
    """The files of each format together, by their endings; nothing where all have one."""
    endings: dict[str, list[FileParsing]] = {}
    for row in rows:
        endings.setdefault(row.file.rsplit(".", 1)[-1].lower(), []).append(row)
    return [total(files, f"all .{ending}") for ending, files in sorted(endings.items()) if len(endings) > 1]
