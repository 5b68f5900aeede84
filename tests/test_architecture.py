"""The shape of the program: who may import whom, what is loaded when, and that the README names what there is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import COMMANDS
from app.settings import PREFIX, Settings

PROJECT = Path(__file__).parents[1]
MAY_IMPORT = {
    "knowledge": set(),
    "prompts": {"knowledge"},
    "ingest": {"knowledge"},
    "app": {"knowledge", "prompts", "ingest"},
    "evals": {"knowledge", "prompts", "ingest", "app"},
}
HEAVY = {
    "torch",
    "chromadb",
    "gradio",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "langsmith",
    "openai",
    "tenacity",
    "sentence_transformers",
    "transformers",
    "tantivy",
    "liteparse",
    "pypdfium2",
    "docx",
    "pptx",
    "lxml",
    "selectolax",
    "phonenumbers",
    "fastapi",
    "starlette",
    "uvicorn",
    "mcp",
    "authlib",
    "argon2",
    "limits",
    "prometheus_client",
    "matplotlib",
}
LOADED = "import sys; print(*sys.modules)"


def imports(file):
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def modules(package):
    return sorted((PROJECT / package).rglob("*.py"))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_run_one_way(package):
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package] - {package}
    found = {
        (str(file.relative_to(PROJECT)), name)
        for file in modules(package)
        for name in imports(file)
        if name.split(".")[0] in forbidden
    }
    assert found == set()


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_are_absolute_and_never_of_the_tests(package):
    names = {name for file in modules(package) for name in imports(file)}
    assert not {name for name in names if name.startswith(".") or name.split(".")[0] in {"tests", "fakes", "conftest"}}


def test_prompts_import_errors_alone_of_knowledge():
    ours = {name for file in modules("prompts") for name in imports(file) if name.startswith("knowledge")}
    assert ours == {"knowledge.errors"}


def test_adapters_are_named_by_the_wiring_alone():
    adapters = {"knowledge.vectors", "knowledge.words"}
    naming = {file.name for package in ("app", "ingest") for file in modules(package) if adapters & set(imports(file))}
    assert naming == {"wiring.py"}


def loaded_by(code):
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    return {name.split(".")[0] for name in run.stdout.split()}


def is_heavy(name):
    return name in HEAVY or name.startswith("langchain")


def test_nothing_heavy_is_loaded_before_it_is_needed():
    code = "import app.assistant, app.cli.main, knowledge.search, ingest.parse, app.wiring; " + LOADED
    assert {name for name in loaded_by(code) if is_heavy(name)} == set()


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["ingest", "--help"], ["reports", "--help"]])
def test_help_loads_nothing_heavy(words):
    code = f"""
import atexit, sys
from app.cli.main import main
atexit.register(lambda: print(*sys.modules))
sys.argv = ["audit-learning", *{words!r}]
main()
"""
    loaded = loaded_by(code)
    assert "click" in loaded
    assert {name for name in loaded if is_heavy(name)} == set()


def test_the_installed_command_gives_help():
    command = Path(sys.executable).with_name("audit-learning")
    run = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert all(f"  {name} " in run.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_names_every_setting(name):
    assert f"{PREFIX}{name}".upper() in (PROJECT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_readme_names_every_command(name):
    assert f"audit-learning {name}" in (PROJECT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_module_says_what_it_is_for(package):
    assert [file.name for file in modules(package) if not ast.get_docstring(ast.parse(file.read_text("utf-8")))] == []
