"""Ingests the files of a folder with the fake embedder, a line of output for each: run by test_crash, and killed."""

from __future__ import annotations

import sys
from pathlib import Path

from fakes import HashEmbedder

from app.settings import load_settings
from app.wiring import opened
from ingest.files import find_files


def main() -> None:
    home, folder = map(Path, sys.argv[1:])
    with opened(load_settings(home=home), HashEmbedder()) as product:
        sys.stdout.write("opened\n")
        sys.stdout.flush()
        for outcome in product.pipeline.ingest(find_files([folder])):
            sys.stdout.write(f"{outcome.action}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
