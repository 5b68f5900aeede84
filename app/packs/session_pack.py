"""The sections of a session pack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.packs.document import Bullets, Findings, Form, Links, Section, Words
from app.packs.picking import Part
from app.packs.teaching import our_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from app.packs.document import Block
    from app.packs.finding import PackFinding
    from app.packs.material import Material
    from app.packs.wanted import Minutes

RUNNING_ORDER: Mapping[Minutes, tuple[int, ...]] = {
    30: (3, 8, 4, 8, 4, 3),
    60: (5, 15, 8, 17, 10, 5),
    90: (8, 22, 12, 28, 12, 8),
}
"""Minutes of each of STEPS."""
STEPS = (
    "welcome, aims and looking after each other",
    "what the audits found",
    "good practice and recommendations",
    "scenario and questions",
    "what will you do differently",
    "evaluation",
)
FOLLOW_UP_WEEKS = (6, 12)


def session_sections(material: Material) -> tuple[Section, ...]:
    """The sections of a session pack, in order; a part that no finding is picked for is left out."""
    return tuple(_sections(material))


def _sections(material: Material) -> Iterator[Section]:
    words, marks, teaching = our_words("session"), our_words("marks"), material.teaching
    yield Section(
        "Aims",
        (Words("By the end, each of you can:"), Bullets(teaching.aims)),
        notes=tuple(our_words("about_material")),
    )
    yield Section("Running order", (Bullets(running_order(material.minutes)),))
    yield Section("Looking after each other", (Bullets(tuple(words["care"])),), notes=tuple(our_words("care")))
    found = (*_findings(material.of(Part.FOUND)), *material.disagreements)
    yield from _section("What the audits found", found, marks["reports"], words["found_note"])
    good = _findings(material.of(Part.GOOD))
    yield from _section("Good practice to copy", good, marks["reports"], words["good_note"])
    recommended = _findings(material.of(Part.RECOMMENDED))
    yield from _section("What the audits recommend", recommended, marks["reports"], words["recommended_note"])
    yield Section(
        "Scenario",
        (Words(teaching.scenario), Bullets(teaching.on_scenario, numbered=True)),
        marks["invented"],
        (words["scenario_note"], words["scenario_limits"]),
    )
    asked = _findings(material.of(Part.ASKED))
    yield from _section("Questions from the audits", asked, marks["audits_questions"], words["questions_note"])
    yield Section(
        "Questions on our own practice",
        (Bullets(teaching.discussion, numbered=True),),
        marks["ours"],
        () if asked else (words["questions_note"],),
    )
    yield Section("What will you do differently?", (Form(tuple(words["change"])),), notes=(words["change_note"],))
    yield from links_section(material)
    yield from _evaluation(material.date)


def _findings(findings: tuple[PackFinding, ...]) -> tuple[Block, ...]:
    return (Findings(findings),) if findings else ()


def _section(heading: str, blocks: tuple[Block, ...], mark: str, note: str) -> Iterator[Section]:
    if blocks:
        yield Section(heading, blocks, mark, (note,))


def links_section(material: Material, heading: str = "Find out more") -> Iterator[Section]:
    """The links, where there are any."""
    if material.links:
        yield Section(heading, (Links(material.links),))


def running_order(minutes: Minutes) -> tuple[str, ...]:
    """How long each step takes: `15 minutes: what the audits found`."""
    return tuple(f"{length} minutes: {step}" for step, length in zip(STEPS, RUNNING_ORDER[minutes], strict=True))


def _evaluation(day: date) -> Iterator[Section]:
    words = our_words("evaluation")
    first, last = (day + timedelta(weeks=weeks) for weeks in FOLLOW_UP_WEEKS)
    when = f"Between {first.day} {first:%B %Y} and {last.day} {last:%B %Y}:"
    yield Section("Evaluation: before you go", (Bullets(tuple(words["now"]), numbered=True),))
    yield Section(
        "Follow-up after 6 to 12 weeks",
        (Words(when), Bullets(tuple(words["later"]), numbered=True)),
        notes=(words["later_note"],),
    )
