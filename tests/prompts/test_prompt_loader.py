from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from knowledge.errors import PromptError
from prompts.loader import TOLD_TO_A_MODEL, Prompts, load_prompt, parse_prompt

GREETING = "---\nvariables: name, place\n---\nHello $name of ${place}.\n"


def test_a_template_is_rendered_with_its_variables():
    assert parse_prompt("greeting", GREETING).render(name="Ada", place="Fennick") == "Hello Ada of Fennick."


def test_a_value_is_never_read_as_a_template():
    assert parse_prompt("greeting", GREETING).render(name="$place", place="x") == "Hello $place of x."


@pytest.mark.parametrize(
    "values", [{}, {"name": "Ada"}, {"name": "a", "place": "b", "more": "c"}], ids=["none", "too few", "too many"]
)
def test_other_variables_than_declared_are_refused(values):
    with pytest.raises(PromptError, match="greeting needs"):
        parse_prompt("greeting", GREETING).render(**values)


@pytest.mark.parametrize(
    "text",
    [
        "Hello $name.",
        "---\nvariables: name\n---\nHello.",
        "---\nvariables:\n---\nHello $name.",
        "---\nvariables: name\n---\nHello $name of $place.",
        "---\nvariables: name\n---\nHello $name for £$ 5.",
        "---\nvariables name\n---\nHello $name.",
    ],
    ids=["no head", "unused", "undeclared", "one undeclared", "stray sign", "malformed head"],
)
def test_a_template_at_odds_with_its_head_is_refused(text):
    with pytest.raises(PromptError, match="The template bad"):
        parse_prompt("bad", text)


def test_a_template_that_does_not_exist_is_refused():
    with pytest.raises(PromptError, match="no template nothing"):
        load_prompt("nothing")


def shipped():
    return [file.name.removesuffix(".md") for file in resources.files("prompts").iterdir() if file.name.endswith(".md")]


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_template_renders_and_is_known_by_its_sha256(name):
    prompt = load_prompt(name)
    text = resources.files("prompts").joinpath(f"{name}.md").read_bytes()
    assert prompt.sha256 == hashlib.sha256(text).hexdigest()
    assert "$" not in prompt.render(**dict.fromkeys(prompt.variables, "words"))


class TestPromptsOfAnOperatorsOwn:
    def write(self, folder, name, text):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder

    def test_it_takes_the_place_of_the_shipped_one_and_is_known_by_its_own_sha256(self, tmp_path):
        text = "---\nvariables: reply_format\n---\nSay what they found. $reply_format\n"
        prompts = Prompts(self.write(tmp_path / "own", "answer.md", text))
        assert prompts.load("answer").sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert prompts.load("session") == load_prompt("session")

    def test_without_a_folder_the_shipped_ones_are_used(self):
        assert all(Prompts().load(name) == load_prompt(name) for name in TOLD_TO_A_MODEL)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("answer.md", "Say what they found."),
            ("answer.md", "---\nvariables:\n---\nSay what they found.\n"),
            ("answer.md", "---\nvariables: reply_format, question\n---\n$question $reply_format\n"),
            ("anser.md", "---\nvariables: reply_format\n---\n$reply_format\n"),
            ("notice.md", "---\nvariables:\n---\nHello.\n"),
            ("notes.txt", "Hello."),
        ],
        ids=["no head", "variable missing", "unknown variable", "misspelt name", "no prompt of a model", "none at all"],
    )
    def test_one_that_could_not_work_is_refused_at_load(self, tmp_path, name, text):
        with pytest.raises(PromptError) as refused:
            Prompts(self.write(tmp_path / "own", name, text))
        assert refused.value.help_message

    def test_a_folder_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(PromptError, match="cannot be read"):
            Prompts(tmp_path / "none")
