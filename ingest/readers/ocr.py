"""Reads scanned PDF pages with the tesseract program: pictures of pages in, lines with their place out."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt
from time import monotonic
from typing import TYPE_CHECKING, Any

from ingest.lines import Line, clean
from ingest.readers.pdf_lines import PlacedLine, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.pdf_running import Region

DOTS_PER_INCH = 200
"""Word recall is .98 to .99 at 200 and no better at 300 (measured on our scans)."""
MOST_PIXELS = 8_000_000
"""An A4 page at 200 dots per inch has 3.9 million; a page of enormous size is drawn coarser."""
PICTURE_SHARE = 0.5
"""A page of which a picture covers more than this share is a scan, if it says next to nothing in text."""
LEAST_LINE = 40.0
"""Mean confidence in per cent: lines below it are logos, signatures and stains."""
DOUBTFUL = 60.0
"""Mean confidence in per cent: pages below it are said to be read badly."""
MISREAD_BULLET = re.compile(r"^(?:[e¢©«»°®]|\+)\s+(?=[A-Z])")
"""Bullets come back as these (measured on our scans)."""
MOST_NAMED = 20
"""Runs of pages in a warning."""
INSTALL = (
    "Install the tesseract program (Debian and Ubuntu: apt-get install tesseract-ocr; macOS: brew install tesseract; "
    "Windows: winget install UB-Mannheim.TesseractOCR), or make a PDF with text from it, and ingest it again."
)


@dataclass(slots=True)
class Recognised:
    """What tesseract read.

    Args:
        installed: Whether the program is there; all else is empty if not.
        pages: The text by 1-based page.
        confidence: Its mean confidence in per cent, by page.
        left: Pages for which there was no time.
    """

    installed: bool = True
    pages: dict[int, list[Region]] = field(default_factory=dict)
    confidence: dict[int, float] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)


class Tesseract:
    """The tesseract program, with a time for each file."""

    def __init__(self, seconds: float, program: str = "tesseract") -> None:
        """Makes a reader of scans.

        Args:
            seconds: How long all pages of a file may take together.
            program: The program's name or path.
        """
        self._seconds = seconds
        self._program = program

    def read(self, content: bytes, pages: Sequence[int]) -> Recognised:
        """Reads pages from their pictures.

        Args:
            content: The PDF.
            pages: 1-based, in order.
        """
        import pypdfium2

        program = shutil.which(self._program)
        if program is None:
            return Recognised(installed=False)
        found = Recognised()
        ends = monotonic() + self._seconds
        document = pypdfium2.PdfDocument(content)
        try:
            for index, number in enumerate(pages):
                if monotonic() >= ends:
                    found.left = list(pages[index:])
                    break
                table = self._table(program, document, number, ends)
                if table is not None:
                    _keep(found, number, table)
        finally:
            document.close()
        return found

    def _table(self, program: str, document: Any, number: int, ends: float) -> _Table | None:  # noqa: ANN401
        """What the program makes of a page; `None` where it fails or the time is over."""
        import pypdfium2

        try:
            picture, points = _picture(document[number - 1])
            # One thread: more do not make one page faster and take the core of the one who is asking.
            done = subprocess.run(
                [program, "-", "-", "-l", "eng", "--psm", "3", "tsv"],
                input=picture,
                capture_output=True,
                timeout=max(ends - monotonic(), 0.1),
                check=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except (pypdfium2.PdfiumError, subprocess.SubprocessError, OSError):
            return None
        return _Table(done.stdout.decode("utf-8", "replace"), points)


@dataclass(frozen=True, slots=True)
class _Table:
    """The program's answer, and how many points one of its pixels is."""

    text: str
    points: float


def _picture(page: Any) -> tuple[bytes, float]:  # noqa: ANN401
    """The page in grey as PGM, and how many points a pixel of it is."""
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / 72, sqrt(MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    pixels = b"".join(rows[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels, 1 / scale


def _keep(found: Recognised, number: int, table: _Table) -> None:
    words = [_Word(row, table.points) for row in csv.DictReader(table.text.splitlines(), delimiter="\t", quoting=3)]
    words = [word for word in words if word.text]
    blocks: list[Region] = []
    sure: list[float] = []
    for _block, in_block in groupby(words, key=lambda word: word.block):
        lines = []
        for _line, in_line in groupby(in_block, key=lambda word: word.line):
            line = list(in_line)
            mean = sum(word.confidence for word in line) / len(line)
            if mean >= LEAST_LINE:
                sure += [word.confidence for word in line]
                lines.append(_line_of(line, number))
        if lines:
            blocks.append(Stretch(lines, max(line.right for line in lines)))
    if blocks:
        found.pages[number] = blocks
        found.confidence[number] = sum(sure) / len(sure)


class _Word:
    """A row of tesseract's table that is a word; `text` is empty in the others."""

    __slots__ = ("block", "bottom", "confidence", "left", "line", "right", "text", "top")

    def __init__(self, row: dict[str, str], points: float) -> None:
        self.text = (row["text"] or "").strip()
        self.block = row["block_num"]
        self.line = (row["par_num"], row["line_num"])
        self.confidence = float(row["conf"])
        self.left, self.top = float(row["left"]) * points, float(row["top"]) * points
        self.right, self.bottom = self.left + float(row["width"]) * points, self.top + float(row["height"]) * points


def _line_of(words: Sequence[_Word], page: int) -> PlacedLine:
    text = MISREAD_BULLET.sub("• ", clean(" ".join(word.text for word in words)))
    return PlacedLine(
        # The height of a word's picture hangs on its letters, so it tells no size.
        Line(text, page=page),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


def pictures(content: bytes, numbers: Sequence[int]) -> set[int]:
    """The pages among some that a picture covers for the most part.

    Args:
        content: The PDF.
        numbers: Of pages, 1-based.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return {number for number in numbers if _is_picture(document, number)}
    finally:
        document.close()


def _is_picture(document: Any, number: int) -> bool:  # noqa: ANN401
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number - 1]
        width, height = page.get_size()
        bounds = [image.get_bounds() for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    except pypdfium2.PdfiumError:
        return False
    return any((right - left) * (top - low) > PICTURE_SHARE * width * height for left, low, right, top in bounds)


def recognition_warnings(found: Recognised) -> Iterator[str]:
    """What a person should know of pages read from pictures."""
    read = sorted(found.confidence)
    if read:
        mean = sum(found.confidence.values()) / len(read)
        were = "was" if len(read) == 1 else "were"
        yield f"{page_names(read)} {were} read by OCR (mean confidence {mean:.0f}%): check quotes against the picture."
    doubtful = [number for number in read if found.confidence[number] < DOUBTFUL]
    if doubtful:
        yield f"{page_names(doubtful)}: OCR was unsure of most words; read the picture instead."
    if found.left:
        yield f"{page_names(found.left)}: not read, the time for OCR was over."


def page_names(numbers: Sequence[int]) -> str:
    """Page numbers in words, e.g. `Pages 2-4, 7`.

    Args:
        numbers: 1-based, in order.
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:MOST_NAMED]]
    more = " and more" if len(runs) > MOST_NAMED else ""
    return f"{'Page' if len(numbers) == 1 else 'Pages'} {', '.join(shown)}{more}"
