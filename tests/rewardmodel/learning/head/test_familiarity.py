"""What is unlike anything learned from is told apart, by familiarity and by the deviation."""

import numpy as np

from rewardmodel.learning.head.familiarity import fit_familiarity
from rewardmodel.learning.head.posterior import fit_posterior, rewards

RNG = np.random.default_rng(0)
SCALES = np.linspace(2.0, 0.05, 30)


def texts(count: int, shift: float = 0.0) -> np.ndarray:
    rows = RNG.normal(size=(count, 30)) * SCALES + 5.0
    rows[:, -5:] += shift
    return rows


def test_new_texts_of_the_usual_kind_are_spread_evenly() -> None:
    usual = fit_familiarity(texts(300))
    assert usual is not None
    shares = usual.of(texts(2000))
    assert abs(shares.mean() - 0.5) < 0.06
    assert abs((shares < 0.2).mean() - 0.2) < 0.06


def test_texts_of_another_kind_are_further_than_nearly_all() -> None:
    usual = fit_familiarity(texts(300))
    assert usual is not None
    assert usual.of(texts(200, shift=2.0)).mean() < 0.05


def test_too_few_responses_say_nothing() -> None:
    assert fit_familiarity(texts(9)) is None


def test_a_column_that_never_varies_does_no_harm() -> None:
    rows = texts(50)
    rows[:, 3] = 0.0
    usual = fit_familiarity(rows)
    assert usual is not None
    assert np.isfinite(usual.of(rows)).all()


def test_the_deviation_is_of_the_difference_to_the_reference() -> None:
    phi = texts(200)
    x = phi[:100] - phi[100:]
    answers = np.eye(3)[(x[:, 0] < 0).astype(int)]
    posterior = fit_posterior(x, answers)
    columns = np.ones(30, dtype=bool)
    reference = phi.mean(axis=0)
    near, far = texts(50), texts(50, shift=3.0)
    _, std_near = rewards(posterior, near, columns, reference)
    _, std_far = rewards(posterior, far, columns, reference)
    assert np.median(std_far) > 2 * np.median(std_near)
    mean, at_reference = rewards(posterior, reference[None], columns, reference)
    assert at_reference[0] == 0
    np.testing.assert_allclose(mean, rewards(posterior, reference[None], columns)[0])
