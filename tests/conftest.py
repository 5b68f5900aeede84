"""What all tests share: a library of their own in tmp_path, a small embedder, and files to ingest."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import PROJECT, SHARED, HashEmbedder
from hypothesis import settings as hypothesis_settings

from app.samples import opened_with_samples
from app.settings import PREFIX, Settings, load_settings
from app.wiring import Product, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# No deadline: the machine is shared, and a slow moment is no fault of the code.
hypothesis_settings.register_profile("ours", deadline=None, max_examples=60, print_blob=True)
hypothesis_settings.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last; those over real reports skip, saying so, where these are not there."""
    # While Playwright is open, no other test can run an event loop of its own. The longest files of these come first,
    # so that with several processes none is left alone with one at the end.
    tests = Counter(item.path for item in items)
    is_browser = {path: path.parent.name == "browser" for path in tests}
    items.sort(key=lambda item: (is_browser[item.path], -tests[item.path] * is_browser[item.path]))
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="../shared is not there: it holds the real reports")
    for item in items:
        if item.get_closest_marker("real_reports"):
            item.add_marker(absent)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that each test's library is in: never the person's own."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(f"{PREFIX}HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Settings:
    return load_settings(home=home)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def product(settings: Settings, embedder: HashEmbedder) -> Iterator[Product]:
    """An empty library, opened, with the fake embedder."""
    with opened(settings, embedder, tell=lambda words: None) as product:
        yield product


@pytest.fixture
def write_report(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a report file: its name, its text."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def samples_folder() -> Path:
    """The sample reports that ship with the program, as PDF and as text."""
    return PROJECT / "knowledge" / "sample_reports"


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library of the sample reports with the real embedder: copied, never opened, by the tests."""
    folder = tmp_path_factory.mktemp("samples") / "home"
    with opened_with_samples(load_settings(home=folder), tell=lambda words: None):
        pass
    return folder


@pytest.fixture(scope="session")
def samples(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The sample reports, opened with the real embedder, for tests that only ask."""
    folder = shutil.copytree(sample_home, tmp_path_factory.mktemp("asked") / "home")
    with opened(load_settings(home=folder), tell=lambda words: None) as product:
        yield product


@pytest.fixture
def home_with_samples(sample_home: Path, home: Path) -> Path:
    """This test's home, holding the sample reports."""
    return Path(shutil.copytree(sample_home, home))
