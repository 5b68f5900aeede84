"""The `ask` command: one question, or a file of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Literal

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.cli.terminal import print_json
from knowledge.errors import AuditLearningError, ConfigError, DatasetError, UnknownReportError
from knowledge.types import Filters, FindingType, ReportId, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.filter_choices import Choice
    from app.settings import Settings
    from app.wiring import Product
    from knowledge.types import Answer


SHOWN_OF_QUESTION = 200
"""Characters of a refused question that are printed."""
SHOWN_CHOICES = 5
"""Names that are offered where none is like the unknown one."""


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
@click.option("--report", "report_ids", multiple=True, help="Only this report (by id); may be repeated.")
@click.option("--partnership", help="Only reports of this partnership (part of its name will do).")
@click.option(
    "--finding-type",
    "finding_types",
    multiple=True,
    type=click.Choice([kind.value for kind in FindingType]),
    help="Only findings of this type; may be repeated.",
)
@click.option("--theme", "themes", multiple=True, help="Only findings on this theme (id or name); may be repeated.")
@click.option("--agency", "agencies", multiple=True, help="Only findings that speak of this agency; may be repeated.")
@click.option("--year", "years", multiple=True, type=int, help="Only audits of this year; may be repeated.")
@click.pass_obj
def ask(
    settings: Settings,
    question: str | None,
    as_json: bool,
    batch: IO[bytes] | None,
    report_ids: tuple[str, ...],
    partnership: str | None,
    finding_types: tuple[str, ...],
    themes: tuple[str, ...],
    agencies: tuple[str, ...],
    years: tuple[int, ...],
) -> None:
    """Ask the reports a question.

    The exit status is 0 for an answer and for an honest "nothing in the reports answers this".
    """
    if (question is None) == (batch is None):
        raise ConfigError("Give one question, or --batch FILE.", 'For example: audit-learning ask "What about DASH?"')
    rows = read_batch(batch) if batch else [BatchRow(question=question or "")]
    filters = Filters(
        report_ids=frozenset(map(ReportId, report_ids)),
        partnership=partnership,
        finding_types=frozenset(map(FindingType, finding_types)),
        years=frozenset(years),
    )
    from app.answer_json import failed_json
    from app.samples import opened_with_samples

    with opened_with_samples(settings) as product:
        _check_reports(product, filters)
        filters = _labelled(product, filters, themes, agencies)
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


def _check_reports(product: Product, filters: Filters) -> None:
    known = {report.report_id for report in product.knowledge_base.catalogue.reports()}
    unknown = sorted(filters.report_ids - known)
    if unknown:
        raise UnknownReportError(
            f"No report has the id {', '.join(unknown)}.", "`audit-learning reports` lists the ids."
        )


def _labelled(product: Product, filters: Filters, themes: Sequence[str], agencies: Sequence[str]) -> Filters:
    """The filters with the themes and agencies given, by whichever of their names. Raises ConfigError."""
    if not themes and not agencies:
        return filters
    from app.filter_choices import filter_choices

    choices = filter_choices(product.knowledge_base.catalogue)
    return replace(
        filters,
        themes=frozenset(_known("theme", theme, choices.themes) for theme in themes),
        agencies=frozenset(_known("agency", agency, choices.agencies) for agency in agencies),
    )


def _known(name: str, given: str, offered: Sequence[Choice]) -> str:
    """The value that a person means by its id or its label."""
    from app.filter_choices import near

    for choice in offered:
        if given.strip().casefold() in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    like = near(given, offered) or [choice.value for choice in offered[:SHOWN_CHOICES]]
    held = f"There are, for example: {', '.join(like)}." if like else "The library has none: add reports first."
    raise ConfigError(f"No finding in the library has the {name} {shortened(given)!r}.", held)


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
