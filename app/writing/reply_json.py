"""Finds the rows of a reply in JSON as it arrives, one character at a time, and reads each as leniently as is safe."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

MOST_PARAGRAPHS = 20
STATEMENTS = '"statements":'


class Rows:
    """Finds the objects of the list of statements.

    Args:
        in_list: Whether the list is the whole JSON, and has been opened.
    """

    def __init__(self, *, in_list: bool) -> None:
        self._in_list = in_list
        self._is_over = self._in_string = self._is_escaped = False
        self._depth = 0
        self._row: list[str] = []
        self._before = ""
        self._has_any = in_list
        self._is_empty = False

    @property
    def is_empty(self) -> bool:
        """Whether there was a list with nothing in it."""
        return self._is_empty and not self._has_any

    def push(self, character: str) -> str:
        """The object that the next character closes, as JSON; empty where it closes none."""
        if not self._in_list:
            self._in_list = character == "[" and self._before == STATEMENTS
            self._before = (self._before + character.strip())[-len(STATEMENTS) :]
            return ""
        if self._is_over:
            return ""
        self._follow(character)
        if self._depth == 0 and not self._row:
            return ""
        self._row.append(character)
        if self._depth > 0:
            return ""
        row, self._row = "".join(self._row), []
        return row if row.startswith("{") else ""

    def _follow(self, character: str) -> None:
        if self._in_string:
            self._in_string = self._is_escaped or character != '"'
            self._is_escaped = character == "\\" and not self._is_escaped
        elif character == '"':
            self._in_string = True
        else:
            self._depth += (character in "{[") - (character in "}]")
        if self._depth < 0:
            # An empty list may stand before the one that is meant.
            self._is_over, self._is_empty = self._has_any, not self._has_any
            self._in_list, self._depth = self._has_any, 0
        else:
            self._has_any = self._has_any or not character.isspace()


def _listed(keys: object) -> object:
    return [keys] if isinstance(keys, str) else keys


def _numbered(value: object, read: ValidatorFunctionWrapHandler) -> int:
    """The paragraph, also where it is written as "2" or 2.0; the first where it is no number."""
    try:
        return min(max(int(read(value)), 1), MOST_PARAGRAPHS)
    except ValidationError:
        return 1


class Row(BaseModel):
    """A statement as a model wrote it, as far as it can be read."""

    model_config = ConfigDict(extra="ignore")

    text: StrictStr
    keys: Annotated[list[StrictStr], BeforeValidator(_listed)] = []
    paragraph: Annotated[int, WrapValidator(_numbered)] = 1

    @classmethod
    def of_json(cls, text: str) -> Row:
        """Reads a row; a line break may stand in its strings as it is.

        Raises:
            ValidationError: It is JSON, and no statement.
            ValueError: It is no JSON, or none that can be read.
        """
        try:
            read = json.loads(text, strict=False)
        except RecursionError as exc:
            raise ValueError("nested too deep") from exc
        return cls.model_validate(read)
