from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.cli.main import cli
from app.settings import PREFIX, load_settings
from app.wiring import reply_cache
from app.writing.reply import Drafted
from evals.attack_writing import honest
from evals.scripted_chat import Reply
from evals.scripted_model import ScriptedModel, closed_url
from knowledge.writing import Writing
from prompts.loader import load_prompt


@pytest.fixture
def scripted(monkeypatch):
    """A model on this machine, set as a person sets it."""
    with ScriptedModel(honest) as server:
        monkeypatch.setenv(f"{PREFIX}MODEL", "openai:scripted")
        monkeypatch.setenv(f"{PREFIX}MODEL_URL", server.url)
        yield server


def run(*arguments):
    return CliRunner().invoke(cli, ["model", *arguments], catch_exceptions=False)


def test_without_a_model_it_says_that_nothing_leaves_this_machine():
    done = run("--json")
    state = json.loads(done.stdout)
    assert (state["model"], state["destination"], state["cached_replies"]) == (None, None, 0)
    assert state["prompts_sha256"]["answer"] == load_prompt("answer").sha256
    assert "nothing leaves this machine" in run().stdout


def test_it_says_which_model_answers_and_where(monkeypatch):
    monkeypatch.setenv(f"{PREFIX}MODEL", "openai:gpt-4o-mini")
    said = run().stdout
    assert "openai:gpt-4o-mini at api.openai.com" in said
    assert "sent there" in said


def test_the_check_calls_the_model_with_nothing_of_the_library(scripted):
    state = json.loads(run("--check", "--json").stdout)
    assert state["on_this_machine"]
    assert state["keeps_to_schema"]
    assert state["follows_the_rules"]
    assert state["tells_tokens"]
    assert 0 < state["first_word_ms"] <= state["whole_reply_ms"]
    assert [asked.evidence[0].text for asked in scripted.chats] == ["Plans were late."]


def test_kept_replies_are_forgotten_on_request(home):
    home.mkdir(parents=True)
    cache = reply_cache(load_settings(home=home))
    cache.keep(Writing("m", "h", "answer", "s"), "q", [], [Drafted("Plans were late.", ())])
    assert json.loads(run("--json").stdout)["cached_replies"] == 1
    assert "1 replies were forgotten" in run("--clear-cache").stderr
    assert json.loads(run("--json").stdout)["cached_replies"] == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"MODEL": "gpt-4o"}, "PROVIDER:MODEL"),
        ({"MODEL": "nobody:gpt"}, "cannot be used"),
        ({"MODEL": "azure_openai:gpt"}, "AUDIT_LEARNING_MODEL_URL"),
        ({"MODEL": "groq:llama"}, "not installed"),
        ({"MODEL": "openai:gpt-4o"}, "AUDIT_LEARNING_MODEL_KEY"),
        ({"MODEL": "openai:gpt", "MODEL_URL": "file:///etc/passwd"}, "http"),
        ({"MODEL": "openai:x", "PROMPTS": "/no/such/folder"}, "AUDIT_LEARNING_PROMPTS"),
    ],
    ids=["no provider", "unknown provider", "no address", "no package", "no key", "no web address", "no prompts"],
)
def test_a_wrong_configuration_is_one_sentence_at_the_start(environment, said, home_with_samples):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI")}
    clean |= {f"{PREFIX}HOME": str(home_with_samples)}
    clean |= {PREFIX + name: value for name, value in environment.items()}
    done = subprocess.run(
        [sys.executable, "-m", "app", "ask", "What about DASH?"], capture_output=True, text=True, env=clean, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_of_a_model_that_is_not_there_says_so(monkeypatch):
    monkeypatch.setenv(f"{PREFIX}MODEL", "openai:scripted")
    monkeypatch.setenv(f"{PREFIX}MODEL_URL", closed_url())
    monkeypatch.setenv(f"{PREFIX}MODEL_RETRIES", "0")
    done = subprocess.run(
        [sys.executable, "-m", "app", "model", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "could not be reached" in done.stderr


def test_a_check_of_a_model_that_gives_no_keys_says_what_would_become_of_its_answers(scripted):
    scripted.script = lambda asked: Reply(["Plans were late."])
    state = json.loads(run("--check", "--json").stdout)
    assert (state["keeps_to_schema"], state["follows_the_rules"]) == (False, False)
    assert "thrown away" in run("--check").stdout
