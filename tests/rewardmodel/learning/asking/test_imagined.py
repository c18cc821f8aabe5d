"""Imagined answers lower variances exactly as real ones at the mean would."""

from dataclasses import replace

import numpy as np

from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.asking.imagined import ImaginedAnswers
from rewardmodel.learning.head.likelihood import curvatures
from rewardmodel.learning.head.posterior import Posterior
from tests.rewardmodel.learning.worlds import covariance_after, some_candidates, some_posterior


def _expected_loss(posterior: Posterior, population: Candidates) -> float:
    """Half the mean over the population of curvature at the mean times variance."""
    mean, variance = population.margins(posterior)
    return float((curvatures(mean, posterior.log_tie) * variance).mean() / 2)


def test_variances_after_several_answers() -> None:
    posterior, candidates = some_posterior(), some_candidates()
    imagined = ImaginedAnswers(posterior, candidates)
    for index in (3, 17, 3):
        x = candidates.features([index])[0]
        before = posterior.covariance
        joint = candidates.features() @ before @ x
        spread = candidates.margins(posterior)[1]
        correlation = imagined.answer(index)
        np.testing.assert_allclose(correlation, joint**2 / spread / (x @ before @ x), rtol=1e-9)
        posterior = replace(posterior, covariance=covariance_after(posterior, x))
        np.testing.assert_allclose(imagined.variance, candidates.margins(posterior)[1], rtol=1e-9)


def test_influence_is_what_an_answer_saves_the_population() -> None:
    posterior, candidates = some_posterior(), some_candidates()
    population = some_candidates(30, seed=5)
    imagined = ImaginedAnswers(posterior, candidates, population=population)
    for answered in (7, 20):
        mean, variance = candidates.margins(posterior)
        c = curvatures(mean, posterior.log_tie)
        saved = c * imagined.influence / (1 + c * variance) / 2
        for index in (0, 7, 31):
            after = covariance_after(posterior, candidates.features([index])[0])
            fall = _expected_loss(posterior, population) - _expected_loss(
                replace(posterior, covariance=after), population
            )
            np.testing.assert_allclose(saved[index], fall, rtol=1e-8)
        imagined.answer(answered)
        covariance = covariance_after(posterior, candidates.features([answered])[0])
        posterior = replace(posterior, covariance=covariance)


def test_equal_responses_teach_nothing() -> None:
    phi = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    candidates = Candidates(phi, np.array([0, 0]), np.array([1, 2]), np.array([0, 0]))
    imagined = ImaginedAnswers(Posterior(np.zeros(2), np.eye(2), -1.0, 1.0), candidates)
    assert imagined.answer(0).tolist() == [0, 0]
    assert imagined.variance.tolist() == [0, 2]
