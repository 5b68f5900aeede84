"""The commands on the library: reports, show, describe, hold, release, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.report_rows import facts_of, passage_row, report_row
from app.cli.terminal import print_json, say
from knowledge.errors import ConfigError, UnknownReportError
from knowledge.types import Filters, ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.settings import Settings
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.types import Report

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")


@click.command()
@JSON_OPTION
@click.pass_obj
def reports(settings: Settings, as_json: bool) -> None:
    """List the reports in the library, newest audit first."""
    from app.wiring import reading

    with reading(settings) as catalogue:
        reports = catalogue.reports()
    if as_json:
        print_json([report_row(report) for report in reports])
        return
    for report in reports:
        click.echo("\n    ".join([report.report_id, *facts_of(report)]))
    say(f"{len(reports)} reports")


@click.command()
@click.argument("report_id", metavar="REPORT")
@click.option("--text", "as_text", is_flag=True, help="Print the canonical text that offsets of quotes refer to.")
@click.option("--why", is_flag=True, help="Tell of each passage which labels it has, and by which heading or wording.")
@JSON_OPTION
@click.pass_obj
def show(settings: Settings, report_id: str, as_text: bool, why: bool, as_json: bool) -> None:
    """Show one report: its description and its passages under their headings."""
    from app.wiring import reading

    with reading(settings) as catalogue:
        report = catalogue.report(ReportId(report_id))
        if as_text:
            click.echo(catalogue.canonical_text(report.report_id), nl=False)
            return
        passages = catalogue.passages(Filters(report_ids=frozenset({report.report_id}), include_held=True))
    if as_json:
        print_json({**report_row(report), "passages": [passage_row(passage) for passage in passages]})
        return
    click.echo("\n".join(facts_of(report)))
    path: tuple[str, ...] | None = None
    for passage in passages:
        if passage.heading_path != path:
            path = passage.heading_path
            click.echo(f"\n{' > '.join(path) or '(no heading)'}")
        page = f"p. {passage.page_label}, " if passage.page_label else ""
        click.echo(f"  [{page}{passage.finding_type.label}] {passage.reading_text}")
        for label in passage.labels if why else ():
            click.echo(f"      {label.kind.value.replace('_', ' ')} {label.value.replace('_', ' ')}: {label.rule}")


@click.command()
@click.argument("report_ids", metavar="REPORT...", nargs=-1)
@click.option("--samples", is_flag=True, help="Remove the fictional sample reports.")
@click.pass_obj
def remove(settings: Settings, report_ids: tuple[str, ...], samples: bool) -> None:
    """Remove reports, by the ids that `audit-learning reports` lists."""
    from app.wiring import opened

    if not report_ids and not samples:
        raise ConfigError("No report was named.", "Give the id of a report, or --samples.")
    with opened(settings) as product:
        library = {report.report_id: report for report in product.knowledge_base.catalogue.reports()}
        fictional = [key for key, report in library.items() if samples and report.fictional]
        wanted = [*_known(report_ids, library), *fictional]
        for report_id in dict.fromkeys(wanted):
            product.knowledge_base.remove(report_id)
            click.echo(f"removed    {library[report_id].source_file}")
    if not wanted:
        say("There are no sample reports in the library.")


@click.command()
@click.argument("report_ids", metavar="REPORT...", nargs=-1, required=True)
@click.pass_obj
def release(settings: Settings, report_ids: tuple[str, ...]) -> None:
    """Let held reports into answers, after somebody has checked what was found in them."""
    _for_each(settings, report_ids, "released", lambda base, key: base.release(key))


@click.command()
@click.argument("report_ids", metavar="REPORT...", nargs=-1, required=True)
@click.pass_obj
def hold(settings: Settings, report_ids: tuple[str, ...]) -> None:
    """Keep reports out of answers until they are released."""
    _for_each(settings, report_ids, "held", lambda base, key: base.hold(key))


@click.command()
@click.argument("report_id", metavar="REPORT")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="What the report is to be described by, such as audit_date=2025-02 or sample='10 children'; `null` is not "
    "stated. May be repeated.",
)
@click.option("--from", "file", type=click.Path(path_type=Path), help="Read the fields from this YAML file.")
@click.option("--reset", is_flag=True, help="Forget earlier corrections.")
@JSON_OPTION
@click.pass_obj
def describe(
    settings: Settings, report_id: str, assignments: tuple[str, ...], file: Path | None, reset: bool, as_json: bool
) -> None:
    """Correct how a report is described: title, partnership, dates, sample, agencies, grades, themes.

    Corrections stay when the report's file is ingested again.
    """
    from app.wiring import opened
    from ingest.becoming import edit_description, forget_edits
    from ingest.overrides import override_from_words, read_sidecar

    with opened(settings) as product:
        base = product.knowledge_base
        base.catalogue.report(ReportId(report_id))
        if reset:
            forget_edits(base, ReportId(report_id))
        if file is not None:
            edit_description(base, ReportId(report_id), read_sidecar(file))
        if assignments:
            edit_description(base, ReportId(report_id), override_from_words(assignments))
        report = base.catalogue.report(ReportId(report_id))
    if as_json:
        print_json(report_row(report))
    else:
        click.echo("\n".join(facts_of(report)))


def _for_each(
    settings: Settings, report_ids: Sequence[str], done: str, act: Callable[[KnowledgeBase, ReportId], None]
) -> None:
    """Acts on reports, all of them or none where one is not in the library."""
    from app.wiring import opened

    with opened(settings) as product:
        library = {report.report_id: report for report in product.knowledge_base.catalogue.reports()}
        for report_id in _known(report_ids, library):
            act(product.knowledge_base, report_id)
            click.echo(f"{done:<10} {library[report_id].source_file}")


def _known(report_ids: Sequence[str], library: Mapping[ReportId, Report]) -> list[ReportId]:
    """The ids, each once. Raises UnknownReportError where the library lacks one."""
    wanted = [ReportId(report_id) for report_id in dict.fromkeys(report_ids)]
    unknown = [report_id for report_id in wanted if report_id not in library]
    if unknown:
        raise UnknownReportError(
            f"No report has the id {', '.join(unknown)}; nothing was changed.",
            "`audit-learning reports` lists the ids.",
        )
    return wanted
