import shutil

import pytest

from evals.ingest_speed import measure_ingest
from knowledge.errors import DatasetError


def test_both_systems_read_every_page_and_a_repeat_counts_for_nothing(settings, embedder, samples_folder, tmp_path):
    folder = tmp_path / "pdfs"
    folder.mkdir()
    for name in ("first.pdf", "same.pdf"):
        shutil.copy(samples_folder / "01-neglect-at-a-glance.pdf", folder / name)
    (folder / "broken.pdf").write_text("no PDF at all", encoding="utf-8")
    ours, theirs = measure_ingest([folder], settings, embedder, lambda words: None, with_baseline=True)
    assert (ours.pages, ours.left_out) == (1, 2)
    assert (theirs.pages, theirs.left_out) == (2, 1)
    assert ours.units > theirs.units > 0
    assert ours.pages_per_second == ours.pages / ours.seconds
    assert not settings.home.exists()


def test_a_folder_without_reports_is_refused(settings, embedder, tmp_path):
    with pytest.raises(DatasetError, match="no report"):
        measure_ingest([tmp_path], settings, embedder, lambda words: None, with_baseline=False)
