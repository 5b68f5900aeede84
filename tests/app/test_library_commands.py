"""Dry runs, holding, releasing and describing from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner
from fakes import flate_bomb

from app.cli.main import cli
from knowledge.errors import ConfigError, IngestError, UnknownReportError

REPORT = (
    "Neglect audit\n\nFebruary 2025\n\nStrengths\n\n- Supervision notes were thorough.\n"
    "- Her NHS number is 943 476 5919.\n"
)


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


def described(report_id="neglect"):
    return json.loads(run("show", report_id, "--json").stdout)


@pytest.fixture
def report(write_report):
    return write_report("neglect.txt", REPORT)


class TestDryRun:
    def test_it_says_what_would_be_read_and_labelled_and_writes_nothing(self, report, home):
        result = run("ingest", "--dry-run", report)
        assert result.exit_code == 0
        assert "would be added: neglect.txt" in result.stdout
        assert "good practice" in result.stdout
        assert not home.exists()

    def test_json_alone_is_on_stdout(self, report):
        row = json.loads(run("ingest", "--dry-run", "--json", report, report.parent / "none.txt").stdout)
        read, refused = row["files"]
        assert (read["action"], read["audit_date"], read["passages"]) == ("would be added", "2025-02", 2)
        assert read["labels"]["finding_type"]["good_practice"] >= 1
        assert refused["action"] == "refused"

    def test_it_knows_what_the_library_holds(self, report, write_report):
        run("ingest", report)
        run("hold", "neglect")
        (same,) = json.loads(run("ingest", "--dry-run", "--json", report).stdout)["files"]
        assert (same["action"], same["held"]) == ("unchanged", True)
        changed = write_report("neglect.txt", REPORT + "- Police shared what they knew.\n")
        (row,) = json.loads(run("ingest", "--dry-run", "--json", changed).stdout)["files"]
        assert (row["action"], row["held"]) == ("would be updated", True)

    def test_a_file_beside_the_report_counts(self, report, write_report):
        write_report("neglect.meta.yaml", "title: Neglect in Harrowmere\n")
        (row,) = json.loads(run("ingest", "--dry-run", "--json", report).stdout)["files"]
        assert row["title"] == "Neglect in Harrowmere"
        assert row["overridden"] == ["title"]


class TestHolding:
    def test_a_held_report_is_in_no_answer_until_released(self, report):
        result = run("ingest", "--hold-identifiable", report)
        assert "[held]" in result.stdout
        assert "943" not in result.stdout + result.stderr
        answer = json.loads(run("ask", "supervision notes", "--json").stdout)
        assert answer["status"] == "no_evidence"
        assert any("held back" in notice for notice in answer["notices"])
        assert run("release", "neglect").exit_code == 0
        assert json.loads(run("ask", "supervision notes", "--json").stdout)["status"] == "answered"

    def test_what_was_found_is_told_by_kind_and_place_not_by_its_words(self, report):
        run("ingest", report)
        (found,) = described()["identifiable"]
        text = run("show", "neglect", "--text").stdout
        assert (found["kind"], found["personal"]) == ("nhs_number", True)
        assert text[found["start"] : found["end"]] == "943 476 5919"

    @pytest.mark.parametrize("command", ["hold", "release", "describe"])
    def test_a_report_that_is_not_there_is_an_error(self, report, command):
        run("ingest", report)
        assert isinstance(run(command, "nobody").exception, UnknownReportError)


class TestDescribe:
    def test_a_correction_is_shown_and_outlives_the_next_ingest(self, report):
        run("ingest", report)
        run("describe", "neglect", "--set", "partnership=Harrowmere Partnership", "--set", "sample=10 children")
        report.write_text(REPORT + "- Police shared what they knew.\n", "utf-8")
        run("ingest", report)
        row = described()
        assert (row["partnership"], row["sample_size"]) == ("Harrowmere Partnership", 10)
        assert sorted(row["overridden"]) == ["partnership", "sample"]
        assert row["audit_date"] == "2025-02"

    def test_null_says_not_stated_and_reset_takes_it_back(self, report):
        run("ingest", report)
        run("describe", "neglect", "--set", "audit_date=null")
        assert described()["audit_date"] is None
        run("describe", "neglect", "--reset")
        assert described()["audit_date"] == "2025-02"

    @pytest.mark.parametrize(
        "wrong", ["titel=Neglect", "audit_date=soon", "audit_date=2025-02-31", "themes=[gossip]", "no equals"]
    )
    def test_a_wrong_correction_is_an_error_and_changes_nothing(self, report, wrong):
        run("ingest", report)
        before = described()
        assert isinstance(run("describe", "neglect", "--set", wrong).exception, IngestError | ConfigError)
        assert described() == before


def test_why_tells_the_rule_of_each_label(report):
    run("ingest", report)
    assert 'heading "Strengths"' in run("show", "neglect", "--why").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_stops_between_two_reports(write_report, home):
    for number in range(40):
        path = write_report(f"{number:02}.txt", f"{REPORT}- Visit {number} was on time.\n")
    command = [sys.executable, "-m", "app", "ingest", str(path.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    assert process.returncode == 130
    assert b"Stopped." in errors
    assert b"Traceback" not in errors
    done = 1 + out.count(b"added")
    assert done < 40
    assert len(json.loads(run("reports", "--json").stdout)) == done
    assert json.loads(run("doctor", "--json").stdout)


def test_nothing_that_a_parser_prints_as_it_dies_reaches_the_terminal(tmp_path):
    bomb = flate_bomb(tmp_path / "bomb.pdf", 600)
    command = [sys.executable, "-m", "app", "ingest", "--json", str(bomb)]
    limited = {**os.environ, "AUDIT_LEARNING_PARSE_MEMORY_MB": "512"}
    result = subprocess.run(command, capture_output=True, text=True, env=limited, check=False)
    (row,) = json.loads(result.stdout)["files"]
    assert "512 MB" in row["message"]
    assert result.stderr == ""
