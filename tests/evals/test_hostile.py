import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import make_parsed

from app.settings import load_settings
from app.wiring import ingest_options
from evals.cli import eval_group
from evals.hostile import HostileFile, hostile_files, outcome_of, told, try_files
from ingest.parser_pool import Parsed
from ingest.parser_process import ParseJob, ParseLimits
from knowledge.errors import DatasetError, UnreadableFileError
from knowledge.types import ReportId

JOB = ParseJob(Path("x.pdf"), ReportId("x"), "hash", "x.pdf")
REFUSED = Parsed(JOB, None, UnreadableFileError("x.pdf", "It is locked.", "Unlock it."), 40.0)
DIED = replace(REFUSED, peak_mb=None)


@pytest.mark.parametrize(
    ("parsed", "seconds", "expected"),
    [
        pytest.param(Parsed(JOB, make_parsed(), None, 40.0), 1, "read", id="read"),
        pytest.param(REFUSED, 1, "refused", id="refused in words"),
        pytest.param(REFUSED, 10, "refused", id="refused late, but by itself"),
        pytest.param(replace(REFUSED, fault="KeyError"), 1, "untyped error", id="an error that is none of ours"),
        pytest.param(DIED, 10, "hang", id="ended at the limit"),
        pytest.param(DIED, 1, "crash", id="died before it"),
    ],
)
def test_what_became_of_a_file(parsed, seconds, expected):
    assert outcome_of(parsed, seconds, ParseLimits(seconds=10)) == expected


def test_a_person_is_told_what_was_read_or_why_not():
    parsed = make_parsed(texts=["One.", "Two."])
    read = replace(parsed, report=replace(parsed.report, passage_count=2, page_count=1, warnings=("Page 2 is empty.",)))
    assert told(Parsed(JOB, read, None, 1.0)) == "2 passages, 1 pages; Page 2 is empty."
    assert told(REFUSED) == "It is locked."


def test_a_manifest_names_the_files(tmp_path):
    (tmp_path / "MANIFEST.csv").write_text("file,category,expectation\na/x.pdf,loop,ends\n", encoding="utf-8")
    (file,) = hostile_files(tmp_path)
    assert (file.path, file.category, file.expectation) == (tmp_path / "a/x.pdf", "loop", "ends")


def test_without_a_manifest_all_files_are_tried_but_those_that_tell_of_them(tmp_path):
    for name in ("b.pdf", "a.fuzz", "README.md", "b.gt.json", ".hidden"):
        (tmp_path / name).touch()
    assert [file.name for file in hostile_files(tmp_path)] == ["a.fuzz", "b.pdf"]


def test_a_folder_without_files_and_a_manifest_without_names_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="no file"):
        hostile_files(tmp_path)
    (tmp_path / "MANIFEST.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="cannot be read"):
        hostile_files(tmp_path)


def test_a_file_that_the_manifest_names_in_vain_is_refused(tmp_path, home):
    options = ingest_options(load_settings(home=home))
    (row,) = try_files([HostileFile(tmp_path / "absent.pdf", "absent.pdf")], options, lambda words: None)
    assert (row.outcome, row.peak_mb) == ("refused", None)


def test_the_command_counts_and_gives_rows(tmp_path, home):
    folder, out = tmp_path / "files", tmp_path / "rows.jsonl"
    folder.mkdir()
    (folder / "good.txt").write_text("Audit\n\nGaps\n\n- Plans were too short.\n", encoding="utf-8")
    (folder / "empty.pdf").touch()
    asked = ["hostile", str(folder), "--json", "--out", str(out)]
    result = CliRunner().invoke(eval_group, asked, obj=load_settings(home=home), catch_exceptions=False)
    counts = json.loads(result.stdout)["more"][0]["systems"]["files"]
    assert {name: counts[name] for name in ("read", "refused", "crash", "hang", "untyped error")} == {
        "read": 1,
        "refused": 1,
        "crash": 0,
        "hang": 0,
        "untyped error": 0,
    }
    assert [json.loads(row)["file"] for row in out.read_text("utf-8").splitlines()] == ["empty.pdf", "good.txt"]
