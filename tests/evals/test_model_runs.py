import json

import pytest
from click.testing import CliRunner

from app.settings import load_settings
from evals.attack_writing import honest
from evals.cli import eval_group
from evals.scripted_chat import Reply
from evals.scripted_model import ScriptedModel

ROWS = [
    {
        "id": "1",
        "question": "what did audits find about DASH?",
        "type": "lookup",
        "answerable": True,
        "sources": [{"file": "03-child-mental-health-slides.pdf", "quote": "No DASH was completed in one of those"}],
    },
    {
        "id": "2",
        "question": "what did audits find about county lines in Manchester?",
        "type": "absent",
        "answerable": False,
    },
]


@pytest.fixture
def run(home_with_samples, tmp_path):
    """Runs `eval answers` with some models: what it printed, and its rows."""
    questions, out = tmp_path / "q.jsonl", tmp_path / "rows.jsonl"
    questions.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")

    def with_models(*models):
        named = [word for model in models for word in ("--model", model)]
        asked = ["answers", "--no-baseline", "--json", "--questions", str(questions), "--out", str(out), *named]
        result = CliRunner().invoke(
            eval_group, asked, obj=load_settings(home=home_with_samples), catch_exceptions=False
        )
        assert result.exit_code == 0
        return json.loads(result.stdout), [json.loads(line) for line in out.read_text("utf-8").splitlines()]

    return with_models


def test_models_stand_beside_the_extractive_answers_and_are_compared_in_pairs(run):
    with ScriptedModel(honest) as one, ScriptedModel(lambda asked: Reply(status=500, body=b"{}")) as other:
        first, second = f"openai:a={one.url}", f"openai:b={other.url}"
        found, rows = run(first, second)
    assert set(found["systems"]) == {"ours", first, second}
    tables = {table["title"]: table["systems"] for table in found["more"]}
    told = tables["What became of the models' sentences"]
    assert told[first]["answers shown"]["value"] == 1
    assert told[first]["sentences kept"]["value"] == 1
    assert told[second]["answers shown"]["value"] == 0
    assert told[second]["why not shown"] == "server_error 1"
    paired = tables[f"A: extractive, B: {second}, question by question"]
    assert paired["recall"]["B - A, paired"]["mean"] == 0
    writing = [row for row in rows if row["system"] == f"{first}, writing"]
    assert [row["id"] for row in writing] == ["1"]
    assert writing[0]["prompt_sha256"]


def test_a_model_of_the_environment_does_not_take_the_place_of_the_extractive_answers(run, monkeypatch):
    monkeypatch.setenv("AUDIT_LEARNING_MODEL", "openai:nobody")
    monkeypatch.setenv("AUDIT_LEARNING_MODEL_URL", "http://127.0.0.1:9/v1")
    with ScriptedModel(honest) as one:
        found, _rows = run(f"openai:a={one.url}")
    assert (
        found["systems"]["ours"]["recall of gold quotes"]
        == found["systems"][f"openai:a={one.url}"]["recall of gold quotes"]
    )
