import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from fakes import PROJECT

from app.settings import load_settings
from evals.cli import eval_group

ROW = {
    "id": "1",
    "question": "what did audits find about DASH?",
    "type": "lookup",
    "answerable": True,
    "sources": [{"file": "03-child-mental-health-slides.pdf", "quote": "No DASH was completed in one of those"}],
}


def test_json_stands_alone_on_standard_output(home_with_samples, tmp_path):
    questions, out = tmp_path / "q.jsonl", tmp_path / "rows.jsonl"
    lacking = {"file": "absent.pdf", "quote": "words"}
    questions.write_text(json.dumps({**ROW, "sources": [*ROW["sources"], lacking]}), encoding="utf-8")
    asked = ["answers", "--no-baseline", "--json", "--questions", str(questions), "--out", str(out)]
    result = CliRunner().invoke(eval_group, asked, obj=load_settings(home=home_with_samples), catch_exceptions=False)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["systems"]["ours"]["recall of gold quotes"]["mean"] == 0.5
    assert "absent.pdf" in result.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["missed"] == ["words"]


def test_answers_are_made_and_scored_in_two_steps(home_with_samples, tmp_path):
    questions, answers = tmp_path / "q.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(json.dumps(ROW), encoding="utf-8")
    settings = load_settings(home=home_with_samples)

    def run(*words):
        asked = [*words, "--questions", str(questions)]
        result = CliRunner().invoke(eval_group, asked, obj=settings, catch_exceptions=False)
        assert result.exit_code == 0
        return result

    assert "1 answers are in" in run("generate", "--out", str(answers)).stderr
    assert json.loads(answers.read_text(encoding="utf-8"))["id"] == "1"
    for command in ("score", "citations", "abstention"):
        found = json.loads(run(command, "--answers", str(answers), "--json").stdout)
        assert found["systems"]["ours"]
    assert found["title"] == "Abstention on 1 questions"


def test_the_commands_of_all_modules_are_listed():
    listed = CliRunner().invoke(eval_group, ["--help"]).stdout
    commands = {"answers", "generate", "score", "citations", "abstention", "gate", "retrieval", "latency", "ingest"}
    assert commands <= {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}


@pytest.mark.parametrize("command", ["answers", "generate", "score", "citations", "abstention", "gate"])
def test_every_command_on_answers_is_documented(command):
    assert f"| `eval {command}" in (PROJECT / "docs" / "evals.md").read_text(encoding="utf-8")


def test_a_benchmark_brings_its_own_documents(settings, tmp_path):
    asked = ["retrieval", "--beir", str(tmp_path), "--reports", str(tmp_path)]
    result = CliRunner().invoke(eval_group, asked, obj=settings)
    assert result.exit_code == 2
    assert "--reports" in result.stderr


@pytest.mark.parametrize("module", ["evals.cli", "evals.cli_answers", "evals.metrics", "evals.runs", "evals.gate"])
def test_importing_loads_nothing_heavy(module):
    heavy = "torch", "chromadb", "langchain_core", "gradio", "sentence_transformers", "tantivy", "rich", "ir_measures"
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_parsing_prints_a_markdown_table_of_the_sample_reports(settings, samples_folder, tmp_path):
    file = samples_folder / "01-neglect-at-a-glance.pdf"
    result = CliRunner().invoke(eval_group, ["parsing", str(file)], obj=settings, catch_exceptions=False)
    assert "| 01-neglect-at-a-glance.pdf | 6 / 6 |" in result.stdout
    assert "all" not in result.stdout


def test_labels_of_letters_that_are_not_there_are_counted_as_such(settings, tmp_path):
    result = CliRunner().invoke(
        eval_group, ["labels", "--letters", str(tmp_path), "--json"], obj=settings, catch_exceptions=False
    )
    tables = {table["title"]: table["systems"] for table in json.loads(result.stdout)["more"]}
    assert tables["Findings in passages"]["all"]["no such letter"] == 100
    assert not any("index" in title for title in tables)
