from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from fakes import make_report

from app.pages.reading_pictures import FAILURE_SECONDS, MOST_WAITING, PagePictures, source_pdf
from ingest.files import content_hash, stored_path
from ingest.page_picture import PictureJob
from knowledge.errors import TooOftenError, UnreadableFileError

PATIENCE = 30


class Drawing:
    """Draws nothing, and remembers what it was asked to; waits while it is held back."""

    def __init__(self, held_back=False):
        self.drawn = []
        self.most_at_once = 0
        self.go_on = threading.Event()
        self._at_once = 0
        self._lock = threading.Lock()
        if not held_back:
            self.go_on.set()

    def __call__(self, job):
        with self._lock:
            self.drawn.append(job.page)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.go_on.wait(PATIENCE)
        with self._lock:
            self._at_once -= 1
        if job.page == 13:
            raise UnreadableFileError("a.pdf", "Damaged.")
        return b"x" * 100


def job(page=1):
    return PictureJob(Path("a.pdf"), page)


def test_fifty_people_at_one_page_have_it_drawn_once():
    drawing = Drawing(held_back=True)
    pictures = PagePictures(drawing)
    asked = [pictures.picture(job()) for _ in range(50)]
    drawing.go_on.set()
    assert {one.result(PATIENCE) for one in asked} == {b"x" * 100}
    assert drawing.drawn == [1]


def test_two_pages_are_drawn_at_once_and_no_more():
    drawing = Drawing(held_back=True)
    pictures = PagePictures(drawing)
    asked = [pictures.picture(job(page)) for page in range(1, 11)]
    drawing.go_on.set()
    assert all(one.result(PATIENCE) for one in asked)
    assert drawing.most_at_once <= 2
    assert len(drawing.drawn) == 10


def test_pictures_that_take_too_much_go_the_longest_unasked_first():
    drawing = Drawing()
    pictures = PagePictures(drawing, at_once=1, kept_bytes=250)
    for page in (1, 2, 1, 3, 1, 2):
        pictures.picture(job(page)).result(PATIENCE)
    assert drawing.drawn == [1, 2, 3, 2]


def test_a_page_that_failed_is_tried_again_only_after_a_while():
    now = [0.0]
    drawing = Drawing()
    pictures = PagePictures(drawing, clock=lambda: now[0])
    for seconds in (0, FAILURE_SECONDS / 2, FAILURE_SECONDS + 1):
        now[0] = seconds
        with pytest.raises(UnreadableFileError):
            pictures.picture(job(13)).result(PATIENCE)
    assert drawing.drawn == [13, 13]


def test_more_than_anybody_would_wait_for_is_refused():
    drawing = Drawing(held_back=True)
    pictures = PagePictures(drawing)
    for page in range(100, 100 + MOST_WAITING):
        pictures.picture(job(page))
    with pytest.raises(TooOftenError):
        pictures.picture(job(1))
    pictures.picture(job(100))
    drawing.go_on.set()


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 not much of one")
    return path


def report_of(path, **fields):
    return make_report(**{"source_path": stored_path(path), "content_hash": content_hash(path), **fields})


def test_the_pdf_that_was_read_is_found(pdf):
    assert source_pdf(report_of(pdf)) == pdf


def test_a_file_that_changed_since_is_not_opened(pdf):
    report = report_of(pdf)
    source_pdf(report)
    before = pdf.stat()
    pdf.write_bytes(b"%PDF-1.4 Not much of one")
    os.utime(pdf, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    with pytest.raises(UnreadableFileError, match="has changed since"):
        source_pdf(report)


def test_what_is_not_there_or_no_pdf_is_told_apart(pdf, tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("Plans were late.", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="no PDF"):
        source_pdf(report_of(text))
    gone = report_of(pdf)
    pdf.unlink()
    for report in (gone, make_report(source_path=str(tmp_path)), make_report(source_path="a\0b")):
        with pytest.raises(UnreadableFileError, match="not there"):
            source_pdf(report)
