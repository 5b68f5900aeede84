"""Reads a file of questions with known answers: one JSON object a line, see datasets/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import DatasetError
from knowledge.types import Turn

if TYPE_CHECKING:
    from pathlib import Path

HELP = "evals/datasets/README.md says what each field of a row is."


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words that a good answer cites, and the file that holds them."""

    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known of its answer.

    `sources` may be empty, also where the question is answerable: then its recall is undefined.
    """

    id: str
    question: str
    type: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    expected_facts: tuple[str, ...] = ()
    sources: tuple[GoldQuote, ...] = ()
    note: str = ""


class _SourceRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: str = Field(min_length=1)
    quote: str = Field(pattern=r"\w")


class _TurnRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class _QuestionRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(pattern=r"\w")
    history: list[_TurnRow] = []
    type: str
    answerable: bool
    expected_facts: list[str] = []
    sources: list[_SourceRow] = []
    note: str = ""


def read_questions(path: Path) -> list[Question]:
    """Reads a questions file; blank lines count for nothing.

    Returns:
        The questions in the order of the file, at least one.

    Raises:
        DatasetError: The file cannot be read, has no question, repeats an id, or a row is wrong (its line is named).
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The questions file {path} cannot be read ({error}).", "Check its path.") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = _question(line, f"{path}, line {number}")
        if question.id in questions:
            raise DatasetError(f"{path}, line {number}: the id {question.id!r} stands twice.", HELP)
        questions[question.id] = question
    if not questions:
        raise DatasetError(f"The questions file {path} holds no question.", HELP)
    return list(questions.values())


def _question(line: str, where: str) -> Question:
    try:
        row = _QuestionRow.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the row"
        raise DatasetError(f"{where}: {field}: {first['msg']}.", HELP) from error
    return Question(
        id=row.id,
        question=row.question,
        type=row.type,
        answerable=row.answerable,
        history=tuple(Turn(turn.role, turn.content) for turn in row.history),
        expected_facts=tuple(row.expected_facts),
        sources=tuple(GoldQuote(source.file, source.quote) for source in row.sources),
        note=row.note,
    )
