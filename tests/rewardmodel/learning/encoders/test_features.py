"""Features: columns in their places, differences that negate, nuisance apart."""

import numpy as np
import pytest

from rewardmodel.learning.encoders.features import (
    FeatureLayout,
    comparison_features,
    item_features,
    word_counts,
)

RNG = np.random.default_rng(0)
RESPONSES, RELEVANCE = RNG.normal(size=(5, 4)), RNG.normal(size=5)
WORDS = np.array([1.0, 5.0, 63.0, 200.0, 0.0])


def test_columns_stand_where_the_layout_says() -> None:
    layout = FeatureLayout(encoder_dim=4)
    phi = item_features(RESPONSES, RELEVANCE, WORDS)
    assert phi.shape == (5, layout.dim) == (5, 7)
    assert phi.dtype == np.float32
    assert len(layout.names) == layout.dim
    np.testing.assert_allclose(phi[:, :4], RESPONSES, rtol=1e-6)
    relevance = phi[:, layout.names.index("relevance")]
    np.testing.assert_allclose(relevance, RELEVANCE, rtol=1e-6)
    assert phi[2, layout.names.index("log_length")] == 0
    assert (phi[:, layout.names.index("shown_first")] == 0).all()


def test_only_length_and_side_are_nuisance() -> None:
    layout = FeatureLayout(encoder_dim=4)
    left_out = [
        n for n, counts in zip(layout.names, layout.reward_columns, strict=True) if not counts
    ]
    assert left_out == ["log_length", "shown_first"]


def test_swapping_the_two_responses_negates_the_row() -> None:
    phi = item_features(RESPONSES, RELEVANCE, WORDS)
    order = np.array([1, -1])
    x = comparison_features(phi[:2], phi[2:4], order)
    np.testing.assert_array_equal(comparison_features(phi[2:4], phi[:2], -order), -x)
    np.testing.assert_array_equal(x[:, -1], order)


@pytest.mark.parametrize("order", [[2, 0], [0.5, 1], [np.nan, 0]])
def test_an_order_that_is_none_is_refused(order: list[float]) -> None:
    with pytest.raises(ValueError, match="shown_first"):
        comparison_features(np.zeros((2, 7)), np.zeros((2, 7)), order)


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        item_features(RESPONSES, RELEVANCE[:4], WORDS)
    with pytest.raises(ValueError, match="shapes"):
        comparison_features(np.zeros((2, 7)), np.zeros((3, 7)), [0, 0])


def test_words_are_counted_between_white_space() -> None:
    np.testing.assert_array_equal(word_counts(["", "one", " two  words\n"]), [0, 1, 2])
