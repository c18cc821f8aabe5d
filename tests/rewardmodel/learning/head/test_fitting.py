"""Choosing the prior, and the drift alarm."""

import numpy as np
import pytest

from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.head import fitting, likelihood
from rewardmodel.learning.head.posterior import Posterior, fit_posterior, predict_outcomes
from rewardmodel.learning.measuring import metrics
from tests.rewardmodel.learning.simulation import simulate


def test_no_group_is_split_between_folds() -> None:
    groups = [f"prompt {i % 17}" for i in range(200)]
    folds = fitting.folds_by_group(groups, 5)
    assert len({(g, f) for g, f in zip(groups, folds, strict=True)}) == 17
    assert set(folds) == set(range(5))
    assert np.bincount(folds).max() <= 2 * np.bincount(folds).min()


@pytest.mark.parametrize("precision", [0.1, 10.0])
def test_the_prior_that_made_the_weights_is_found(precision: float) -> None:
    x, q, _ = simulate(800, 40, prior_precision=precision, seed=3)
    evidences = fitting.log_evidences(x, q, candidates=(0.001, 0.1, 10.0, 1000.0))
    assert (0.001, 0.1, 10.0, 1000.0)[int(evidences.argmax())] == precision


@pytest.mark.parametrize(("answers", "precision", "wrong"), [(800, 0.1, 100.0), (60, 10.0, 0.01)])
def test_the_held_out_log_loss_tells_a_prior_too_strong_or_too_weak(
    answers: int, precision: float, wrong: float
) -> None:
    x, q, _ = simulate(answers, 40, prior_precision=precision, seed=3)
    prompts = [f"prompt {i // 2}" for i in range(answers)]
    found = fitting.choose_prior_precision(x, q, prompts, candidates=(wrong, precision))
    assert found == precision


@pytest.mark.parametrize(("answers", "dim"), [(60, 30), (200, 5)])
def test_what_a_fit_without_a_fold_would_say_is_one_newton_step_away(
    answers: int, dim: int
) -> None:
    """By the whole matrices, where the module has as small ones as it can."""
    x, q, _ = simulate(answers, dim, seed=5)
    groups = [i // 3 for i in range(answers)]
    (found,) = fitting.held_out_log_losses(x, q, groups, candidates=(2.0,))
    full = fit_posterior(x, q, prior_precision=2.0)
    gradient, curvature = likelihood.derivatives(x @ full.mean, q, full.log_tie)
    fold = fitting.folds_by_group(groups, 5)
    losses = np.zeros(answers)
    for k in range(5):
        kept, out = fold != k, fold == k
        precision = (x[kept].T * curvature[kept]) @ x[kept] + 2.0 * np.eye(dim)
        mean = full.mean + np.linalg.solve(precision, x[out].T @ gradient[out])
        without = Posterior(mean, np.linalg.inv(precision), full.log_tie, 2.0)
        losses[out] = likelihood.log_losses(predict_outcomes(without, x[out]), q[out])
    assert found == pytest.approx(losses.mean(), rel=1e-9)


def test_few_groups_are_chosen_by_evidence() -> None:
    x, q, _ = simulate(60, 5)
    best = fitting.PRIOR_PRECISIONS[int(fitting.log_evidences(x, q).argmax())]
    assert fitting.choose_prior_precision(x, q, ["one prompt"] * 60) == best


def test_nothing_to_choose_by_is_refused() -> None:
    with pytest.raises(ValueError, match="no comparisons"):
        fitting.choose_prior_precision(np.zeros((0, 2)), np.zeros((0, 3)), [])
    with pytest.raises(ValueError, match="two groups"):
        fitting.held_out_log_losses(np.zeros((2, 2)), np.eye(3)[:2], ["p", "p"])


def test_drift_counts_posterior_standard_deviations() -> None:
    fitted = fit_posterior(*simulate(100, 4)[:2])
    assert fitting.drift(fitted, fitted) == pytest.approx(0, abs=1e-6)
    root = np.linalg.cholesky(fitted.covariance)
    moved = Posterior(fitted.mean + root @ np.ones(4), fitted.covariance, 0.0, 1.0)
    assert fitting.drift(moved, fitted) == pytest.approx(1.0)


def test_drift_sees_a_covariance_that_went_wrong() -> None:
    fitted = fit_posterior(*simulate(100, 4)[:2])
    narrow = Posterior(fitted.mean, fitted.covariance / 100, 0.0, 1.0)
    assert fitting.drift(narrow, fitted) > fitting.DRIFT_ALARM


@pytest.mark.parametrize("prompts", [1, 60])
def test_the_prior_walks_to_the_precision_that_is_best(prompts: int) -> None:
    x, q, _ = simulate(600, 8, prior_precision=10.0)
    groups = [i % prompts for i in range(600)]
    best = fitting.choose_prior_precision(x, q, groups)
    walked = 0.1
    for _ in fitting.PRIOR_PRECISIONS:
        walked = fitting.adjust_prior_precision(x, q, groups, walked)
    assert walked == best
    assert fitting.adjust_prior_precision(x, q, groups, best * 1.1) == best


def test_one_step_from_the_whole_fit_is_nearly_the_fit_without_a_fold() -> None:
    x, q, _ = simulate(300, 20, seed=5)
    groups = [i // 3 for i in range(300)]
    fold = fitting.folds_by_group(groups, 5)
    for precision in (1.0, 10.0):
        exact = 0.0
        for k in range(5):
            kept = fit_posterior(x[fold != k], q[fold != k], prior_precision=precision)
            p = predict_outcomes(kept, x[fold == k])
            exact += metrics.log_loss(p, q[fold == k]) * (fold == k).sum() / 300
        (found,) = fitting.held_out_log_losses(x, q, groups, candidates=(precision,))
        assert found == pytest.approx(exact, abs=0.004)


def _answers_with_few_chosen_ties() -> tuple[FloatArray, FloatArray, BoolArray]:
    """Random answers of which a quarter are ties, and chosen ones without a single tie."""
    x, targets, _ = simulate(400, 3, log_tie=-0.4, seed=2)
    chosen = np.flatnonzero(targets[:, 2] == 0)[:150]
    at_random = np.arange(400) >= 200
    rows = np.concatenate([chosen, np.flatnonzero(at_random)])
    return x[rows], targets[rows], np.arange(len(rows)) >= 150


def test_chosen_answers_do_not_set_the_tie_parameter() -> None:
    x, targets, at_random = _answers_with_few_chosen_ties()
    fair = fit_posterior(x[at_random], targets[at_random]).log_tie
    every = fit_posterior(x, targets).log_tie
    fitted = fitting.fit_with_random_share(x, targets, at_random)
    assert every < fair - 0.4
    assert abs(fitted.log_tie - fair) < 0.3 * (fair - every)
    np.testing.assert_allclose(
        fitted.mean, fit_posterior(x, targets, log_tie=fitted.log_tie).mean, atol=1e-6
    )


def test_with_one_kind_of_answer_a_fit_with_the_random_share_is_the_plain_one() -> None:
    x, targets, _ = simulate(50, 3)
    for at_random in (np.ones(50, dtype=bool), np.zeros(50, dtype=bool)):
        assert (
            fitting.fit_with_random_share(x, targets, at_random).log_tie
            == fit_posterior(x, targets).log_tie
        )
