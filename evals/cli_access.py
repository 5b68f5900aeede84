"""The command `eval access`: who gets in where."""

from __future__ import annotations

import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import print_json as print_as_json
from evals.cli import json_option, with_options

if TYPE_CHECKING:
    from app.settings import Settings
    from evals.access_attempts import Attempt


@click.command()
@with_options(json_option)
@click.pass_obj
def access(settings: Settings, print_json: bool) -> None:
    """Try every route as nobody, with forged and ended sessions, as a reader, a librarian and their programs.

    A temporary library of the sample reports is served and used up. The exit status is 1 where anybody got in where
    they do not belong, or was kept out where they do.
    """
    attempts = tried(settings)
    if print_json:
        print_as_json([_row(attempt) for attempt in attempts])
    else:
        click.echo(table(attempts))
    if not all(attempt.is_right for attempt in attempts):
        sys.exit(1)


def tried(settings: Settings) -> list[Attempt]:
    """All attempts on a new library of the sample reports, served with a login."""
    from app.access.access import Access
    from app.access.access_file import FILE_NAME
    from app.access.accounts import AccountStore
    from app.access.audit_log import AuditLog
    from app.samples import sample_files
    from app.server.address import Address
    from app.server.application import build_app
    from app.wiring import opened, site_of
    from evals.access_attempts import PUBLIC, Attempts

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        own = settings.model_copy(update={"home": home, "mcp": True, "public_url": PUBLIC})
        address = Address("127.0.0.1", PUBLIC)
        audit = AuditLog(home / "audit-log.jsonl")
        access = Access(AccountStore(home / FILE_NAME), address, audit=audit)
        with opened(own, tell=lambda words: None) as product:
            list(product.pipeline.ingest(sample_files()))
            with site_of(product, address, access, audit) as site:
                return Attempts(site, build_app(site)).all()


def table(attempts: list[Attempt]) -> str:
    """Markdown: a row for each route, a column for everybody; then what belongs to somebody else."""
    from evals.access_attempts import PEOPLE

    of_people = [attempt for attempt in attempts if attempt.who in PEOPLE]
    lines = [f"| route | {' | '.join(PEOPLE)} |", "| --- |" + " --- |" * len(PEOPLE)]
    for route, tries in groupby(of_people, key=lambda attempt: attempt.route):
        by_person = {attempt.who: attempt for attempt in tries}
        cells = (_cell(by_person[who]) if who in by_person else "" for who in PEOPLE)
        lines.append(f"| `{route.method} {route.path}` | {' | '.join(cells)} |")
    lines += ["", "| what belongs to somebody else | route | came back |", "| --- | --- | --- |"]
    for attempt in attempts:
        if attempt.who not in PEOPLE:
            lines.append(f"| {attempt.who} | `{attempt.route.method} {attempt.route.path}` | {_cell(attempt)} |")
    wrong = sum(not attempt.is_right for attempt in attempts)
    return "\n".join([*lines, "", f"{len(attempts)} attempts, {wrong} not as they should be."])


def _cell(attempt: Attempt) -> str:
    return (
        f"{attempt.outcome} {attempt.status}" if attempt.is_right else f"**WRONG: {attempt.outcome}** {attempt.status}"
    )


def _row(attempt: Attempt) -> dict[str, object]:
    return {
        "who": attempt.who,
        "method": attempt.route.method,
        "path": attempt.route.path,
        "status": attempt.status,
        "outcome": attempt.outcome,
        "expected": attempt.expected,
    }


COMMANDS = (access,)
