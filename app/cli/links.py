"""The `links` command: every link of the library and of the catalogue, and whether each still leads somewhere."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import click

from app.cli.terminal import print_json, say
from knowledge.types import Filters, ReportId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from app.link_check import LinkCheck
    from app.settings import Settings
    from knowledge.catalogue import Catalogue
    from knowledge.types import Passage, Report


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """A link and where it stands.

    `report` is `None` for the catalogue's own; `url` is `None` where the report lost it; `anchor` are its own words and
    `title` what it is named by; `remark` says in words what is special about it, else is empty.
    """

    url: str | None
    title: str
    anchor: str
    report: Report | None = None
    page_label: str | None = None
    publisher: str | None = None
    offered: bool = True
    remark: str = ""


@click.command()
@click.option("--report", "report_ids", metavar="REPORT", multiple=True, help="Only of this report. May be repeated.")
@click.option("--check", is_flag=True, help="Visit each web address. Nothing leaves this machine without it.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 300),
    default=10.0,
    show_default=True,
    help="Seconds that each step of a visit may take.",
)
@click.option("--allow-private", is_flag=True, help="Also visit hosts of this machine and its network.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_obj
def links(
    settings: Settings, report_ids: tuple[str, ...], check: bool, timeout: float, allow_private: bool, as_json: bool
) -> None:
    """List the links of the reports and of the catalogue, and where they stand.

    With --check each web address is visited; the address is all that is sent. Hosts of this machine's own network are
    left out, since a report may hold any address. What was found is kept, so that packs can say when a link was checked
    and leave out what is gone. The exit status is 0 whatever the addresses answer.
    """
    from app.wiring import reading, reading_if_any

    with reading(settings) if report_ids else reading_if_any(settings) as catalogue:
        places = list(_of_reports(catalogue, report_ids)) if catalogue else []
    if not report_ids:
        places += _of_catalogue()
    checks = _visit(places, timeout, allow_private) if check else {}
    if checks:
        from app.link_check_record import keep_checks

        keep_checks(settings.home, checks.values())
    if as_json:
        print_json({"links": [_row(place, checks.get(place.url or "")) for place in places], "counts": _counts(checks)})
        return
    _print(places, checks)
    say(_summary(places, checks) if check else f"{_counted(places)}. None was visited: --check does that.")


def _of_reports(catalogue: Catalogue, report_ids: Sequence[str]) -> Iterator[LinkPlace]:
    """The links of reports, held ones too, in reading order; each once on a page. Raises UnknownReportError."""
    wanted = dict.fromkeys(map(ReportId, report_ids))
    reports = [catalogue.report(report_id) for report_id in wanted] or catalogue.reports()
    for report in reports:
        passages = catalogue.passages(Filters(report_ids=frozenset({report.report_id}), include_held=True))
        yield from dict.fromkeys(place for passage in passages for place in _of_passage(report, passage))


def _of_passage(report: Report, passage: Passage) -> Iterator[LinkPlace]:
    from app.resources import is_safe_link, link_title, names_nothing

    times = Counter[str]()
    for link in passage.links:
        times[link.anchor] += 1
        title = link.anchor
        if names_nothing(link.anchor):
            title = link_title(link.anchor, passage.reading_text, times[link.anchor])
        if (link.url or "").startswith("mailto:"):
            url, remark = link.url, "an address to write to"
        elif is_safe_link(link.url):
            url, remark = link.url, ""
        else:
            url, remark = None, "lost: the report does not say where it leads"
        yield LinkPlace(url, title, link.anchor, report, passage.page_label, remark=remark)


def _of_catalogue() -> list[LinkPlace]:
    from app.catalogue_resources import catalogue_entries

    return [
        LinkPlace(
            entry.url,
            entry.title,
            entry.title,
            publisher=entry.publisher,
            offered=entry.offered,
            remark=entry.confidence if entry.offered else f"not offered: {entry.confidence}",
        )
        for entry in catalogue_entries()
    ]


def _visit(places: Iterable[LinkPlace], seconds: float, allow_private: bool) -> dict[str, LinkCheck]:
    from app.guarded_transport import is_public
    from app.link_check import check_links, host_of
    from app.resources import is_safe_link

    urls = list(dict.fromkeys(place.url for place in places if place.url and is_safe_link(place.url)))
    hosts = len({host_of(url) for url in urls})
    say(f"Visiting {len(urls)} addresses of {hosts} hosts. Only the addresses themselves leave this machine.")
    with _bar(len(urls)) as done:
        return check_links(urls, seconds, may_visit=lambda ip: allow_private or is_public(ip), done=done)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[LinkCheck], None]]:
    """A bar on stderr over the addresses; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        MofNCompleteColumn(),
        TextColumn("addresses"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda check: bar.update(task, advance=1, description=check.url[:40])


def _row(place: LinkPlace, check: LinkCheck | None) -> dict[str, object]:
    return {
        "origin": "report" if place.report else "catalogue",
        "report_id": place.report.report_id if place.report else None,
        "report_title": place.report.description.title if place.report else None,
        "page_label": place.page_label,
        "anchor": place.anchor,
        "title": place.title,
        "publisher": place.publisher,
        "url": place.url,
        "lost": place.url is None,
        "offered": place.offered,
        "remark": place.remark or None,
        "check": _check_row(check) if check else None,
    }


def _check_row(check: LinkCheck) -> dict[str, object]:
    return {
        "verdict": check.verdict.value,
        "detail": check.detail,
        "status": check.status,
        "final_url": check.final_url,
    }


def _counts(checks: Mapping[str, LinkCheck]) -> dict[str, int]:
    """How many addresses have each verdict, the commonest first; empty where none was visited."""
    return dict(Counter(check.verdict.value for check in checks.values()).most_common())


def _print(places: Iterable[LinkPlace], checks: Mapping[str, LinkCheck]) -> None:
    """The links under the report that holds them, with verdict and page in columns before each."""
    for owner, group in groupby(places, key=_owner):
        click.echo(owner)
        for place in group:
            check = checks.get(place.url or "")
            verdict = f"{check.verdict.value:<12}" if check else ""
            page = f"p. {place.page_label}" if place.page_label else ""
            publisher = f" ({place.publisher})" if place.publisher else ""
            click.echo(f"  {verdict}{page:<6}{_plain(place.title)}{publisher}")
            told = check.detail if check and check.verdict.value != "ok" else ""
            remarks = [place.url or "", place.remark, told]
            for remark in filter(None, remarks):
                click.echo(f"  {' ' * len(verdict)}      {_plain(remark)}")


def _owner(place: LinkPlace) -> str:
    if place.report is None:
        return "The catalogue's own"
    return _plain(f"{place.report.report_id}: {place.report.description.title}")


def _plain(text: str) -> str:
    """Text without what would move a terminal's cursor or colour it."""
    return "".join(character if character.isprintable() else " " for character in text)


def _counted(places: Sequence[LinkPlace]) -> str:
    lost = sum(place.url is None for place in places)
    return f"{len(places)} links, {lost} lost" if lost else f"{len(places)} links"


def _summary(places: Sequence[LinkPlace], checks: Mapping[str, LinkCheck]) -> str:
    from app.link_check import NOT_FOUND

    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in _counts(checks).items()) or "none to visit"
    unknown = bool(checks) and all(check.detail == NOT_FOUND for check in checks.values())
    hint = " No site could be looked up: is this machine online?" if unknown else ""
    return f"{_counted(places)}. Of {len(checks)} addresses: {verdicts}.{hint}"
