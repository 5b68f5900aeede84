"""A picture of one page of a PDF, drawn in a process of its own under limits: the file may be anybody's."""

from __future__ import annotations

import os
import threading
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from ingest.files import content_hash, shown_name
from ingest.parser_pool import end_worker, worker_context
from ingest.parser_process import ParseLimits, Refusal, end_with_parent, keep_to, silence
from ingest.readers.pdf_open import open_pdf
from knowledge.errors import IngestError, UnreadableFileError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

WIDTH = 1200
"""Pixels across, unless told otherwise: small print is read on a wide screen, and a phone can be zoomed."""
WIDEST = 3000
MOST_PIXELS = 6_000_000
"""Of a picture: a page may claim to be 200 inches wide, or one point high and thousands wide."""
LONGEST_SIDE = 10_000
"""Pixels: a page of no width would else be a picture of a few pixels by millions."""
MOST_BYTES = 40_000_000
"""Of a PNG: no more than its pixels can take."""
PICTURE_LIMITS = ParseLimits(seconds=15.0, memory_mb=1024)
MOST_CHARACTERS = 100_000
"""Of a page in which words are looked for."""
FEWEST_LETTERS = 12
"""Letters and digits that tell one place of a page from another: `48%` may stand anywhere."""
COLOUR, EDGE = (255, 236, 128), (120, 53, 15)
"""Of marked words: the paper is coloured, the print stays; the edge shows it without colours."""
PNG_MARK = b"\x89PNG\r\n\x1a\n"
REFUSAL = TypeAdapter(Refusal)
NO_PICTURE = "Its text can still be read; the file itself opens in a PDF viewer."


@dataclass(frozen=True, slots=True)
class PictureJob:
    """A page to draw.

    Args:
        path: The PDF.
        page: 1-based.
        width: Pixels across, less where the page would take more than MOST_PIXELS.
        source_hash: The sha256 that the file must have; any where absent.
        words: Words to mark on the page; none where empty.
    """

    path: Path
    page: int
    width: int = WIDTH
    source_hash: str | None = None
    words: str = ""


def page_picture(
    path: Path,
    page: int,
    *,
    width: int = WIDTH,
    limits: ParseLimits = PICTURE_LIMITS,
    source_hash: str | None = None,
    words: str = "",
) -> bytes:
    """A page as PNG.

    Args:
        path: The PDF.
        page: 1-based.
        width: Pixels across, 1 to WIDEST; less where the page would take more than MOST_PIXELS.
        limits: What drawing it may take.
        source_hash: The sha256 that the file must have; any where absent.
        words: Words to mark. They are marked only where they stand on the page exactly once, white space and
            punctuation aside: better not at all than in the wrong place.

    Raises:
        UnreadableFileError: The file is gone, locked, damaged, no PDF or not that of `source_hash`; it has no such
            page, or drawing it takes more than the limits.
    """
    job = PictureJob(path, page, width, source_hash, words)
    sent = _sent(job, limits)
    if sent is None:
        raise _failed(
            path,
            f"The picture of page {page} takes more than the {limits.seconds:.0f} seconds or {limits.memory_mb:,} MB "
            "that one page may use, or the file is damaged.",
        )
    if sent.startswith(PNG_MARK):
        return sent
    raise REFUSAL.validate_json(sent).error()


def _sent(job: PictureJob, limits: ParseLimits) -> bytes | None:
    """What a process of its own sends; `None` where it ends, or is ended, without a word."""
    context = worker_context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(sender, job, limits), daemon=True)
    clock = threading.Timer(limits.seconds, end_worker, (process,))
    clock.daemon = True
    try:
        process.start()
        sender.close()
        clock.start()
        received: bytes = receiver.recv_bytes(MOST_BYTES)
        return received
    except (EOFError, OSError):
        return None
    finally:
        clock.cancel()
        receiver.close()
        sender.close()
        if process.pid is not None:
            end_worker(process)
            process.join()
            process.close()


def run(connection: Connection, job: PictureJob, limits: ParseLimits) -> None:
    """Draws one page in this process and sends it as PNG, or a `Refusal` as JSON."""
    if hasattr(os, "setsid"):
        os.setsid()
    silence()
    end_with_parent()
    keep_to(limits)
    connection.send_bytes(_drawn_or_refused(job))
    connection.close()


def _drawn_or_refused(job: PictureJob) -> bytes:
    try:
        drawn = draw(job)
        if job.source_hash is not None and content_hash(job.path) != job.source_hash:
            raise _failed(job.path, "The file is not the one that was read into the library.")
        return drawn
    except IngestError as error:
        refused = error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refused = _failed(job.path, f"The file cannot be opened ({reason}).")
    except MemoryError:
        refused = _failed(job.path, f"The picture of page {job.page} takes more memory than one page may use.")
    except Exception as error:  # noqa: BLE001 - whatever a page does to the program, it is one page without a picture
        refused = _failed(job.path, f"The program failed on page {job.page} ({type(error).__name__}).")
    return REFUSAL.dump_json(Refusal("unreadable", refused.source, refused.message, refused.help_message))


