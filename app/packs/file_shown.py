"""A Word or PowerPoint file without the words that are struck out or hidden: nobody would say that it holds them."""

from __future__ import annotations

import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.readers.docx_styles import is_on
from ingest.readers.ooxml import DRAWING, damage_told, program_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.ooxml import Element

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNS: Final = (b"trike", b"anish")
"""In a part without these nothing is struck out or hidden."""
UNSHOWN: Final = ("strike", "dstrike", "vanish", "specVanish")


@contextmanager
def shown_only(path: Path) -> Iterator[Path]:
    """The file, or where words of it are struck out or hidden a copy without them.

    Runs say so themselves; what a style says of them is not looked at. The copy is there until the context ends.

    Args:
        path: A zip archive; untrusted.

    Raises:
        UnreadableFileError: It is damaged, locked, or would unpack to too much.
    """
    program_of(path)  # checks the size, too
    with damage_told(path), zipfile.ZipFile(path) as archive:
        parts = {name: content for name in archive.namelist() if (content := _shown_part(archive, name)) is not None}
    if not parts:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        with damage_told(path), zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as shown:
            for name in dict.fromkeys(archive.namelist()):
                shown.writestr(name, parts.get(name) or archive.read(name))
        yield copy


def _shown_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A part without what is not shown; `None` where all of it is."""
    if not name.endswith(".xml") or not name.startswith(("word/", "ppt/")):
        return None
    content = archive.read(name)
    if not any(sign in content for sign in SIGNS):
        return None
    from lxml import etree  # type: ignore[import-untyped] # it has no types

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    texts = [text for run in root.iter(WORD + "r", DRAWING + "r", DRAWING + "fld") for text in _unshown(run)]
    for text in texts:
        text.text = ""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)) if texts else None


def _unshown(run: Element) -> Iterator[Element]:
    if run.tag == WORD + "r":
        look = run.find(WORD + "rPr")
        if any(is_on(look, name) for name in UNSHOWN):
            yield from run.iterchildren(WORD + "t")
    else:
        look = run.find(DRAWING + "rPr")
        if look is not None and look.get("strike", "noStrike") != "noStrike":
            yield from run.iterchildren(DRAWING + "t")
