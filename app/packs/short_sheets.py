"""The sections of a 7-minute briefing and of a supervision prompt sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.document import Bullets, Findings, Form, Links, Section, Words
from app.packs.picking import Part
from app.packs.session_pack import links_section
from app.packs.teaching import our_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.document import Block
    from app.packs.material import Material

LINKS_ON_A_PAGE = 3


def briefing_sections(material: Material, sources: str) -> tuple[Section, ...]:
    """The seven parts of a briefing. A part that the audits say nothing on says so.

    Args:
        material: What it is put together from.
        sources: What the audits are, in a sentence.
    """
    words, marks = our_words("briefing"), our_words("marks")
    asked = _findings_or(material, Part.ASKED, "")
    questions = Bullets(material.teaching.discussion[: 1 if asked else 2])
    found = (*_findings_or(material, Part.FOUND, ""), *material.disagreements) or (Words(words["nothing"]),)
    parts: tuple[tuple[str, tuple[Block, ...], str], ...] = (
        ("What this is about", (Words(f"{words['background'].format(topic=material.topic)} {sources}"),), ""),
        ("What the audits found", found, ""),
        ("Good practice to copy", _findings_or(material, Part.GOOD, words["nothing"]), ""),
        ("What the audits recommend", _findings_or(material, Part.RECOMMENDED, words["nothing"]), ""),
        ("Questions to talk about", (*asked, questions), marks["audits_and_ours"] if asked else marks["ours"]),
        ("What will we do differently?", (Words(words["question"]),), ""),
        (
            "Find out more",
            (Links(material.links[:LINKS_ON_A_PAGE]),) if material.links else (Words(words["local"]),),
            "",
        ),
    )
    return tuple(
        Section(f"{number}. {heading}", blocks, mark) for number, (heading, blocks, mark) in enumerate(parts, 1)
    )


def _findings_or(material: Material, part: Part, otherwise: str) -> tuple[Block, ...]:
    findings = material.of(part)
    if findings:
        return (Findings(findings),)
    return (Words(otherwise),) if otherwise else ()


def supervision_sections(material: Material) -> tuple[Section, ...]:
    """The sections of a supervision prompt sheet; a part that no finding is picked for is left out."""
    return tuple(_supervision(material))


def _supervision(material: Material) -> Iterator[Section]:
    words, marks = our_words("supervision"), our_words("marks")
    yield Section("Before you start", (Bullets((words["start"], words["limits"])),))
    found = (*_findings_or(material, Part.FOUND, ""), *material.disagreements)
    if found:
        yield Section("What audits found", (*found, Bullets(tuple(words["on_concern"]))), marks["reports_then_ours"])
    good = _findings_or(material, Part.GOOD, "")
    if good:
        yield Section(
            "Good practice to look for", (*good, Bullets(tuple(words["on_good"]))), marks["reports_then_ours"]
        )
    recommended = _findings_or(material, Part.RECOMMENDED, "")
    if recommended:
        yield Section("What audits recommend", recommended, marks["reports"])
    asked = _findings_or(material, Part.ASKED, "")
    if asked:
        yield Section("Questions from the audits", asked, marks["audits_questions"])
    yield Section("Questions for supervision", (Bullets(material.teaching.supervision, numbered=True),), marks["ours"])
    yield Section("What we agreed", (Form(tuple(words["record"])),))
    yield from links_section(material)
