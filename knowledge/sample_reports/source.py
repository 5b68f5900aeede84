"""Reads a sample report's text, NN-name.txt, from which each of its formats is made (rules in README.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["title", "heading", "subheading", "bullet", "row", "paragraph"]

FOLDER = Path(__file__).parent
PARTNERSHIP = "Harrowmere Safeguarding Children Partnership"
LONGEST_HEADING = 80
FONT = "Arial"
NARROWEST = 5
"""Characters by which a column is wider than its longest cell: its margins, and a heading in bold."""
LINK = re.compile(r"([^\s:()][^:()]*) \((https://[^\s)]+)\)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report and what it is."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A table by its rows, a list by its bullets, or one line of another kind; bullets without their marks."""

    kind: Kind
    texts: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, its column headings first."""
        return [text.split("\t") for text in self.texts]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words, and where they point if they are a link."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample report: the blocks under its title, the first of them those before its first heading."""

    path: Path
    title: str
    front: tuple[str, ...]
    blocks: tuple[Block, ...]
    partnership: str


def read_samples(folder: Path = FOLDER) -> list[Sample]:
    """Reads all sample reports of a folder, in order."""
    return [read_sample(path) for path in sorted(folder.glob("[0-9][0-9]-*.txt"))]


def read_sample(path: Path) -> Sample:
    """Reads one sample report; `partnership` is empty where it names none."""
    text = path.read_text(encoding="utf-8")
    lines = read_lines(text)
    first = next(at for at, line in enumerate(lines) if line.kind == "heading")
    return Sample(
        path=path,
        title=lines[0].text,
        front=tuple(line.text for line in lines[1:first]),
        blocks=tuple(_blocks(lines[first:])),
        partnership=PARTNERSHIP if PARTNERSHIP in text else "",
    )


def read_lines(text: str) -> list[Line]:
    """Say what each line is: the rules stand in README.md. Blank lines are left out."""
    rows = [row.rstrip() for row in text.splitlines()]
    padded = ["", *rows, ""]
    alone = [not before and not after for before, after in zip(padded, padded[2:], strict=False)]
    lines = [Line(_kind(row, alone[at]), row) for at, row in enumerate(rows) if row]
    return [Line("title", lines[0].text), *lines[1:]]


def _kind(row: str, alone: bool) -> Kind:
    if "\t" in row:
        return "row"
    if row.startswith("- "):
        return "bullet"
    if alone and len(row) < LONGEST_HEADING and not row.endswith("."):
        return "subheading" if row.endswith(":") else "heading"
    return "paragraph"


def _blocks(lines: list[Line]) -> Iterator[Block]:
    for kind, group in groupby(lines, key=lambda line: line.kind):
        texts = tuple(line.text for line in group)
        if kind == "row":
            yield Block(kind, texts)
        elif kind == "bullet":
            yield Block(kind, tuple(text.removeprefix("- ") for text in texts))
        else:
            yield from (Block(kind, (text,)) for text in texts)


def parts(text: str) -> list[Part]:
    """Cuts a text into its links, `anchor (https://...)`, and the words between them."""
    found: list[Part] = []
    at = 0
    for link in LINK.finditer(text):
        found += [Part(text[at : link.start()]), Part(link[1], link[2])]
        at = link.end()
    return [part for part in [*found, Part(text[at:])] if part.text]


def column_shares(rows: list[list[str]]) -> list[float]:
    """How much of a table's width each column takes, by its longest cell; they sum to 1."""
    longest = [max(len(cell) for cell in column) + NARROWEST for column in zip(*rows, strict=True)]
    return [each / sum(longest) for each in longest]
