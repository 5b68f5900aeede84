"""A full disk, for real: a small tmpfs. What was in the library is whole again once there is space."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from fakes import HashEmbedder

from app.settings import load_settings
from app.wiring import opened
from ingest.files import find_files
from knowledge.errors import StorageFullError


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def one_report(write_report):
    return write_report("first.txt", "First audit\n\nStrengths\n\n- Supervision notes were thorough.\n")


def fill(disk):
    """Takes all the space that is left."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    ballast.write(b"x" * size)
            except OSError:
                continue


def many_findings(number):
    lines = "\n".join(f"- Finding {n} of file {number}: {'supervision ' * 40}." for n in range(300))
    return f"Audit {number}\n\nStrengths\n\n{lines}\n"


def test_a_full_disk_is_told_and_the_library_is_whole_once_there_is_space(small_disk, one_report, write_report):
    settings = load_settings(home=small_disk / "home")
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        assert next(product.pipeline.ingest([one_report])).action == "added"
        files = [write_report(f"big-{n}.txt", many_findings(n)) for n in range(3)]
        fill(small_disk)
        with pytest.raises(StorageFullError, match="full"):
            list(product.pipeline.ingest(files))
    (small_disk / "ballast").unlink()
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        health = product.knowledge_base.health()
        assert health.is_whole
        assert health.reports >= 1
        assert "thorough" in product.assistant.ask("Were supervision notes thorough?").statements[0].text
        assert next(product.pipeline.ingest([one_report])).action == "unchanged"


def test_opening_on_a_full_disk_is_told(small_disk):
    fill(small_disk)
    with pytest.raises(StorageFullError), opened(load_settings(home=small_disk / "home"), HashEmbedder()):
        pass


def test_the_command_says_that_the_disk_is_full_and_exits_with_1(small_disk, one_report):
    fill(small_disk)
    command = [sys.executable, "-m", "app", "--home", str(small_disk / "home"), "ingest", str(one_report)]
    run = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("Error: The disk that holds")
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_files_after_the_full_disk_are_not_touched(small_disk, one_report, write_report):
    with opened(load_settings(home=small_disk / "home"), HashEmbedder(), tell=lambda words: None) as product:
        fill(small_disk)
        big = write_report("big.txt", many_findings(1))
        with pytest.raises(StorageFullError):
            list(product.pipeline.ingest([*find_files([big]), one_report]))
        assert "first" not in {report.report_id for report in product.knowledge_base.catalogue.reports()}
