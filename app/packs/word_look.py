"""How a pack looks in Word: what each of its styles is, made from the colour of a partnership and the room there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from app.export.word import INK
from app.packs.document import PackKind
from app.packs.word_length import briefing_body

if TYPE_CHECKING:
    from app.packs.document import PackDocument

WHITE: Final = "FFFFFF"
GREY: Final = "4B5563"
PALE: Final = "F3F4F6"
RECEIPT_GREY: Final = "6B7280"
"""4.8 to 1 upon white: small as a receipt is, it can be read."""
TINT: Final = 0.09
"""Share of the brand's colour in a fill of it: ink upon that has more than 7 to 1, whatever the colour."""
BODY: Final = 11.0
SHORT_TITLE: Final = 70
"""Characters: what takes two lines at the most in large letters."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the styles are made from: colour `RRGGBB`, body and title in points.

    A compact pack is to fit one page; a dense one has so much in it that space and small print give way, too.
    """

    colour: str
    body: float
    title: float
    compact: bool
    dense: bool = False

    @property
    def tint(self) -> str:
        """A pale fill of the brand's colour, `RRGGBB`."""
        parts = (int(self.colour[at : at + 2], 16) for at in (0, 2, 4))
        return "".join(f"{round(255 - (255 - part) * TINT):02X}" for part in parts)

    @property
    def list_indent(self) -> float:
        """Centimetres from the margin to the words of a list."""
        return 0.5 if self.compact else 0.75


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style.

    Args:
        name: As Word shows it; one of Word's own is made anew.
        size: Points.
        bold: Whether its words are.
        colour: `RRGGBB`.
        before: Points of space above.
        after: Points of space below.
        indent: Centimetres, from the left.
        hanging: Centimetres by which the first line, with its bullet, begins further to the left.
        level: Of a heading, 1 the outermost; 0: none.
        keep: Whether it stays on the page of the next paragraph.
        rule: Colour of a rule on the `rule_side`; empty: none.
        rule_side: Where the rule is.
        fill: Colour behind it; empty: none.
    """

    name: str
    size: float
    bold: bool = False
    colour: str = INK
    before: float = 0
    after: float = 0
    indent: float = 0
    hanging: float = 0
    level: int = 0
    keep: bool = False
    rule: str = ""
    rule_side: Literal["left", "bottom"] = "left"
    fill: str = ""


def look_of(document: PackDocument) -> Look:
    """How a pack looks: in its brand's colour; a briefing in letters as large as leave it on one page."""
    compact = document.kind is PackKind.BRIEFING
    title = (19 if compact else 26) - (0 if len(document.title) <= SHORT_TITLE else 6)
    body, dense = briefing_body(document) if compact else (BODY, False)
    return Look(document.brand.colour.removeprefix("#"), body, title, compact, dense)


def styles_of(look: Look) -> tuple[Style, ...]:
    """The paragraph styles of a pack."""
    return _compact_styles(look) if look.compact else _roomy_styles(look)


def _roomy_styles(look: Look) -> tuple[Style, ...]:
    brand, body, indent = look.colour, look.body, look.list_indent
    return (
        Style("Normal", body, after=7),
        Style("Title", look.title, True, brand, after=4),
        Style("Subtitle", body + 1, colour=GREY, after=8, keep=True),
        Style("Facts", body, after=2, keep=True),
        Style("Notice", 10, before=8, indent=0.2, rule=GREY, fill=PALE),
        Style("Heading 1", 16, True, brand, 20, 6, level=1, keep=True, rule=brand, rule_side="bottom"),
        Style("Heading 2", 12.5, True, brand, 14, 4, level=2, keep=True),
        Style("Heading 3", body, True, brand, 10, 3, level=3, keep=True),
        Style("Section Mark", 10, True, after=8, indent=0.2, keep=True, rule=brand, fill=look.tint),
        Style("List Bullet", body, after=4, indent=indent, hanging=indent),
        Style("List Number", body, after=5, indent=indent, hanging=indent),
        Style("Quote", body, before=8, after=2, indent=0.4, keep=True, rule=brand),
        Style("Source Line", 9, colour=GREY, after=10, indent=0.4),
        *_notes_styles(body),
        Style("Caption", body, True, before=12, after=4, keep=True),
        *_table_styles(10),
        Style("Source List", 9, after=2, indent=0.8, hanging=0.8),
        Style("Made By", 9, colour=GREY, before=10, after=4),
        Style("Receipt", 6, colour=RECEIPT_GREY),
        Style("Header", 9, colour=GREY),
        Style("Footer", 8.5, colour=GREY),
    )


def _compact_styles(look: Look) -> tuple[Style, ...]:
    brand, body, indent = look.colour, look.body, look.list_indent
    less = 1 if look.dense else 0
    return (
        Style("Normal", body, after=3),
        Style("Title", look.title, True, brand, after=2),
        Style("Subtitle", 11, colour=GREY, after=3, keep=True),
        Style("Facts", 9.5, after=5),
        Style("Notice", 8, before=4, indent=0.2, rule=GREY, fill=PALE),
        Style(
            "Heading 1",
            body + 1.5,
            True,
            brand,
            6 - 3 * less,
            2.5 - less,
            level=1,
            keep=True,
            rule=brand,
            rule_side="bottom",
        ),
        Style("Heading 2", body + 0.5, True, brand, 4, 2, level=2, keep=True),
        Style("Heading 3", body, True, brand, 4, 2, level=3, keep=True),
        Style("Section Mark", 9, True, after=3, indent=0.2, keep=True, rule=brand, fill=look.tint),
        Style("List Bullet", body, after=2.5 - less, indent=indent, hanging=indent),
        Style("List Number", body, after=2.5 - less, indent=indent, hanging=indent),
        Style("Quote", body, before=4, after=2, indent=0.4, keep=True, rule=brand),
        Style("Source Line", 8, colour=GREY, after=4, indent=0.4),
        *_notes_styles(body),
        Style("Caption", body, True, before=4, after=2, keep=True),
        *_table_styles(9),
        Style("Source List", 7.5 - less / 2, after=1 - less / 2, indent=0.65, hanging=0.65),
        Style("Made By", 7, colour=GREY, before=3, after=1),
        Style("Receipt", 6 - less, colour=RECEIPT_GREY),
        Style("Header", 8.5, colour=GREY),
        Style("Footer", 7.5, colour=GREY),
    )


def _notes_styles(body: float) -> tuple[Style, ...]:
    """Both with the same rule, fill and indents, so that Word joins them into one block."""
    block: dict[str, Any] = {"indent": 0.75, "hanging": 0.55, "rule": GREY, "fill": PALE}
    return (
        Style("Facilitator Notes Heading", body - 0.5, True, GREY, 12, level=2, keep=True, **block),
        Style("Facilitator Notes", body - 1, before=3, **block),
    )


def _table_styles(size: float) -> tuple[Style, ...]:
    return (
        Style("Table Heading", size, True, WHITE, 2, 2, keep=True),
        Style("Table Text", size, before=2, after=2),
        Style("Table Source", 8.5 if size > 9 else 8, colour=GREY, after=2),
        Style("Form Label", size, True, before=3, after=3),
    )
