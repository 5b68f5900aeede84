"""The `pack` command: what it lists, makes, refuses and verifies, and what it prints where."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from fakes import HashEmbedder

from app.cli.main import cli
from app.packs.wanted import NothingToTeachError
from app.settings import load_settings
from app.wiring import opened
from knowledge.errors import ConfigError, UnknownReportError

REPORT = """Neglect audit

Audit of March 2025. We looked at 12 children.

Strengths

- Home conditions of neglected children were described room by room by health visitors.
- Graded care profiles about neglect were shared with parents before each meeting.

Areas for improvement

- Neglect was named late in 7 of the 12 records that the police had sent.
- Chronologies of neglect were missing from most of the children's files.
- Supervision did not ask whether neglect had changed since the plan began.

Recommendations

- Police should record neglect at the first visit to a home.
- General practice should tell the health visitor of each missed appointment in neglect.

Reflective questions

- When did you last ask what neglect feels like for a child?
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack command")
    (folder / "neglect.txt").write_text(REPORT, encoding="utf-8")
    with opened(load_settings(home=folder / "home"), HashEmbedder(), tell=lambda words: None) as product:
        assert [outcome.action for outcome in product.pipeline.ingest([folder / "neglect.txt"])] == ["added"]
    return folder / "home"


@pytest.fixture
def pack(library, monkeypatch):
    """Runs the command; an error of ours comes back as the exception that `main` would print."""
    monkeypatch.setattr("app.wiring.default_embedder", HashEmbedder)  # loading the model takes seconds each time
    runner = CliRunner()
    return lambda *words: runner.invoke(cli, ["--home", str(library), "pack", *map(str, words)])


