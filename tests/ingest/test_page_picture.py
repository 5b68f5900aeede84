from __future__ import annotations

from io import BytesIO

import pytest
from fakes import SHARED, flate_bomb
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.files import content_hash
from ingest.page_picture import COLOUR, LONGEST_SIDE, MOST_PIXELS, PNG_MARK, WIDTH, PictureJob, draw, page_picture
from ingest.parser_process import ParseLimits
from knowledge.errors import UnreadableFileError

QUOTE = "Plans were often late and nobody asked why."
LINES = (QUOTE, "Fathers were met.", "Supervision notes were kept", "in every file that was read.")


@pytest.fixture
def write_pdf(tmp_path):
    """Writes a PDF of one page for each tuple of lines."""

    def write(*pages, size=A4, rotation=0, name="report.pdf"):
        path = tmp_path / name
        canvas = Canvas(str(path), pagesize=size)
        for lines in pages:
            canvas.setPageRotation(rotation)
            for number, line in enumerate(lines):
                canvas.drawString(72, min(size) - 72 - 24 * number, line)
            canvas.showPage()
        canvas.save()
        return path

    return write


def opened(png):
    return Image.open(BytesIO(png)).convert("RGB")


def coloured(picture):
    """How many pixels are of the colour of marked words, give or take what 256 colours lose."""
    near = sum(
        count
        for count, colour in picture.getcolors(2**24)
        if all(abs(a - b) < 12 for a, b in zip(colour, COLOUR, strict=True))
    )
    return near / (picture.width * picture.height)


def test_a_page_is_drawn_in_another_process(write_pdf):
    path = write_pdf(LINES, ("Second page",))
    first, second = (page_picture(path, page, source_hash=content_hash(path)) for page in (1, 2))
    assert first.startswith(PNG_MARK)
    assert opened(first).width == WIDTH
    assert first != second


def test_the_width_is_as_asked_for(write_pdf):
    assert opened(draw(PictureJob(write_pdf(LINES), 1, 300))).width == 300


@pytest.mark.parametrize("size", [(14_400, 14_400), (2, 14_400), (14_400, 2), (0.01, 14_400)], ids=str)
def test_a_page_of_absurd_size_stays_small(write_pdf, size):
    picture = opened(draw(PictureJob(write_pdf(LINES, size=size), 1, 3000)))
    assert picture.width * picture.height <= MOST_PIXELS * 1.01
    assert max(picture.size) <= LONGEST_SIDE + 1


@pytest.mark.parametrize("page", [0, 3, -1, 10**9])
def test_a_page_that_is_not_there_is_said_to_be_missing(write_pdf, page):
    with pytest.raises(UnreadableFileError, match=f"no page {page}"):
        page_picture(write_pdf(LINES, LINES), page)


def test_a_file_that_is_no_pdf_is_refused(write_report):
    with pytest.raises(UnreadableFileError, match="damaged"):
        page_picture(write_report("report.pdf", "Plans were late."), 1)


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        page_picture(tmp_path / "gone.pdf", 1)


def test_another_file_than_the_one_that_was_read_is_not_shown(write_pdf):
    with pytest.raises(UnreadableFileError, match="not the one that was read"):
        page_picture(write_pdf(LINES), 1, source_hash="0" * 64)


def test_a_page_that_takes_too_long_is_ended(write_pdf):
    with pytest.raises(UnreadableFileError, match="takes more than"):
        page_picture(write_pdf(LINES), 1, limits=ParseLimits(seconds=0.001))


def test_a_page_that_eats_memory_is_refused_with_its_way_out(tmp_path):
    with pytest.raises(UnreadableFileError) as refused:
        page_picture(flate_bomb(tmp_path / "bomb.pdf", 1200), 1, limits=ParseLimits(memory_mb=512))
    assert refused.value.help_message


def test_quoted_words_are_coloured_and_nothing_else_is(write_pdf):
    path = write_pdf(LINES)
    assert coloured(opened(draw(PictureJob(path, 1)))) == 0
    shown = opened(draw(PictureJob(path, 1, words=QUOTE)))
    assert 0.002 < coloured(shown) < 0.05
    below_the_quote = shown.crop((0, round(shown.height * 0.4), shown.width, shown.height))
    assert coloured(below_the_quote) == 0


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_words_are_found_on_a_page_that_is_turned(write_pdf, rotation):
    shown = opened(draw(PictureJob(write_pdf(LINES, rotation=rotation), 1, words=QUOTE)))
    assert 0.002 < coloured(shown) < 0.05


def test_words_that_are_broken_over_two_lines_are_found(write_pdf):
    words = "Supervision notes were  kept in every file that was read."
    assert coloured(opened(draw(PictureJob(write_pdf(LINES), 1, words=words)))) > 0.002


@pytest.mark.parametrize(
    "words",
    ["Plans were never late and nobody asked why.", "Plans", "were often", ""],
    ids=["not there", "too short", "still too short", "none"],
)
def test_words_that_cannot_be_told_are_not_marked(write_pdf, words):
    assert coloured(opened(draw(PictureJob(write_pdf(LINES), 1, words=words)))) == 0


def test_words_that_stand_there_twice_are_not_marked(write_pdf):
    assert coloured(opened(draw(PictureJob(write_pdf((QUOTE, "So:", QUOTE)), 1, words=QUOTE)))) == 0


@pytest.mark.real_reports
@pytest.mark.parametrize(
    "name",
    ["loop/issue-1113-evil-xobjects.pdf", "bomb/enormous.pdf", "xref/bug1020226.pdf", "encrypted/aes-256.pdf"],
)
def test_a_hostile_file_gives_a_picture_or_a_refusal(name):
    try:
        drawn = page_picture(SHARED / "hostile" / name, 1)
    except UnreadableFileError:
        return
    assert opened(drawn).width
