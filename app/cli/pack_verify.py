"""The `pack verify` command: whether each quote in the file of a pack stands in the library as it is now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import BaseModel

from app.cli.terminal import print_json, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.verify_verdicts import PackCheck, QuoteCheck
    from app.settings import Settings

SHORTENED = 90
"""Characters of a quote that stands; of others all are shown."""


class QuoteRow(BaseModel):
    """A quote as `--json` prints it; see `QuoteCheck`. What is not known, or not to be shown, is null."""

    verdict: str
    verdict_in_words: str
    number: int | None
    words: str | None
    words_of_the_report: str | None
    detail: str | None
    report_id: str | None
    report_title: str | None
    page_label: str | None


class PackCheckJson(BaseModel):
    """What `--json` prints: `sound` is what the exit status says; `receipt` is `none`, `whole` or `damaged`."""

    file: str
    sound: bool
    standing: int
    total: int
    receipt: str
    kind: str | None
    made: str | None
    version: str | None
    notices: list[str]
    quotes: list[QuoteRow]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool) -> None:
    """Say whether each quote in FILE stands in the library as it is now, also after somebody edited it.

    FILE is a pack as it was made, or saved again by any program, as .docx, .pptx, .html, .md or PDF. Its quotes are
    compared with the reports themselves; the receipt at its end says what was quoted. What does not stand comes first.
    The exit status is 0 if the file has quotes and every one stands, else 1.
    """
    check = _check(context.obj, file)
    if as_json:
        print_json(_json(file, check).model_dump())
    else:
        _print(check)
    context.exit(0 if check.is_sound else 1)


def _check(settings: Settings, file: Path) -> PackCheck:
    from app.packs.verify_file import check_file
    from app.packs.verify_process import words_read_apart
    from app.wiring import reading
    from ingest.parser_process import ParseLimits

    words = words_read_apart(file, ParseLimits(settings.parse_seconds, settings.parse_memory_mb))
    with reading(settings) as catalogue:
        return check_file(words, catalogue)


def _print(check: PackCheck) -> None:
    from app.packs.verify_verdicts import Verdict

    order = list(Verdict)  # the worst first
    for quote in sorted(check.quotes, key=lambda quote: order.index(quote.verdict)):
        click.echo(_line(quote))
    for notice in check.notices:
        say(notice)
    quotes = "quote stands" if check.total == 1 else "quotes stand"
    say(f"{check.standing} of {check.total} {quotes} in the library as it is now.")


def _line(quote: QuoteCheck) -> str:
    """One quote on one line: `changed in the file: quote 3 “…”; the report has “…”; ‘a’ became ‘b’; Title, page 3`."""
    from app.export.characters import one_line

    return one_line("; ".join(filter(None, _parts(quote))))


def _parts(quote: QuoteCheck) -> Iterator[str]:
    from app.packs.verify_verdicts import STANDING

    words = quote.words or quote.was
    if quote.verdict in STANDING and len(words) > SHORTENED:
        words = f"{words[: SHORTENED - 1]}…"
    number = f"quote {quote.number}" if quote.number else ""
    yield f"{quote.verdict.label}: {' '.join(filter(None, (number, f'“{words}”' if words else '')))}"
    yield f"the report has “{quote.was}”" if quote.was and quote.words else ""
    yield quote.detail
    yield ", ".join(filter(None, (quote.title or quote.report_id, quote.page_label and f"page {quote.page_label}")))


def _json(file: Path, check: PackCheck) -> PackCheckJson:
    from ingest.files import shown_name

    receipt = check.receipt
    return PackCheckJson(
        file=shown_name(file),
        sound=check.is_sound,
        standing=check.standing,
        total=check.total,
        receipt="none" if receipt is None else "whole" if receipt.whole else "damaged",
        kind=receipt.kind if receipt else None,
        made=receipt.made if receipt else None,
        version=receipt.version if receipt else None,
        notices=list(check.notices),
        quotes=[_row(quote) for quote in check.quotes],
    )


def _row(quote: QuoteCheck) -> QuoteRow:
    return QuoteRow(
        verdict=quote.verdict.value,
        verdict_in_words=quote.verdict.label,
        number=quote.number or None,
        words=quote.words or None,
        words_of_the_report=quote.was or None,
        detail=quote.detail or None,
        report_id=quote.report_id or None,
        report_title=quote.title or None,
        page_label=quote.page_label or None,
    )
