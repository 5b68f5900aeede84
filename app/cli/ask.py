"""The `ask` command: one question, or a file of them."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Literal, Unpack

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.cli.filter_options import GivenFilters, chosen_filters, filter_options
from app.cli.terminal import print_json
from knowledge.errors import AuditLearningError, ConfigError, DatasetError
from knowledge.types import Filters, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.settings import Settings
    from app.wiring import Product
    from knowledge.types import Answer


SHOWN_OF_QUESTION = 200
"""Characters of a refused question that are printed."""


class TurnRow(BaseModel):
    """One earlier message of a batch row."""

    role: Literal["user", "assistant"]
    content: str


class BatchRow(BaseModel):
    """One row of a batch; further fields are allowed and ignored, so that eval datasets can be asked as they are."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    question: str
    history: list[TurnRow] = Field(default_factory=list)


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.option(
    "--batch",
    type=click.File("rb"),
    help="File of JSON rows {id, question, history}, `-` for stdin; prints JSON lines.",
)
@filter_options
@click.option("--theme", "themes", multiple=True, help="Only findings on this theme (id or name); may be repeated.")
@click.pass_obj
def ask(
    settings: Settings,
    question: str | None,
    as_json: bool,
    batch: IO[bytes] | None,
    themes: tuple[str, ...],
    **given: Unpack[GivenFilters],
) -> None:
    """Ask the reports a question.

    The exit status is 0 for an answer and for an honest "nothing in the reports answers this".
    """
    if (question is None) == (batch is None):
        raise ConfigError("Give one question, or --batch FILE.", 'For example: audit-learning ask "What about DASH?"')
    rows = read_batch(batch) if batch else [BatchRow(question=question or "")]
    from app.answer_json import failed_json
    from app.samples import opened_with_samples

    with opened_with_samples(settings) as product:
        filters = chosen_filters(product, given, themes)
        if batch:
            sys.exit(_ask_all(product, rows, filters))
        try:
            answer = product.assistant.ask(rows[0].question, (), filters)
        except AuditLearningError as error:
            if as_json:
                print_json(
                    failed_json(product.assistant.repeatable(shortened(rows[0].question)), str(error)).model_dump()
                )
            raise
    _print(answer, as_json)


def read_batch(file: IO[bytes]) -> list[BatchRow]:
    """Reads all rows before any is asked, so that a bad row costs nothing. Raises DatasetError naming the line."""
    rows = []
    for number, raw in enumerate(file, 1):
        line = raw.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            rows.append(BatchRow.model_validate_json(line))
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise DatasetError(
                f"Line {number} of {file.name} is not a question row ({reason}); nothing was asked.",
                'Each line must be JSON such as {"id": "1", "question": "What about DASH?", "history": []}.',
            ) from error
    if not rows:
        raise DatasetError(f"{file.name} holds no rows.", "Give one JSON row per line.")
    return rows


def _ask_all(product: Product, rows: Sequence[BatchRow], filters: Filters) -> int:
    """Answers the rows in order, a JSON line each; a row that fails is a `failed` line and the next is asked.

    Returns:
        The exit status: 1 where any row failed.
    """
    from app.answer_json import answer_json, failed_json

    failed = False
    for row in rows:
        history = [Turn(turn.role, turn.content) for turn in row.history]
        try:
            answer = answer_json(product.assistant.ask(row.question, history, filters), row.id)
        except AuditLearningError as error:
            failed = True
            answer = failed_json(product.assistant.repeatable(shortened(row.question)), str(error), row.id)
        print_json(answer.model_dump())
        sys.stdout.flush()
    return int(failed)


def shortened(question: str) -> str:
    """The start of a question that may be far too long to print again."""
    return question if len(question) <= SHOWN_OF_QUESTION else f"{question[:SHOWN_OF_QUESTION]}..."


def _print(answer: Answer, as_json: bool) -> None:
    from app.answer_json import answer_json
    from app.answer_layout import answer_text, sources_markdown, written_by

    if as_json:
        print_json(answer_json(answer).model_dump())
        return
    for signpost in answer.signposts:
        where = " ".join(part for part in (signpost.contact, signpost.url or "") if part)
        click.echo(f"{signpost.title}: {where}\n  {signpost.when}" if where else f"{signpost.title}: {signpost.when}")
    click.echo(answer_text(answer))
    for suggestion in answer.suggestions:
        click.echo(f"\nYou can ask: {suggestion}")
    if answer.citations or answer.resources:
        click.echo(f"\n{sources_markdown(answer)}")
    for notice in filter(None, (written_by(answer), *answer.notices)):
        click.echo(f"\nNote: {notice}")
