from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from fakes import HashEmbedder

from app.settings import load_settings
from app.wiring import opened, reading
from knowledge.catalogue import SCHEMA_VERSION, Catalogue
from knowledge.errors import HomeError, HomeInUseError
from knowledge.home import Home, HomeLock

HOLD = """
import sys
from pathlib import Path
from knowledge.home import Home, HomeLock
with HomeLock(Home(Path(sys.argv[2]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_process(home):
    """Another process that holds this home."""
    command = [sys.executable, "-c", HOLD, "serve", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_at_once_who_holds_the_library(other_process, settings):
    with pytest.raises(HomeInUseError) as refused, opened(settings, HashEmbedder()):
        pass
    assert f"process {other_process.pid}" in refused.value.message
    assert "-c serve" in refused.value.message
    assert "--home" in refused.value.help_message


def test_a_library_is_free_again_when_its_process_is_killed(other_process, settings):
    other_process.kill()
    other_process.wait()
    with opened(settings, HashEmbedder()) as product:
        assert product.knowledge_base.health().is_whole


def test_one_process_cannot_open_a_library_twice(product, settings):
    with pytest.raises(HomeInUseError, match=str(os.getpid())), opened(settings, HashEmbedder()):
        pass


def test_a_library_can_be_opened_again_after_it_was_refused(settings):
    with opened(settings, HashEmbedder()), pytest.raises(HomeInUseError), opened(settings, HashEmbedder()):
        pass
    with opened(settings, HashEmbedder()) as product:
        assert product.knowledge_base.health().is_whole


def test_a_library_is_let_go_when_opening_it_fails(settings, home):
    home.mkdir()
    Home(home).catalogue.write_bytes(b"this is no database" * 100)
    with pytest.raises(HomeError), opened(settings, HashEmbedder()):
        pass
    with HomeLock(Home(home)):
        pass


def test_an_owner_who_has_not_said_who_it_is_is_another_process(home):
    with HomeLock(Home(home)):
        (home / "owner.json").write_text("{", encoding="utf-8")
        with pytest.raises(HomeInUseError, match="another process"):
            HomeLock(Home(home))


def test_the_owner_file_names_this_process(home):
    with HomeLock(Home(home)):
        assert json.loads((home / "owner.json").read_text("utf-8"))["pid"] == os.getpid()


def test_looking_works_while_the_library_is_held(product, settings, write_report):
    path = write_report("a.txt", "Neglect audit\n\nStrengths\n\n- Workers saw the children alone.\n")
    next(product.pipeline.ingest([path]))
    with reading(settings) as catalogue:
        assert [report.report_id for report in catalogue.reports()] == ["a"]


def test_looking_writes_nothing(product, settings):
    with reading(settings) as catalogue, pytest.raises(HomeError):
        catalogue.set_setting("colour", "blue")


def test_looking_into_a_home_without_a_library_makes_none(settings, home):
    with pytest.raises(HomeError, match="no library"), reading(settings):
        pass
    assert not home.exists()


def test_a_library_of_a_newer_version_is_refused_and_left_alone(settings, home):
    home.mkdir()
    with sqlite3.connect(Home(home).catalogue) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(HomeError, match="newer version"), opened(settings, HashEmbedder()):
        pass
    with pytest.raises(HomeError, match="newer version"), reading(settings):
        pass


def test_a_home_under_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    settings = load_settings(home=tmp_path / "file" / "home")
    with pytest.raises(HomeError, match="cannot be written"), opened(settings, HashEmbedder()):
        pass


def test_a_damaged_catalogue_is_refused_in_words(settings, home):
    home.mkdir()
    Home(home).catalogue.write_bytes(b"this is no database" * 100)
    with pytest.raises(HomeError, match="damaged or is not a library"), opened(settings, HashEmbedder()):
        pass


def test_a_home_is_private_to_its_user(home):
    Home(home).create()
    assert home.stat().st_mode & 0o077 == 0


def test_a_closed_catalogue_is_an_error_of_ours(home):
    Home(home).create()
    catalogue = Catalogue(Home(home).catalogue)
    catalogue.close()
    with pytest.raises(HomeError):
        catalogue.reports()
