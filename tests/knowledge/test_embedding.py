from __future__ import annotations

import hashlib

import numpy as np
import pytest

from app.wiring import default_embedder
from knowledge.embedding import WEIGHTS_SHA256, MiniLmEmbedder, check_model, installed_model_folder
from knowledge.errors import ModelFileError


@pytest.fixture(scope="session")
def real():
    return MiniLmEmbedder()


def test_the_installed_weights_are_the_published_ones():
    check_model(installed_model_folder())
    weights = (installed_model_folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == WEIGHTS_SHA256


def test_altered_weights_are_refused_before_they_are_loaded(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(ModelFileError, match="not the published one") as refused:
        MiniLmEmbedder(tmp_path).embed(["text"])
    assert refused.value.help_message


def test_missing_weights_are_refused(tmp_path):
    with pytest.raises(ModelFileError, match="is not at"):
        MiniLmEmbedder(tmp_path).embed(["text"])


def test_nothing_is_loaded_for_no_texts(tmp_path):
    assert MiniLmEmbedder(tmp_path).embed([]).shape == (0, 384)


def test_vectors_are_unit_length_and_in_the_order_of_the_texts(real):
    texts = ["a", "the child was seen alone by the social worker " * 5, "police", "supervision notes"] * 10
    seen = []
    vectors = real.embed(texts, lambda done, total: seen.append((done, total)))
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[2], real.embed(["police"])[0], atol=1e-5)
    assert seen == [(32, 40), (40, 40)]


def test_like_meanings_are_nearer_than_unlike_ones(real):
    asked, near, far = real.embed(["fathers left out", "dads were not included", "the cost of parking"])
    assert asked @ near > asked @ far + 0.2


def test_the_default_embedder_says_which_weights_it_has():
    embedder = default_embedder()
    assert (embedder.revision, embedder.dimension) == (WEIGHTS_SHA256, 384)
