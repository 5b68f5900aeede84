"""The evals over files, without a library: how they are parsed, what hostile ones do, and how findings are labelled."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from evals.metrics import proportion, share
from evals.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.settings import Settings
    from evals.finding_types import Judged
    from evals.letter_index import LetterCheck
    from evals.metrics import Share
    from evals.runs import Figure
    from knowledge.types import ParsedReport


def run_parsing(paths: Sequence[Path], truth_folder: Path | None) -> Run:
    """Scores how files are read, a row each."""
    from evals.parsing import by_format, measure_parsing, total

    files = measure_parsing(paths, truth_folder)
    shown = [*files, *by_format(files), total(files)] if len(files) > 1 else files
    figures = {row.file: _parsing_figures(row.measures, row.refused) for row in shown}
    refused = sum(bool(row.refused) for row in files)
    return Run(
        f"Parsing of {len(files)} files ({refused} refused): found / true", figures, [asdict(row) for row in files]
    )


def _parsing_figures(measures: Mapping[str, Share], refused: str) -> dict[str, Figure]:
    from evals.parsing import LETTERS

    figures: dict[str, Figure] = {
        f"{name}, %" if name in LETTERS else name: 100 * found.value if name in LETTERS else found
        for name, found in measures.items()
    }
    return {**figures, "refused": refused}


def run_hostile(folder: Path, settings: Settings, tell: Callable[[str], None]) -> Run:
    """Parses every file of a folder in a process of its own."""
    from app.wiring import ingest_options
    from evals.hostile import FAULTS, hostile_files, try_files

    rows = try_files(hostile_files(folder), ingest_options(settings), tell)
    figures: dict[str, dict[str, Figure]] = {
        row.file: {
            "category": row.category,
            "expected": row.expectation,
            "outcome": row.outcome,
            "told": row.told,
            "seconds": row.seconds,
            "peak MB": row.peak_mb,
        }
        for row in rows
    }
    counts = Counter(row.outcome for row in rows)
    summary: dict[str, Figure] = {"files": len(rows), **{name: counts[name] for name in ("read", "refused", *FAULTS)}}
    summary |= {"most seconds": max(row.seconds for row in rows), "most MB": max(row.peak_mb or 0.0 for row in rows)}
    return Run(
        f"Files of {folder.name}", figures, [asdict(row) for row in rows], [Run("In all", {folder.name: summary})]
    )


def run_labels(folder: Path, settings: Settings) -> Run:
    """Checks the finding types of inspection letters, and how the letters are described."""
    from evals.finding_types import judge, read_gold
    from evals.letter_index import check_letter, read_index

    gold, index = read_gold(), read_index(folder)
    reports = _parsed(folder, {row.file for row in gold} | {letter.file for letter in index}, settings)
    text = _page_text(folder)
    judged = [judge(row, text, reports[row.file].passages if row.file in reports else None) for row in gold]
    checks = [
        check_letter(letter, reports[letter.file].report.description if letter.file in reports else None)
        for letter in index
    ]
    rows = [{**one.gold.model_dump(mode="json"), **_judged_row(one)} for one in judged]
    more = [_confusion_table(judged), _holding_table(judged), *([_index_table(checks)] if checks else [])]
    return Run(f"Finding types of {len(gold)} findings labelled by reading", _type_figures(judged), rows, more)


def _parsed(folder: Path, names: set[str], settings: Settings) -> dict[str, ParsedReport]:
    from app.wiring import ingest_options
    from evals.parse_jobs import parse_job
    from ingest.parser_pool import ParserPool

    options = ingest_options(settings)
    files = [folder / name for name in sorted(names) if (folder / name).is_file()]
    parsed = ParserPool(options.workers, options.limits).parse_all(parse_job(file, options) for file in files)
    return {one.job.path.name: one.report for one in parsed if one.report is not None}


def _page_text(folder: Path) -> Callable[[str, int], str | None]:
    from evals.pdf_reading import pypdf_pages
    from knowledge.errors import UnreadableFileError

    @cache
    def pages(file: str) -> list[str]:
        try:
            return pypdf_pages(folder / file)
        except UnreadableFileError:
            return []

    def text(file: str, page: int) -> str | None:
        return pages(file)[page - 1] if page <= len(pages(file)) else None

    return text


def _judged_row(one: Judged) -> dict[str, object]:
    return {"actual": one.actual, "fault": one.fault, "whole": one.whole, "right_page": one.right_page}


def _type_figures(judged: Sequence[Judged]) -> dict[str, dict[str, Figure]]:
    from evals.finding_types import type_scores

    figures: dict[str, dict[str, Figure]] = {
        kind.label: {"precision": score.precision, "recall": score.recall}
        for kind, score in type_scores(judged).items()
    }
    found = [one for one in judged if one.actual is not None]
    right = sum(one.actual is one.gold.finding_type for one in found)
    figures["all"] = {"precision": proportion(right, len(found))}
    return figures


def _confusion_table(judged: Sequence[Judged]) -> Run:
    from evals.finding_types import confusion

    counts = confusion(judged)
    names = dict.fromkeys(name for found in counts.values() for name in found)
    table = {
        kind.label: {name.replace("_", " "): found[name] or "" for name in names} for kind, found in counts.items()
    }
    return Run("As labelled by reading (rows) and by us (columns)", table)


def _holding_table(judged: Sequence[Judged]) -> Run:
    found = [one for one in judged if one.actual is not None]
    faults = Counter(one.fault for one in judged if one.fault)
    figures: dict[str, Figure] = {
        "findings held by a passage": share(len(found), len(judged)),
        "whole in one passage": share(sum(one.whole for one in found), len(found)),
        "on the right page": share(sum(one.right_page for one in found), len(found)),
        "text differs": faults["text differs"],
        "no such letter": faults["no such letter"],
        "no passage": faults["no passage"],
    }
    return Run("Findings in passages", {"all": figures})


def _index_table(checks: Sequence[LetterCheck]) -> Run:
    figures: dict[str, Figure] = {
        "area": share(sum(check.area for check in checks), len(checks)),
        "date": share(sum(check.date for check in checks), len(checks)),
        "theme told": share(sum(check.theme for check in checks), len(checks)),
        "theme told first": share(sum(check.first_theme for check in checks), len(checks)),
    }
    return Run("Descriptions of letters against their index", {"letters": figures}, [asdict(check) for check in checks])
