"""Batches: each rule against the long way, and what every batch owes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking import acquisition
from rewardmodel.learning.asking.candidates import Candidates, candidates_of
from rewardmodel.learning.asking.selection import NEAR_DUPLICATE, RULES, Rule, select_batch
from rewardmodel.learning.head.likelihood import curvatures
from rewardmodel.learning.head.posterior import Posterior
from tests.rewardmodel.learning.worlds import (
    covariance_after,
    some_candidates,
    some_posterior,
    swapped,
)

Score = Callable[[Posterior, Candidates], FloatArray]


def _bald(posterior: Posterior, candidates: Candidates) -> FloatArray:
    return acquisition.bald(*candidates.margins(posterior), posterior.log_tie)


def _gain(posterior: Posterior, candidates: Candidates) -> FloatArray:
    return acquisition.information_gain(*candidates.margins(posterior), posterior.log_tie)


def _bound(posterior: Posterior, candidates: Candidates) -> FloatArray:
    return acquisition.delta_upper_bound(*candidates.margins(posterior))


def _saved(posterior: Posterior, candidates: Candidates) -> FloatArray:
    """Of each candidate, the fall of the mean expected loss over all, by a new inverse."""

    def loss(covariance: FloatArray) -> float:
        mean, variance = candidates.margins(replace(posterior, covariance=covariance))
        return float((curvatures(mean, posterior.log_tie) * variance).mean() / 2)

    now = loss(posterior.covariance)
    after = [covariance_after(posterior, x) for x in candidates.features()]
    return np.array([now - loss(covariance) for covariance in after])


@pytest.mark.parametrize(
    ("rule", "score"),
    [("bald", _bald), ("d_optimal", _gain), ("delta_ucb", _bound), ("variance_reduction", _saved)],
)
def test_greedy_rules_pick_as_if_each_answer_were_in(rule: Rule, score: Score) -> None:
    posterior, candidates = some_posterior(), some_candidates(150)
    batch = select_batch(
        rule, posterior, candidates, 12, rng=np.random.default_rng(0), per_prompt=None
    )
    duplicate = np.zeros(150, dtype=bool)
    for index, value in zip(batch.indices, batch.scores, strict=True):
        scores = np.where(duplicate, -np.inf, score(posterior, candidates))
        assert index == scores.argmax()
        np.testing.assert_allclose(value, scores.max(), rtol=1e-7)
        x = candidates.features([index])[0]
        joint = candidates.features() @ posterior.covariance @ x
        spread = candidates.margins(posterior)[1] * (x @ posterior.covariance @ x)
        duplicate |= joint**2 > NEAR_DUPLICATE**2 * spread
        posterior = replace(posterior, covariance=covariance_after(posterior, x))


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ("margin", lambda mean, variance, log_tie: -np.abs(mean)),
        ("entropy", acquisition.predictive_entropy),
    ],
)
def test_plain_rules_pick_the_best(
    rule: Rule, score: Callable[[FloatArray, FloatArray, float], FloatArray]
) -> None:
    posterior, candidates = some_posterior(dim=30), some_candidates(100, dim=30)
    values = score(*candidates.margins(posterior), posterior.log_tie)
    batch = select_batch(
        rule, posterior, candidates, 10, rng=np.random.default_rng(0), per_prompt=None
    )
    assert batch.indices.tolist() == np.argsort(-values)[:10].tolist()
    np.testing.assert_allclose(batch.scores, np.sort(values)[::-1][:10], rtol=1e-9)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_fills_a_batch_with_different_comparisons(rule: Rule) -> None:
    posterior, candidates = some_posterior(), some_candidates(60)
    for size in (0, 1, 25, 60, 100):
        batch = select_batch(rule, posterior, candidates, size, rng=np.random.default_rng(3))
        assert len(batch) == len(set(batch.indices.tolist())) == min(size, 60)
        assert batch.scores.shape == batch.at_random.shape == batch.propensities.shape
        assert np.isfinite(batch.scores).all()
        np.testing.assert_array_equal(np.isnan(batch.propensities), ~batch.at_random)


@pytest.mark.parametrize("rule", RULES)
def test_swapping_a_and_b_changes_no_batch(rule: Rule) -> None:
    posterior, candidates = some_posterior(), some_candidates(60)
    one = select_batch(rule, posterior, candidates, 20, rng=np.random.default_rng(1))
    other = select_batch(rule, posterior, swapped(candidates), 20, rng=np.random.default_rng(1))
    assert one.indices.tolist() == other.indices.tolist()


@pytest.mark.parametrize("rule", sorted(set(RULES) - {"random", "half_margin"}))
@pytest.mark.parametrize("per_prompt", [1, 3])
def test_a_batch_is_spread_over_prompts(rule: Rule, per_prompt: int) -> None:
    candidates = some_candidates(150, prompts=8)
    batch = select_batch(
        rule,
        some_posterior(),
        candidates,
        8 * per_prompt,
        rng=np.random.default_rng(0),
        per_prompt=per_prompt,
    )
    counts = Counter(candidates.prompts[batch.indices].tolist())
    # Near-duplicates may leave a prompt with fewer fit candidates, never with more picks.
    assert max(counts.values()) <= per_prompt + 1
    assert len(counts) == 8


def test_near_duplicates_wait() -> None:
    phi = np.array([[0.0, 0.0], [1.0, 0.0], [1.01, 0.001], [0.1, 0.9]])
    candidates = candidates_of(phi, [[1, 0], [2, 0], [3, 0]], ["p", "q", "r"])
    posterior = Posterior(np.zeros(2), np.eye(2), -1.0, 1.0)
    for rule in ("d_optimal", "bald", "margin", "entropy", "variance_reduction"):
        batch = select_batch(
            rule,  # type: ignore[arg-type]  # each is a Rule
            posterior,
            candidates,
            3,
            rng=np.random.default_rng(0),
            per_prompt=None,
        )
        assert 2 in batch.indices[:2].tolist()


def test_the_random_share_is_uniform_and_says_so() -> None:
    posterior, candidates = some_posterior(), some_candidates(40)
    rng = np.random.default_rng(0)
    drawn = np.zeros(40)
    for _ in range(2000):
        batch = select_batch("d_optimal", posterior, candidates, 10, rng=rng, random_share=0.35)
        assert batch.at_random.sum() in (3, 4)
        drawn[batch.indices[batch.at_random]] += 1
    # 3.5 of 40 expected; 2,000 batches give each count a standard deviation below 13.
    assert abs(drawn.sum() / 2000 - 3.5) < 0.05
    np.testing.assert_allclose(drawn, 2000 * 3.5 / 40, atol=5 * 13)
    batch = select_batch("random", posterior, candidates, 10, rng=rng)
    np.testing.assert_allclose(batch.propensities, 10 / 40)


def test_half_margin_is_half_random() -> None:
    posterior, candidates = some_posterior(), some_candidates(100)
    batch = select_batch("half_margin", posterior, candidates, 20, rng=np.random.default_rng(0))
    assert batch.at_random.sum() == 10
    means = np.abs(candidates.margins(posterior)[0])
    assert means[batch.indices[~batch.at_random]].mean() < np.median(means) / 2


def test_the_population_is_what_variance_reduction_serves() -> None:
    # Two unknown directions; only the second matters to the population.
    phi = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    candidates = candidates_of(phi, [[1, 0], [2, 0]], ["p", "q"])
    population = candidates_of([[0.0, 0.0], [0.0, 3.0]], [[1, 0]], ["r"])
    posterior = Posterior(np.zeros(2), np.eye(2), -1.0, 1.0)
    rng = np.random.default_rng(0)
    served = select_batch(
        "variance_reduction", posterior, candidates, 1, rng=rng, population=population
    )
    widest = select_batch("d_optimal", posterior, candidates, 1, rng=rng)
    assert (served.indices.tolist(), widest.indices.tolist()) == ([1], [0])


def test_bad_input_is_refused() -> None:
    posterior, candidates = some_posterior(), some_candidates()
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="rule"):
        select_batch("best", posterior, candidates, 1, rng=rng)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="columns"):
        select_batch("margin", some_posterior(5), candidates, 1, rng=rng)
    with pytest.raises(ValueError, match="random_share"):
        select_batch("margin", posterior, candidates, 1, rng=rng, random_share=1.5)
    with pytest.raises(ValueError, match="all random"):
        select_batch("random", posterior, candidates, 1, rng=rng, random_share=0.5)
    with pytest.raises(ValueError, match="per_prompt"):
        select_batch("margin", posterior, candidates, 1, rng=rng, per_prompt=0)
