import pytest

from evals.pdf_reading import link_targets, pypdf_pages, raw_pages
from knowledge.errors import UnreadableFileError


def test_two_readers_that_are_not_ours_find_the_same_pages_and_words(samples_folder):
    file = samples_folder / "02-domestic-abuse-full-report.pdf"
    pages, others = raw_pages(file), pypdf_pages(file)
    assert len(pages) == len(others) > 1
    assert "MARAC" in " ".join(pages)
    assert "MARAC" in " ".join(others)


def test_link_targets_are_those_of_the_annotations(samples_folder):
    found = link_targets(samples_folder / "07-voice-and-supervision-dip-sample.pdf")
    assert "https://www.oscb.org.uk/new-day-in-my-life-tools-launch/" in found
    assert len(found) == 2


def test_links_to_somebodys_disk_do_not_count(tmp_path):
    from pypdf import PdfWriter
    from pypdf.annotations import Link

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for url in ("file:///C:/report.pdf", "https://example.org/a", "mailto:a@example.org"):
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url=url))
    writer.write(tmp_path / "links.pdf")
    assert link_targets(tmp_path / "links.pdf") == {"https://example.org/a", "mailto:a@example.org"}


@pytest.mark.parametrize("read", [raw_pages, pypdf_pages, link_targets])
def test_what_is_no_pdf_is_refused(read, tmp_path):
    (tmp_path / "broken.pdf").write_text("no PDF", encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        read(tmp_path / "broken.pdf")
