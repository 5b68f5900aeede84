"""The `pack` command: material for teaching, from a theme, a question or findings picked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from app.cli.filter_options import GivenFilters, chosen_filters, filter_options
from app.cli.pack_told import tell_candidates, tell_made, tell_nothing
from app.cli.pack_verify import verify
from app.packs.document import PackFormat, PackKind
from app.packs.wanted import MINUTES, NothingToTeachError, Topic, Wanted
from knowledge.errors import ConfigError
from knowledge.types import PassageId, Status
from knowledge.whole_file import write_whole

if TYPE_CHECKING:
    from datetime import datetime

    from app.packs.wanted import Minutes
    from app.wiring import Product

FOR_EXAMPLE = "For example: audit-learning pack --theme neglect --out neglect.docx"


class GivenPack(GivenFilters):
    """What the options gave."""

    themes: tuple[str, ...]
    question: str | None
    picked: tuple[str, ...]
    dropped: tuple[str, ...]
    kind: str
    minutes: str
    format: str | None
    out: Path | None
    force: bool
    title: str
    day: datetime | None
    audience: str
    listing: bool
    as_json: bool


@click.group(invoke_without_command=True)
@click.option("--theme", "themes", multiple=True, help="What it is about (id or name of a theme); may be repeated.")
@click.option("--question", help="Make it of the answer to this question.")
@click.option("--finding", "picked", multiple=True, help="A finding that is to stand in it (by id), in this order.")
@click.option("--drop", "dropped", multiple=True, help="A finding (by id) that is to be left out of what we take.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PackKind]),
    default=PackKind.SESSION.value,
    show_default=True,
    help="Session pack, 7-minute briefing, supervision sheet, action sheet or quiz.",
)
@click.option(
    "--minutes",
    type=click.Choice([str(each) for each in MINUTES]),
    default="60",
    show_default=True,
    help="How long a session is.",
)
@click.option("--format", type=click.Choice([each.value for each in PackFormat]), help="As --out ends, else docx.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--title", default="", help="What stands over it.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Of the session; today where absent.")
@click.option("--audience", default="", help="Whom it is for.")
@click.option("--list", "listing", is_flag=True, help="Only list the findings to choose from, with their ids.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@filter_options
@click.pass_context
def pack(context: click.Context, **given: Unpack[GivenPack]) -> None:
    """Make material for teaching: every finding in a report's own words, verified, with its source.

    Say what it is about by --theme, --question or --finding, or by filters alone (`--kind actions --agency GP`).
    `audit-learning pack verify FILE` says later whether each quote still stands.
    """
    if context.invoked_subcommand is not None:
        return
    if not given["listing"]:
        _check_free(given["out"], force=given["force"])
    from app.samples import opened_with_samples

    with opened_with_samples(context.obj) as product:
        try:
            wanted = _wanted(product, given)
            if given["listing"]:
                tell_candidates(product.packs.candidates(wanted), as_json=given["as_json"])
            else:
                _make(product, wanted, given)
        except NothingToTeachError as error:
            tell_nothing(error, as_json=given["as_json"])
            raise


pack.add_command(verify)


def _wanted(product: Product, given: GivenPack) -> Wanted:
    """The pack that the options ask for. Raises ConfigError, UnknownReportError, NothingToTeachError."""
    minutes: Minutes = next(each for each in MINUTES if str(each) == given["minutes"])
    topic, picked = _topic(product, given), tuple(map(PassageId, given["picked"]))
    day = given["day"].date() if given["day"] else None
    kind = PackKind(given["kind"])
    wanted = Wanted(kind, topic, picked or None, minutes, given["title"], day, given["audience"])
    if not given["dropped"]:
        return wanted
    groups = product.packs.candidates(wanted).groups
    chosen = [each.finding.passage.passage_id for group in groups for each in group.candidates if each.chosen]
    return replace(wanted, picked=tuple(each for each in chosen if each not in given["dropped"]))


def _topic(product: Product, given: GivenPack) -> Topic:
    filters = chosen_filters(product, given)
    themes = tuple(map(_theme, given["themes"]))
    if given["question"] is not None:
        answer = product.assistant.ask(given["question"], (), filters)
        if answer.status in {Status.DECLINED, Status.FAILED} or not answer.citations:
            raise NothingToTeachError(
                f"No {PackKind(given['kind']).label} was made: the reports do not answer this.",
                " ".join(f"You can ask: {each}" for each in answer.suggestions) or "Ask it in other words.",
            )
        return Topic(themes, tuple(each.passage_id for each in answer.citations), answer.question, filters)
    if not (themes or given["picked"]) and filters == chosen_filters(product, _NO_FILTERS):
        raise ConfigError("Say what it is to be about: a theme, a question, findings or filters.", FOR_EXAMPLE)
    return Topic(themes, tuple(map(PassageId, given["picked"])), "", filters)


_NO_FILTERS = GivenFilters(report_ids=(), partnership=None, finding_types=(), agencies=(), years=())


def _theme(given: str) -> str:
    """The id of a theme that a person means by its id or its name, held or not. Raises ConfigError."""
    from difflib import get_close_matches

    from knowledge.theme_counts import theme_labels

    names = {name.casefold(): theme for theme, label in theme_labels().items() for name in (theme, label)}
    wanted = given.strip().casefold()
    if wanted in names:
        return names[wanted]
    near = dict.fromkeys(names[name] for name in get_close_matches(wanted, names, 3)) or theme_labels()
    raise ConfigError(f"There is no theme {given[:100]!r}.", f"There are: {', '.join(near)}.")


def _make(product: Product, wanted: Wanted, given: GivenPack) -> None:
    document = product.packs.document(wanted)
    made = product.packs.file(document, _format(given))
    path = given["out"] or Path(made.name)
    _check_free(path, force=given["force"])
    write_whole(path.resolve(), made.content)
    tell_made(document, path, as_json=given["as_json"])


def _format(given: GivenPack) -> PackFormat:
    """The format asked for, else that of the file's name, else Word. Raises ConfigError where the name says another."""
    if given["format"]:
        return PackFormat(given["format"])
    ending = given["out"].suffix.removeprefix(".").casefold() if given["out"] else PackFormat.DOCX.value
    if ending not in {each.value for each in PackFormat}:
        raise ConfigError(
            f"A file that ends in .{ending[:20]} cannot be made.", "Let --out end in .docx, .pptx, .md or .html."
        )
    return PackFormat(ending)


def _check_free(path: Path | None, *, force: bool) -> None:
    """Raises ConfigError where a file would be written over, which somebody may have edited, or what is no file."""
    if path is not None and path.exists() and not path.is_file():
        raise ConfigError(f"{path} is no file.", "Choose another name.")
    if path is not None and path.exists() and not force:
        raise ConfigError(f"{path} is there already.", "Choose another name, or add --force to write over it.")
