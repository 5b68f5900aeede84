"""Which marks of computed fields in a Word file belong together: a field left open would swallow what follows it."""

from __future__ import annotations

from ingest.readers.docx_styles import W
from ingest.readers.ooxml import COMPATIBILITY, Element

STORIES = {W + tag for tag in ("txbxContent", "tc", "footnote", "endnote", "body")}
"""What a field that begins in it also ends in."""
NOT_READ = {W + "del", W + "moveFrom", COMPATIBILITY + "Fallback"}


class FieldMarks:
    """The field marks (`w:fldChar`) of one part.

    Args:
        root: The root element of the part.
    """

    def __init__(self, root: Element) -> None:
        self.whole: set[Element] = set()
        """The marks of fields that begin and end in one story; elements are equal only to themselves."""
        open_fields: dict[Element | None, list[list[Element]]] = {}
        for mark in root.iter(W + "fldChar"):
            fields = open_fields.setdefault(_story(mark), [])
            kind = mark.get(W + "fldCharType")
            if kind == "begin":
                fields.append([mark])
            elif fields:
                fields[-1].append(mark)
                if kind == "end":
                    self.whole.update(fields.pop())
        read = [fields for story, fields in open_fields.items() if story is None or story.tag not in NOT_READ]
        self.without_end = sum(map(len, read))


def _story(mark: Element) -> Element | None:
    """The innermost cell, text box, note or body that holds a mark; where it is not read, that part alone."""
    return next((above for above in mark.iterancestors() if above.tag in STORIES or above.tag in NOT_READ), None)
