"""The commands on the library: ingest, reports, show, remove."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import print_json, progress_bar, say
from knowledge.errors import ConfigError, UnknownReportError
from knowledge.types import Filters, ReportId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.settings import Settings
    from app.wiring import Product
    from ingest.pipeline import Outcome
    from knowledge.types import Report

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON_OPTION
@click.pass_obj
def ingest(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> None:
    """Take report files or folders (PDF, .txt, .md) into the library.

    Unchanged files are skipped, changed ones replace their old passages. Each report goes in whole or not at all.
    The exit status is 1 where every file was refused.
    """
    from app.wiring import opened
    from ingest.pipeline import find_files

    files = find_files(paths)
    if not files:
        raise ConfigError(
            f"There is no PDF, .txt or .md file in {', '.join(map(str, paths))}.", "Name a folder that holds reports."
        )
    with opened(settings) as product:
        outcomes = _ingest(product, files, as_json)
        samples = sum(report.fictional for report in product.knowledge_base.catalogue.reports())
    if as_json:
        print_json({"files": [_outcome_row(outcome) for outcome in outcomes], "counts": _counts(outcomes)})
    else:
        say(", ".join(f"{count} {action}" for action, count in _counts(outcomes).items() if count))
        if samples and any(outcome.action == "added" for outcome in outcomes):
            say(f"The library also holds {samples} fictional samples: `audit-learning remove --samples` removes them.")
    if all(outcome.action == "refused" for outcome in outcomes):
        sys.exit(1)


def _ingest(product: Product, files: Sequence[Path], as_json: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        with progress_bar(len(files)) as (begin, advance):
            for file in files:
                begin(file.name)
                for outcome in product.pipeline.ingest([file], advance):
                    outcomes.append(outcome)
                    if not as_json:
                        click.echo(_outcome_line(outcome))
    except KeyboardInterrupt:
        say(f"Stopped. {len(outcomes)} of {len(files)} files were done; the others were not touched.")
        sys.exit(130)
    return outcomes


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counts = Counter(outcome.action for outcome in outcomes)
    return {action: counts[action] for action in ("added", "updated", "unchanged", "refused")}


def _outcome_line(outcome: Outcome) -> str:
    if outcome.action == "refused":
        return f"refused    {outcome.source_file}: {outcome.message} {outcome.help_message}"
    pages = f", {outcome.pages} pages" if outcome.pages else ""
    note = f" ({outcome.message})" if outcome.message else ""
    line = f"{outcome.action:<10} {outcome.source_file}: {outcome.passages} passages{pages}{note}"
    return "\n".join([line, *(f"           warning: {warning}" for warning in outcome.warnings)])


def _outcome_row(outcome: Outcome) -> dict[str, object]:
    return {
        "source_file": outcome.source_file,
        "action": outcome.action,
        "report_id": outcome.report_id,
        "passages": outcome.passages,
        "pages": outcome.pages,
        "message": outcome.message or None,
        "help": outcome.help_message or None,
        "warnings": list(outcome.warnings),
    }


@click.command()
@JSON_OPTION
@click.pass_obj
def reports(settings: Settings, as_json: bool) -> None:
    """List the reports in the library, newest audit first."""
    from app.wiring import reading

    with reading(settings) as catalogue:
        held = catalogue.reports()
    if as_json:
        print_json([report_row(report) for report in held])
        return
    for report in held:
        click.echo(f"{report.report_id}\n    {_described(report)}\n    {_facts(report)}")
        for warning in report.warnings:
            click.echo(f"    warning: {warning}")
    say(f"{len(held)} reports")


def _described(report: Report) -> str:
    from app.lead_in import described

    return described(report) + (" [fictional sample]" if report.fictional else "")


def _facts(report: Report) -> str:
    partnership = report.description.partnership or "partnership not stated"
    pages = f"{report.page_count} pages" if report.page_count else "no pages"
    return f"{partnership}; {report.source_file}; {pages}; {report.passage_count} passages"


def report_row(report: Report) -> dict[str, object]:
    """A report as `reports --json` and `show --json` print it."""
    description = report.description
    date, sample = description.audit_date, description.sample
    return {
        "report_id": report.report_id,
        "title": description.title,
        "partnership": description.partnership,
        "audit_date": date.iso if date else None,
        "date_precision": date.precision.value if date else None,
        "sample_size": sample.size if sample else None,
        "sample_unit": sample.unit if sample else None,
        "source_file": report.source_file,
        "pages": report.page_count,
        "passages": report.passage_count,
        "fictional": report.fictional,
        "warnings": list(report.warnings),
        "content_hash": report.content_hash,
        "added_at": report.added_at.isoformat(),
    }


@click.command()
@click.argument("report_id", metavar="REPORT")
@click.option("--text", "as_text", is_flag=True, help="Print the canonical text that offsets of quotes refer to.")
@JSON_OPTION
@click.pass_obj
def show(settings: Settings, report_id: str, as_text: bool, as_json: bool) -> None:
    """Show one report: its description and its passages under their headings."""
    from app.wiring import reading

    with reading(settings) as catalogue:
        report = catalogue.report(ReportId(report_id))
        if as_text:
            click.echo(catalogue.canonical_text(report.report_id), nl=False)
            return
        passages = catalogue.passages(Filters(report_ids=frozenset({report.report_id})))
    if as_json:
        rows = [
            {
                "passage_id": passage.passage_id,
                "finding_type": passage.finding_type.value,
                "heading_path": list(passage.heading_path),
                "page": passage.page,
                "start": passage.start,
                "end": passage.end,
                "text": passage.text,
                "column_headings": list(passage.column_headings),
            }
            for passage in passages
        ]
        print_json({**report_row(report), "passages": rows})
        return
    click.echo(f"{_described(report)}\n{_facts(report)}")
    for warning in report.warnings:
        click.echo(f"warning: {warning}")
    path: tuple[str, ...] | None = None
    for passage in passages:
        if passage.heading_path != path:
            path = passage.heading_path
            click.echo(f"\n{' > '.join(path) or '(no heading)'}")
        page = f"p. {passage.page_label}, " if passage.page_label else ""
        click.echo(f"  [{page}{passage.finding_type.label}] {passage.reading_text}")


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
        held = {report.report_id: report for report in product.knowledge_base.catalogue.reports()}
        wanted = [ReportId(report_id) for report_id in dict.fromkeys(report_ids)]
        unknown = [report_id for report_id in wanted if report_id not in held]
        if unknown:
            raise UnknownReportError(
                f"No report has the id {', '.join(unknown)}; nothing was removed.",
                "`audit-learning reports` lists the ids.",
            )
        wanted += [key for key, report in held.items() if samples and report.fictional and key not in wanted]
        for report_id in wanted:
            product.knowledge_base.remove(report_id)
            click.echo(f"removed    {held[report_id].source_file}")
    if not wanted:
        say("There are no sample reports in the library.")
