"""Loads the templates: Markdown files whose head declares their variables; anything else is refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

from knowledge.errors import PromptError

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
