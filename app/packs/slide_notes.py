"""The notes of a slide: for who leads the session, and the full source of each finding on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.packs.citing import plain, source_line
from app.packs.slide_blocks import also_said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.packs.document import PackDocument
    from app.packs.finding import PackFinding
    from app.packs.slide_parts import Slide


def note_lines(slide: Slide, document: PackDocument) -> list[str]:
    """The notes line by line; none where there is nothing to say."""
    lines = [slide.mark] if slide.mark else []
    if slide.notes:
        lines += ["Facilitator notes", *(plain(note) for note in slide.notes)]
    lines += [plain(said) for group in slide.groups for said in group.said]
    if slide.cited:
        lines.append("Sources of what is on this slide")
        for finding in slide.cited:
            lines += _cited(finding, document)
    return lines


def _cited(finding: PackFinding, document: PackDocument) -> Iterator[str]:
    yield source_line(finding, document) + also_said(finding)
    if finding.passage.heading_path:
        yield plain(f"Under the heading: {' › '.join(finding.passage.heading_path)}")
    if finding.left_out:
        yield plain(f"Left out of the quote: {'; '.join(finding.left_out)}")
