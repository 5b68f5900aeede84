"""A real `kill -9` in the middle of an ingest: nothing is half there, and ingesting again completes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fakes import HashEmbedder

from app.wiring import opened, reading
from ingest.files import find_files
from knowledge.types import Filters

SCRIPT = Path(__file__).with_name("ingest_until_killed.py")
FILES = 30
FINDINGS = 12


@pytest.fixture
def folder(write_report):
    for number in range(FILES):
        findings = "\n".join(f"- Family {number} had finding {n} about visit {n * number}." for n in range(FINDINGS))
        path = write_report(f"report-{number:02}.txt", f"Audit {number}\n\nStrengths\n\n{findings}\n")
    return path.parent


def ingest_and_kill(home, folder, after_outcomes, pause):
    """Starts an ingest and kills it with SIGKILL; how many outcomes it reported."""
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[1])}
    command = [sys.executable, str(SCRIPT), str(home), str(folder)]
    outcomes = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        for line in run.stdout:
            outcomes += line.strip() in {"added", "unchanged"}
            if outcomes >= after_outcomes and line.strip() == "added":
                time.sleep(pause)
                run.kill()
                break
    return outcomes


def test_a_killed_ingest_leaves_a_whole_library_that_the_next_run_completes(settings, home, folder):
    chance = random.Random(20250209)
    promised = 0
    for after in (1, 6, 12, 20):
        promised = max(promised, ingest_and_kill(home, folder, after, chance.uniform(0, 0.05)))
        with reading(settings) as catalogue:
            assert len(catalogue.reports()) >= promised
        with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
            health = product.knowledge_base.health()
            assert health.is_whole
            assert health.reports >= promised
            assert health.passages == health.reports * FINDINGS
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        outcomes = [outcome.action for outcome in product.pipeline.ingest(find_files([folder]))]
        assert outcomes.count("unchanged") >= promised
        assert set(outcomes) <= {"added", "unchanged"}
        assert product.knowledge_base.health().passages == FILES * FINDINGS
        assert product.knowledge_base.health().is_whole
        found = {passage.text for passage in product.knowledge_base.catalogue.passages(Filters())}
        assert len(found) == FILES * FINDINGS
