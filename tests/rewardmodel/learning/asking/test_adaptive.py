"""The adaptive rule bets on a rule as much as its lift deserves."""

import numpy as np

from rewardmodel.learning.asking.adaptive import AdaptiveRule, select_adaptive_batch
from rewardmodel.learning.asking.lift import Estimate, Lift, measure_lift
from tests.rewardmodel.learning.simulation import draw_answers
from tests.rewardmodel.learning.worlds import some_candidates, some_posterior

ADAPTIVE = AdaptiveRule()


def _lift(mean: float, error: float) -> Lift:
    estimate = Estimate(mean, error, mean - 2 * error, mean + 2 * error)
    return Lift(estimate, Estimate(0.0, 0.01, -0.02, 0.02), 100, 20, 40.0)


def test_before_anything_is_measured_the_benchmark_speaks() -> None:
    assert 0.4 < ADAPTIVE.active_share(None) < ADAPTIVE.most


def test_a_proven_lift_gets_the_most() -> None:
    assert ADAPTIVE.active_share(_lift(0.02, 0.001)) > 0.99 * ADAPTIVE.most


def test_a_rule_proven_worse_is_given_up() -> None:
    assert ADAPTIVE.active_share(_lift(-0.05, 0.01)) == ADAPTIVE.least


def test_a_lift_measured_to_be_nothing_is_given_up() -> None:
    assert ADAPTIVE.active_share(_lift(0.0, 0.0002)) == ADAPTIVE.least


def test_the_share_rises_with_the_lift() -> None:
    shares = [
        ADAPTIVE.active_share(_lift(mean, 0.004)) for mean in (-0.007, -0.003, 0, 0.004, 0.01)
    ]
    assert shares == sorted(shares)
    assert shares[0] < ADAPTIVE.active_share(None) < shares[-1]


def test_a_vague_measurement_moves_little() -> None:
    assert abs(ADAPTIVE.active_share(_lift(-0.02, 0.1)) - ADAPTIVE.active_share(None)) < 0.02


def test_answers_to_useless_questions_end_in_random_ones() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 20))
    at_random = rng.random(600) < 0.5
    x[~at_random] *= 0.01  # the rule asks about responses that hardly differ
    targets = draw_answers(x @ rng.normal(size=20), -1.0, rng)
    lift = measure_lift(x, targets, at_random, list(range(600)), prior_precision=1.0)
    share = ADAPTIVE.active_share(lift)
    assert share < ADAPTIVE.active_share(None) / 2
    batch = select_adaptive_batch(
        ADAPTIVE, lift, some_posterior(), some_candidates(100), 60, rng=np.random.default_rng(0)
    )
    assert abs(batch.at_random.mean() - (1 - share)) < 0.05


def test_a_batch_is_split_by_the_share() -> None:
    posterior, candidates = some_posterior(), some_candidates(100)
    rng = np.random.default_rng(0)
    shares = [
        select_adaptive_batch(ADAPTIVE, None, posterior, candidates, 7, rng=rng).at_random.mean()
        for _ in range(60)
    ]
    assert abs(np.mean(shares) - (1 - ADAPTIVE.active_share(None))) < 0.03