def listed(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["candidates"]


class TestListing:
    def test_it_is_json_alone_on_stdout(self, pack):
        result = pack("--theme", "neglect", "--list", "--json")
        row = json.loads(result.stdout)
        assert (row["status"], row["topic"], row["reports_with_findings"], row["reports_searched"]) == (
            "listed",
            "neglect",
            1,
            1,
        )
        assert {one["report_id"] for one in row["candidates"]} == {"neglect"}
        assert all(one["words"].startswith("“") for one in row["candidates"])

    def test_for_a_person_each_finding_has_its_id_and_a_star_where_we_would_take_it(self, pack):
        rows = listed(pack("--theme", "Neglect", "--list", "--json"))
        lines = pack("--theme", "neglect", "--list").stdout.splitlines()
        assert "concern:" in lines
        for one in rows:
            (line,) = [line for line in lines if f" {one['id']} " in line]
            assert line.startswith("*" if one["chosen"] else " ")

    def test_filters_limit_it(self, pack):
        rows = listed(pack("--theme", "neglect", "--finding-type", "recommendation", "--list", "--json"))
        assert {one["finding_type"] for one in rows} == {"recommendation"}
        assert len(rows) == 2

    def test_an_agency_alone_says_what_it_is_about(self, pack):
        rows = listed(pack("--kind", "actions", "--agency", "police", "--list", "--json"))
        assert ["Police" in one["words"] for one in rows] == [True]


class TestMaking:
    def test_json_alone_is_on_stdout_and_the_file_is_there(self, pack, tmp_path):
        path = tmp_path / "neglect.md"
        result = pack("--theme", "neglect", "--out", path, "--title", "At lunch", "--date", "2026-12-03", "--json")
        row = json.loads(result.stdout)
        assert (row["status"], row["file"], row["title"], row["kind"]) == ("made", str(path), "At lunch", "session")
        text = path.read_text(encoding="utf-8")
        assert "3 December 2026" in text
        assert "Between 14 January 2027 and 25 February 2027" in text

    def test_findings_stand_in_the_order_given(self, pack, tmp_path):
        concerns = [
            one for one in listed(pack("--theme", "neglect", "--list", "--json")) if one["finding_type"] == "concern"
        ]
        assert len(concerns) == 3
        for number, chosen in enumerate((concerns[:2], concerns[1::-1])):
            path = tmp_path / f"{number}.md"
            ids = [word for one in chosen for word in ("--finding", one["id"])]
            assert pack(*ids, "--out", path).exit_code == 0
            text = path.read_text(encoding="utf-8")
            places = [text.find(one["words"].strip("“”")[:30]) for one in chosen]
            assert -1 not in places
            assert places == sorted(places)
            assert concerns[2]["words"].strip("“”")[:30] not in text

    def test_what_is_dropped_is_not_in_it_and_the_rest_is(self, pack, tmp_path):
        chosen = [one for one in listed(pack("--theme", "neglect", "--list", "--json")) if one["chosen"]]
        path = tmp_path / "less.md"
        assert pack("--theme", "neglect", "--drop", chosen[0]["id"], "--out", path).exit_code == 0
        text = path.read_text(encoding="utf-8")
        assert [one["words"].strip("“”")[:30] in text for one in chosen] == [False] + [True] * (len(chosen) - 1)

    def test_a_question_can_be_what_it_is_about(self, pack, tmp_path):
        path = tmp_path / "asked.md"
        result = pack("--question", "What did audits find about neglect?", "--out", path, "--json")
        assert json.loads(result.stdout)["topic"] == "What did audits find about neglect?"
        assert "neglect" in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize(("ending", "head"), [("docx", b"PK"), ("pptx", b"PK"), ("html", b"<!"), ("HTML", b"<!")])
    def test_the_format_is_what_the_name_ends_in(self, pack, tmp_path, ending, head):
        path = tmp_path / f"x.{ending}"
        assert pack("--theme", "neglect", "--kind", "briefing", "--out", path).exit_code == 0
        assert path.read_bytes().startswith(head)

    def test_the_format_asked_for_goes_before_the_name(self, pack, tmp_path):
        path = tmp_path / "x.txt"
        assert pack("--theme", "neglect", "--kind", "briefing", "--format", "md", "--out", path).exit_code == 0
        assert path.read_text(encoding="utf-8").startswith("#")

    def test_another_ending_is_refused(self, pack, tmp_path):
        result = pack("--theme", "neglect", "--out", tmp_path / "x.xlsx")
        assert isinstance(result.exception, ConfigError)
        assert list(tmp_path.glob("x.*")) == []

    def test_a_file_that_is_there_is_not_written_over_unless_that_is_asked_for(self, pack, tmp_path):
        path = tmp_path / "edited.md"
        path.write_text("by hand", encoding="utf-8")
        words = ("--theme", "neglect", "--kind", "briefing", "--out", path)
        assert isinstance(pack(*words).exception, ConfigError)
        assert path.read_text(encoding="utf-8") == "by hand"
        assert pack(*words, "--force").exit_code == 0
        assert "7-minute briefing" in path.read_text(encoding="utf-8")

    def test_so_it_is_where_the_name_is_ours(self, pack, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        words = ("--theme", "neglect", "--kind", "briefing", "--format", "md", "--date", "2026-12-03")
        assert pack(*words).stdout.strip() == "7-minute-briefing-neglect-2026-12-03.md"
        assert isinstance(pack(*words).exception, ConfigError)


class TestRefusals:
    def test_a_theme_that_is_none_is_told_with_those_like_it(self, pack):
        error = pack("--theme", "neglct", "--list").exception
        assert isinstance(error, ConfigError)
        assert "neglect" in str(error)

    def test_a_theme_that_nothing_is_held_on_is_told_with_the_nearest(self, pack, tmp_path):
        result = pack("--theme", "housing", "--out", tmp_path / "x.md", "--json")
        row = json.loads(result.stdout)
        assert isinstance(result.exception, NothingToTeachError)
        assert row["status"] == "nothing_to_teach"
        assert "neglect" in [one["id"] for one in row["nearest_themes"]]
        assert not (tmp_path / "x.md").exists()

    def test_a_question_that_is_not_answered_makes_none(self, pack):
        error = pack("--question", "How do I bake bread?", "--list").exception
        assert isinstance(error, NothingToTeachError)

    def test_nothing_said_is_an_error(self, pack):
        assert isinstance(pack("--list").exception, ConfigError)

    def test_a_report_that_is_not_there_is_an_error(self, pack):
        assert isinstance(pack("--report", "none", "--list").exception, UnknownReportError)

    def test_dropping_all_there_is_makes_none(self, pack, tmp_path):
        ids = [one["id"] for one in listed(pack("--theme", "neglect", "--list", "--json"))]
        result = pack(
            "--theme", "neglect", *(word for each in ids for word in ("--drop", each)), "--out", tmp_path / "x.md"
        )
        assert "No finding is picked" in str(result.exception)
        assert not (tmp_path / "x.md").exists()


class TestVerifying:
    def test_the_exit_status_says_whether_all_still_stands(self, pack, tmp_path):
        path = tmp_path / "x.md"
        assert pack("--theme", "neglect", "--kind", "briefing", "--out", path).exit_code == 0
        assert pack("verify", path).exit_code == 0
        path.write_text(path.read_text(encoding="utf-8").replace("missing", "kept"), encoding="utf-8")
        result = pack("verify", path, "--json")
        row = json.loads(result.stdout)
        assert (result.exit_code, row["sound"]) == (1, False)
        assert [one["verdict"] for one in row["quotes"] if one["verdict"] != "stands"] == ["changed"]


def test_the_command_and_its_help_load_nothing_heavy():
    heavy = ("torch", "chromadb", "gradio", "langchain", "docx", "pptx", "PIL", "sentence_transformers", "scipy")
    code = (
        "import sys\n"
        "from app.cli.main import cli\n"
        "try:\n    cli(['pack', '--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--finding" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"
