"""What the `pack` command tells: the file it made, the findings to choose from, or that there is nothing to teach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click
from pydantic import BaseModel

from app.cli.terminal import print_json, say
from app.export.characters import one_line
from app.packs.citing import report_words

if TYPE_CHECKING:
    from pathlib import Path

    from app.packs.document import PackDocument
    from app.packs.wanted import Candidate, Candidates, NothingToTeachError


class MadeJson(BaseModel):
    """A pack that was made; `reports` are the ids of those quoted, by number."""

    status: Literal["made"] = "made"
    file: str
    kind: str
    title: str
    topic: str
    reports: list[str]
    notices: list[str]


class CandidateJson(BaseModel):
    """A finding to choose from: `id` is what `--finding` and `--drop` take."""

    id: str
    finding_type: str
    chosen: bool
    words: str
    report_id: str
    page_label: str | None
    left_out: list[str]


class CandidatesJson(BaseModel):
    """What there is to choose from; `withheld` counts, by the reason, what may not be shown."""

    status: Literal["listed"] = "listed"
    topic: str
    reports_with_findings: int
    reports_searched: int
    withheld: dict[str, int]
    candidates: list[CandidateJson]


class NothingJson(BaseModel):
    """That there is no finding on the topic; `nearest_themes` are ids and names of themes that are held."""

    status: Literal["nothing_to_teach"] = "nothing_to_teach"
    message: str
    nearest_themes: list[dict[str, str]]


def tell_made(document: PackDocument, path: Path, *, as_json: bool) -> None:
    """Says which file was made, and what a reader must know of it."""
    reports = [str(source.report.report_id) for source in document.sources]
    if as_json:
        made = MadeJson(
            file=str(path),
            kind=document.kind.value,
            title=document.title,
            topic=document.topic,
            reports=reports,
            notices=list(document.notices),
        )
        print_json(made.model_dump())
        return
    for name, fact in document.facts:
        say(f"{name}: {one_line(fact)}")
    for notice in document.notices:
        say(f"Note: {one_line(notice)}")
    click.echo(str(path))


def tell_candidates(candidates: Candidates, *, as_json: bool) -> None:
    """Lists what there is to choose from; `*` marks what we would take."""
    every = [candidate for group in candidates.groups for candidate in group.candidates]
    if as_json:
        print_json(
            CandidatesJson(
                topic=candidates.topic,
                reports_with_findings=candidates.reports_with_findings,
                reports_searched=candidates.reports_searched,
                withheld=dict(candidates.withheld),
                candidates=[_row(candidate) for candidate in every],
            ).model_dump()
        )
        return
    for group in candidates.groups:
        click.echo(f"{group.finding_type.label}:")
        for candidate in group.candidates:
            finding = candidate.finding
            click.echo(f"{'*' if candidate.chosen else ' '} {finding.passage.passage_id}  {one_line(finding.words)}")
            click.echo(f"    {report_words(finding.report)}")
    for reason, count in candidates.withheld:
        say(f"{count} more {'is' if count == 1 else 'are'} not shown: {reason}.")


def tell_nothing(error: NothingToTeachError, *, as_json: bool) -> None:
    """As JSON, that there is nothing; the words for a person are the error's own."""
    if as_json:
        nearest = [{"id": theme, "label": label} for theme, label in error.nearest]
        print_json(NothingJson(message=str(error), nearest_themes=nearest).model_dump())


def _row(candidate: Candidate) -> CandidateJson:
    finding = candidate.finding
    return CandidateJson(
        id=str(finding.passage.passage_id),
        finding_type=finding.passage.finding_type.value,
        chosen=candidate.chosen,
        words=finding.words,
        report_id=str(finding.report.report_id),
        page_label=finding.passage.page_label,
        left_out=list(finding.left_out),
    )
