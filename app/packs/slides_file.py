"""A pack as a PowerPoint file: real layouts, words that the back of a room can read, and sources in the notes."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.packs.citing import plain
from app.packs.slide_blocks import words
from app.packs.slide_notes import note_lines
from app.packs.slide_pages import notice_slides, section_slides, source_slides
from app.packs.slide_parts import Group, Look, Slide
from app.packs.slide_shapes import add_cover, add_slide, write_notes
from app.packs.slide_template import blank_presentation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.packs.document import PackDocument

NOTICES: Final = "About this evidence"
SOURCES: Final = "Sources"
CLOSING: Final = "About this pack"
LONGEST_TITLE: Final = 150
"""Characters."""


def pack_pptx(document: PackDocument) -> bytes:
    """The pack as a .pptx file; text of reports and people is text in it, whatever it looks like.

    Each quote stands whole in one paragraph. The receipt, a paragraph for each line, ends the notes of the last slide.
    """
    show = blank_presentation(plain(document.title), document.brand.colour, document.made_at)
    cover_notes, slides = _slides(document)
    write_notes(add_cover(show, document), cover_notes)
    for slide, title in zip(slides, _titles(slides, plain(document.title)), strict=True):
        made = add_slide(show, slide, title, document)
        receipt = document.receipt if slide is slides[-1] else ()
        write_notes(made, [*note_lines(slide, document), *receipt])
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


def _slides(document: PackDocument) -> tuple[list[str], list[Slide]]:
    """The notes of the title slide, and the slides after it; notes of a part without slides go with those before."""
    cover: list[str] = []
    slides = notice_slides(NOTICES, document.notices)
    first = len(slides)
    for section in document.sections:
        made = section_slides(section, document)
        if not made and len(slides) > first:
            slides[-1] = replace(slides[-1], notes=slides[-1].notes + section.notes)
        elif not made:
            cover += [plain(note) for note in section.notes]
        slides += made
    return cover, [*slides, *source_slides(SOURCES, document), _closing(document)]


def _closing(document: PackDocument) -> Slide:
    made = f"{document.made_at.day} {document.made_at:%B %Y}"
    said = (
        f"Made with Audit Learning Assistant {document.version} on {made}.",
        "Words within quotation marks are those of the reports; […] stands where words were left out.",
        "The notes under each slide give the full source of what is on it.",
        "The notes under this slide hold the receipt, by which audit-learning pack verify checks every quote.",
    )
    return Slide(CLOSING, tuple(Group((words(line, Look.ITEM),)) for line in said))


def _titles(slides: Sequence[Slide], taken: str) -> Iterator[str]:
    """A title for each slide that no other has: `What the audits found (2 of 4)`."""
    headings = [_cut(slide.heading) for slide in slides]
    total, shown = Counter(headings), Counter[str]()
    for heading in headings:
        shown[heading] += 1
        if total[heading] == 1 and heading != taken:
            yield heading
        else:
            yield f"{heading} ({shown[heading]} of {total[heading]})"


def _cut(heading: str) -> str:
    if len(heading) <= LONGEST_TITLE:
        return heading
    return f"{heading[:LONGEST_TITLE].rsplit(' ', 1)[0]}…"
