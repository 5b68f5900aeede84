"""What Word and PowerPoint files have in common: a zip archive that is checked before it is opened, and its parts."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from knowledge.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Element: TypeAlias = Any
"""An lxml element; lxml has no types."""

ZIP_MARK = b"PK\x03\x04"
MAX_UNPACKED = 100_000_000
"""Bytes: a small archive can hold a thousand times its size, and python-docx loads all of it."""
MAX_ENTRIES = 5_000
MAIN_TYPE = re.compile(rb"vnd\.(?:openxmlformats-officedocument\.|ms-)([a-z]+)\.[\w.]*main\+xml")
PROGRAMS = {
    b"wordprocessingml": "Word",
    b"word": "Word",
    b"presentationml": "PowerPoint",
    b"powerpoint": "PowerPoint",
    b"spreadsheetml": "Excel",
    b"excel": "Excel",
}
STRICT = b"http://purl.oclc.org/ooxml/"
FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    # What damaged XML and missing parts raise inside lxml, python-docx and python-pptx.
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,  # and RecursionError
)
RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def program_of(path: Path) -> str:
    """Which program made a zip archive: "Word", "PowerPoint", "Excel", "OpenDocument", or "" where none of these.

    Raises:
        UnreadableFileError: It is damaged, locked, or would unpack to more than any report.
    """
    with damage_told(path), zipfile.ZipFile(path) as archive:
        _check_size(path, archive)
        names = set(archive.namelist())
        if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
            return "OpenDocument"
        if "[Content_Types].xml" not in names:
            return ""
        if "_rels/.rels" in names and STRICT in archive.read("_rels/.rels"):
            raise UnreadableFileError(
                path.name,
                "The file is in the Strict Open XML form, which is not read.",
                "Open it in Office and save it as an ordinary Word document or PowerPoint presentation.",
            )
        main = MAIN_TYPE.search(archive.read("[Content_Types].xml"))
        return PROGRAMS.get(main[1], "") if main else ""


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFileError(
            path.name, "The archive is locked with a password.", "Unlock it, save a copy without one and ingest that."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise UnreadableFileError(
            path.name,
            f"The file unpacks to {unpacked / 1e6:,.0f} MB in {len(entries):,} parts, more than any report.",
            "Save it with smaller pictures and without videos, or as PDF.",
        )


@contextmanager
def damage_told(path: Path, *library_errors: type[Exception]) -> Iterator[None]:
    """Turns what goes wrong inside a damaged file into words for the person who gave it."""
    try:
        yield
    except (*FAULTS, *library_errors) as error:
        raise UnreadableFileError(
            path.name,
            "The file is damaged or cut short and cannot be read whole.",
            "Download or export it again; if it opens in Office, save it under a new name, or as PDF.",
        ) from error


def children(element: Element) -> Iterator[Element]:
    """An element's child elements, with of two alternatives the one that Office itself shows."""
    for child in element:
        if child.tag == COMPATIBILITY + "AlternateContent":
            choice = next((part for part in child if part.tag == COMPATIBILITY + "Choice"), None)
            if choice is None:
                choice = next((part for part in child if part.tag == COMPATIBILITY + "Fallback"), ())
            yield from children(choice)
        elif isinstance(child.tag, str):  # no comment, no unresolved entity
            yield child


def root_of(part: Any) -> Element:  # noqa: ANN401
    """The XML of a part; the libraries parse only the parts that they know."""
    element = getattr(part, "element", None)
    if element is None:
        element = getattr(part, "_element", None)
    if element is not None:
        return element
    from lxml import etree  # type: ignore[import-untyped] # it has no types

    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def external_target(part: Any, relationship_id: str | None) -> str:  # noqa: ANN401
    """The address that a relationship gives, "" where it gives none."""
    relationship = part.rels.get(relationship_id) if relationship_id else None
    return str(relationship.target_ref) if relationship is not None and relationship.is_external else ""


def diagram_texts(part: Any, ids: Element) -> list[str]:  # noqa: ANN401
    """The texts of a SmartArt diagram, in the order in which they are stored, given its `dgm:relIds`."""
    relationship = part.rels.get(ids.get(RELATIONSHIPS + "dm"))
    if relationship is None or relationship.is_external:
        return []
    points = root_of(relationship.target_part).iter(DIAGRAM + "pt")
    texts = ["".join(text.text or "" for text in point.iter(DRAWING + "t")) for point in points]
    return [text for text in texts if text.strip()]


def related(part: Any, name: str) -> Any | None:  # noqa: ANN401
    """The part that is related to another under this name, if there is one."""
    found = (r for r in part.rels.values() if r.reltype.endswith("/" + name) and not r.is_external)
    return next((relationship.target_part for relationship in found), None)
