"""An empty presentation in a partnership's colours: all of the look is in its theme, slide master and layouts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.export.characters import readable
from app.packs.slide_drawing import (
    EMU,
    FEET,
    GREY,
    Box,
    block,
    dress_foot,
    element,
    letters,
    place,
    placeholders,
    without_insets,
)
from app.packs.slide_layouts import dress_content, dress_pair, dress_table, dress_title
from app.packs.slide_parts import (
    BODY_HEIGHT,
    BODY_TOP,
    INNER_WIDTH,
    MARGIN,
    NORMAL,
    NORMAL_SOURCE,
    SLIDE_HEIGHT,
    SLIDE_WIDTH,
    TITLE_HEIGHT,
    Look,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pptx.presentation import Presentation
    from pptx.slide import SlideMaster

FONT: Final = "Arial"
COLOURS: Final = {
    "dk1": "1F2937",
    "lt1": "FFFFFF",
    "lt2": "F3F4F6",
    "accent2": "FFD166",  # under dk1, 10 to 1
    "accent3": "9CA3AF",
    "accent4": "4B5563",  # on white, 7.6 to 1
    "hlink": "1D4ED8",
    "folHlink": "6D28D9",
}
"""Of the theme, besides the partnership's own."""
KEPT: Final = {
    "Title Slide": "Title slide",
    "Title and Content": "Text",
    "Comparison": "Side by side",
    "Title Only": "Table",
}
"""Layouts of python-pptx's template, and what they are here."""
TITLE, CONTENT, PAIR, TABLE = range(4)
"""Places of the layouts."""
FOOT: Final = 500
FOOT_HEIGHT: Final = 24
BOXES: Final[dict[str, Box]] = {
    "title": (MARGIN, 44, INNER_WIDTH, TITLE_HEIGHT),
    "body": (MARGIN, BODY_TOP, INNER_WIDTH, BODY_HEIGHT),
    "dt": (MARGIN, FOOT, 190, FOOT_HEIGHT),
    "ftr": (MARGIN + 200, FOOT, INNER_WIDTH - 300, FOOT_HEIGHT),
    "sldNum": (SLIDE_WIDTH - MARGIN - 90, FOOT, 90, FOOT_HEIGHT),
}
"""Of the placeholders of the master."""


def blank_presentation(title: str, colour: str, made_at: datetime) -> Presentation:
    """A wide presentation without slides, in British English, that names nobody.

    Args:
        title: For the properties of the file.
        colour: `#rrggbb`, dark enough for white words upon it.
        made_at: With a time zone.
    """
    import pptx
    from pptx.util import Pt

    show = pptx.Presentation()
    show.slide_width, show.slide_height = Pt(SLIDE_WIDTH), Pt(SLIDE_HEIGHT)
    for layout in list(show.slide_layouts):
        if layout.name in KEPT:
            layout.name = KEPT[layout.name]
        else:
            show.slide_layouts.remove(layout)
    _dress_master(show.slide_master, colour)
    dress_title(show.slide_layouts[TITLE])
    dress_content(show.slide_layouts[CONTENT])
    dress_pair(show.slide_layouts[PAIR])
    dress_table(show.slide_layouts[TABLE])
    for part in (show, show.slide_master, show.notes_master, *show.slide_layouts):
        for properties in part.element.xpath("//*[@lang]"):
            properties.set("lang", "en-GB")
    told = show.core_properties
    told.title, told.language, told.author, told.last_modified_by, told.comments = readable(title), "en-GB", "", "", ""
    told.created = told.modified = made_at
    return show


def _dress_master(master: SlideMaster, colour: str) -> None:
    _dress_theme(master, colour)
    styles = master.element.find(".//{*}txStyles")
    for name, levels in (("titleStyle", [_title_level()]), ("bodyStyle", _body_levels())):
        style = styles.find(f"{{*}}{name}")
        style[:] = [element(level) for level in levels]
    for shape in placeholders(master):
        found = shape.element.find(".//{*}ph").get("type")
        place(shape, BOXES[found])
        without_insets(shape)
        if found in FEET:
            dress_foot(shape, FEET[found])
        elif found == "title":
            shape.element.find(".//{*}bodyPr").set("anchor", "b")
    tree = master.element.find(".//{*}spTree")
    tree.insert(2, block(90, "Brand bar", (0, 0, SLIDE_WIDTH, 10), "accent1"))
    tree.insert(3, block(91, "Line over the foot", (MARGIN, FOOT - 6, INNER_WIDTH, 0.75), "accent3"))


def _dress_theme(master: SlideMaster, colour: str) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part: Any = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode("utf-8")
    brand = colour.removeprefix("#").upper()
    for name, value in {**COLOURS, "dk2": brand, "accent1": brand}.items():
        theme = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{value}"/>\2', theme, count=1)
    part._blob = re.sub(r'<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>', theme).encode("utf-8")


def _title_level() -> str:
    return (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef>'
        f"<a:buNone/>{letters(32, 'tx2', 'mj', bold=True)}</a:lvl1pPr>"
    )


def _body_levels() -> list[str]:
    """One for each look; the levels under them are as the last one."""
    looks = list(Look) + [Look.SOURCE] * (9 - len(Look))
    return [_body_level(number, look) for number, look in enumerate(looks, 1)]


def _body_level(number: int, look: Look) -> str:
    bulleted = look in {Look.ITEM, Look.QUOTE}
    left = look.indent * EMU
    mark = "•" if look is Look.ITEM else "■"
    size = '<a:buSzPct val="100000"/>' if look is Look.ITEM else '<a:buSzPct val="70000"/>'
    colour = '<a:buClr><a:schemeClr val="accent1"/></a:buClr>'
    bullet = f'{colour}{size}<a:buFont typeface="Arial"/><a:buChar char="{mark}"/>' if bulleted else "<a:buNone/>"
    small = look is Look.SOURCE
    looks = letters(NORMAL_SOURCE, GREY, "mn") if small else letters(NORMAL, "tx1", "mn")
    return (
        f'<a:lvl{number}pPr marL="{left}" indent="{-left if bulleted else 0}" algn="l">'
        f'<a:spcBef><a:spcPts val="{look.space_before * 100}"/></a:spcBef>{bullet}{looks}</a:lvl{number}pPr>'
    )
