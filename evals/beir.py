"""Reads a folder in the layout of BEIR (https://github.com/beir-cellar/beir): corpus, queries and judgements."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

HELP = "The folder needs corpus.jsonl (_id, title, text), queries.jsonl (_id, text) and qrels/test.tsv."


class BeirDocument(BaseModel):
    """One document; further fields are passed over."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    title: str | None = None
    text: str


class BeirQuery(BaseModel):
    """One query; further fields are passed over."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    text: str = Field(min_length=1)


Row = TypeVar("Row", BeirDocument, BeirQuery)


@dataclass(frozen=True, slots=True)
class BeirFolder:
    """What a folder holds.

    `queries` are those that the judgements name. `relevant` has the grade (1 or more: relevant) of documents by query;
    documents that the corpus lacks are still in it, and can never be found. `unknown_queries` are judged, but absent.
    """

    documents: tuple[BeirDocument, ...]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]
    unknown_queries: int = 0


def read_beir(folder: Path) -> BeirFolder:
    """Reads a folder.

    Raises:
        DatasetError: The folder or a file is missing or wrong, or no judgement names a known query and document.
    """
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}.", HELP)
    documents = tuple(_rows(folder / "corpus.jsonl", BeirDocument))
    queries = {query.id: query.text for query in _rows(folder / "queries.jsonl", BeirQuery)}
    qrels = _qrels_file(folder / "qrels")
    relevant = _judgements(qrels)
    known = {document.id for document in documents}
    judged = {key: grades for key, grades in relevant.items() if key in queries and max(grades.values()) > 0}
    if not any(document in known for grades in judged.values() for document in grades):
        raise DatasetError(f"{qrels} names no query and document that the folder holds.", HELP)
    unknown = len(relevant.keys() - queries.keys())
    return BeirFolder(documents, {key: queries[key] for key in judged}, judged, unknown)


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            yield from opened
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file} cannot be read ({error}).", HELP) from error


def _rows(file: Path, kind: type[Row]) -> list[Row]:
    rows: dict[str, Row] = {}
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            row = kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the row"
            raise DatasetError(f"{file}, line {number}: {field}: {first['msg']}.", HELP) from error
        if row.id in rows:
            raise DatasetError(f"{file}, line {number}: the id {row.id!r} stands twice.", HELP)
        rows[row.id] = row
    return list(rows.values())


def _qrels_file(folder: Path) -> Path:
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise DatasetError(f"There is no .tsv file in {folder}.", HELP)
    return next((file for file in files if file.name == "test.tsv"), files[0])


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    """Grades by query; the first row may be a header, and rows may be of TREC's four columns."""
    relevant: dict[str, dict[str, int]] = {}
    reader = csv.reader(_lines(file), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(reader, start=1):
        if not any(row):
            continue
        try:
            query, document, grade = row[0], row[-2], int(row[-1])
        except (IndexError, ValueError) as error:
            if number == 1:
                continue  # the header
            raise DatasetError(f"{file}, line {number}: not query, document and a whole-number score.", HELP) from error
        relevant.setdefault(query, {})[document] = grade
    return relevant
