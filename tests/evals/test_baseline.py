import pytest

from evals.baseline.tutorial import CHUNK_CHARACTERS, TutorialRag, read_pages
from knowledge.errors import UnreadableFileError


@pytest.fixture
def baseline(embedder, tmp_path):
    return TutorialRag(embedder, tmp_path / "baseline")


def test_it_cuts_files_into_chunks_and_finds_the_nearest_with_their_file(baseline, write_report):
    assert baseline.search("anything") == []
    assert baseline.add(write_report("long.txt", "fathers were seen twice\n\n" * 200)) == 1
    assert baseline.add(write_report("dash.txt", "A DASH was completed.")) == 1
    assert all(len(chunk.text) <= CHUNK_CHARACTERS for chunk in baseline.chunks.values())
    found = baseline.search("was a DASH completed?")
    assert (found[0].source_file, found[0].text) == ("dash.txt", "A DASH was completed.")
    assert len(found) == 4


def test_a_pdf_is_read_page_by_page(baseline, samples_folder):
    pages = read_pages(samples_folder / "02-domestic-abuse-full-report.pdf")
    assert len(pages) == baseline.add(samples_folder / "02-domestic-abuse-full-report.pdf") > 1
    assert "Practice was graded good" in pages[0].page_content


def test_what_it_cannot_read_is_an_error_of_ours(write_report, tmp_path):
    with pytest.raises(UnreadableFileError):
        read_pages(write_report("broken.pdf", "no PDF at all"))
    with pytest.raises(UnreadableFileError):
        read_pages(tmp_path / "nowhere.txt")
