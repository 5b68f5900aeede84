"""Files of answers: one JSON object a line, as `ask --json` prints it, so that any run or model can be scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.answer_json import AnswerJson

HELP = (
    "Make it with `audit-learning eval generate`, or with one answer a line as `audit-learning ask --json` prints it."
)


def write_answers(answers: Iterable[AnswerJson], file: Path) -> None:
    """Writes answers, one to a line. Raises DatasetError where the file cannot be written."""
    try:
        file.write_text("".join(f"{answer.model_dump_json()}\n" for answer in answers), encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"The answers cannot be written to {file} ({error}).", "Choose another --out.") from error


def read_answers(file: Path) -> dict[str, AnswerJson]:
    """Reads answers by the id of their question; blank lines count for nothing.

    Raises:
        DatasetError: The file cannot be read, or a line is no answer, has no id or repeats one (the line is named).
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The answers file {file} cannot be read ({error}).", "Check its path.") from error
    answers: dict[str, AnswerJson] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            answer = _answer(line, f"{file}, line {number}")
            if str(answer.id) in answers:
                raise DatasetError(f"{file}, line {number}: the id {answer.id!r} stands twice.", HELP)
            answers[str(answer.id)] = answer
    return answers


def _answer(line: str, where: str) -> AnswerJson:
    from app.answer_json import AnswerJson

    try:
        answer = AnswerJson.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise DatasetError(f"{where}: {field}: {first['msg']}.", HELP) from error
    if answer.id is None:
        raise DatasetError(f"{where}: it does not say which question it answers: its id is null.", HELP)
    return answer
