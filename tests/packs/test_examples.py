"""The examples in docs/packs are of the sample reports, and every quote in them stands there still."""

from __future__ import annotations

import pytest
from fakes import PROJECT

from app.packs.file_words import words_of_file
from app.packs.verify_file import check_file

EXAMPLES = sorted((PROJECT / "docs" / "packs").iterdir())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_quote_of_an_example_stands_in_the_sample_reports(samples, example):
    library = samples.knowledge_base.catalogue
    check = check_file(words_of_file(example), library)
    assert check.is_sound
    assert check.standing == check.total > 0
    assert all(library.report(report.report_id).fictional for report in check.receipt.reports)
