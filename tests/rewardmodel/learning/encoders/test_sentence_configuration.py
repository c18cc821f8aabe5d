"""Folders of sentence-transformers are read as that library reads them."""

import json
from pathlib import Path

import numpy as np
import pytest

from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.head.checkpoint import ArtefactError
from tests.rewardmodel.tiny_encoder import build_tiny_encoder

TEXTS = ["a good answer", "the file is an object of the class", "it"]


def build_sentence_folder(folder: Path, *, pooling: str = "cls", dense: bool = False) -> Path:
    """A tiny encoder with a configuration of sentence-transformers."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer

    plain = build_tiny_encoder(folder / "plain")
    modules = [Transformer(str(plain), max_seq_length=48), Pooling(32, pooling_mode=pooling)]
    if dense:
        modules.append(Dense(32, 8))
    prompts = {"query": "question: ", "document": "answer: "}
    model = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
    model.save(str(folder / "made"))
    return folder / "made"


@pytest.mark.parametrize(("pooling", "dense"), [("cls", False), ("max", False), ("mean", True)])
def test_embeddings_are_the_librarys_own(tmp_path: Path, pooling: str, dense: bool) -> None:
    from sentence_transformers import SentenceTransformer

    folder = build_sentence_folder(tmp_path, pooling=pooling, dense=dense)
    theirs = SentenceTransformer(str(folder), device="cpu")
    encoder = SentenceEncoder.load(folder, device="cpu")
    assert encoder.max_length == 48
    assert encoder.embedding_dim == (8 if dense else 32)
    asked, answered = encoder.texts_of("which", "this")
    assert (asked, answered) == ("question: which", "answer: this")
    rows = np.asarray(theirs.encode(TEXTS, normalize_embeddings=True))
    np.testing.assert_allclose(encoder.encode(TEXTS), rows, atol=1e-5)


def test_the_configuration_survives_saving_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = build_sentence_folder(tmp_path, pooling="cls", dense=True)
    encoder = SentenceEncoder.load(folder, device="cpu")
    encoder.save(tmp_path / "again")
    again = SentenceEncoder.load(tmp_path / "again", device="cpu")
    assert (again.key, again.pooling_key) == (encoder.key, encoder.pooling_key)
    np.testing.assert_allclose(again.encode(TEXTS), encoder.encode(TEXTS), atol=1e-6)
    theirs = SentenceTransformer(str(tmp_path / "again"), device="cpu")
    rows = np.asarray(theirs.encode(TEXTS, normalize_embeddings=True))
    np.testing.assert_allclose(again.encode(TEXTS), rows, atol=1e-5)
    plain = SentenceEncoder.load(tmp_path / "plain", device="cpu")
    assert plain.pooling_key != encoder.pooling_key


def test_what_cannot_be_followed_is_refused(tmp_path: Path) -> None:
    folder = build_sentence_folder(tmp_path)
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = "sentence_transformers.models.WordWeights"
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ArtefactError, match="WordWeights"):
        SentenceEncoder.load(folder, device="cpu")
