"""Loads the templates: Markdown files whose head declares their variables; anything else is refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from knowledge.errors import PromptError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = re.compile(r"\A---\nvariables:[ \t]*(?P<names>[a-z_, ]*)\n---\n(?P<body>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template.

    Args:
        name: Its file's name without `.md`.
        variables: What it must be given, no more and no less.
        body: Its text with `$variable` where values go.
        sha256: Of the whole file, for the record of an answer.
    """

    name: str
    variables: frozenset[str]
    body: str
    sha256: str

    def render(self, **values: str) -> str:
        """The text with the values in it.

        Raises:
            PromptError: A declared variable was not given, or one that is not declared was.
        """
        if values.keys() != self.variables:
            raise PromptError(
                f"The template {self.name} needs {sorted(self.variables)} and was given {sorted(values)}.",
                "Give it just the variables that it declares.",
            )
        return Template(self.body).substitute(values).strip()


def parse_prompt(name: str, text: str) -> Prompt:
    """Reads a template's text.

    Raises:
        PromptError: Its head is missing, or its variables are not those that it declares.
    """
    head = HEAD.match(text)
    if head is None:
        raise PromptError(f"The template {name} has no head.", "Begin it with `---`, `variables: a, b`, `---`.")
    declared = frozenset(filter(None, (part.strip() for part in head["names"].split(","))))
    template = Template(head["body"])
    if not template.is_valid() or set(template.get_identifiers()) != declared:
        raise PromptError(
            f"The template {name} declares {sorted(declared)} and uses {sorted(template.get_identifiers())}.",
            "Make the head and the text agree.",
        )
    return Prompt(name, declared, head["body"], hashlib.sha256(text.encode()).hexdigest())


@cache
def load_prompt(name: str) -> Prompt:
    """The template `name`.md that ships with the program. Raises PromptError."""
    file = resources.files("prompts").joinpath(f"{name}.md")
    if not file.is_file():
        raise PromptError(f"There is no template {name}.", "See the files in prompts/.")
    return parse_prompt(name, file.read_text("utf-8"))


TOLD_TO_A_MODEL = ("answer", "follow_up", "session")
"""The templates that are prompts: an operator may put others in their place."""
LONGEST_PROMPT = 20_000
"""Characters of a prompt of an operator's own."""


class Prompts:
    """What a language model is told: the prompts that ship with the program, or an operator's own in their place.

    Args:
        folder: Holds `NAME.md` for each prompt that is replaced; all ship with the program where absent.

    Raises:
        PromptError: The folder or a file cannot be read, a file is none of our prompts, or its variables are not those
            of the prompt that it replaces.
    """

    def __init__(self, folder: Path | None = None) -> None:
        own = _prompts_in(folder) if folder else {}
        self._prompts = {name: own.get(name) or load_prompt(name) for name in TOLD_TO_A_MODEL}

    def load(self, name: str) -> Prompt:
        """One of `TOLD_TO_A_MODEL`."""
        return self._prompts[name]


def _prompts_in(folder: Path) -> dict[str, Prompt]:
    try:
        texts = {file.name: file.read_text("utf-8") for file in sorted(folder.iterdir()) if file.suffix == ".md"}
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompts in {folder} cannot be read.", "Check AUDIT_LEARNING_PROMPTS.") from error
    unknown = sorted(set(texts) - {f"{name}.md" for name in TOLD_TO_A_MODEL})
    if unknown or not texts:
        found = f"{unknown[0]} in {folder} is no prompt" if unknown else f"There is no prompt in {folder}"
        raise PromptError(f"{found}.", f"The prompts are {', '.join(f'{name}.md' for name in TOLD_TO_A_MODEL)}.")
    return {name.removesuffix(".md"): _own_prompt(name.removesuffix(".md"), text) for name, text in texts.items()}


def _own_prompt(name: str, text: str) -> Prompt:
    prompt, shipped = parse_prompt(name, text), load_prompt(name)
    if prompt.variables != shipped.variables or not prompt.body.strip() or len(text) > LONGEST_PROMPT:
        raise PromptError(
            f"Your prompt {name} must have the variables {sorted(shipped.variables)} and at most {LONGEST_PROMPT:,} "
            f"characters; it has {sorted(prompt.variables)} and {len(text):,}.",
            f"Begin from prompts/{name}.md, as it ships with the program.",
        )
    return prompt
