"""The outline of each kind of pack: its title, what stands under that, its sections and its sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.filter_choices import in_words
from app.packs.action_sheet import action_sections
from app.packs.citing import plain
from app.packs.document import PackKind, Section, Source
from app.packs.quiz import quiz_sections
from app.packs.session_pack import session_sections
from app.packs.short_sheets import briefing_sections, supervision_sections
from knowledge.types import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.packs.finding import PackFinding
    from app.packs.gathering import Gathered
    from app.packs.material import Material
    from app.packs.wanted import Wanted
    from knowledge.types import Report

TITLES: Mapping[PackKind, str] = {
    PackKind.SESSION: "{topic}: learning from audits",
    PackKind.BRIEFING: "7-minute briefing: {topic}",
    PackKind.SUPERVISION: "Supervision prompts: {topic}",
    PackKind.ACTIONS: "Actions from audits: {topic}",
    PackKind.QUIZ: "Quiz: {topic}",
}


def title_of(kind: PackKind, topic: str) -> str:
    """Our title for a pack: `Neglect: learning from audits`."""
    title = TITLES[kind].format(topic=topic).replace("?:", "?")
    return plain(title[:1].upper() + title[1:])


def facts_of(wanted: Wanted, material: Material, gathered: Gathered) -> tuple[tuple[str, str], ...]:
    """What stands under the title, beside kind, date and audience: coverage, the audits' dates, filters."""
    filters = wanted.topic.filters
    chosen = in_words(replace(filters, themes=frozenset())) if filters != Filters() else ""
    length = f"{wanted.minutes} minutes" if wanted.kind is PackKind.SESSION else ""
    facts = (
        ("For", wanted.audience.strip()),
        ("Length", length),
        ("Findings", _coverage(material, gathered)),
        ("Audits", _dates(material.findings)),
        ("Filters", chosen),
    )
    return tuple((name, plain(fact)) for name, fact in facts if fact)


def _coverage(material: Material, gathered: Gathered) -> str:
    reports = len({finding.report.report_id for finding in material.findings})
    quoted = f"{_counted(len(material.findings), 'finding')} from {_counted(reports, 'report')}"
    return f"{quoted}; {gathered.concerned} of the {gathered.searched} searched have findings on this"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _dates(findings: Sequence[PackFinding]) -> str:
    """The oldest and the newest date of the reports; empty where none states one."""
    stated = [dates[0] for finding in findings if (dates := finding.report.description.dates)]
    if not stated:
        return ""
    oldest, newest = (choose(stated, key=lambda date: date.value).words for choose in (min, max))
    return oldest if oldest == newest else f"{oldest} to {newest}"


def sections_of(kind: PackKind, material: Material) -> tuple[Section, ...]:
    """The sections of a pack."""
    match kind:
        case PackKind.SESSION:
            return session_sections(material)
        case PackKind.BRIEFING:
            return briefing_sections(material, _audits(material))
        case PackKind.SUPERVISION:
            return supervision_sections(material)
        case PackKind.ACTIONS:
            return action_sections(material)
        case PackKind.QUIZ:
            return quiz_sections(material)


def _audits(material: Material) -> str:
    """Which audits are quoted, in a sentence."""
    reports = len({finding.report.report_id for finding in material.findings})
    dates = _dates(material.findings)
    when = f" of {dates}" if dates and " to " not in dates else f", from {dates}" if dates else ""
    return f"The findings are from {_counted(reports, 'report')}{when}."


def sources_of(findings: Iterable[PackFinding]) -> tuple[Source, ...]:
    """The reports quoted, numbered in the order of the findings."""
    pages: dict[str, list[str]] = {}
    reports: dict[str, Report] = {}
    for finding in findings:
        reports[finding.report.report_id] = finding.report
        pages.setdefault(finding.report.report_id, []).append(finding.passage.page_label or "")
    return tuple(
        Source(number, report, tuple(dict.fromkeys(filter(None, pages[report_id]))))
        for number, (report_id, report) in enumerate(reports.items(), 1)
    )
