"""The commands as a person meets them: what goes to stdout, what to stderr, and the exit status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from fakes import HashEmbedder

from app.cli.main import COMMANDS, cli
from app.settings import load_settings
from app.wiring import default_embedder, opened
from knowledge.errors import AuditLearningError, ConfigError, DatasetError, UnknownReportError
from knowledge.home import Home

REPORT = "Neglect audit\n\nStrengths\n\n- Supervision notes were thorough.\n- Police shared what they knew.\n"


def run(*words, stdin=None):
    """Runs a command in this process; an error of ours comes back as the exception that `main` would print."""
    return CliRunner().invoke(cli, [str(word) for word in words], input=stdin)


def main(*words):
    """Runs the program itself."""
    command = [sys.executable, "-m", "app", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)


def held():
    return [row["report_id"] for row in json.loads(run("reports", "--json").stdout)]


@pytest.fixture
def report(write_report):
    return write_report("neglect.txt", REPORT)


class TestIngest:
    def test_json_alone_is_on_stdout(self, report):
        result = run("ingest", report, report.parent / "none.txt", "--json")
        row = json.loads(result.stdout)
        assert result.exit_code == 0
        assert [file["action"] for file in row["files"]] == ["added", "refused"]
        assert row["counts"] == {"added": 1, "updated": 0, "unchanged": 0, "refused": 1}
        assert row["files"][0]["report_id"] == "neglect"

    def test_each_file_is_a_line(self, report):
        result = run("ingest", report)
        assert result.stdout.startswith("added")
        assert "neglect.txt" in result.stdout
        assert "1 added" in result.stderr

    def test_a_path_that_is_not_there_is_refused_with_status_1(self, tmp_path):
        result = run("ingest", tmp_path / "nowhere.pdf")
        assert result.exit_code == 1
        assert "nowhere.pdf" in result.stdout
        assert held() == []

    def test_a_folder_without_reports_is_an_error(self, tmp_path):
        (tmp_path / "empty").mkdir()
        assert isinstance(run("ingest", tmp_path / "empty").exception, ConfigError)


class TestAsk:
    pytestmark = pytest.mark.usefixtures("home_with_samples")

    def test_json_alone_is_on_stdout(self):
        result = run("ask", "What about DASH?", "--json")
        row = json.loads(result.stdout)
        assert (result.exit_code, row["status"], row["id"]) == (0, "answered", None)

    def test_an_answer_for_people_has_its_sources(self):
        result = run("ask", "What about DASH?")
        assert "[1]" in result.stdout
        assert "\nSources\n" in result.stdout
        assert result.stderr == ""

    @pytest.mark.parametrize(
        ("question", "status"),
        [("What about modern slavery?", "no_evidence"), ("how do I bake bread", "declined")],
    )
    def test_no_evidence_and_a_decline_are_no_failure(self, question, status):
        result = run("ask", question, "--json")
        assert (result.exit_code, json.loads(result.stdout)["status"]) == (0, status)

    def test_where_to_turn_to_now_is_shown_to_people(self):
        result = run("ask", "A child just told me her dad hit her, what do I do now?")
        assert result.exit_code == 0
        assert "999" in result.stdout

    def test_quotes_are_slices_of_what_show_prints(self):
        row = json.loads(run("ask", "How were fathers involved?", "--json").stdout)
        for citation in row["citations"]:
            text = run("show", citation["report_id"], "--text").stdout
            assert text[citation["start"] : citation["end"]] == citation["quote"]

    def test_filters_limit_the_answer(self):
        result = run("ask", "fathers", "--json", "--year", "2025", "--finding-type", "good_practice")
        row = json.loads(result.stdout)
        assert {citation["report_id"][:2] for citation in row["citations"]} == {"06"}
        assert {statement["finding_type"] for statement in row["statements"]} == {"good_practice"}

    def test_an_unknown_report_is_an_error(self):
        assert isinstance(run("ask", "fathers", "--report", "nobody").exception, UnknownReportError)

    def test_an_unknown_finding_type_is_an_error(self):
        assert run("ask", "fathers", "--finding-type", "gossip").exit_code == 2

    @pytest.mark.parametrize("words", [[], ["a question", "--batch", "-"]], ids=["neither", "both"])
    def test_one_of_question_and_batch_is_needed(self, words):
        assert isinstance(run("ask", *words).exception, ConfigError)

    def test_a_batch_is_answered_in_order_under_its_ids(self):
        rows = [
            {"id": "b", "question": "What about DASH?"},
            {"id": 7, "question": "What about modern slavery?", "expected": "ignored"},
            {"question": "And MARAC?", "history": [{"role": "user", "content": "What about GCP2?"}]},
        ]
        result = run("ask", "--batch", "-", stdin="\n\n".join(map(json.dumps, rows)))
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        assert [(answer["id"], answer["status"]) for answer in answers[:2]] == [("b", "answered"), (7, "no_evidence")]
        assert answers[2]["id"] is None
        assert answers[2]["standalone_question"] == "What about GCP2: MARAC?"
        assert result.exit_code == 0

    def test_a_row_that_cannot_be_asked_fails_alone(self):
        result = run("ask", "--batch", "-", stdin='{"id": 1, "question": " "}\n{"id": 2, "question": "DASH"}')
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        assert [(answer["id"], answer["status"]) for answer in answers] == [(1, "failed"), (2, "answered")]
        assert result.exit_code == 1


class TestBadBatch:
    @pytest.mark.parametrize(
        "bad", ["not json", "{}", '{"question": 7}', '{"question": "x", "history": [{"role": "judge", "content": ""}]}']
    )
    def test_the_line_is_named_and_nothing_is_asked(self, bad, write_report):
        result = run("ask", "--batch", write_report("rows.jsonl", '{"question": "DASH"}\n' + bad))
        assert isinstance(result.exception, DatasetError)
        assert "Line 2" in result.exception.message
        assert result.stdout == ""

    def test_a_batch_without_rows_is_an_error(self, write_report):
        assert isinstance(run("ask", "--batch", write_report("rows.jsonl", "\n\n")).exception, DatasetError)


class TestLibrary:
    @pytest.fixture(autouse=True)
    def ingested(self, report):
        run("ingest", report)

    def test_reports_are_listed(self):
        (row,) = json.loads(run("reports", "--json").stdout)
        assert (row["report_id"], row["title"], row["partnership"], row["passages"]) == (
            "neglect",
            "Neglect audit",
            None,
            2,
        )
        assert "Neglect audit" in run("reports").stdout

    def test_a_report_is_shown(self, settings):
        shown = json.loads(run("show", "neglect", "--json").stdout)
        text = run("show", "neglect", "--text").stdout
        assert [text[p["start"] : p["end"]] for p in shown["passages"]] == [p["text"] for p in shown["passages"]]
        assert "[good practice] Police shared what they knew." in run("show", "neglect").stdout

    def test_an_unknown_report_is_not_shown(self):
        assert isinstance(run("show", "nobody").exception, UnknownReportError)

    def test_removing_an_unknown_report_removes_nothing(self):
        result = run("remove", "neglect", "nobody")
        assert isinstance(result.exception, UnknownReportError)
        assert "nobody" in result.exception.message
        assert held() == ["neglect"]

    def test_a_report_is_removed(self):
        assert run("remove", "neglect").stdout == "removed    neglect.txt\n"
        assert held() == []

    def test_a_report_named_twice_is_removed_once(self):
        assert run("remove", "neglect", "neglect").exit_code == 0
        assert held() == []

    def test_removing_nothing_is_an_error(self):
        assert isinstance(run("remove").exception, ConfigError)

    def test_looking_works_while_another_has_the_library_and_writing_does_not(self, settings):
        with opened(settings, HashEmbedderOfTheProduct(), tell=lambda words: None):
            assert held() == ["neglect"]
            assert isinstance(run("remove", "neglect").exception, AuditLearningError)

    def test_a_library_that_held_a_report_is_never_filled_with_samples(self):
        run("remove", "neglect")
        run("ask", "DASH")
        assert held() == []


class HashEmbedderOfTheProduct(HashEmbedder):
    """Passes for the real embedder, so that the library opens."""

    def __init__(self):
        real = default_embedder()
        super().__init__(real.revision)
        self.name, self.dimension = real.name, real.dimension


class TestSamples:
    def test_a_new_library_is_filled_and_says_so_on_stderr(self):
        result = run("ask", "What about DASH?", "--json")
        assert json.loads(result.stdout)["coverage"]["reports_searched"] == 7
        assert "fictional sample reports" in result.stderr

    def test_removed_samples_do_not_come_back(self, home_with_samples):
        result = run("remove", "--samples")
        assert result.stdout.count("removed") == 7
        assert json.loads(run("ask", "DASH", "--json").stdout)["coverage"]["reports_searched"] == 0
        assert held() == []

    def test_own_reports_stay_when_samples_go(self, home_with_samples, report):
        run("ingest", report)
        run("remove", "--samples")
        assert held() == ["neglect"]


class TestDoctor:
    def test_a_whole_library_is_status_0(self, home_with_samples):
        result = run("doctor", "--json")
        found = json.loads(result.stdout)
        assert (result.exit_code, found["whole"], found["library"]["reports"]) == (0, True, 7)
        assert found["packages"]["chromadb"][0].isdigit()

    def test_a_library_of_another_embedder_is_an_error_until_repaired(self, report):
        with opened(load_settings(), HashEmbedder(), tell=lambda words: None) as product:
            next(product.pipeline.ingest([report]))
        broken = main("doctor")
        assert broken.returncode == 1
        assert "doctor --repair" in broken.stderr
        mended = main("doctor", "--repair", "--json")
        assert mended.returncode == 0
        assert json.loads(mended.stdout)["library"]["in_vectors"] == 2

    def test_deleted_vectors_are_mended_and_said(self, home_with_samples):
        shutil.rmtree(Home(home_with_samples).vectors)
        result = run("doctor", "--json")
        assert (result.exit_code, json.loads(result.stdout)["whole"]) == (0, True)
        assert "building them again" in result.stderr


class TestProgram:
    """In processes of their own: what only `main` does."""

    def test_an_expected_error_is_one_sentence_on_stderr_and_status_1(self):
        result = main("show", "nobody")
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: There is no library")
        assert "Traceback" not in result.stderr

    def test_an_unknown_variable_is_refused(self, monkeypatch):
        monkeypatch.setenv("AUDIT_LEARNING_PROT", "1")
        result = main("reports")
        assert result.returncode == 1
        assert "AUDIT_LEARNING_PROT" in result.stderr

    def test_an_empty_question_is_status_1(self, home_with_samples):
        result = main("ask", " ")
        assert (result.returncode, result.stdout) == (1, "")
        assert "empty" in result.stderr

    def test_ingesting_only_bad_files_is_status_1(self, write_report):
        result = main("ingest", write_report("empty.txt", ""))
        assert result.returncode == 1
        assert "empty.txt" in result.stdout

    def test_a_wrong_option_is_status_2(self):
        assert main("reports", "--loudly").returncode == 2

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_command_and_option_has_help(self, name):
        command = cli.get_command(None, name)
        assert command.help
        for sub in [command, *getattr(command, "commands", {}).values()]:
            assert sub.help
            assert all(option.help for option in sub.params if isinstance(option, click.Option))
