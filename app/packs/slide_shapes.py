"""Writes slides to a presentation: into the placeholders of its layouts, with foot, logo and notes."""

from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any, Final

from app.packs.citing import plain
from app.packs.slide_blocks import pair_about, pair_sides, words
from app.packs.slide_drawing import EMU, FEET, element, place
from app.packs.slide_layouts import COVER_BOX, FACTS_BOX, INTRO, LOGO_BOX, MARK, PARTNERSHIP
from app.packs.slide_measure import LINE_HEIGHT, lines_needed
from app.packs.slide_pages import pair_size
from app.packs.slide_parts import INNER_WIDTH, NORMAL, TITLE_HEIGHT, Paragraph, Slide
from app.packs.slide_tables import write_table
from app.packs.slide_template import CONTENT, PAIR, TABLE, TITLE
from app.packs.slide_words import add_run, fill, write_groups
from app.theme_matrix import short_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pptx.presentation import Presentation

    from app.packs.document import Brand, PackDocument, SideBySide
    from app.packs.finding import PackFinding

TITLE_SIZES: Final = (32, 28, 24, 20)
COVER_SIZES: Final = (40, 36, 32, 28, 24)
FACT_SIZES: Final = (20, 18, 16, 14)
ONE_LINE_SIZES: Final = (NORMAL, 20, 16, 14)
MARK_SIZES: Final = (16, 14, 12)
PAIR_HEAD_SIZE: Final = 18
FACT_SPACE: Final = 4
"""Points."""
LONGEST_FOOT: Final = 90
LONGEST_HEAD: Final = 40
"""Characters."""


def add_cover(show: Presentation, document: PackDocument) -> Any:  # noqa: ANN401
    """The title slide: what it is, when, for whom, and whose; returned."""
    slide = show.slides.add_slide(show.slide_layouts[TITLE])
    boxes = _boxes(slide)
    _write_title(slide, plain(document.title), COVER_SIZES, COVER_BOX[3])
    when = f"{document.date.day} {document.date:%B %Y}"
    fill(boxes[1], [words(f"{document.kind.label.capitalize()}, {when}")], 22, 22)
    fill(boxes[PARTNERSHIP], [words(document.brand.name)] if document.brand.name.strip() else [], 18, 18)
    facts = [words(f"{name}: {fact}") for name, fact in document.facts]
    left, top, width, height = FACTS_BOX
    if not document.brand.logo:  # the facts have its room
        width = INNER_WIDTH
        place(boxes[INTRO], (left, top, width, height))
    size = _first(FACT_SIZES, lambda size: _lines_height(facts, size, width) <= height)
    fill(boxes[INTRO], facts, size, FACT_SIZES[0])
    _add_logo(slide, document.brand)
    return slide


def add_slide(show: Presentation, slide: Slide, title: str, document: PackDocument) -> Any:  # noqa: ANN401
    """A slide under its title, without notes; returned."""
    layout = PAIR if slide.pair else TABLE if slide.grid else CONTENT
    made = show.slides.add_slide(show.slide_layouts[layout])
    _write_title(made, title, TITLE_SIZES, TITLE_HEIGHT)
    boxes = _boxes(made)
    fill(
        boxes[MARK],
        [words(slide.mark)] if slide.mark else [],
        _one_line(slide.mark, MARK_SIZES, bold=True),
        MARK_SIZES[0],
    )
    if slide.pair:
        _write_pair(boxes, slide.pair, document)
    elif slide.grid:
        write_table(boxes, slide, slide.grid)
    else:
        write_groups(boxes[1], slide.groups, slide.size)
    _add_foot(made, document)
    return made


def write_notes(slide: Any, lines: Sequence[str]) -> None:  # noqa: ANN401
    """The lines into the notes of a slide, a paragraph each; no notes where there are none."""
    if not lines:
        return
    frame = slide.notes_slide.notes_text_frame
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        add_run(paragraph, line)


def _boxes(slide: Any) -> dict[int, Any]:  # noqa: ANN401
    return {shape.placeholder_format.idx: shape for shape in slide.placeholders}


def _lines_height(paragraphs: Sequence[Paragraph], size: int, width: float) -> float:
    """With the space before each, in points."""
    return sum(lines_needed(one.text, size, width) * size * LINE_HEIGHT + FACT_SPACE for one in paragraphs)


def _first(sizes: Sequence[int], fits: Callable[[int], bool]) -> int:
    """The first that fits, else the last."""
    return next(filter(fits, sizes), sizes[-1])


def _one_line(text: str, sizes: Sequence[int], *, bold: bool = False) -> int:
    return _first(sizes, lambda size: lines_needed(text, size, INNER_WIDTH, bold=bold) == 1)


def _write_title(slide: Any, title: str, sizes: Sequence[int], height: float) -> None:  # noqa: ANN401
    size = _first(sizes, lambda size: lines_needed(title, size, INNER_WIDTH, bold=True) * size * LINE_HEIGHT <= height)
    fill(slide.shapes.title, [words(title)], size, sizes[0])


def _write_pair(boxes: dict[int, Any], pair: SideBySide, document: PackDocument) -> None:
    size = pair_size(pair, document)
    line = pair_about(pair)
    fill(boxes[INTRO], [words(line)], _one_line(line, ONE_LINE_SIZES), NORMAL)
    for number, finding, side in zip((1, 3), (pair.one, pair.other), pair_sides(pair, document), strict=True):
        fill(boxes[number], [words(_head(finding, document))], PAIR_HEAD_SIZE, PAIR_HEAD_SIZE)
        write_groups(boxes[number + 1], [side], size)


def _head(finding: PackFinding, document: PackDocument) -> str:
    return _cut(f"[{document.number_of(finding)}] {short_title(finding.report.description.title)}", LONGEST_HEAD)


def _cut(text: str, longest: int) -> str:
    shown = plain(text)
    return shown if len(shown) <= longest else f"{shown[:longest].rsplit(' ', 1)[0]}…"


def _add_logo(slide: Any, brand: Brand) -> None:  # noqa: ANN401
    if not brand.logo:
        return
    left, top, width, height = LOGO_BOX
    picture = slide.shapes.add_picture(io.BytesIO(brand.logo), 0, 0)
    scale = min(width * EMU / picture.width, height * EMU / picture.height)
    wide, high = picture.width * scale / EMU, picture.height * scale / EMU
    place(picture, (left + width - wide, top + (height - high) / 2, wide, high))
    properties = picture._element.nvPicPr.cNvPr
    properties.set("name", "Logo")
    properties.set("descr", plain(brand.logo_alt or f"Logo of {brand.name or 'the partnership'}"))


def _add_foot(slide: Any, document: PackDocument) -> None:  # noqa: ANN401
    """Date, title and number: python-pptx leaves these placeholders to whoever makes the slide."""
    told = {"dt": f"{document.date.day} {document.date:%B %Y}", "ftr": _cut(document.title, LONGEST_FOOT)}
    for shape in slide.slide_layout.placeholders:
        kind = shape.element.find(".//{*}ph").get("type")
        if kind not in FEET:
            continue
        made = copy.deepcopy(shape.element)  # with its look, which LibreOffice does not take from the layout
        slide.shapes._spTree.append(made)
        made.nvSpPr.cNvPr.set("id", str(max(map(int, slide.element.xpath("//p:cNvPr/@id"))) + 1))
        if kind in told:
            made.txBody[:] = [*made.txBody[:2], element("<a:p/>")]
            add_run(slide.placeholders[shape.placeholder_format.idx].text_frame.paragraphs[0], told[kind])
