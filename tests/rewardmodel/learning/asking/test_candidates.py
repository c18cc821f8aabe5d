"""Candidates among responses: the same numbers as feature rows, for less work."""

import numpy as np
import pytest

from rewardmodel.learning.asking.candidates import candidates_of
from rewardmodel.learning.head.posterior import margins
from tests.rewardmodel.learning.worlds import some_candidates, some_posterior


# Few prompts take responses by responses, many take pairs; both, and many pairs at once.
@pytest.mark.parametrize(
    ("count", "responses", "prompts"), [(900, 50, 2), (900, 50, 700), (60, 400, 1), (5000, 120, 9)]
)
def test_margins_are_those_of_the_features(count: int, responses: int, prompts: int) -> None:
    posterior = some_posterior()
    candidates = some_candidates(count, responses=responses, prompts=prompts)
    mean, variance = candidates.margins(posterior)
    assert mean.shape == variance.shape == (count,)
    expected_mean, expected_variance = margins(posterior, candidates.features())
    np.testing.assert_allclose(mean, expected_mean, atol=1e-12)
    np.testing.assert_allclose(variance, expected_variance, atol=1e-12)


def test_features_are_differences() -> None:
    candidates = candidates_of([[1.0, 2.0], [0.0, 5.0]], [[0, 1], [1, 0]], ["p", "p"])
    np.testing.assert_array_equal(candidates.features(), [[1, -3], [-1, 3]])
    np.testing.assert_array_equal(candidates.features([1]), [[-1, 3]])
    np.testing.assert_array_equal(candidates.project(np.array([1.0, 1.0])), [-2, 2])
    assert candidates.prompts.tolist() == [0, 0]


def test_none_at_all() -> None:
    candidates = candidates_of(np.zeros((0, 6)), [], [])
    mean, variance = candidates.margins(some_posterior())
    assert len(candidates) == len(mean) == len(variance) == 0


@pytest.mark.parametrize(
    ("phi", "pairs", "prompts", "message"),
    [
        ([[1.0], [2.0]], [[0, 1]], [], "shapes"),
        ([[1.0], [np.inf]], [[0, 1]], ["p"], "finite"),
        ([[1.0], [2.0]], [[0, 2]], ["p"], "rows of phi"),
        ([[1.0], [2.0]], [[1, 1]], ["p"], "itself"),
    ],
)
def test_bad_input_is_refused(
    phi: list[list[float]], pairs: list[list[int]], prompts: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        candidates_of(phi, pairs, prompts)