def draw(job: PictureJob) -> bytes:
    """Draws a page in this process: only for a process under limits.

    Returns:
        A PNG.

    Raises:
        UnreadableFileError: The file is locked or damaged, or has no such page.
    """
    import pypdfium2

    pdf = open_pdf(job.path)
    if not 1 <= job.page <= pdf.pages:
        raise _failed(job.path, f"The PDF has no page {job.page}.")
    try:
        document = pypdfium2.PdfDocument(pdf.content)
        page = document[job.page - 1]
        bitmap = page.render(scale=_scale(job, *page.get_size()))
        picture = bitmap.to_pil().convert("RGB")
        _mark(picture, bitmap.get_posconv(page), boxes_of(page, job.words))
    except pypdfium2.PdfiumError as error:
        raise _failed(job.path, f"Page {job.page} of the PDF is damaged.") from error
    return _png(picture)


def _png(picture: Any) -> bytes:  # noqa: ANN401 - the picture of a library that need not be loaded here
    from PIL import Image

    written = BytesIO()
    # 256 colours: a quarter of the size, and made sooner than 16 million; paper, print and logos keep their looks.
    picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(written, "PNG", compress_level=6)
    return written.getvalue()


def _scale(job: PictureJob, width: float, height: float) -> float:
    """Pixels to a point. Raises UnreadableFileError for a page without a size."""
    if not (isfinite(width) and isfinite(height) and width > 0 and height > 0):
        raise _failed(job.path, f"Page {job.page} of the PDF has no size.")
    most = min(LONGEST_SIDE / max(width, height), sqrt(MOST_PIXELS / (width * height)))
    return min(min(max(job.width, 1), WIDEST) / width, most)


def boxes_of(page: Any, words: str) -> list[tuple[float, float, float, float]]:  # noqa: ANN401
    """Where words stand on a page: a box for each line of them, as left, bottom, right and top in points of the page.

    Args:
        page: Of PDFium.
        words: Found by their letters and digits alone, so that line breaks, hyphens and quote marks do not matter.

    Returns:
        Nothing where they are too few, do not stand there, or stand there more than once.
    """
    wanted = "".join(_letters(words))
    if len(wanted) < FEWEST_LETTERS:
        return []
    text = page.get_textpage()
    place = _only_place(text, wanted)
    if place is None:
        return []
    first, last = place
    return [text.get_rect(index) for index in range(text.count_rects(first, last - first + 1))]


def _only_place(text: Any, wanted: str) -> tuple[int, int] | None:  # noqa: ANN401
    """The first and last character of a page's text between which letters stand, if in one place only."""
    import pypdfium2.raw as pdfium

    count = text.count_chars()
    if count > MOST_CHARACTERS:
        return None
    letters: list[str] = []
    characters: list[int] = []
    for index in range(count):
        for letter in _letters(chr(min(pdfium.FPDFText_GetUnicode(text, index), 0x10FFFF))):
            letters.append(letter)
            characters.append(index)
    joined = "".join(letters)
    at = joined.find(wanted)
    if at < 0 or joined.find(wanted, at + 1) >= 0:
        return None
    return characters[at], characters[at + len(wanted) - 1]


def _letters(text: str) -> list[str]:
    """Its letters and digits one by one; a ligature is taken apart."""
    return [letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()]


def _mark(picture: Any, places: Any, boxes: list[tuple[float, float, float, float]]) -> None:  # noqa: ANN401
    """Colours boxes of a page on its picture, under the print."""
    from PIL import Image, ImageChops, ImageDraw

    for left, bottom, right, top in boxes:
        corners = (places.to_bitmap(left, top), places.to_bitmap(right, bottom))
        (x1, x2), (y1, y2) = (sorted(side) for side in zip(*corners, strict=True))
        box = (max(x1 - 2, 0), max(y1 - 2, 0), min(x2 + 2, picture.width), min(y2 + 2, picture.height))
        if box[0] >= box[2] or box[1] >= box[3]:
            continue  # outside what the page shows
        paper = picture.crop(box)
        picture.paste(ImageChops.multiply(paper, Image.new("RGB", paper.size, COLOUR)), box)
        ImageDraw.Draw(picture).line([(box[0], box[3] - 1), (box[2] - 1, box[3] - 1)], fill=EDGE, width=2)


def _failed(path: Path, message: str) -> UnreadableFileError:
    return UnreadableFileError(shown_name(path), message, NO_PICTURE)
