"""Feature sets: what is kept of a text, and the columns that are made of it."""

from pathlib import Path

import numpy as np
import pytest

from rewardmodel.learning.encoders.decoder import load_encoder
from rewardmodel.learning.encoders.encoder import Source
from rewardmodel.learning.encoders.feature_sets import (
    FeatureSet,
    Reader,
    feature_sets,
    first_features,
    scale_of,
)
from rewardmodel.learning.encoders.sentence import SentenceEncoder
from tests.rewardmodel.tiny_decoder import build_tiny_decoder


@pytest.fixture(scope="module")
def reader(encoder: SentenceEncoder, paragraphs: list[str]) -> Reader:
    return Reader(encoder, first_features(encoder, paragraphs), encoder.offered_sources())


def test_a_card_says_all(reader: Reader) -> None:
    joined = FeatureSet((Source(1, "mean"), Source(2, "last")), (2.0, 0.5), "joined")
    for features in (reader.features, joined):
        assert FeatureSet.of_card(features.card() | {"chosen": {}}) == features
    assert FeatureSet.of_card({}) == FeatureSet()


def test_columns_of_a_set_have_length_one_on_the_texts_that_scale_it(
    reader: Reader, paragraphs: list[str]
) -> None:
    vectors = reader.read(paragraphs).vectors
    for features in feature_sets(reader, vectors):
        phi = reader.using(features).item_features(vectors, vectors, np.ones(len(vectors)))
        content = phi[:, : reader.encoder.dim]
        assert phi.shape[1] == reader.using(features).layout.dim
        if len(features.sources) == 1:
            assert scale_of(content) == pytest.approx(1, abs=1e-4)
        else:  # the mean of several is shorter where they disagree
            assert 0.3 < scale_of(content) <= 1.0001


def test_joined_states_stand_side_by_side(reader: Reader, paragraphs: list[str]) -> None:
    vectors = reader.read(paragraphs).vectors
    sources = reader.offered
    joined = FeatureSet(sources, (1.0,) * len(sources), "joined")
    phi = reader.using(joined).item_features(vectors, vectors, np.ones(len(vectors)))
    states = reader.states(vectors)
    assert phi.shape[1] == len(sources) * reader.encoder.dim + 3
    np.testing.assert_allclose(
        phi[:, :-3], states.reshape(len(states), -1) / len(sources) ** 0.5, rtol=1e-5
    )


def test_what_is_kept_is_small_and_comes_back(reader: Reader, paragraphs: list[str]) -> None:
    vector = reader.read(paragraphs[:1]).vectors[0]
    kept = reader.pack(vector)
    assert len(kept) == 2 * reader.width
    np.testing.assert_allclose(reader.unpack(kept), vector, rtol=1e-3, atol=1e-6)


def test_versions_without_a_set_read_and_keep_what_they_always_did(
    encoder: SentenceEncoder, paragraphs: list[str]
) -> None:
    earlier = Reader(encoder, FeatureSet(), ())
    assert earlier.key == encoder.key
    long = "good " * 300
    vectors, truncated = earlier.read([*paragraphs[:3], long, long + "bad"])
    assert truncated.tolist()[-2:] == [True, True]
    np.testing.assert_array_equal(vectors[-1], vectors[-2])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(earlier.pack(vectors[0])) == 4 * encoder.dim
    np.testing.assert_array_equal(earlier.unpack(earlier.pack(vectors[0])), vectors[0])


def test_readers_that_keep_different_things_have_different_names(reader: Reader) -> None:
    other = reader.encoder.copy()
    other.most_tokens = 17
    assert Reader(other, reader.features, reader.offered).key != reader.key
    fewer = Reader(reader.encoder, reader.features, reader.features.sources)
    assert fewer.key != reader.key
    assert reader.using(FeatureSet(reader.offered, (2.0, 2.0))).key == reader.key
    assert reader.using(FeatureSet(reader.offered, (2.0, 2.0))).row_key != reader.row_key


def test_a_decoder_offers_its_last_token_and_the_mean(tmp_path: Path) -> None:
    decoder = load_encoder(build_tiny_decoder(tmp_path), device="cpu")
    offered = decoder.offered_sources()
    assert {source.pooling for source in offered} == {"last", "mean"}
    reader = Reader(decoder, FeatureSet(offered[:1], (1.0,)), offered)
    phi, truncated = reader.phi(["which", "which"], ["good", "bad " * 5000])
    assert phi.shape == (2, decoder.dim + 3)
    assert truncated.tolist() == [False, True]


def test_two_questions_after_one_long_background_differ(reader: Reader) -> None:
    background = "the module is an object and the file is a name " * 60
    phi, truncated = reader.phi([background + "good", background + "bad line"], ["yes", "yes"])
    assert not truncated.any()
    assert phi[0, -3] != phi[1, -3]  # relevance
