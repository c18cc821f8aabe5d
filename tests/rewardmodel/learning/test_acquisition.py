"""What is asked next."""

import numpy as np
import pytest

from rewardmodel.learning.acquisition import choose_batch, margin_scores, random_scores
from rewardmodel.learning.posterior import Posterior


def test_the_closest_comparison_is_asked_first() -> None:
    posterior = Posterior(np.array([1.0, 0.0]), np.eye(2), -1.0, 1.0)
    scores = margin_scores(posterior, [[3.0, 0.0], [-0.5, 2.0], [1.0, 1.0], [-4.0, 0.0]])
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]


def test_random_scores_are_seeded() -> None:
    first = random_scores(5, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, random_scores(5, rng=np.random.default_rng(1)))
    assert ((first >= 0) & (first < 1)).all()


def test_a_batch_is_spread_over_prompts() -> None:
    scores = [9.0, 8.0, 7.0, 1.0, 0.5]
    prompts = ["p", "p", "p", "q", "r"]
    assert choose_batch(scores, prompts, 3) == [0, 3, 4]
    assert choose_batch(scores, prompts, 3, per_prompt=2) == [0, 1, 3]


def test_few_prompts_still_fill_the_batch() -> None:
    assert choose_batch([1.0, 3.0, 2.0, 0.0], ["p", "p", "p", "q"], 4) == [1, 3, 2, 0]
    assert choose_batch([1.0, 3.0], ["p", "p"], 10) == [1, 0]
    assert choose_batch([], [], 3) == []


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        choose_batch([np.nan], ["p"], 1)
    with pytest.raises(ValueError, match="prompt ids"):
        choose_batch([1.0, 2.0], ["p"], 1)
    with pytest.raises(ValueError, match="per_prompt"):
        choose_batch([1.0], ["p"], 1, per_prompt=0)
