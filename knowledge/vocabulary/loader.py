"""Reads the word lists that ship with the program."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> Any:  # noqa: ANN401 - each list has its own shape, said at its reader
    """The word list `name`.yaml, as plain Python values. Read once; not to be changed."""
    import yaml

    return yaml.safe_load(resources.files("knowledge.vocabulary").joinpath(f"{name}.yaml").read_text("utf-8"))
