"""Reads a file of questions with known answers: one JSON object a line, see datasets/README.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from knowledge.errors import DatasetError
from knowledge.types import Reason, Turn

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

HELP = "evals/datasets/README.md says what each field of a row is."

Importance = Literal["vital", "okay"]
Split = Literal["dev", "held_out"]


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words that a good answer cites, and the file that holds them.

    `[start, end)` of the report's canonical text says which occurrence is meant; both `None` where any will do.
    """

    file: str
    quote: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Nugget:
    """A fact of a good answer; `any_of` are words, or `/regular expressions/`, of which one shows that it is there."""

    text: str
    importance: Importance
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpectedNumber:
    """A number of a good answer, as a report writes it (`48%`); `count` of `whole` where they belong to it."""

    value: str
    count: int | None = None
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known of its answer.

    `sources` may be empty, also where the question is answerable: then its recall is undefined. `None` or empty means
    the same for the other measures. `may_find_nothing` is set for questions that try the guard alone: nobody knows
    whether the library has an answer, only that the question must not be declined.
    """

    id: str
    question: str
    type: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    expected_facts: tuple[str, ...] = ()
    sources: tuple[GoldQuote, ...] = ()
    note: str = ""
    nuggets: tuple[Nugget, ...] = ()
    numbers: tuple[ExpectedNumber, ...] = ()
    reports_with_evidence: int | None = None
    reports_searched: int | None = None
    reason: Reason | None = None
    must_not_contain: tuple[str, ...] = ()
    split: Split | None = None
    may_find_nothing: bool = False


def is_expression(wanted: str) -> bool:
    """Whether a text stands between slashes: a regular expression."""
    return len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/")


def _wanted(text: str) -> str:
    if is_expression(text):
        try:
            re.compile(text[1:-1])
        except re.error as error:
            raise ValueError(f"{text} is no regular expression ({error})") from error
    elif not re.search(r"\w", text):
        raise ValueError("it has no word")
    return text


_Wanted = Annotated[str, AfterValidator(_wanted)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class _SourceRow(_Row):
    file: str = Field(min_length=1)
    quote: str = Field(pattern=r"\w")
    start: int | None = Field(default=None, ge=0)
    end: int | None = None

    @model_validator(mode="after")
    def _is_span(self) -> Self:
        if (self.start is None) != (self.end is None) or (self.start or 0) >= (self.end or 1):
            raise ValueError("start and end are a span: both or neither, start before end")
        return self

    def record(self) -> GoldQuote:
        return GoldQuote(self.file, self.quote, self.start, self.end)


class _TurnRow(_Row):
    role: Literal["user", "assistant"]
    content: str


class _NuggetRow(_Row):
    text: str = Field(pattern=r"\w")
    importance: Importance
    any_of: list[_Wanted] = Field(min_length=1)


class _NumberRow(_Row):
    value: str = Field(pattern=r"\w")
    count: int | None = Field(default=None, ge=0)
    whole: int | None = Field(default=None, ge=0)


class _AskedRow(_Row):
    id: str = Field(min_length=1)
    question: str = Field(pattern=r"\w")
    history: list[_TurnRow] = []
    note: str = ""
    split: Split | None = None

    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.role, turn.content) for turn in self.history)


class _QuestionRow(_AskedRow):
    type: str
    answerable: bool
    expected_facts: list[str] = []
    sources: list[_SourceRow] = []
    nuggets: list[_NuggetRow] = []
    numbers: list[_NumberRow] = []
    reports_with_evidence: int | None = Field(default=None, ge=0)
    reports_searched: int | None = Field(default=None, ge=0)
    reason: Reason | None = None
    must_not_contain: list[_Wanted] = []

    def record(self) -> Question:
        return Question(
            id=self.id,
            question=self.question,
            type=self.type,
            answerable=self.answerable,
            history=self.turns(),
            expected_facts=tuple(self.expected_facts),
            sources=tuple(source.record() for source in self.sources),
            note=self.note,
            nuggets=tuple(Nugget(each.text, each.importance, tuple(each.any_of)) for each in self.nuggets),
            numbers=tuple(ExpectedNumber(each.value, each.count, each.whole) for each in self.numbers),
            reports_with_evidence=self.reports_with_evidence,
            reports_searched=self.reports_searched,
            reason=self.reason,
            must_not_contain=tuple(self.must_not_contain),
            split=self.split,
        )


class _GuardRow(_AskedRow):
    """A question that tries the guard alone: why it must be declined, null where it must not be."""

    expected_reason: Reason | None

    def record(self) -> Question:
        return Question(
            id=self.id,
            question=self.question,
            type=self.expected_reason or "to be let through",
            answerable=self.expected_reason is None,
            history=self.turns(),
            note=self.note,
            reason=self.expected_reason,
            split=self.split,
            may_find_nothing=self.expected_reason is None,
        )


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
        fields = TypeAdapter(dict[str, object]).validate_json(line)
        row: type[_QuestionRow | _GuardRow] = _GuardRow if "expected_reason" in fields else _QuestionRow
        return row.model_validate_json(line).record()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the row"
        raise DatasetError(f"{where}: {field}: {first['msg']}.", HELP) from error
